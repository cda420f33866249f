"""How steps look: one message for each, edited in place; and lists."""

from collections.abc import Collection, Sequence

from bot.actions.step_list import StepsListed
from bot.actions.steps import StepChanged
from bot.domain.gates import GATES
from bot.domain.permissions import roles_in_words
from bot.domain.roles import ROLES
from bot.messages import N_, _, plural, translate
from bot.messages.phrases import duration
from bot.runbook.model import SkipRule
from bot.runbook.progress import StepState
from bot.runbook.steps import StepStatus
from bot.runbook.tasks import GROUP as TASKS
from bot.sentences import Text
from bot.slack.block_kit import Block, Message, actions, button, context, mention, safe, section, told, when
from bot.slack.callbacks import Target
from bot.slack.requests import Reader

PHASES = {
    "contain": N_("Contain"),
    "notify": N_("Notify"),
    "investigate": N_("Investigate"),
    "prevent": N_("Prevent"),
    TASKS: N_("Tasks"),
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
        parts.append(_("*late by {length}*", length=duration(one.late_for.total_seconds())))
    if one.waits_for:
        steps = ", ".join(one.waits_for)
        gated = one.state is StepState.GATED
        parts.append(_("must wait for {steps}", steps=steps) if gated else _("better after {steps}", steps=steps))
    return " · ".join(parts)


def owner_words(one: StepStatus) -> str:
    """Who has it, or for whom it is."""
    if one.owners:
        return ", ".join(mention(person) for person in one.owners)
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
    title = f"*{step.id} · {told(step.name)}*"
    if one.state.is_settled:
        said = f"\n>{told(one.because)}" if one.because else ""
        if one.answer:
            said = f"\n*{safe(_(one.answer))}*{said}"
        if one.done_before:
            said += f"\n{safe(early(one))}"
        if one.deviation:
            said += "\n" + _("It happened before the steps that it requires. What was bypassed stays open.")
        noted = [context(*(safe(each) for each in proposed))] if proposed else []
        blocks = [section(f"{title}\n{state_line(one)}{said}"), *_linked(linked), *noted]
        return Message(f"{translate(step.numbered)}: {_(MARKS[one.state])}", tuple(blocks))
    blocks = [section(title if step.instruction == step.name else f"{title}\n{told(step.instruction)}")]
    if step.warning:
        blocks.append(section(_("*Caution:* {warning}", warning=safe(_(step.warning)))))
    notes = [state_line(one, stays=True)]
    if one.because and one.because != one.stuck:
        notes.append(told(one.because))
    if one.stuck:
        notes.append(_("*Stuck:* {reason}", reason=safe(one.stuck)))
    if one.deviation:
        notes.append(_("*It already happened:* {reason}", reason=safe(one.deviation)))
    notes += [safe(each) for each in proposed]
    blocks += [*_linked(linked), context(*notes), _actions(one, incident_id, known)]
    return Message(translate(step.numbered), tuple(blocks))


def early(one: StepStatus) -> str:
    """`Done before C06 (Order preservation before any cleanup). Some logs last only a day.` Without blame."""
    needs = ", ".join(translate(step.cited) for step in one.done_before)
    return " ".join([_("Done before {steps}.", steps=needs), *(_(step.why) for step in one.done_before if step.why)])


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
        buttons.append(button(_("Join"), "step.claim", target))
    if asked := one.missing or [name for name in step.asks if name not in known]:
        buttons.append(button(_("Answer questions"), "facts.ask", Target(incident_id, ",".join(asked))))
    if step.skip is not SkipRule.NEVER:
        buttons.append(button(_("Skip"), "step.skip", target))
    buttons.append(button(_("Report blocker"), "step.stuck", target))
    buttons.append(button(_("Add evidence"), "step.evidence", target))
    return buttons


def next_for_me(outcome: StepsListed, reader: Reader) -> Message:
    """What this reader can do now, late first, each with its buttons; then what is better done later."""
    if outcome.incident.state == "closed" and not outcome.mine:
        return Message(_("This incident is closed. Nothing is waiting for you."))
    later = [one for one in outcome.mine if _is_better_later(one)]
    mine = sorted((one for one in outcome.mine if not _is_better_later(one)), key=lambda one: one.late_for is None)
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
            section(f"*{one.step.id} · {told(one.step.name)}*\n{state_line(one)}"),
            _actions(one, outcome.incident.id, outcome.incident.facts.known),
        ]
    if rest := mine[SHOWN_NEXT:]:
        blocks.append(section(_fit([_("*After that*"), *(_line(one) for one in rest[:LISTED])])))
    if later:
        blocks.append(section(_fit([_("*Better later*"), *(_line(one) for one in later[:SHOWN_LATER])])))
    if hidden := later[SHOWN_LATER:]:
        blocks.append(context(_("_and {count} more_", count=len(hidden))))
    return Message(_("Your next step: {title}", title=translate((mine or later)[0].step.name)), tuple(blocks))


