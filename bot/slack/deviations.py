"""How a deviation looks: the form that records what happened behind a closed gate, and the word in the channel."""

from bot.actions.contents import DeviationCall, DeviationNote
from bot.actions.deviations import RecordDeviation
from bot.domain.gates import GATES
from bot.messages import _, translate
from bot.runbook.steps import StepStatus
from bot.sentences import Value
from bot.slack.block_kit import (
    Message,
    Modal,
    context,
    field_input,
    header,
    mention,
    moment,
    safe,
    section,
    text_box,
    when,
)
from bot.slack.requests import Reader, RequestContext
from bot.store.tables import Incident


def draw(one: StepStatus, needs: Value, reason: str, reader: Reader) -> Modal:
    """`needs`: what is bypassed, with titles; `reason`: what the person has typed already."""
    what = _(GATES[one.step.gate]) if one.step.gate else ""
    rows = [
        _("*Don't do this yet* ({what}): {names} must come first.", what=what, names=safe(translate(needs))),
        _("If it already happened, say so here. It is recorded as a deviation, and what was bypassed stays open."),
    ]
    blocks = (
        header(f"{one.step.id} · {translate(one.step.name)}"),
        section("\n".join(rows)),
        field_input("reason", _("What happened, and why?"), text_box(lines=True, value=reason)),
        field_input(
            "happened_at",
            _("When did it happen?"),
            moment(reader.now),
            hint=_("In your time zone, {zone}.", zone=reader.zone),
        ),
    )
    return Modal("step_happened", _("It already happened"), blocks, _("Record"), subject=one.step.id)


def read(context: RequestContext) -> RecordDeviation:
    entered = context.request
    return RecordDeviation(entered.subject, entered.entered("reason"), entered.moment("happened_at"))


def told(content: DeviationNote) -> Message:
    step = f"{content.step} {_(content.title)}"
    rows = [
        _("*{step} happened before it should have.*", step=safe(step)),
        f">{safe(content.reason)}",
        _(
            "{names} should have come first ({what}). What was bypassed stays open: "
            "nothing was approved or decided by this.",
            what=_(GATES[content.gate]),
            names=safe(translate(content.bypassed)),
        ),
    ]
    rows.append(_("It happened {time}.", time=when(content.at)))
    if content.tell:
        rows.append(_("Please review it: {people}", people=", ".join(mention(person) for person in content.tell)))
    return Message(
        _("{step} happened before it should have.", step=step),
        (section("\n".join(rows)), context(_("by {person}", person=mention(content.person)))),
    )


def call(incident: Incident, content: DeviationCall) -> Message:
    """To the lead or the DPO: by its codename, as other people may see their screen."""
    said = _(
        "{incident}: {step} happened before it should have. Please review it in the channel.",
        incident=incident.codename,
        step=f"{content.step} {_(content.title)}",
    )
    where = f" <#{incident.channel_id}>" if incident.channel_id else ""
    return Message(said, (section(f"{safe(said)}{where}"),))
