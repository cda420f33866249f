"""How steps look: one message for each, edited in place; lists; the forms that finish, skip or explain one."""

from collections.abc import Sequence

from bot.actions.steps import ClaimStep, FinishStep, SkipStep, StepChanged, StepsListed, StepStuck, find, subject_of
from bot.actions.work import Work
from bot.domain.permissions import StepSubject
from bot.domain.roles import ROLES
from bot.errors import UsageError
from bot.runbook.model import Phase, ReasonRule, SkipRule
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
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
    option,
    safe,
    section,
    select,
    text_box,
    when,
)
from bot.slack.callbacks import Target
from bot.slack.parse import first_word, reason_in
from bot.slack.requests import Form, IncidentContext, Reader, RequestContext
from bot.store.tables import Incident

PHASES = {"contain": "Contain", "notify": "Notify", "investigate": "Investigate", "prevent": "Prevent"}
MARKS = {
    StepState.BLOCKED: "◌ waiting",
    StepState.PENDING: "◌ may apply",
    StepState.OPEN: "○ open",
    StepState.CLAIMED: "◐ in work",
    StepState.DONE: "● done",
    StepState.SKIPPED: "– skipped",
    StepState.SET_ASIDE: "– does not apply",
}
LISTED = 25  # steps shown in one answer
SHOWN_NEXT = 4  # with their buttons


def state_line(one: StepStatus, *, stays: bool = False) -> str:
    """`◐ in work · @Ada · due Mon 10:30 · late by 2 h`; in a message that `stays` nothing that would become untrue."""
    parts = [MARKS[one.state], owner_words(one)]
    late = one.late_for is not None
    if one.due_at and not one.state.is_settled:
        parts.append(f"*late*, was due {when(one.due_at)}" if late and stays else f"due {when(one.due_at)}")
    if one.late_for and not stays:
        parts.append(f"*late by {apart(one.late_for.total_seconds())}*")
    if one.blocked_by:
        parts.append("waits for " + ", ".join(one.blocked_by))
    return " · ".join(parts)


def owner_words(one: StepStatus) -> str:
    """Who has it, or for whom it is."""
    return mention(one.person) if one.person else "for " + " / ".join(ROLES[role] for role in one.step.doers)


def step_message(one: StepStatus, incident_id: int, proposed: Sequence[str] = ()) -> Message:
    """The message of one step in the incident's channel."""
    step = one.step
    title = f"*{step.id} · {safe(step.title)}*"
    if one.state.is_settled:
        said = f"\n>{safe(one.because)}" if one.because else ""
        if one.answer:
            said = f"\n*{safe(one.answer)}*{said}"
        return Message(f"{step.id} {step.title}: {MARKS[one.state]}", (section(f"{title}\n{state_line(one)}{said}"),))
    blocks: list[Block] = [section(f"{title}\n{safe(step.do)}")]
    if step.warning:
        blocks.append(section(f"*Careful:* {safe(step.warning)}"))
    notes = [state_line(one, stays=True)]
    if one.because and one.because != one.stuck:
        notes.append(safe(one.because))
    if one.stuck:
        notes.append(f"*Stuck:* {safe(one.stuck)}")
    notes += [safe(each) for each in proposed]
    blocks += [context(*notes), _actions(one, incident_id)]
    return Message(f"{step.id} {step.title}", tuple(blocks))


def _buttons(one: StepStatus, incident_id: int) -> list[Block]:
    step, buttons, target = one.step, [], Target(incident_id, one.step.id)
    if one.state is StepState.BLOCKED:
        return [button("What is it waiting for?", "step.show", target)]
    if one.state is not StepState.CLAIMED:
        buttons.append(button("Take it", "step.claim", target, "primary"))
    buttons.append(button("Decide" if step.decision else "Done", "step.done", target))
    if one.state is StepState.CLAIMED:
        buttons.append(button("Take over", "step.claim", target))
    if asked := one.missing or step.asks:
        buttons.append(button("Answer facts", "facts.ask", Target(incident_id, ",".join(asked))))
    if step.skip is not SkipRule.NEVER:
        buttons.append(button("Skip", "step.skip", target))
    buttons += [button("Stuck", "step.stuck", target), button("Evidence", "step.evidence", target)]
    return buttons


