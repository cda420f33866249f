"""How a runbook looks as a whole: its version, how a newer one differs, the button that moves the incident to it."""

from bot.actions.runbooks import SHORT, MoveRunbook, RunbookMoved, RunbookShown
from bot.runbook.model import Runbook, Step
from bot.runbook.versions import Move
from bot.slack.block_kit import Block, Message, actions, button, confirm, context, cut, many, mention, safe, section
from bot.slack.callbacks import Target
from bot.slack.requests import Reader, RequestContext
from bot.store.tables import Incident

LISTED = 12
WORDS = {
    "do": "what to do", "why": "why", "warning": "warning", "due": "when it is due", "needs": "what it waits for",
    "when": "when it applies", "if_decided": "when it applies", "owner": "who owns it", "doer": "who does it",
    "decision": "what is decided", "skip": "whether it may be skipped", "evidence": "evidence", "title": "title",
}  # fmt: skip


def read_move(context: RequestContext) -> MoveRunbook:
    return MoveRunbook(context.request.subject)


def shown(outcome: RunbookShown, reader: Reader) -> Message:
    book = outcome.incident.runbook
    head = f"*{safe(book.title)}* · version {book.version} · {len(book.steps)} steps · `{book.hash[:12]}`"
    blocks: list[Block] = [section(f"{head}\n{safe(book.about)}")]
    if outcome.newer and outcome.move:
        blocks += _offer(outcome.incident, outcome.newer, outcome.move)
    else:
        blocks.append(
            context("This is what the files hold. Editing them changes nothing here until somebody moves it.")
        )
    return Message(f"{book.title}, version {book.version}", tuple(blocks))


def offered(outcome: RunbookShown, kind: str) -> Message:
    """In the channel, when the kind was corrected; without a button when that is over."""
    newer = outcome.newer
    if not (newer and outcome.move and newer.kind == kind):
        now = f"The incident follows {safe(outcome.incident.runbook.title)}."
        return Message(now, (section(f"*The kind of incident was corrected.* {now}"),))
    head = section(f"*The kind of incident was corrected.* There is a runbook for it: {safe(newer.title)}.")
    blocks = (head, *_offer(outcome.incident, newer, outcome.move))
    return Message(f"There is another runbook for this kind: {newer.title}", blocks)


def _offer(incident: Incident, newer: Runbook, move: Move) -> list[Block]:
    old, found = incident.runbook, move.difference
    if old.kind == newer.kind:
        head = f"*The files now hold version {newer.version}* (`{newer.hash[:12]}`)"
    else:
        head = f"*{safe(newer.title)}*, version {newer.version}, instead of {safe(old.title)}"
    rows = [
        *(f"+ {_named(step)}" for step in found.added),
        *(f"– {_named(step)}" for step in found.removed),
        *(
            f"~ {_named(step)}: {', '.join(dict.fromkeys(WORDS.get(key, key) for key in keys))}"
            for step, keys in found.changed
        ),
    ]
    more = f"\n_and {len(rows) - LISTED} more_" if len(rows) > LISTED else ""
    counts = f"{len(found.added)} new, {len(found.removed)} gone, {len(found.changed)} changed"
    blocks: list[Block] = [section(cut(f"{head}: {counts}\n" + "\n".join(rows[:LISTED]), 2900) + more)]
    if move.left_behind:
        done = ", ".join(step.id for step in move.left_behind)
        blocks.append(context(f"Worked on and no longer part of it: {done}. What was done stays in the record."))
    if move.asked_again:
        blocks.append(context("To be decided again: " + ", ".join(_named(step) for step in move.asked_again)))
    sure = confirm("Move the incident?", "What was done is kept. It is recorded with your name.", "Move it")
    label = "Move to the newer version" if old.kind == newer.kind else "Move to this runbook"
    target = Target(incident.id, newer.hash[:SHORT])
    return [*blocks, actions(button(label, "runbook.move", target, "primary", sure), block_id="runbook")]


def _named(step: Step) -> str:
    return f"`{step.id}` {safe(step.title)}"


def told(runbook: Runbook, by: str) -> Message:
    """In the channel, when the incident was moved."""
    text = f"*The incident now follows {safe(runbook.title)}, version {runbook.version}.* What was done is kept."
    return Message(f"The incident now follows {runbook.title}.", (section(text), context(f"by {mention(by)}")))


def moved(outcome: RunbookMoved, reader: Reader) -> Message:
    book = outcome.incident.runbook
    text = f"The incident now follows “{book.title}”, version {book.version}. What was done is kept."
    if outcome.asked_again:
        text += f" To be decided again: {', '.join(outcome.asked_again)}."
    if outcome.left_behind:
        text += f" {many(len(outcome.left_behind), 'step is', 'steps are')} no longer part of it."
    return Message(text)
