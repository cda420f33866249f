"""How a runbook looks as a whole: its version, how a newer one differs, the button that moves the incident to it."""

from bot.actions.runbooks import SHORT, MoveRunbook, RunbookMoved, RunbookShown
from bot.messages import N_, _, plural, translate
from bot.runbook.model import Runbook, Step
from bot.runbook.versions import Move
from bot.sentences import cut
from bot.slack.block_kit import Block, Message, actions, button, confirm, context, mention, safe, section
from bot.slack.callbacks import Target
from bot.slack.requests import Reader, RequestContext
from bot.store.tables import Incident

LISTED = 12
WORDS = {
    "do": N_("instructions"), "why": N_("reason"), "warning": N_("warning"), "due": N_("due time"),
    "needs": N_("prerequisites"), "when": N_("condition"), "if_decided": N_("condition"), "owner": N_("owner"),
    "doer": N_("assignee"), "decision": N_("decision"), "skip": N_("whether it can be skipped"),
    "evidence": N_("evidence"), "title": N_("title"),
}  # fmt: skip


def read_move(context: RequestContext) -> MoveRunbook:
    return MoveRunbook(context.request.subject)


def shown(outcome: RunbookShown, reader: Reader) -> Message:
    book = outcome.incident.runbook
    head = plural(
        "*{title}* · version {version} · {n} step · `{digest}`",
        "*{title}* · version {version} · {n} steps · `{digest}`",
        len(book.steps),
        title=safe(_(book.title)),
        version=book.version,
        digest=book.hash[:12],
    )
    blocks: list[Block] = [section(f"{head}\n{safe(_(book.about))}")]
    if outcome.newer and outcome.move:
        blocks += _offer(outcome.incident, outcome.newer, outcome.move)
    else:
        blocks.append(
            context(_("This is the current version. Later edits don't apply until someone moves the incident to them."))
        )
    return Message(_("{title}, version {version}", title=_(book.title), version=book.version), tuple(blocks))


def offered(outcome: RunbookShown, kind: str) -> Message:
    """In the channel, when the kind was corrected; without a button when that is over."""
    newer = outcome.newer
    if not (newer and outcome.move and newer.kind == kind):
        title = safe(_(outcome.incident.runbook.title))
        head = _("*The kind of incident was corrected.* The incident uses {title}.", title=title)
        return Message(_("The incident uses {title}.", title=title), (section(head),))
    head = _("*The kind of incident was corrected.* There is a runbook for it: {title}.", title=safe(_(newer.title)))
    blocks = (section(head), *_offer(outcome.incident, newer, outcome.move))
    return Message(_("There is another runbook for this kind: {title}", title=_(newer.title)), blocks)


def _offer(incident: Incident, newer: Runbook, move: Move) -> list[Block]:
    found = move.difference
    rows = [
        *(f"+ {_named(step)}" for step in found.added),
        *(f"– {_named(step)}" for step in found.removed),
        *(
            f"~ {_named(step)}: {', '.join(dict.fromkeys(_(WORDS.get(key, key)) for key in keys))}"
            for step, keys in found.changed
        ),
    ]
    text = cut("\n".join([_offer_head(incident.runbook, newer, move), *rows[:LISTED]]), 2900)
    if len(rows) > LISTED:
        text = "\n".join([text, _("_and {count} more_", count=len(rows) - LISTED)])
    blocks: list[Block] = [section(text)]
    if move.left_behind:
        done = ", ".join(step.id for step in move.left_behind)
        blocks.append(
            context(
                _("Already worked on, but no longer in the runbook: {steps}. The work stays on record.", steps=done)
            )
        )
    if move.asked_again:
        asked = ", ".join(_named(step) for step in move.asked_again)
        blocks.append(context(_("Must be decided again: {steps}", steps=asked)))
    return [*blocks, _move_button(incident, newer)]


def _offer_head(old: Runbook, newer: Runbook, move: Move) -> str:
    found = move.difference
    added, removed, changed = len(found.added), len(found.removed), len(found.changed)
    if old.kind == newer.kind:
        return _(
            "*Version {version} is available* (`{digest}`): {added} new, {removed} removed, {changed} changed",
            version=newer.version,
            digest=newer.hash[:12],
            added=added,
            removed=removed,
            changed=changed,
        )
    return _(
        "*{title}*, version {version}, instead of {old}: {added} new, {removed} removed, {changed} changed",
        title=safe(_(newer.title)),
        version=newer.version,
        old=safe(_(old.title)),
        added=added,
        removed=removed,
        changed=changed,
    )


def _move_button(incident: Incident, newer: Runbook) -> Block:
    sure = confirm(
        _("Move the incident?"), _("Completed work is kept. The move is recorded with your name."), _("Move")
    )
    same_kind = incident.runbook.kind == newer.kind
    label = _("Move to the newer version") if same_kind else _("Move to this runbook")
    target = Target(incident.id, newer.hash[:SHORT])
    return actions(button(label, "runbook.move", target, "primary", sure), block_id="runbook")


def _named(step: Step) -> str:
    return f"`{step.id}` {safe(translate(step.name))}"


def told(runbook: Runbook, by: str) -> Message:
    """In the channel, when the incident was moved."""
    text = _(
        "*The incident now uses {title}, version {version}.* Completed work is kept.",
        title=safe(_(runbook.title)),
        version=runbook.version,
    )
    return Message(
        _("The incident now uses {title}.", title=_(runbook.title)),
        (section(text), context(_("by {person}", person=mention(by)))),
    )


def moved(outcome: RunbookMoved, reader: Reader) -> Message:
    if outcome.waits_for_second:
        return Message(
            _("This drops open steps that require two people; the channel shows which. A second person must confirm.")
        )
    book = outcome.incident.runbook
    said = [
        _(
            "The incident now uses “{title}”, version {version}. Completed work is kept.",
            title=_(book.title),
            version=book.version,
        )
    ]
    if outcome.asked_again:
        said.append(_("Must be decided again: {steps}.", steps=", ".join(outcome.asked_again)))
    if left := len(outcome.left_behind):
        said.append(plural("{n} step is no longer in the runbook.", "{n} steps are no longer in the runbook.", left))
    return Message(" ".join(said))