def next_for_me(outcome: StepsListed, reader: Reader) -> Message:
    """What this reader can do now, late first, each with its buttons."""
    mine = sorted(outcome.mine, key=lambda one: one.late_for is None)
    if not mine:
        open_ = [one for one in outcome.statuses if one.state.is_workable]
        left = f"{len(open_)} open for others: `/breach steps`" if open_ else "No step is open."
        return Message(f"Nothing waits for you now. {left}")
    late = sum(one.late_for is not None for one in mine)
    head = f"*Yours now: {len(mine)}*" + (f", {late} late" if late else "")
    blocks: list[Block] = [section(head)]
    for one in mine[:SHOWN_NEXT]:
        blocks += [
            section(f"*{one.step.id} · {safe(one.step.title)}*\n{state_line(one)}"),
            _actions(one, outcome.incident.id),
        ]
    if rest := mine[SHOWN_NEXT:]:
        blocks.append(section(_fit(["*Then*", *(_line(one) for one in rest[:LISTED])])))
    return Message(f"Yours now: {mine[0].step.title}", tuple(blocks))


def _actions(one: StepStatus, incident_id: int) -> Block:
    return actions(*_buttons(one, incident_id), block_id=f"step:{one.step.id}")


def gone(step_id: str, title: str, because: str) -> Message:
    """The message of a step that the incident's runbook no longer has."""
    text = f"*{step_id} · {safe(title)}*\n{MARKS[StepState.SET_ASIDE]}\n>{safe(because)}"
    return Message(f"{step_id} {title}: {MARKS[StepState.SET_ASIDE]}", (section(text),))


def listed(outcome: StepsListed, reader: Reader) -> Message:
    """The runbook by phase, what waits for this reader first."""
    blocks: list[Block] = []
    if outcome.mine and outcome.phase is None:
        blocks.append(section("*Yours to do*\n" + "\n".join(_line(one) for one in outcome.mine[:6])))
    for phase in Phase:
        here = [one for one in outcome.statuses if one.step.phase == phase]
        if not here:
            continue
        finished = sum(one.state.is_finished for one in here)
        counted = sum(one.state is not StepState.SET_ASIDE for one in here)
        shown = [one for one in here if outcome.phase or one.can_be_taken or one.late_for]
        lines = [_line(one) for one in shown[:LISTED]]
        more = f"\n_and {len(shown) - LISTED} more_" if len(shown) > LISTED else ""
        head = f"*{PHASES[phase]}* · {finished} of {counted} settled"
        blocks += [section(_fit([head, *lines])), *([context(more.strip())] if more else [])]
    if outcome.phase is None:
        blocks.append(context("One phase with everything in it: `/breach steps contain`"))
    return Message("The steps of this incident", tuple(blocks))


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
        return Message(f"{one.step.id} stands so already. Nothing was changed.")
    if outcome.waits_for_second:
        return Message(f"{one.step.id} wants two people. Yours is recorded; a colleague must choose the same.")
    text = f"{one.step.id} {one.step.title}: {MARKS[one.state]}."
    if outcome.opened:
        text += " Now open: " + ", ".join(f"{each.step.id} {each.step.title}" for each in outcome.opened[:5]) + "."
    return Message(text)


def shown(outcome: StepChanged, reader: Reader) -> Message:
    one = outcome.status
    blocks = [*step_message(one, outcome.incident.id).blocks]
    details = []
    if one.step.why:
        details.append(f"*Why:* {safe(one.step.why)}")
    if one.step.evidence:
        details.append("*Evidence wanted:* " + safe(", ".join(one.step.evidence)))
    if one.blocked_by:
        details.append("*Waits for:* " + ", ".join(one.blocked_by))
    return Message(one.step.title, tuple(blocks[:1] + ([section("\n".join(details))] if details else []) + blocks[1:]))


