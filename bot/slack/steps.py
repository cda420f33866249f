"""How steps look: one message for each, edited in place; lists; the forms that finish, skip or explain one."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from bot.actions.decisions import AwaitFacts
from bot.actions.step_commands import ClaimStep, FinishStep, SkipStep, StepStuck
from bot.actions.steps import StepChanged, StepsListed, find
from bot.domain.gates import GATES
from bot.domain.roles import ROLES
from bot.errors import UsageError
from bot.messages import N_, _, plural
from bot.runbook.model import Phase, ReasonRule, SkipRule
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
from bot.sentences import Text
from bot.slack.block_kit import (
    Block,
    Message,
    Modal,
    actions,
    apart,
    button,
    context,
    field_input,
    header,
    mention,
    moment,
    option,
    safe,
    section,
    select,
    text_box,
    told,
    when,
)
from bot.slack.callbacks import Target
from bot.slack.parse import first_word, reason_in
from bot.slack.readings import read_time
from bot.slack.requests import Form, IncidentContext, Reader, RequestContext
from bot.typed.times import Sense

PHASES = {
    "contain": N_("Contain"),
    "notify": N_("Notify"),
    "investigate": N_("Investigate"),
    "prevent": N_("Prevent"),
}
MARKS = {
    StepState.GATED: N_("⊘ not yet"),
    StepState.WAITING: N_("◌ later"),
    StepState.PENDING: N_("◌ may apply"),
    StepState.OPEN: N_("○ open"),
    StepState.CLAIMED: N_("◐ in progress"),
    StepState.DONE: N_("● done"),
    StepState.SKIPPED: N_("– skipped"),
    StepState.SET_ASIDE: N_("– does not apply"),
}
NOT_KNOWN = re.compile(r"not known(?: yet)?[,;.:]?\s*(?:next check:?\s*(?:at\s+)?(?P<at>.+))?", re.IGNORECASE)
LISTED = 25  # steps shown in one answer
SHOWN_NEXT = 4  # with their buttons
SHOWN_LATER = 5  # of the steps that are better done later


def state_line(one: StepStatus, *, stays: bool = False) -> str:
    """`◐ in progress · @Ada · due Mon 10:30 · late by 2 h`; a message that `stays` has nothing that becomes untrue."""
    parts = [_(MARKS[one.state]), owner_words(one)]
    late = one.late_for is not None
    if one.due_at and not one.state.is_settled:
        at = when(one.due_at)
        parts.append(_("*late*, was due {at}", at=at) if late and stays else _("due {at}", at=at))
    if one.late_for and not stays:
        parts.append(_("*late by {length}*", length=apart(one.late_for.total_seconds())))
    if one.waits_for:
        steps = ", ".join(one.waits_for)
        gated = one.state is StepState.GATED
        parts.append(_("must wait for {steps}", steps=steps) if gated else _("better after {steps}", steps=steps))
    return " · ".join(parts)


def owner_words(one: StepStatus) -> str:
    """Who has it, or for whom it is."""
    if one.person:
        return mention(one.person)
    return _("for {roles}", roles=" / ".join(_(ROLES[role]) for role in one.step.doers))


def step_message(
    one: StepStatus,
    incident_id: int,
    proposed: Sequence[str] = (),
    linked: Sequence[str] = (),
    known: Collection[str] = (),
) -> Message:
    """The message of one step in the incident's channel. `linked`: what it shares with the rest of the record, ready to
    be shown; `known`: the facts that need not be asked for, by name."""
    step = one.step
    title = f"*{step.id} · {safe(step.title)}*"
    if one.state.is_settled:
        said = f"\n>{told(one.because)}" if one.because else ""
        if one.answer:
            said = f"\n*{safe(one.answer)}*{said}"
        if one.done_before:
            said += f"\n{safe(early(one))}"
        if one.deviation:
            said += "\n" + _("It happened before its gate was open. What was bypassed stays open.")
        noted = [context(*(safe(each) for each in proposed))] if proposed else []
        blocks = [section(f"{title}\n{state_line(one)}{said}"), *_linked(linked), *noted]
        return Message(f"{step.id} {step.title}: {_(MARKS[one.state])}", tuple(blocks))
    blocks = [section(f"{title}\n{safe(step.do)}")]
    if step.warning:
        blocks.append(section(_("*Caution:* {warning}", warning=safe(step.warning))))
    notes = [state_line(one, stays=True)]
    if one.because and one.because != one.stuck:
        notes.append(told(one.because))
    if one.stuck:
        notes.append(_("*Stuck:* {reason}", reason=safe(one.stuck)))
    if one.deviation:
        notes.append(_("*It already happened:* {reason}", reason=safe(one.deviation)))
    notes += [safe(each) for each in proposed]
    blocks += [*_linked(linked), context(*notes), _actions(one, incident_id, known)]
    return Message(f"{step.id} {step.title}", tuple(blocks))


def early(one: StepStatus) -> str:
    """`Done before C06 (Order preservation before any cleanup). Some logs last only a day.` Without blame."""
    needs = ", ".join(f"{step.id} ({step.title})" for step in one.done_before)
    return " ".join([_("Done before {steps}.", steps=needs), *(step.why for step in one.done_before if step.why)])


def _linked(lines: Sequence[str]) -> list[Block]:
    return [context("\n".join(lines))] if lines else []


def _buttons(one: StepStatus, incident_id: int, known: Collection[str]) -> list[Block]:
    step, buttons, target = one.step, [], Target(incident_id, one.step.id)
    if one.state is StepState.GATED:
        return [
            button(_("Show details"), "step.show", target),
            button(_("It already happened"), "step.happened", target),
        ]
    if one.state is not StepState.CLAIMED:
        buttons.append(button(_("Claim"), "step.claim", target, "primary"))
    buttons.append(button(_("Decide") if step.decision else _("Mark done"), "step.done", target))
    if one.state is StepState.CLAIMED:
        buttons.append(button(_("Take over"), "step.claim", target))
    if asked := one.missing or [name for name in step.asks if name not in known]:
        buttons.append(button(_("Answer questions"), "facts.ask", Target(incident_id, ",".join(asked))))
    if step.skip is not SkipRule.NEVER:
        buttons.append(button(_("Skip"), "step.skip", target))
    buttons.append(button(_("Report blocker"), "step.stuck", target))
    buttons.append(button(_("Add evidence"), "step.evidence", target))
    return buttons


def next_for_me(outcome: StepsListed, reader: Reader) -> Message:
    """What this reader can do now, late first, each with its buttons; then what is better done later."""
    if outcome.incident.state == "closed":
        return Message(_("This incident is closed. Nothing is waiting for you."))
    later = [one for one in outcome.mine if one.waits_for and not one.state.is_workable and not one.late_for]
    mine = sorted((one for one in outcome.mine if one not in later), key=lambda one: one.late_for is None)
    if not outcome.mine:
        return Message(_nothing_for_me(sum(one.state.is_workable for one in outcome.statuses)))
    late = sum(one.late_for is not None for one in mine)
    if late:
        head = _("*Your steps: {count}*, {late} late", count=len(mine), late=late)
    else:
        head = _("*Your steps: {count}*", count=len(mine))
    blocks: list[Block] = [section(head)]
    for one in mine[:SHOWN_NEXT]:
        blocks += [
            section(f"*{one.step.id} · {safe(one.step.title)}*\n{state_line(one)}"),
            _actions(one, outcome.incident.id, outcome.incident.facts.known),
        ]
    if rest := mine[SHOWN_NEXT:]:
        blocks.append(section(_fit([_("*After that*"), *(_line(one) for one in rest[:LISTED])])))
    if later:
        blocks.append(section(_fit([_("*Better later*"), *(_line(one) for one in later[:SHOWN_LATER])])))
    if hidden := later[SHOWN_LATER:]:
        blocks.append(context(_("_and {count} more_", count=len(hidden))))
    return Message(_("Your next step: {title}", title=(mine or later)[0].step.title), tuple(blocks))


def _nothing_for_me(open_for_others: int) -> str:
    if not open_for_others:
        return _("Nothing is waiting for you. No steps are open.")
    return plural(
        "Nothing is waiting for you. {n} step is open for others: `/breach steps`",
        "Nothing is waiting for you. {n} steps are open for others: `/breach steps`",
        open_for_others,
    )


def _actions(one: StepStatus, incident_id: int, known: Collection[str]) -> Block:
    return actions(*_buttons(one, incident_id, known), block_id=f"step:{one.step.id}")


def gone(step_id: str, title: str, because: Text) -> Message:
    """The message of a step that the incident's runbook no longer has."""
    mark = _(MARKS[StepState.SET_ASIDE])
    text = f"*{step_id} · {safe(title)}*\n{mark}\n>{told(because)}"
    return Message(f"{step_id} {title}: {mark}", (section(text),))


