"""How a change that would end or delay duties, or leave steps out, is shown, and confirmed with its reason."""

import json

from bot.actions.confirmations import ProposalSettled
from bot.actions.confirmed_changes import REPEATED, ConfirmChange, kept
from bot.actions.fact_changes import FactsStated
from bot.actions.loosenings import LooseningShown, Loosens
from bot.actions.reviews import DecisionReviewed
from bot.actions.risks import RiskDecided
from bot.actions.severities import SeverityRated
from bot.actions.steps import StepChanged
from bot.actions.work import LooseningSeen
from bot.errors import BotError, Refused, UsageError
from bot.messages import _
from bot.sentences import cut
from bot.slack.block_kit import Block, Message, Modal, context, field_input, safe, section, text_box, told
from bot.slack.callbacks import Target, stale, unpacked
from bot.slack.duties import change_rows, reviewed
from bot.slack.facts import change_words, stated
from bot.slack.proposals import settled
from bot.slack.requests import IncidentContext, Reader
from bot.slack.risks import decided
from bot.slack.severities import rated
from bot.slack.steps import changed

FITS = 2700  # characters of a form's metadata, besides the address for its answer
REASON = 500  # characters
ROWS = 30  # steps in one section


class MustConfirm(Refused):
    """A change that is shown in a form before it is made; the transaction that found it ends without a change."""

    def __init__(self, found: Loosens, modal: Modal) -> None:
        super().__init__(found.say, found.remedy)
        self.modal, self.incident_id = modal, found.shown.incident_id


def to_confirm(found: Loosens, command: object) -> BotError:
    """The form for the command that loosens. Raises UsageError where it says too much at once to be kept."""
    again = _again(command)
    if again is None:
        return found
    modal = draw(found.shown, again)
    if len(Target(found.shown.incident_id, modal.subject, modal.version).encode()) > FITS:
        return UsageError(
            _("This would end duties or make them due later, and it is too much to confirm at once."),
            _("State these facts one at a time."),
        )  # fmt: skip
    return MustConfirm(found, modal)


def _again(command: object) -> str | None:
    """The command in words that a form can hold."""
    if isinstance(command, ConfirmChange):
        return json.dumps([command.name, command.kept], ensure_ascii=False, separators=(",", ":"))
    found = kept(command)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) if found else None


def draw(shown: LooseningShown, command: str) -> Modal:
    """What would change, what that ends or delays, and why; `command` is kept as it is."""
    blocks: list[Block] = []
    if shown.again:
        blocks.append(section(_("*Facts have changed since you saw this list.* Nothing was changed; read it again.")))
    blocks += _steps(shown) if shown.steps else _duties(shown)
    if shown.reason:
        blocks.append(context(_("Reason: {reason}", reason=safe(cut(shown.reason, 1500)))))
    else:
        box = text_box(lines=True, most=REASON)
        hint = _("It is recorded with your name, the time, and the old and the new value.")
        blocks.append(field_input("reason", _("Why is that right?"), box, hint=hint))
    return Modal(
        "severity_confirm" if shown.steps else "facts_loosen",
        _("Confirm change"),
        tuple(blocks),
        _("Confirm change"),
        _("Keep as it is"),
        subject=command,
        version=json.dumps([shown.token, shown.reason], ensure_ascii=False),
    )


def _duties(shown: LooseningShown) -> list[Block]:
    facts = "\n".join(f"• {change_words(one)}" for one in shown.facts)
    return [
        section(_("*This would end duties or make them due later.* Nothing has been changed yet.")),
        *([section(cut(facts, 2900))] if facts else []),
        section(cut(f"*{_('Duties that would end or move')}*\n" + "\n".join(change_rows(shown.duties)), 2900)),
    ]


def _steps(shown: LooseningShown) -> list[Block]:
    levels = "\n".join(f"• {change_words(one)}" for one in shown.facts)
    rows = [f"• {step.id} · {told(step.name)}" for step in shown.steps]
    head = f"*{_('Steps that would be removed: {number}', number=len(rows))}*"
    return [
        section(_("*At this severity, the steps below would no longer be planned.* Nothing has been changed yet.")),
        section(levels),
        section("\n".join([head, *rows[:ROWS]])),
        *(section("\n".join(rows[start : start + ROWS])) for start in range(ROWS, len(rows), ROWS)),
        context(
            _(
                "Steps that are done or taken stay, and so do those for a duty that is owed or still undetermined. A "
                "higher severity brings the others back."
            )
        ),
    ]


def read_confirmed(context: IncidentContext) -> ConfirmChange:
    request = context.request
    try:
        name, command = unpacked(request.subject)
        token, reason = unpacked(request.version or "")
    except (ValueError, TypeError):
        raise stale() from None
    if name not in REPEATED:
        raise stale()
    said = str(reason or request.entered("reason")).strip()
    if not said:
        raise UsageError(_("Say why, in a sentence. It stays in the record."), field="reason")
    return ConfirmChange(name, command, LooseningSeen(str(token), said))


def confirmed(outcome: object, reader: Reader) -> Message:
    match outcome:
        case FactsStated():
            return stated(outcome, reader)
        case ProposalSettled():
            return settled(outcome, reader)
        case RiskDecided():
            return decided(outcome, reader)
        case StepChanged():
            return changed(outcome, reader)
        case SeverityRated():
            return rated(outcome, reader)
        case DecisionReviewed():
            return reviewed(outcome, reader)
    return Message(_("Confirmed and recorded with your name."))