def _is_better_later(one: StepStatus) -> bool:
    return bool(one.waits_for) and not one.state.is_workable and not one.late_for


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
    text = f"*{step_id} · {safe(_(title))}*\n{mark}\n>{told(because)}"
    return Message(f"{step_id} {_(title)}: {mark}", (section(text),))


def listed(outcome: StepsListed, reader: Reader) -> Message:
    """The runbook by phase, what is for this reader first. Without a phase, what is better done later is left out."""
    blocks: list[Block] = []
    mine = outcome.mine[:6] if outcome.phase is None else ()
    above = {one.step.id for one in mine}
    if mine:
        blocks.append(section("\n".join([_("*Your steps*"), *map(_line, mine)])))
    for phase in PHASES:
        here = [one for one in outcome.statuses if one.step.group == phase]
        finished = sum(one.state.is_finished for one in here)
        counted = sum(one.state is not StepState.SET_ASIDE for one in here)
        if not here or not (counted or outcome.phase):  # at a low severity nothing of a phase may be planned
            continue
        current = [one for one in here if outcome.phase or one.late_for or (one.can_be_taken and not one.waits_for)]
        shown = [one for one in current if one.step.id not in above]
        lines = [_line(one) for one in shown[:LISTED]]
        head = _("*{phase}* · {done} of {count} complete", phase=_(PHASES[phase]), done=finished, count=counted)
        blocks.append(section(_fit([head, *lines])))
        if len(shown) > LISTED:
            blocks.append(context(_("_and {count} more_", count=len(shown) - LISTED)))
    if outcome.phase is None:
        blocks.append(context(_("To see every step of a phase: `/breach steps contain`")))
    add = button(_("Add task"), "task.add", Target(outcome.incident.id))
    return Message(_("Incident steps"), (*blocks, actions(add, block_id="task")))


def _fit(lines: list[str]) -> str:
    text = ""
    for line in lines:
        if len(text) + len(line) > 2900:
            return text + "\n…"
        text += ("\n" if text else "") + line
    return text


def _line(one: StepStatus) -> str:
    return f"`{one.step.id}` {told(one.step.name)} — {state_line(one)}"


def changed(outcome: StepChanged, reader: Reader) -> Message:
    one = outcome.status
    if outcome.again:
        return Message(_("{step} is already recorded that way. No change.", step=one.step.id))
    if one.check_at and not one.state.is_settled:
        return Message(_("{step}: not known yet. Next check: {at}.", step=one.step.id, at=when(one.check_at)))
    if outcome.lacks_second:
        return Message(
            _(
                "{step}: Recorded. A second person must confirm, and no one else here can. Assign someone as "
                "{roles}: /breach assign ROLE @name. If no one else in your organization can, turn off the "
                "two-person rule (two_people in organisation.yaml).",
                step=one.step.id,
                roles=roles_in_words(outcome.lacks_second),
            )
        )
    if outcome.waits_for_second:
        return Message(_("{step}: Recorded. A second person must confirm.", step=one.step.id))
    step, state = translate(one.step.numbered), _(MARKS[one.state])
    said = [f"{step}: {state}."]
    if one.stuck:
        said.append(_("Stuck: {reason}. The card tells the lead.", reason=told(one.stuck)))
    if one.done_before:
        said.append(early(one))
    if one.deviation:
        said.append(_("Recorded as a deviation, and posted in the channel. What was bypassed stays open."))
    if one.state is StepState.CLAIMED and one.waits_for:
        said.append(_("You can do it now; it is better done after {steps}.", steps=", ".join(one.waits_for)))
    for each in outcome.stated:
        said.append(
            _(
                "{fact}: {at}, the time of this step. If it was another time, correct it: /breach facts {name} TIME",
                fact=_(each.label),
                at=when(each.at),
                name=each.name,
            )
        )
    if outcome.opened:
        opened = ", ".join(translate(each.step.numbered) for each in outcome.opened[:5])
        said.append(_("Now open: {opened}.", opened=opened))
    return Message(" ".join(said))


def shown(outcome: StepChanged, linked: Sequence[str], proposed: Sequence[str]) -> Message:
    """`linked` and `proposed` as in `step_message`."""
    one = outcome.status
    blocks = [*step_message(one, outcome.incident.id, proposed, linked, outcome.incident.facts.known).blocks]
    details = []
    if one.step.why:
        details.append(_("*Why:* {reason}", reason=safe(_(one.step.why))))
    if one.step.evidence:
        details.append(_("*Evidence needed:* {evidence}", evidence=safe(", ".join(map(_, one.step.evidence)))))
    if one.state is StepState.GATED and one.step.gate:
        what, steps = _(GATES[one.step.gate]), ", ".join(one.waits_for)
        details.append(_("*Not yet* ({what}): {steps} must come first.", what=what, steps=steps))
    elif one.waits_for:
        details.append(_("*Better after:* {steps}. You can do it now.", steps=", ".join(one.waits_for)))
    said = [section("\n".join(details))] if details else []
    return Message(translate(one.step.name), tuple(blocks[:1] + said + blocks[1:]))