def listed(outcome: StepsListed, reader: Reader) -> Message:
    """The runbook by phase, what is for this reader first. Without a phase, what is better done later is left out."""
    blocks: list[Block] = []
    if outcome.mine and outcome.phase is None:
        blocks.append(section("\n".join([_("*Your steps*"), *(_line(one) for one in outcome.mine[:6])])))
    for phase in Phase:
        here = [one for one in outcome.statuses if one.step.phase == phase]
        if not here:
            continue
        finished = sum(one.state.is_finished for one in here)
        counted = sum(one.state is not StepState.SET_ASIDE for one in here)
        shown = [one for one in here if outcome.phase or one.late_for or (one.can_be_taken and not one.waits_for)]
        lines = [_line(one) for one in shown[:LISTED]]
        head = _("*{phase}* · {done} of {count} complete", phase=_(PHASES[phase]), done=finished, count=counted)
        blocks.append(section(_fit([head, *lines])))
        if len(shown) > LISTED:
            blocks.append(context(_("_and {count} more_", count=len(shown) - LISTED)))
    if outcome.phase is None:
        blocks.append(context(_("To see every step of a phase: `/breach steps contain`")))
    return Message(_("Incident steps"), tuple(blocks))


def _fit(lines: list[str]) -> str:
    text = ""
    for line in lines:
        if len(text) + len(line) > 2900:
            return text + "\n…"
        text += ("\n" if text else "") + line
    return text


