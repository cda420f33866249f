"""How people look: naming somebody to a role, the question before it, what is said to who is in charge."""

from collections.abc import Sequence
from datetime import timedelta

from bot.actions.contents import ConflictStated, PersonGone
from bot.actions.handovers import HandOver
from bot.actions.people import AssignRole, ConflictAsked, NotSeated, RoleAssigned
from bot.domain.roles import CONFLICTS, ROLES, ConflictAnswer
from bot.errors import Stale, UsageError
from bot.slack.block_kit import Message, actions, apart, button, context, mention, section
from bot.slack.callbacks import Target
from bot.slack.parse import person_in, role_in
from bot.slack.requests import Reader, RequestContext

ANSWERS = {
    ConflictAnswer.NONE: "No conflict",
    ConflictAnswer.WITNESS: "Possible witness",
    ConflictAnswer.SUSPECT: "Possible suspect",
}


def read_assign(context: RequestContext) -> AssignRole:
    example = "/breach assign dpo @name"
    role = role_in(context.request.text)
    if role is None:
        raise UsageError("Please name a role.", f"For example: {example}. Roles: {', '.join(ROLES)}.")
    return AssignRole(role, person_in(context.request, example), "alternate" in context.request.text.lower())


def read_conflict(context: RequestContext) -> AssignRole:
    """A button of the question, before somebody is named."""
    role, person, place, answer = _answer(context)
    return AssignRole(role, person, place == "alternate", answer)


def read_handover_conflict(context: RequestContext) -> HandOver:
    """The same question, before a role is handed over."""
    role, person, _, answer = _answer(context)
    return HandOver(person, role, answer)


def _answer(context: RequestContext) -> tuple[str, str, str, ConflictAnswer]:
    """The role, the person, `main` or `alternate`, and the answer."""
    parts = context.request.subject.split("|")
    if len(parts) != 4 or parts[3] not in ANSWERS or parts[0] not in ROLES:
        raise Stale("This question is no longer understood, so nothing was changed.", "Start again: /breach assign")
    role, person, place, answer = parts
    return role, person, place, ConflictAnswer(answer)


def answered(outcome: RoleAssigned | ConflictAsked | NotSeated, reader: Reader) -> Message:
    """Named, or what comes before it."""
    match outcome:
        case ConflictAsked():
            return _question(outcome)
        case NotSeated():
            return _not_named(outcome)
        case RoleAssigned():
            return _named(outcome)


def _not_named(outcome: NotSeated) -> Message:
    return Message(
        f"{mention(outcome.person)} was not named: {CONFLICTS[outcome.answer]}. "
        f"It is in the record. Name somebody else as {ROLES[outcome.role]}."
    )


def _named(outcome: RoleAssigned) -> Message:
    role = ROLES[outcome.role] + (" (alternate)" if outcome.alternate else "")
    if outcome.before == outcome.person:
        return Message(f"{mention(outcome.person)} is {role} already. Nothing was changed.")
    before = f" instead of {mention(outcome.before)}" if outcome.before else ""
    return Message(f"{mention(outcome.person)} is now {role}{before}.")


def _question(asked: ConflictAsked) -> Message:
    place = "alternate" if asked.alternate else "main"
    before = "handover" if asked.by == "handover" else "conflict"
    buttons = [
        button(
            words,
            f"{before}.{answer}",
            Target(asked.incident.id, f"{asked.role}|{asked.person}|{place}|{answer}"),
            "primary" if answer is ConflictAnswer.NONE else None,
        )
        for answer, words in ANSWERS.items()
    ]
    role = ROLES[asked.role] + (" (alternate)" if asked.alternate else "")
    return Message(
        f"Before {mention(asked.person)} becomes {role}: is there a conflict of interest?",
        (
            section(
                f"*Before {mention(asked.person)} becomes {role}*\nMay they be a witness, a suspect, or close to one?"
            ),
            actions(*buttons, block_id="conflict"),
            context("Only you see this. Your answer is recorded; a possible witness or suspect is not let in."),
        ),
    )


def conflict(content: ConflictStated) -> Message:
    """To who is in charge, alone."""
    person, role = mention(content.whom), ROLES[content.role]
    answer = CONFLICTS[content.answer]
    return Message(
        f"{person} was not named as {role}: {answer}.",
        (
            section(
                f"*{person} was not named as {role}:* {answer}.\nIf they are in this channel, remove them quietly."
            ),
            context("Only you see this."),
        ),
    )


def left(content: PersonGone) -> Message:
    """To who is in charge: what is open again, and which seats rest."""
    rows = [f"*{mention(content.whom)} left this channel.*"]
    if content.steps:
        rows.append(f"Free again: {', '.join(content.steps)}.")
    for role in content.roles:
        rows.append(f"Their seat as {ROLES[role]} rests until they are back. To fill it: `/breach assign {role} @name`")
    return Message("Somebody left this channel.", (section("\n".join(rows)), context("Only you see this.")))


def seats_empty(roles: Sequence[str]) -> Message:
    named = ", ".join(ROLES[role] for role in roles)
    example = f"`/breach assign {roles[0]} @name`"
    text = f"*Nobody could be seated:* {named}. The user group is empty, or Slack did not show its members.\n{example}"
    return Message(f"Nobody could be seated: {named}.", (section(text), context("Only you see this.")))


def shift_is_long(codename: str, channel: str | None, length: timedelta) -> Message:
    where, long = f"<#{channel}>" if channel else codename, apart(length.total_seconds())
    return Message(
        f"You have led {where} for {long}. Hand over when you can: `/breach handover @name` in its channel. "
        "Tired people decide worse; nobody thinks less of who sleeps."
    )
