"""How requests to wait are given, lifted and shown."""

from collections.abc import Sequence

from bot.actions.clocks import ClockLine, DutyExplained
from bot.actions.holds import ALL, ClocksHeld, ClocksReleased, HoldClock, ReleaseClock
from bot.errors import UsageError
from bot.law.holds import terms_of
from bot.law.model import Duty
from bot.messages import N_, _
from bot.slack.block_kit import (
    Message,
    Modal,
    context,
    escaped,
    field_input,
    moment,
    option,
    safe,
    section,
    select,
    text_box,
    told,
)
from bot.slack.clock_lines import clock_text
from bot.slack.duty_names import named
from bot.slack.parse import closest, moment_in, not_understood
from bot.slack.readings import read_time
from bot.slack.requests import Form, Reader, RequestContext
from bot.typed.command_words import ASKED, EVERY, HOLD, IN_WRITING, UNTIL
from bot.typed.times import Sense
from bot.typed.words import folded

EXAMPLE = N_("`/breach hold us-ca-individuals until 20 Mar 2026 17:00 by FBI Los Angeles, written`")
WRITTEN = "written"


def read_hold(context: RequestContext) -> HoldClock | Form:
    """`/breach hold DUTY until TIME by AUTHORITY [written]`; with the duty alone the form opens."""
    text = context.request.text.strip()
    if not text:
        raise UsageError(_("Name the duty, or say all."), _("For example: {example}", example=_(EXAMPLE)))
    if not (found := HOLD.fullmatch(text)):
        if UNTIL.search(text):
            raise UsageError(_("Name the agency that asked."), _("For example: {example}", example=_(EXAMPLE)))
        if ASKED.search(text):
            raise UsageError(
                _("Say until when the agency asked you to wait."), _("For example: {example}", example=_(EXAMPLE))
            )
        return Form("clock_hold", _duty(text))
    authority, written = IN_WRITING.sub("", found["by"]), bool(IN_WRITING.search(found["by"]))
    if not written and closest(authority.split()[-1], (WRITTEN,), 0.8):
        name = _("An agency of that name fits into the form: /breach hold DUTY")
        raise not_understood(authority.split()[-1], (WRITTEN,), (WRITTEN,), name)
    until_at = read_time(context, _("Until when"), found["until"], Sense.UNTIL)
    return HoldClock(_duty(found["duty"]), until_at, authority.strip(" ,"), written)


def read_release(context: RequestContext) -> ReleaseClock:
    """`/breach release DUTY [at TIME]`."""
    words, at = moment_in(context.request.words)
    if not words:
        raise UsageError(
            _("Name the duty, or say all."), _("For example: {example}", example="`/breach release california`")
        )
    return ReleaseClock(_duty(words), read_time(context, _("When it was lifted"), at) if at else context.request.now)


def _duty(words: str) -> str:
    """“alle” and “tous” are all of them too."""
    return ALL if folded(words) in EVERY else words.strip()


def rule_of(duty: Duty) -> str:
    """What its law says about a request to wait: the rule, which form counts, for how long, and where that stands."""
    if duty.hold is None:
        return _("This law doesn't allow a delay for law enforcement.")
    return " ".join((f"{safe(duty.hold.words)}.", *map(told, terms_of(duty.hold))))


def draw_hold(outcome: DutyExplained | None, reader: Reader) -> Modal:
    """`outcome`: the duty it is about; None for all of them."""
    duty = outcome.finding.duty if outcome else None
    rule = rule_of(duty) if duty else ""
    head = (
        f"*{safe(_(duty.title))}*\n{safe(duty.law)}, {safe(duty.cites)}"
        if duty
        else f"*{_('Every open duty whose law allows a delay')}*"
    )
    spoken = [option(_("Orally"), "no"), option(_("In writing"), "yes")]
    blocks = [
        section(f"{head}\n{_('_The law: {rule}_', rule=rule)}" if rule else head),
        field_input("authority", _("Which agency asks you to wait?"), text_box(most=200)),
        field_input(
            "until_at",
            _("Until when?"),
            moment(),
            hint=_(
                "In your time zone, {zone}. If there is no end, the day you will ask the agency again.",
                zone=reader.zone,
            ),
        ),
        field_input("written", _("How did they ask?"), select(spoken, chosen="no")),
    ]
    return Modal("clock_hold", _("Request to wait"), tuple(blocks), _("Record"), subject=duty.id if duty else ALL)


def read_hold_form(context: RequestContext) -> HoldClock:
    until_at = context.request.moment("until_at")
    if until_at is None or until_at <= context.request.now:
        raise UsageError(_("Enter a time in the future."), field="until_at")
    authority, written = context.request.entered("authority"), context.request.entered("written") == "yes"
    return HoldClock(context.request.subject, until_at, authority, written)


def held(outcome: ClocksHeld, reader: Reader) -> Message:
    """What is held until when by its law, and what runs on."""
    held_now = [one for one in outcome.held if one.state != "pending"]
    rows = "\n\n".join(_row(one, reader) for one in held_now) or _("No clock has started yet.")
    blocks = [section(f"*{_('{agency} asked to wait.', agency=safe(outcome.authority))}*\n{rows}")]
    if later := [one for one in outcome.held if one.state == "pending"]:
        blocks.append(section(f"*{_('It will apply to these once they start')}*\n{_titles(later)}"))
    for why in dict.fromkeys(reason for _line, reason in outcome.running):
        here = [line for line, reason in outcome.running if reason == why]
        blocks.append(section(f"*{_('These keep running.')}* {told(why)}\n{_titles(here)}"))
    blocks.append(context(_("When the agency lifts its request: /breach release, with the name of the duty or all.")))
    return Message(_("Recorded: {agency} asked to wait.", agency=escaped(outcome.authority)), tuple(blocks))


def _titles(lines: Sequence[ClockLine]) -> str:
    return "\n".join(f"• {named(line.finding.duty)}" for line in lines)


def _row(line: ClockLine, reader: Reader) -> str:
    """The clock, with the law's own step about the request."""
    steps = line.finding.deadline.steps if line.finding.deadline else ()
    about = [step.sentence for step in steps if step.kind.tells_hold]
    return clock_text(line, reader.now, reader.zone) + "".join(f"\n_{told(said)}_" for said in about)


def released(outcome: ClocksReleased, reader: Reader) -> Message:
    rows = "\n\n".join(_row(one, reader) for one in outcome.lines)
    return Message(_("Recorded: the request was lifted."), (section(f"*{_('Released')}*\n{rows}"),))