def _line(one: StepStatus) -> str:
    return f"`{one.step.id}` {safe(one.step.title)} — {state_line(one)}"


def changed(outcome: StepChanged, reader: Reader) -> Message:
    one = outcome.status
    if outcome.again:
        return Message(_("{step} is already recorded that way. No change.", step=one.step.id))
    if one.check_at and not one.state.is_settled:
        return Message(_("{step}: not known yet. Next check: {at}.", step=one.step.id, at=when(one.check_at)))
    if outcome.waits_for_second:
        return Message(_("{step}: Recorded. A second person must confirm.", step=one.step.id))
    step, state = f"{one.step.id} {one.step.title}", _(MARKS[one.state])
    said = [f"{step}: {state}."]
    if one.done_before:
        said.append(early(one))
    if one.deviation:
        said.append(_("Recorded as a deviation, and posted in the channel. What was bypassed stays open."))
    if one.state is StepState.CLAIMED and one.waits_for:
        said.append(_("You can do it now; it is better done after {steps}.", steps=", ".join(one.waits_for)))
    if outcome.opened:
        opened = ", ".join(f"{each.step.id} {each.step.title}" for each in outcome.opened[:5])
        said.append(_("Now open: {opened}.", opened=opened))
    return Message(" ".join(said))


def shown(outcome: StepChanged, linked: Sequence[str], proposed: Sequence[str]) -> Message:
    """`linked` and `proposed` as in `step_message`."""
    one = outcome.status
    blocks = [*step_message(one, outcome.incident.id, proposed, linked, outcome.incident.facts.known).blocks]
    details = []
    if one.step.why:
        details.append(_("*Why:* {reason}", reason=safe(one.step.why)))
    if one.step.evidence:
        details.append(_("*Evidence needed:* {evidence}", evidence=safe(", ".join(one.step.evidence))))
    if one.state is StepState.GATED and one.step.gate:
        what, steps = _(GATES[one.step.gate]), ", ".join(one.waits_for)
        details.append(_("*Not yet* ({what}): {steps} must come first.", what=what, steps=steps))
    elif one.waits_for:
        details.append(_("*Better after:* {steps}. You can do it now.", steps=", ".join(one.waits_for)))
    return Message(one.step.title, tuple(blocks[:1] + ([section("\n".join(details))] if details else []) + blocks[1:]))


def read_step(context: RequestContext) -> str:
    return first_word(context.request.text, _("Name the step."), "/breach step C04")[0]


def read_claim(context: RequestContext) -> ClaimStep:
    return ClaimStep(first_word(context.request.words, _("Name the step."), "/breach take C04")[0])


