"""How an incident stands, as one message: the pinned card in its channel, and the same for one reader."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.actions.clocks import ClockLine
from bot.actions.status import IncidentShown
from bot.domain.drills import marked, sounds_like_a_drill
from bot.domain.incidents import IncidentState
from bot.domain.roles import ROLES
from bot.domain.visitors import VISITORS
from bot.messages import N_, _, plural, translate
from bot.messages.phrases import list_of
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
from bot.sentences import cut
from bot.slack.block_kit import Block, Message, actions, button, context, mention, safe, section, told, when
from bot.slack.callbacks import Target
from bot.slack.clock_lines import NO_NUMBER, state_words
from bot.slack.duty_names import headed
from bot.slack.newer_blocks import Status, Task, plan
from bot.slack.newer_blocks import card as title_card
from bot.slack.proposals import listed as listed_proposals
from bot.slack.proposals import waiting_rows
from bot.slack.requests import Reader
from bot.slack.steps import PHASES, state_line
from bot.store.tables import Incident, Notice, RoleHolder, Visitor

DISCLAIMER = N_("breachbot tracks deadlines and sends reminders. It's not legal advice; counsel decides.")
SHOWN_CLOCKS, SHOWN_STEPS = 4, 4
CARD_MARKS = {  # every other clock of the card runs
    "late": N_("🔴 late"),
    "pending": N_("⚪ not started"),
    "held": N_("⚪ on hold"),
}
STATES = {IncidentState.OPEN: N_("open"), IncidentState.CLOSED: N_("closed")}


def named(incident: Incident) -> str:
    """Its reference where several incidents stand together, so that a drill among them has its mark."""
    return marked(incident.ref) if incident.is_drill else incident.ref


def card(outcome: IncidentShown, now: datetime | None = None, between: Sequence[Block] = ()) -> Message:
    """The pinned card, which holds no time left; with `now`, what one reader asked for at that moment, and `between`

    clocks and steps what is for this reader alone. No reader's zone is in it: Slack turns its times for each reader.
    """
    incident = outcome.incident
    blocks: list[Block] = [
        title_card(_title(incident), subtitle=safe(incident.title), body=safe(outcome.kind)),
        context(standing(outcome)),
        *about_practice(incident),
        section(f"*{_('Clocks')}*\n{clock_rows(outcome, now)}"),
        *between,
        _progress(outcome),
        section(f"*{_('People')}*\n{people_rows(outcome)}"),
    ]
    if outcome.proposals and now is None:  # a reader has them among what is theirs, with the buttons
        head = _("Waiting for a second person")
        blocks.append(section(f"*{head}*\n{waiting_rows(outcome.proposals)}"))
    if incident.state == "open":
        blocks += _drafts(outcome)
    if incident.state == "open":
        blocks.append(_card_buttons(outcome))
    else:
        blocks.append(actions(button(_("Report"), "report.make", Target(outcome.incident.id)), block_id="card"))
    blocks.append(context(_(DISCLAIMER)))
    return Message(f"{incident.ref} {incident.codename}", tuple(blocks))


def _drafts(outcome: IncidentShown) -> list[Block]:
    """What can be approved now, apart from what still lacks facts."""
    ready = [one for one in outcome.waiting if not one[1].missing]
    lacking = [one for one in outcome.waiting if one[1].missing]
    heads = ((_("Waiting for approval"), ready), (_("Drafts that lack facts"), lacking))
    return [section(f"*{head}*\n{_versions(found)}") for head, found in heads if found]


def _versions(notices: Sequence[tuple[str, Notice]]) -> str:
    return ", ".join(
        _("{notice} (version {version})", notice=safe(title), version=one.version) for title, one in notices[:3]
    )


def about_practice(incident: Incident) -> list[Block]:
    """What a drill is, and what only sounds like one is not."""
    if incident.is_drill:
        if incident.alarms_out_of_band:
            reach = _("Out-of-band channels get alarms as in a real incident; each alarm starts with DRILL.")
        else:
            reach = _("Out-of-band channels stay silent.")
        invited = _(
            "Executives aren't invited. To practice with one: {example}", example="/breach assign executive @name"
        )
        return [context(_("This is practice. To report something real, type /breach open"), reach, invited)]
    if sounds_like_a_drill(incident.title):
        return [context(_("This is a real incident, whatever its title says. To practice, type /breach drill"))]
    return []


def _title(incident: Incident) -> str:
    name = f"{incident.ref} · {incident.codename}"
    return _("CLOSED · {incident}", incident=name) if incident.state == "closed" else name


def standing(shown: IncidentShown) -> str:
    """Severity, state and age in one line; who closed it, both where it took two."""
    incident = shown.incident
    level = incident.severity
    severity = _("severity {level}", level=level) if level else _("severity not set")
    said = [severity, _(STATES[incident.state]), _("opened {time}", time=when(incident.opened_at))]
    if incident.closed_at:
        people = list_of([mention(one) for one in shown.closed_by], "and")
        said.append(_("closed {time} by {person}", time=when(incident.closed_at), person=people))
    return " · ".join(said)


def _card_buttons(outcome: IncidentShown) -> Block:
    return actions(
        button(_("Facts"), "facts.show", Target(outcome.incident.id)),
        button(_("Answer key questions"), "facts.ask", Target(outcome.incident.id), "primary"),
        button(_("Clocks"), "clocks.show", Target(outcome.incident.id)),
        button(_("Steps"), "steps.show", Target(outcome.incident.id)),
        button(_("Notices"), "notices.show", Target(outcome.incident.id)),
        button(_("Report"), "report.make", Target(outcome.incident.id)),
        button(_("Close incident"), "incident.close", Target(outcome.incident.id)),
        block_id="card",
    )


def clock_rows(outcome: IncidentShown, now: datetime | None = None) -> str:
    rows, is_open = [], outcome.incident.state == "open"
    for line in outcome.running[:SHOWN_CLOCKS]:
        state = f"{state_words(line, now)} ·" if now and is_open else _mark(line, is_open=is_open)
        sure = f" · _{_('unconfirmed')}_" if line.finding.tentative else ""
        rows.append(f"{state} {headed(line.finding.duty)}{_due(line)}{sure}")
    if len(outcome.running) > SHOWN_CLOCKS:
        rows.append(_("_and {number} more_", number=len(outcome.running) - SHOWN_CLOCKS))
    met = sum(line.state == "met" for line in outcome.clocks)
    declined = sum(line.state == "declined" for line in outcome.clocks)
    if met or declined:
        rows.append(_("{met} met, {declined} declined", met=met, declined=declined))
    if outcome.undetermined:
        rows.append(depending(outcome.undetermined))
    if outcome.unconfirmed:
        rows.append(_("Unconfirmed facts: {facts}", facts=safe(cut(", ".join(map(_, outcome.unconfirmed)), 300))))
    return "\n".join(rows) or _("No clock is running yet.")


def depending(count: int) -> str:
    """How many duties of ours facts would decide."""
    return plural(
        "{n} duty may apply, depending on missing facts", "{n} duties may apply, depending on missing facts", count
    )


def _mark(line: ClockLine, *, is_open: bool) -> str:
    """Once the incident is closed nothing alarms: what was still open is gray."""
    if not is_open:
        return _("⚪ open")
    return _(CARD_MARKS.get(line.state, "🟢" if line.clock.target_at else NO_NUMBER))


def _due(line: ClockLine) -> str:
    """By when; a target of our own is said to be ours."""
    if line.clock.target_at:
        return " · " + _("by {time}", time=when(line.clock.target_at, line.zone))
    return " · " + _("house target {time}", time=when(line.clock.house_at)) if line.clock.house_at else ""


def _progress(outcome: IncidentShown) -> Block:
    """Each phase that has steps as one task, with what comes next in it and what is stuck."""
    phases = _by_phase(outcome)
    tasks = [
        Task(phase, _phase_row(phase, here), _status(outcome, here), _todo(outcome, phase))
        for phase, here in phases.items()
    ]
    counted = [one for here in phases.values() for one in here]
    return plan(f"{_('Steps')} {_finished(counted)}/{len(counted)}", tasks)


def _by_phase(outcome: IncidentShown) -> dict[str, list[StepStatus]]:
    """The steps that count, of each phase that has any; none that was set aside."""
    found: dict[str, list[StepStatus]] = {phase: [] for phase in PHASES}
    for one in outcome.steps:
        if one.state is not StepState.SET_ASIDE:
            found[one.step.group].append(one)
    return {phase: here for phase, here in found.items() if here}


def _finished(here: Sequence[StepStatus]) -> int:
    return sum(one.state.is_finished for one in here)


def _phase_row(phase: str, here: Sequence[StepStatus]) -> str:
    row = f"{_(PHASES[phase])} {_finished(here)}/{len(here)}"
    late = sum(one.late_for is not None for one in here)
    return _("{progress} ({late} late)", progress=row, late=late) if late else row


def _status(outcome: IncidentShown, here: Sequence[StepStatus]) -> Status:
    """A phase goes on from its first finished step, or when one of its steps comes next; once closed, no more."""
    finished = _finished(here)
    if finished == len(here):
        return "complete"
    next_ones = {one.step.id for one in outcome.open_steps[:SHOWN_STEPS]}
    begun = finished or any(one.step.id in next_ones for one in here)
    return "in_progress" if begun and outcome.incident.state == "open" else "pending"


def _todo(outcome: IncidentShown, phase: str) -> str:
    """Plain text: the next steps of the phase and those that are stuck; nothing once no one is to do anything."""
    if outcome.incident.state == "closed":
        return ""
    next_ones = [translate(one.step.numbered) for one in outcome.open_steps[:SHOWN_STEPS] if one.step.group == phase]
    stuck = [one for one in outcome.stuck[:SHOWN_STEPS] if one.step.group == phase]
    said = [_("Next: {steps}", steps=", ".join(next_ones))] if next_ones else []
    said += [_("Stuck: {step} {reason}", step=one.step.id, reason=cut(one.stuck, 120)) for one in stuck]
    return "\n".join(said)


def step_rows(outcome: IncidentShown) -> str:
    rows = [_phase_row(phase, here) for phase, here in _by_phase(outcome).items()]
    if outcome.incident.state == "closed":  # no one is to do anything anymore
        return " · ".join(rows)
    next_ones = [f"`{one.step.id}` {told(one.step.name)}" for one in outcome.open_steps[:SHOWN_STEPS]]
    said = [" · ".join(rows), *([_("Next: {steps}", steps=", ".join(next_ones))] if next_ones else [])]
    said += [
        _("Stuck: {step} {reason}", step=f"`{one.step.id}`", reason=safe(cut(one.stuck, 120)))
        for one in outcome.stuck[:SHOWN_STEPS]
    ]
    return "\n".join(said)


def people_rows(outcome: IncidentShown) -> str:
    rows = []
    for role in ROLES:
        here = [seat for seat in outcome.seats if seat.role == role]
        if here and role != "responder":
            people = ", ".join(_seat(seat) for seat in here)
            rows.append(_("{label}: {value}", label=_(ROLES[role]), value=people))
    if outcome.visitors:
        rows.append(_("{label}: {value}", label=_("Visitors"), value=", ".join(map(_visitor, outcome.visitors))))
    return "\n".join(rows) or _("No roles assigned yet. To assign one: {example}", example="/breach assign lead @name")


def _visitor(one: Visitor) -> str:
    kind = _(VISITORS[one.kind])
    if one.let_in:
        return _(
            "{person} ({kind}, let in by {by})", person=mention(one.person_id), kind=kind, by=mention(one.decided_by)
        )
    return _("{person} ({kind}, not let in)", person=mention(one.person_id), kind=kind)


def _seat(seat: RoleHolder) -> str:
    notes = [_("alternate")] * bool(seat.alternate) + [_("not in the channel")] * bool(seat.left_at)
    return mention(seat.person_id) + (f" ({', '.join(notes)})" if notes else "")


def status(outcome: IncidentShown, reader: Reader) -> Message:
    """The card for one reader, with exact times left and the steps that are open."""
    own = list(listed_proposals(outcome.proposals, outcome.incident.id))
    late = [one for one in outcome.open_steps if one.late_for][:5]
    if late:
        rows = "\n".join(f"`{one.step.id}` {told(one.step.name)} — {state_line(one)}" for one in late)
        own.append(section(f"*{_('Late steps')}*\n{rows}"))
    shown = card(outcome, reader.now, own)
    return replace(shown, text=f"{outcome.incident.ref}: {_(STATES[outcome.incident.state])}")
