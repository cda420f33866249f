"""How duties look: why one is owed and how it is counted, what changed and why, a decision to be looked at again."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions.clocks import ClockLine, DutyExplained
from bot.actions.contents import DutiesChanged, QuestionAnswered
from bot.actions.memos import MemoOrdered
from bot.actions.reviews import DecisionReviewed
from bot.errors import UsageError
from bot.law.changes import ChangeKind, DutyChange
from bot.law.duties import Answer, Finding
from bot.law.exposure import ceilings
from bot.law.model import Clause
from bot.slack.block_kit import (
    Block,
    Message,
    actions,
    button,
    context,
    cut,
    header,
    many,
    mention,
    safe,
    section,
    when,
)
from bot.slack.callbacks import Target
from bot.slack.clocks import review_buttons, standing
from bot.slack.requests import Reader, RequestContext
from bot.store.tables import Incident

ANSWERS = {Answer.OWED: "owed", Answer.NOT_OWED: "not owed", Answer.UNDETERMINED: "not settled yet"}
LISTED = 15
WORDS = {
    ChangeKind.APPEARED: "is now owed",
    ChangeKind.MOVED: "moved",
    ChangeKind.STARTED: "has started",
    ChangeKind.STOPPED: "no longer has a date",
    ChangeKind.LAPSED: "is no longer owed",
    ChangeKind.OPENED: "is no longer settled",
    ChangeKind.REMOVED: "stands in the law no longer",
}


def read_why(context: RequestContext) -> str:
    word = context.request.words.strip()
    if not word:
        raise UsageError("Please name the duty.", "For example: /breach why gdpr 33(1)")
    return word


def explained(outcome: DutyExplained, reader: Reader) -> Message:
    """Why: the answer, each clause, the counting, the words, what it must contain, where it goes, how sure we are."""
    finding, line, duty = outcome.finding, outcome.line, outcome.finding.duty
    blocks: list[Block] = [header(duty.title), section(f"*{_answer(finding)}.* {_to(finding)}")]
    if line:
        blocks.append(section(standing(line, reader.now, reader.zone)))
    blocks.append(section("*Because*\n" + "\n".join(_clause(one) for one in finding.because)))
    if finding.missing:
        labels = (outcome.law.vocabulary[name].label.lower() for name in finding.missing)
        blocks.append(section("*What is still open:* " + safe(", ".join(labels))))
    blocks += _counting(finding, line)
    blocks += _sending(finding)
    blocks += _notes(finding)
    blocks.append(context(_source(finding)))
    return Message(f"{duty.title}: {ANSWERS[finding.answer]}", tuple(blocks))


def _answer(finding: Finding) -> str:
    if finding.runs and finding.answer is Answer.UNDETERMINED:
        return "Owed unless an exception is shown"
    if finding.may:
        return "Not owed, but you may"
    return ANSWERS[finding.answer].capitalize()


def _to(finding: Finding) -> str:
    duty = finding.duty
    named = sorted({name for _, name in finding.recipients}) or [duty.recipient]
    return f"{safe(duty.law)}, {safe(duty.cites)}. To: {safe('; '.join(named[:6]))}."


def _clause(one: Clause) -> str:
    mark = {True: "✓", False: "✗", None: "?"}[one.is_true]
    return f"{mark} {'unless ' if one.exception else ''}{safe(one.says)}"


def _counting(finding: Finding, line: ClockLine | None) -> list[Block]:
    duty, deadline = finding.duty, finding.deadline
    whose = "contract" if duty.kind == "contract" else "law"
    blocks: list[Block] = []
    if deadline and deadline.steps:
        steps = "\n".join(f"{number}. {safe(one)}" for number, one in enumerate(deadline.sentences, 1))
        blocks.append(section(f"*How it is counted*\n{steps}"))
    if deadline and deadline.target_at and deadline.limit_at:
        zone = line.zone if line else None
        named = "Not before" if deadline.not_before else "Target"
        both = f"*{named}* {when(deadline.target_at, zone)}"
        if not deadline.not_before:
            both += f"\n*Latest the text can bear* {when(deadline.limit_at, zone)}"
        blocks.append(section(both))
    elif deadline and deadline.house_at:
        blocks.append(section(f"*Our own target* {when(deadline.house_at)} _(not the {whose}'s)_"))
    blocks.append(section(f"*The {whose}'s words, in short:* {safe(duty.words)}"))
    return blocks


def _sending(finding: Finding) -> list[Block]:
    """What it must contain, where it goes, what may delay it, and what lateness costs at most."""
    duty = finding.duty
    rows = [
        ("Where", duty.form),
        ("In phases", duty.phases),
        ("Waiting for law enforcement", duty.hold.words if duty.hold else ""),
        ("When late", duty.late),
    ]
    blocks = [section(f"*{name}:* {safe(text)}") for name, text in rows if text]
    if duty.contents:
        listed = "\n".join(f"• {safe(one)}" for one in duty.contents)
        blocks.insert(0, section(f"*It must contain*\n{listed}"))
    tiers = [
        f"• {safe(one.what)}: {safe(one.rule)} ({safe(one.source)})"
        for one in ceilings([finding._replace(answer=Answer.OWED)])
    ]
    if tiers or duty.penalty:
        text = "\n".join(filter(None, (*tiers, safe(duty.penalty))))
        blocks.append(section(f"*Ceiling of fines, not a forecast*\n{text}"))
    return blocks


def _notes(finding: Finding) -> list[Block]:
    blocks = [context(safe(cut(finding.duty.notes, 1500)))] if finding.duty.notes else []
    if finding.counsel:
        asks = "\n".join(f"• {safe(question)}" for question in finding.counsel)
        blocks.append(section(f"*Ask counsel*\n{asks}"))
    return blocks


def _source(finding: Finding) -> str:
    duty = finding.duty
    if duty.kind == "contract":
        return f"Our own contract, from organisation.yaml · `{duty.id}`"
    said = [f"Confidence: {duty.confidence}"]
    if finding.unconfirmed:
        said.append("unconfirmed: ask counsel")
    if duty.verified:
        said.append("checked against: " + safe(cut("; ".join(duty.verified), 300)))
    if duty.source:
        said.append(safe(duty.source))
    return " · ".join([*said, f"`{duty.id}`"])


def changed_message(incident: Incident, content: DutiesChanged, helpful: Sequence[str]) -> Message:
    """The card in the channel when duties changed: what, from when to when, and because of what.

    `helpful` are the facts that would settle most of what is still open.
    """
    changes, rows = content.changes, change_rows(content.changes)
    blocks: list[Block] = []
    if rows:
        title = "Duties changed" if content.cause else "First duties"
        blocks.append(section(f"*{title}*\n" + "\n".join(rows)))
    if text := _waiting(content.waiting_before, content.waiting):
        blocks.append(section(text))
    if content.cause:
        blocks.append(context("Because of " + safe("; ".join(content.cause))))
    buttons = [button("Show clocks", "clocks.show", Target(incident.id))]
    if content.waiting and helpful:
        buttons.append(button("Answer what helps most", "facts.ask", Target(incident.id, ",".join(helpful))))
    blocks.append(actions(*buttons, block_id="clocks"))
    said = f"{many(len(changes), 'duty', 'duties')} changed." if changes else "More duties wait for facts."
    return Message(said, tuple(blocks))


def change_rows(changes: Sequence[DutyChange]) -> list[str]:
    rows = [_change(change) for change in changes[:LISTED]]
    return rows + ([f"_and {len(changes) - LISTED} more: /breach clocks_"] if len(changes) > LISTED else [])


def _change(change: DutyChange) -> str:
    return f"• *{safe(change.title)}* ({safe(change.law)}) {WORDS[change.kind]}{_instants(change)}"


def _instants(change: DutyChange) -> str:
    """From when to when; where only the limit moved, that."""
    old, new = _when(change.before.target_at), _when(change.after.target_at)
    if change.kind is ChangeKind.APPEARED:
        return f", by {new}" if new else ""
    if change.kind.ends:
        return f" (it was due {old})" if old else ""
    if old == new:
        return f": the latest the text can bear {_when(change.before.limit_at)} → {_when(change.after.limit_at)}"
    return f": {old + ' → ' if old else ''}{new}"


def _when(at: datetime | None) -> str:
    return when(at) if at else ""


def _waiting(before: int | None, after: int) -> str:
    """How many duties wait for facts, where that is worth a line."""
    if before == after or not after:
        return ""
    was = f" (before: {before})" if before is not None else ""
    return f"{many(after, 'duty is', 'duties are')} not settled yet{was}; each answer settles some."


def question_message(line: ClockLine) -> Message:
    """A decision that the new assessment speaks against: to be looked at again by somebody entitled."""
    text = f"*Please look again* · {_head(line)}\n{safe(line.clock.question or '')}"
    return Message(f"Please look again: {line.title}", (section(text), review_buttons(line.clock)))


def answered_message(line: ClockLine, content: QuestionAnswered) -> Message:
    said = "that it stands" if content.stands else "to open it again"
    text = f"{_head(line)}\nLooked at again: {mention(content.person)} decided {said}."
    return Message(f"{line.title}: looked at again.", (section(text),))


def _head(line: ClockLine) -> str:
    return f"*{safe(line.title)}* ({safe(line.finding.duty.law)})"


def memo_ordered(outcome: MemoOrdered, reader: Reader) -> Message:
    return Message("The memo comes into the incident's channel in a moment.")


def reviewed(outcome: DecisionReviewed, reader: Reader) -> Message:
    if outcome.stands:
        return Message(f"{outcome.line.title}: it stands, with your name.")
    return Message(f"{outcome.line.title}: open again.")
