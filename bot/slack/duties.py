"""How duties look: why one is owed and how it is counted, what changed and why, a decision to be looked at again."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.actions.clocks import ClockLine, DutyExplained
from bot.actions.contents import DutiesChanged, QuestionAnswered
from bot.actions.memos import MemoOrdered
from bot.actions.reviews import DecisionReviewed, ReopenClock
from bot.errors import UsageError
from bot.law.authorities import SEVERAL
from bot.law.changes import ChangeKind, DutyChange
from bot.law.clauses import Clause
from bot.law.duties import Answer, Finding
from bot.law.duty_terms import Confidence
from bot.law.exposure import ceilings
from bot.law.facts import LEAD
from bot.messages import N_, _, plural
from bot.messages.phrases import within
from bot.sentences import cut, listed
from bot.slack.block_kit import Block, Message, actions, button, context, header, mention, safe, section, told, when
from bot.slack.callbacks import Target
from bot.slack.clock_lines import standing
from bot.slack.clocks import review_buttons
from bot.slack.duty_names import headed
from bot.slack.holds import rule_of
from bot.slack.newer_blocks import container
from bot.slack.notice_proofs import proof_blocks
from bot.slack.offered_letters import of_duty
from bot.slack.requests import Reader, RequestContext
from bot.store.tables import Incident

ANSWERS = {
    Answer.OWED: N_("Owed"),
    Answer.NOT_OWED: N_("Not owed"),
    Answer.UNDETERMINED: N_("Undetermined"),
}
REMEDIES = {
    "encryption": N_("Encryption"),
    "risk_of_harm": N_("Risk of harm"),
    "credit_monitoring": N_("Credit monitoring"),
    "private_right": N_("Private claims"),
    "substitute_notice": N_("Substitute notice"),
}
SURE = {Confidence.HIGH: N_("high"), Confidence.MEDIUM: N_("medium"), Confidence.LOW: N_("low")}
LISTED = 15
CHANGES = {
    ChangeKind.APPEARED: N_("now owed"),
    ChangeKind.MOVED: N_("deadline moved"),
    ChangeKind.STARTED: N_("clock started"),
    ChangeKind.STOPPED: N_("no longer has a deadline"),
    ChangeKind.LAPSED: N_("no longer owed"),
    ChangeKind.OPENED: N_("can no longer be determined"),
    ChangeKind.REMOVED: N_("removed from the law"),
}


def reads_duty(command: str) -> Callable[[RequestContext], str]:
    """What a command about one duty names, as it was typed."""

    def read(context: RequestContext) -> str:
        if word := context.request.words.strip():
            return word
        raise UsageError(_("Name the duty."), _("For example: {example}", example=f"/breach {command} gdpr 33(1)"))

    return read


def explained(outcome: DutyExplained, reader: Reader) -> Message:
    """Why: the answer, each clause, the counting, the words, what it must contain, where it goes, how sure we are."""
    finding, line, duty = outcome.finding, outcome.line, outcome.finding.duty
    blocks: list[Block] = [header(_(duty.title)), section(f"*{_answer(finding)}.* {_to(finding)}")]
    if len(finding.authorities) > SEVERAL:
        ask = button(_("Say which authority"), "facts.ask", Target(outcome.incident.id, LEAD))
        blocks.append(actions(ask, block_id="authority"))
    if line:
        blocks.append(section(standing(line, reader.now, reader.zone)))
        blocks += proof_blocks(outcome.proofs, line)
    blocks += of_duty(outcome)
    blocks.append(section(f"*{_('Because')}*\n" + "\n".join(_clause(one) for one in finding.because)))
    if finding.missing:
        labels = (within(_(outcome.law.vocabulary[name].label)) for name in finding.missing)
        blocks.append(section(_("*Missing facts:* {facts}", facts=safe(", ".join(labels)))))
    blocks += _counting(finding, line)
    blocks += _sending(finding)
    blocks += _notes(finding)
    blocks.append(context(_source(finding)))
    return Message(f"{_(duty.title)}: {_(ANSWERS[finding.answer])}", tuple(blocks))


def _answer(finding: Finding) -> str:
    if finding.runs and finding.answer is Answer.UNDETERMINED:
        return _("Owed unless an exemption is established")
    if finding.may:
        return _("Not owed, but you may notify")
    return _(ANSWERS[finding.answer])


def _to(finding: Finding) -> str:
    duty = finding.duty
    named = sorted({name for _key, name in finding.recipients}) or [duty.recipient]
    recipients = safe("; ".join(named[:6]))
    to = f"{safe(duty.law)}, {safe(duty.cites)}. {_('To: {recipients}.', recipients=recipients)}"
    return "\n".join((to, *map(told, finding.authority_lines)))


def _clause(one: Clause) -> str:
    mark = {True: "✓", False: "✗", None: "?"}[one.is_true]
    return f"{mark} {_('unless {condition}', condition=told(one.says)) if one.exception else told(one.says)}"


def _counting(finding: Finding, line: ClockLine | None) -> list[Block]:
    duty, deadline = finding.duty, finding.deadline
    contract = duty.kind == "contract"
    blocks: list[Block] = []
    if deadline and deadline.steps:
        steps = "\n".join(f"{number}. {told(one.sentence)}" for number, one in enumerate(deadline.steps, 1))
        blocks.append(container(_("How it is counted"), section(steps)))
    if deadline and deadline.target_at and deadline.limit_at:
        zone = line.zone if line else None
        if deadline.not_before:
            rows = [_("*Not before* {time}", time=when(deadline.target_at, zone))]
        else:
            rows = [
                _("*Target* {time}", time=when(deadline.target_at, zone)),
                _("*Latest defensible deadline* {time}", time=when(deadline.limit_at, zone)),
            ]
        blocks.append(section("\n".join(rows)))
    elif deadline and deadline.house_at:
        at = when(deadline.house_at)
        if contract:
            blocks.append(section(_("*House target* {time} _(the contract sets none)_", time=at)))
        else:
            blocks.append(section(_("*House target* {time} _(the law sets none)_", time=at)))
    if contract:
        blocks.append(section(_("*The contract says, in short:* {text}", text=safe(duty.words))))
    else:
        blocks.append(section(_("*The law says, in short:* {text}", text=safe(duty.words))))
    return blocks


def _sending(finding: Finding) -> list[Block]:
    """What it must contain, where it goes, what may delay it, and what lateness costs at most; folded."""
    duty = finding.duty
    rows = [
        (_("Where to send it"), safe(duty.form)),
        (_("In phases"), safe(duty.phases)),
        (_("Law enforcement delay"), rule_of(duty) if duty.hold else ""),
        (_("If it's late"), safe(duty.late)),
    ]
    inner = [section(f"*{name}:* {text}") for name, text in rows if text]
    if duty.contents:
        listed = "\n".join(f"• {safe(one)}" for one in duty.contents)
        inner.insert(0, section(f"*{_('It must contain')}*\n{listed}"))
    tiers = [
        f"• {safe(one.what)}: {told(one.rule)} ({safe(one.source)})"
        for one in ceilings([finding._replace(answer=Answer.OWED)])
    ]
    if tiers or duty.penalty:
        text = "\n".join(filter(None, (*tiers, safe(duty.penalty))))
        inner.append(section(f"*{_('Maximum fine, not a forecast')}*\n{text}"))
    if duty.remedies:
        named = {_(REMEDIES.get(name, name.replace("_", " "))): text for name, text in duty.remedies.items()}
        listed = "\n".join(f"• *{safe(name)}:* {safe(text)}" for name, text in named.items())
        inner.append(section(f"*{_('What else the law says')}*\n{listed}"))
    return [container(_("What to send, and what lateness costs"), *inner)] if inner else []


def _notes(finding: Finding) -> list[Block]:
    blocks = [context(safe(cut(finding.duty.notes, 1500)))] if finding.duty.notes else []
    if finding.counsel:
        asks = "\n".join(f"• {safe(question)}" for question in finding.counsel)
        blocks.append(container(_("Ask counsel"), section(asks)))
    return blocks


def _source(finding: Finding) -> str:
    duty = finding.duty
    if duty.kind == "contract":
        return f"{_('Our own contract, from {file}', file='organisation.yaml')} · `{duty.id}`"
    said = [_("Confidence: {level}", level=_(SURE[duty.confidence]))]
    if finding.unconfirmed:
        said.append(_("unconfirmed: ask counsel"))
    if duty.verified:
        sources = "; ".join(one if isinstance(one, str) else told(one.sentence) for one in duty.verified)
        said.append(_("checked against: {sources}", sources=safe(cut(sources, 300))))
    if duty.source:
        said.append(safe(duty.source))
    return " · ".join([*said, f"`{duty.id}`"])


def changed_message(incident: Incident, content: DutiesChanged, *, asks: bool) -> Message:
    """The card in the channel when duties changed: what, from when to when, and because of what.

    `asks`: there is something to be asked that would settle more.
    """
    changes, rows = content.changes, change_rows(content.changes)
    blocks: list[Block] = []
    if rows:
        title = _("Duties changed") if content.cause else _("First duties")
        blocks.append(section(f"*{title}*\n" + "\n".join(rows)))
    if text := _waiting(content.waiting_before, content.waiting):
        blocks.append(section(text))
    if content.cause and not content.corrected:  # the message says then which facts
        blocks.append(context(_("Because of {causes}", causes=told(listed(content.cause, "; ")))))
    buttons = [button(_("Show clocks"), "clocks.show", Target(incident.id))]
    if content.waiting and asks:
        buttons.append(button(_("Answer key questions"), "facts.ask", Target(incident.id)))
    blocks.append(actions(*buttons, block_id="clocks"))
    if changes:
        return Message(plural("{n} duty changed.", "{n} duties changed.", len(changes)), tuple(blocks))
    return Message(_("More duties may apply, depending on missing facts."), tuple(blocks))


def change_rows(changes: Sequence[DutyChange]) -> list[str]:
    rows = [_change(change) for change in changes[:LISTED]]
    if len(changes) > LISTED:
        rows.append(_("_and {number} more: /breach clocks_", number=len(changes) - LISTED))
    return rows


def _change(change: DutyChange) -> str:
    row = f"• {headed(change)}: {became(change)}"
    return " · ".join(filter(None, (row, _instants(change))))


def became(change: DutyChange) -> str:
    """What became of the duty; of a deadline that moved, whether it is sooner or later now."""
    if change.kind is not ChangeKind.MOVED:
        return _(CHANGES[change.kind])
    old, new = change.before, change.after
    target = old.target_at != new.target_at
    was, now = (old.target_at, new.target_at) if target else (old.limit_at, new.limit_at)
    if was is None or now is None:
        return _(CHANGES[change.kind])
    return _("due sooner") if now < was else _("due later")


def moved(change: DutyChange) -> str:
    """In one line, with both dates where a deadline moved."""
    return f"{became(change)}, {_instants(change)}" if change.kind is ChangeKind.MOVED else became(change)


def _instants(change: DutyChange) -> str:
    """From when to when; where only the limit moved, that."""
    old, new = _when(change.before.target_at), _when(change.after.target_at)
    if change.kind is ChangeKind.APPEARED:
        return _("by {time}", time=new) if new else ""
    if change.kind.ends:
        return _("it was due {time}", time=old) if old else ""
    if old == new:
        limits = f"{_when(change.before.limit_at)} → {_when(change.after.limit_at)}"
        return _("latest defensible deadline: {times}", times=limits)
    return f"{old} → {new}" if old else new


def _when(at: datetime | None) -> str:
    return when(at) if at else ""


def _waiting(before: int | None, after: int) -> str:
    """How many duties wait for facts, where that is worth a line."""
    if before == after or not after:
        return ""
    if before is None:
        return plural(
            "{n} duty may apply, depending on missing facts. Each answer helps to resolve it.",
            "{n} duties may apply, depending on missing facts. Each answer resolves some.",
            after,
        )
    return plural(
        "{n} duty may apply, depending on missing facts (before: {before}). Each answer helps to resolve it.",
        "{n} duties may apply, depending on missing facts (before: {before}). Each answer resolves some.",
        after,
        before=before,
    )


def question_message(line: ClockLine) -> Message:
    """A decision that the new assessment speaks against: to be looked at again by someone entitled."""
    text = f"*{_('Review needed')}* · {_head(line)}\n{told(line.clock.question or '')}"
    return Message(_("Review needed: {duty}", duty=_(line.title)), (section(text), review_buttons(line.clock)))


def answered_message(line: ClockLine, content: QuestionAnswered) -> Message:
    person = mention(content.person)
    if content.stands:
        said = _("Reviewed: {person} kept the decision.", person=person)
    else:
        said = _("Reviewed: {person} reopened the duty.", person=person)
    return Message(_("{duty}: decision reviewed.", duty=_(line.title)), (section(f"{_head(line)}\n{said}"),))


def _head(line: ClockLine) -> str:
    return headed(line.finding.duty)


def memo_ordered(outcome: MemoOrdered, reader: Reader) -> Message:
    return Message(_("The memo will be posted in the incident's channel shortly."))


def read_reopen(context: RequestContext) -> ReopenClock:
    return ReopenClock(context.request.words)


def reviewed(outcome: DecisionReviewed, reader: Reader) -> Message:
    if outcome.stands:
        return Message(_("{duty}: decision kept. Your name is recorded.", duty=_(outcome.line.title)))
    return Message(_("{duty}: reopened.", duty=_(outcome.line.title)))