def read_claim(context: RequestContext) -> ClaimStep:
    word, _ = first_word(context.request.words, "the step", "/breach take C04")
    return ClaimStep(word)


def the_step(work: Work, incident: Incident, command: ClaimStep | FinishStep | SkipStep | Form) -> StepSubject:
    """What permission is asked for: the step, which may be for some roles only, and its decision."""
    if isinstance(command, Form):
        return subject_of(work, incident, command.subject)
    return subject_of(work, incident, command.step_id, command.choice if isinstance(command, FinishStep) else "")


def read_done(context: IncidentContext) -> FinishStep | Form:
    """`/breach done C04 note`. Where the step decides something, the words begin with the answer or its form opens."""
    word, rest = first_word(context.request.text, "the step", "/breach done C01 the record is open")
    one = find(context.work, context.incident, word)
    if one.step.decision is None:
        return FinishStep(word, rest)
    return read_decision(one, rest) or Form("step_done", one.step.id)


def read_decision(one: StepStatus, words: str) -> FinishStep | None:
    """`notify because identity numbers are affected`: the beginning of one answer is enough; None when it fits none."""
    answer, reason = reason_in(words)
    options = one.step.decision.options if one.step.decision else ()
    fits = [each for each in options if answer and each.lower().startswith(answer.lower())]
    exact = [each for each in fits if each.lower() == answer.lower()]
    found = exact or fits
    return FinishStep(one.step.id, reason, found[0]) if len(found) == 1 else None


def read_skip(context: RequestContext) -> SkipStep:
    word, rest = first_word(context.request.text, "the step and the reason", "/breach skip C11 no press interest")
    return SkipStep(word, rest)


def read_stuck(context: RequestContext) -> StepStuck:
    word, rest = first_word(
        context.request.text, "the step and what is in the way", "/breach stuck C08 no access to the firewall"
    )
    return StepStuck(word, rest)


def read_phase(context: RequestContext) -> str | None:
    word = context.request.text.strip().lower()
    if word and word not in PHASES:
        raise UsageError(f"There is no phase “{word}”.", "The phases are contain, notify, investigate and prevent.")
    return word or None


def draw_done(one: StepStatus) -> Modal:
    """The form behind Done or Decide."""
    step = one.step
    blocks: list[Block] = [header(f"{step.id} · {step.title}"), section(safe(step.do))]
    if step.decision:
        options = [option(choice, str(index)) for index, choice in enumerate(step.decision.options)]
        blocks.append(section(f"*{safe(step.decision.question)}*"))
        blocks.append(field_input("choice", "Decision", select(options)))
        optional = step.decision.reason is ReasonRule.OPTIONAL
        blocks.append(field_input("note", "Reason", text_box(lines=True), optional=optional))
    else:
        wanted = ", ".join(step.evidence)
        hint = f"Evidence wanted: {wanted}." if wanted else ""
        blocks.append(
            field_input("note", "What was done", text_box(lines=True), hint=hint, optional=True),
        )
    return Modal("step_done", "Decide" if step.decision else "Done", tuple(blocks), "Record", subject=step.id)


def read_done_form(context: IncidentContext) -> FinishStep:
    one = find(context.work, context.incident, context.request.subject)
    choice = context.request.entered("choice")
    if one.step.decision and choice:
        choice = one.step.decision.options[int(choice)]
    return FinishStep(one.step.id, context.request.entered("note"), choice)


def read_skip_form(context: RequestContext) -> SkipStep:
    return SkipStep(context.request.subject, context.request.entered("reason"))


def read_stuck_form(context: RequestContext) -> StepStuck:
    return StepStuck(context.request.subject, context.request.entered("reason"))


def draw_reason(callback: str, title: str, label: str, one: StepStatus) -> Modal:
    blocks = (
        header(f"{one.step.id} · {one.step.title}"),
        field_input("reason", label, text_box(lines=True)),
    )
    return Modal(callback, title, blocks, "Record", subject=one.step.id)
