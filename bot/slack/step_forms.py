"""What people type and enter about steps: the commands of `/breach`, and the forms that finish, skip or explain one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.actions.decisions import AwaitFacts
from bot.actions.proposals import agreeing
from bot.actions.step_commands import ClaimStep, FinishStep, SkipStep, StepStuck
from bot.actions.step_endings import prepare_finish
from bot.actions.step_list import find
from bot.errors import UsageError
from bot.messages import _, translate
from bot.runbook.model import ReasonRule
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
from bot.slack.block_kit import Block, Modal, field_input, header, moment, option, safe, section, select, text_box, told
from bot.slack.callbacks import number, stale
from bot.slack.parse import as_written, first_word, not_understood, quoted, reason_alone, reason_in
from bot.slack.readings import read_time
from bot.slack.requests import Form, IncidentContext, RequestContext
from bot.slack.steps import PHASES
from bot.typed.command_words import NEXT_CHECK, NOT_KNOWN_YET
from bot.typed.times import Sense
from bot.typed.words import folded, repeated


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
    if found := NEXT_CHECK.fullmatch(rest.strip()):
        return AwaitFacts(one.step.id, _next_check(context, found["at"] or ""))
    if NOT_KNOWN_YET.match(rest):  # it would count as done
        raise UsageError(
            _("“{text}” was not understood.", text=repeated(rest)),
            f"{_('For example: /breach done C05 not known yet, next check 18:00')} "
            f"{as_written(f'/breach done {one.step.id}', rest)}",
        )
    note, more = quoted(rest)
    rest = note if note and not more else rest
    if one.state is StepState.GATED:
        return Form("step_happened", one.step.id, {"reason": rest})
    if one.step.decision is None:
        return FinishStep(word, rest)
    decided = read_decision(one, rest)
    if decided and decided.choice in one.step.decision.declines:
        return _read_declining(context, one, decided)
    return decided or Form("step_done", one.step.id, {"reason": reason_in(rest)[1] or rest})


def _read_declining(context: IncidentContext, one: StepStatus, decided: FinishStep) -> FinishStep | Form:
    """Whose word ends clocks first sees which, by name: the second of two people, or the one who is enough."""
    now = prepare_finish(context.work, context.incident, decided)
    first = agreeing(context.work, context.incident, now.done)
    if first and first.version == now.version:
        return Form("proposal_confirm", str(first.id), {"reason": decided.note})
    takes_two = one.step.decision and one.step.decision.two_people
    if takes_two and context.work.library.organisation.wants_two_people:
        return decided
    return Form("step_done", one.step.id, {"reason": decided.note, "choice": decided.choice})


def _next_check(context: IncidentContext, words: str) -> datetime:
    if not words:
        raise UsageError(
            _("Say when you will check again."), _("For example: /breach done C05 not known yet, next check 18:00")
        )
    return read_time(context, _("Next check"), words, Sense.ANY)


def read_decision(one: StepStatus, words: str) -> FinishStep | None:
    """`notify because identity numbers are affected`: the beginning of one answer is enough, in the reader's language
    or as the runbook has it; None when it fits none, or several."""
    answer, reason = reason_in(words)
    options = one.step.decision.options if one.step.decision else ()
    typed, called = folded(answer), {each: (folded(each), folded(_(each))) for each in options}
    fits = [each for each in options if typed and any(name.startswith(typed) for name in called[each])]
    exact = [each for each in fits if typed in called[each]]
    found = exact or fits
    return FinishStep(one.step.id, reason, found[0]) if len(found) == 1 else None


def read_skip(context: RequestContext) -> SkipStep:
    word, rest = first_word(
        context.request.text, _("Name the step and the reason."), _("/breach skip C11 no press interest")
    )
    return SkipStep(word, reason_alone(rest))


def read_stuck(context: RequestContext) -> StepStuck:
    word, rest = first_word(
        context.request.text,
        _("Name the step and say what is blocking you."),
        _("/breach stuck C08 no access to the firewall"),
    )
    return StepStuck(word, reason_alone(rest))


def read_phase(context: RequestContext) -> str | None:
    """A phase by its word or by what it is called in the person's language; None for all."""
    word = context.request.text.strip()
    known = {said.lower(): phase for phase, label in PHASES.items() for said in (_(label), phase)}
    if word and word.lower() not in known:
        raise not_understood(word, known, PHASES)
    return known[word.lower()] if word else None


def draw_done(
    one: StepStatus, missing: Sequence[str], zone: str, given: Mapping[str, str], ends: Sequence[str] = ()
) -> Modal:
    """The form behind Mark done or Decide; `missing`: what the step asks for and isn't known, in words. `given`: the
    choice and reason that were typed; `ends`: which clocks a decision ends, ready to be shown."""
    step = one.step
    blocks: list[Block] = [header(f"{step.id} · {translate(step.name)}"), section(told(step.instruction))]
    if step.decision:
        options = [option(_(choice), str(index)) for index, choice in enumerate(step.decision.options)]
        blocks.append(section(f"*{safe(_(step.decision.question))}*"))
        chosen = [str(index) for index, choice in enumerate(step.decision.options) if choice == given.get("choice")]
        element = select(options, chosen="".join(chosen))
        blocks.append(field_input("choice", _("Decision"), element, optional=bool(missing)))
        if ends:
            blocks.append(section("\n".join(ends)))
        optional = step.decision.reason is ReasonRule.OPTIONAL or bool(missing)
        blocks.append(
            field_input("reason", _("Reason"), text_box(value=given.get("reason", ""), lines=True), optional=optional)
        )
    else:
        hint = _("Evidence needed: {evidence}.", evidence=", ".join(map(_, step.evidence))) if step.evidence else ""
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
        if number(choice) >= len(one.step.decision.options):
            raise stale()
        choice = one.step.decision.options[number(choice)]
    return FinishStep(one.step.id, context.request.entered("reason" if one.step.decision else "note"), choice)


def read_skip_form(context: RequestContext) -> SkipStep:
    return SkipStep(context.request.subject, context.request.entered("reason"))


def read_stuck_form(context: RequestContext) -> StepStuck:
    return StepStuck(context.request.subject, context.request.entered("reason"))


def draw_reason(callback: str, title: str, label: str, one: StepStatus) -> Modal:
    blocks = (
        header(f"{one.step.id} · {translate(one.step.name)}"),
        field_input("reason", label, text_box(lines=True)),
    )
    return Modal(callback, title, blocks, _("Record"), subject=one.step.id)