def read_done(context: IncidentContext) -> FinishStep | AwaitFacts | Form:
    """`/breach done C04 note`, or `not known yet, next check 18:00`. Where the step decides something, the words begin
    with the answer or its form opens, with the reason that was typed.

    Behind a closed gate it may only be that it already happened: a form asks for that.
    """
    word, rest = first_word(context.request.text, _("Name the step."), _("/breach done C01 the record is open"))
    one = find(context.work, context.incident, word)
    if found := NOT_KNOWN.fullmatch(rest.strip()):
        return AwaitFacts(one.step.id, _next_check(context, found["at"] or ""))
    if one.state is StepState.GATED:
        return Form("step_happened", one.step.id, {"reason": rest})
    if one.step.decision is None:
        return FinishStep(word, rest)
    return read_decision(one, rest) or Form("step_done", one.step.id, {"reason": reason_in(rest)[1] or rest})


def _next_check(context: IncidentContext, words: str) -> datetime:
    if not words:
        raise UsageError(
            _("Say when you will check again."), _("For example: /breach done C05 not known yet, next check 18:00")
        )
    return read_time(context, _("Next check"), words, Sense.ANY)


def read_decision(one: StepStatus, words: str) -> FinishStep | None:
    """`notify because identity numbers are affected`: the beginning of one answer is enough; None when it fits none."""
    answer, reason = reason_in(words)
    options = one.step.decision.options if one.step.decision else ()
    fits = [each for each in options if answer and each.lower().startswith(answer.lower())]
    exact = [each for each in fits if each.lower() == answer.lower()]
    found = exact or fits
    return FinishStep(one.step.id, reason, found[0]) if len(found) == 1 else None


def read_skip(context: RequestContext) -> SkipStep:
    word, rest = first_word(
        context.request.text, _("Name the step and the reason."), _("/breach skip C11 no press interest")
    )
    return SkipStep(word, rest)


def read_stuck(context: RequestContext) -> StepStuck:
    word, rest = first_word(
        context.request.text,
        _("Name the step and say what is blocking you."),
        _("/breach stuck C08 no access to the firewall"),
    )
    return StepStuck(word, rest)


def read_phase(context: RequestContext) -> str | None:
    word = context.request.text.strip().lower()
    if word and word not in PHASES:
        raise UsageError(_("Unknown phase “{word}”.", word=word), _("Use contain, notify, investigate or prevent."))
    return word or None


def draw_done(one: StepStatus, missing: Sequence[str], zone: str, reason: str = "") -> Modal:
    """The form behind Mark done or Decide; `missing`: what the step asks for and isn't known, in words. `reason`: the
    one that was typed."""
    step = one.step
    blocks: list[Block] = [header(f"{step.id} · {step.title}"), section(safe(step.do))]
    if step.decision:
        options = [option(choice, str(index)) for index, choice in enumerate(step.decision.options)]
        blocks.append(section(f"*{safe(step.decision.question)}*"))
        blocks.append(field_input("choice", _("Decision"), select(options), optional=bool(missing)))
        optional = step.decision.reason is ReasonRule.OPTIONAL or bool(missing)
        blocks.append(field_input("reason", _("Reason"), text_box(value=reason, lines=True), optional=optional))
    else:
        hint = _("Evidence needed: {evidence}.", evidence=", ".join(step.evidence)) if step.evidence else ""
        blocks.append(field_input("note", _("What was done?"), text_box(lines=True), hint=hint, optional=True))
    if missing:
        blocks.append(section(_("*Not known yet:* {facts}", facts=safe(", ".join(missing)))))
        label, hint = _("When will you check again?"), _("In your time zone, {zone}.", zone=zone)
        blocks.append(field_input("check_at", label, moment(), hint=hint, optional=True))
    title = _("Decide") if step.decision else _("Mark done")
    return Modal("step_done", title, tuple(blocks), _("Record"), subject=step.id)


def read_done_form(context: IncidentContext) -> FinishStep | AwaitFacts:
    one = find(context.work, context.incident, context.request.subject)
    if check_at := context.request.moment("check_at"):
        return AwaitFacts(one.step.id, check_at)
    choice = context.request.entered("choice")
    if one.step.decision and choice:
        choice = one.step.decision.options[int(choice)]
    return FinishStep(one.step.id, context.request.entered("reason" if one.step.decision else "note"), choice)


def read_skip_form(context: RequestContext) -> SkipStep:
    return SkipStep(context.request.subject, context.request.entered("reason"))


def read_stuck_form(context: RequestContext) -> StepStuck:
    return StepStuck(context.request.subject, context.request.entered("reason"))


def draw_reason(callback: str, title: str, label: str, one: StepStatus) -> Modal:
    blocks = (
        header(f"{one.step.id} · {one.step.title}"),
        field_input("reason", label, text_box(lines=True)),
    )
    return Modal(callback, title, blocks, _("Record"), subject=one.step.id)
