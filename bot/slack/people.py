"""How people look: naming someone to a role, the question before it, what is said to who is in charge."""

from collections.abc import Sequence
from datetime import timedelta

from bot.actions.handovers import HandOver
from bot.actions.people_contents import ConflictStated, LeadChanged, PersonGone
from bot.actions.roles import (
    AssignRole,
    ConflictAsked,
    ConflictRecorded,
    NotSeated,
    RoleAssigned,
    StateConflict,
)
from bot.domain.roles import CONFLICTS, ROLES, ConflictAnswer
from bot.errors import Stale, UsageError
from bot.messages import N_, _
from bot.messages.phrases import duration
from bot.slack.block_kit import Message, actions, button, context, mention, section
from bot.slack.callbacks import Target
from bot.slack.person_words import JOINTS, beside_mentions, read_person, read_role_and_person
from bot.slack.requests import Reader, RequestContext
from bot.typed.command_words import ALTERNATE, CONFLICT_WORDS

ANSWERS = {
    ConflictAnswer.NONE: N_("No conflict"),
    ConflictAnswer.WITNESS: N_("Possible witness"),
    ConflictAnswer.SUSPECT: N_("Possible suspect"),
}


def read_assign(context: RequestContext) -> AssignRole:
    role, person = read_role_and_person(context, "/breach assign dpo @name")
    return AssignRole(role, person, not ALTERNATE.isdisjoint(context.request.text.lower().split()))


def read_stated_conflict(context: RequestContext) -> StateConflict:
    """`/breach conflict @name suspect`."""
    example = "/breach conflict suspect @name"
    words = [word for word in beside_mentions(context) if word.lower() not in JOINTS]
    answer = next((CONFLICT_WORDS[word.lower()] for word in words if word.lower() in CONFLICT_WORDS), None)
    person = read_person(context, [word for word in words if word.lower() not in CONFLICT_WORDS], example)
    if answer is None:
        raise UsageError(_("Say which: suspect, witness or none."), _("For example: {example}", example=example))
    return StateConflict(person, answer)


def conflict_recorded(outcome: ConflictRecorded, reader: Reader) -> Message:
    person, answer = mention(outcome.person), _(CONFLICTS[outcome.answer])
    text = _("Recorded for {person}: {answer}.", person=person, answer=answer)
    if outcome.answer is ConflictAnswer.NONE:
        return Message(text)
    return Message(
        _(
            "{text} They can't decide, confirm, approve or assign anything in this incident anymore. "
            "If they are in this channel, remove them quietly.",
            text=text,
        )
    )


def read_conflict(context: RequestContext) -> AssignRole:
    """A button of the question, before someone is named."""
    role, person, place, answer = _answer(context)
    return AssignRole(role, person, place == "alternate", answer)


def read_handover_conflict(context: RequestContext) -> HandOver:
    """The same question, before a role is handed over."""
    role, person, _place, answer = _answer(context)
    return HandOver(person, role, answer)


def _answer(context: RequestContext) -> tuple[str, str, str, ConflictAnswer]:
    """The role, the person, `main` or `alternate`, and the answer."""
    parts = context.request.subject.split("|")
    if len(parts) != 4 or parts[3] not in ANSWERS or parts[0] not in ROLES:
        raise Stale(_("This question is out of date, so nothing was changed."), _("Start again: /breach assign"))
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
        _(
            "{person} was not assigned: {reason}. Your answer is recorded. Assign someone else as {role}.",
            person=mention(outcome.person),
            reason=_(CONFLICTS[outcome.answer]),
            role=_(ROLES[outcome.role]),
        )
    )


def _role(role: str, *, alternate: bool) -> str:
    return _("{role} (alternate)", role=_(ROLES[role])) if alternate else _(ROLES[role])


def _named(outcome: RoleAssigned) -> Message:
    person, role = mention(outcome.person), _role(outcome.role, alternate=outcome.alternate)
    if outcome.before == outcome.person:
        return Message(_("{person} is already {role}. No change.", person=person, role=role))
    if outcome.before:
        before = mention(outcome.before)
        return Message(_("{person} is now {role}, replacing {before}.", person=person, role=role, before=before))
    return Message(_("{person} is now {role}.", person=person, role=role))


def _question(asked: ConflictAsked) -> Message:
    place = "alternate" if asked.alternate else "main"
    before = "handover" if asked.by == "handover" else "conflict"
    buttons = [
        button(
            _(words),
            f"{before}.{answer}",
            Target(asked.incident.id, f"{asked.role}|{asked.person}|{place}|{answer}"),
            "primary" if answer is ConflictAnswer.NONE else None,
        )
        for answer, words in ANSWERS.items()
    ]
    person, role = mention(asked.person), _role(asked.role, alternate=asked.alternate)
    head = _("*Before {person} becomes {role}*", person=person, role=role)
    question = _("Could they be a witness or a suspect, or be close to one?")
    return Message(
        _("Before {person} becomes {role}: do they have a conflict of interest?", person=person, role=role),
        (
            section(f"{head}\n{question}"),
            actions(*buttons, block_id="conflict"),
            context(
                _("Only you can see this. Your answer is recorded. A possible witness or suspect won't be assigned.")
            ),
        ),
    )


def conflict(content: ConflictStated) -> Message:
    """To who is in charge, alone."""
    person, role = mention(content.whom), _(ROLES[content.role])
    reason = _(CONFLICTS[content.answer])
    head = _("*{person} was not assigned as {role}:* {reason}.", person=person, role=role, reason=reason)
    remedy = _("If they are in this channel, remove them quietly.")
    return Message(
        _("{person} was not assigned as {role}: {reason}.", person=person, role=role, reason=reason),
        (section(f"{head}\n{remedy}"), context(_("Only you can see this."))),
    )


def lead_changed(content: LeadChanged) -> Message:
    """To who leads now and to who led before, each alone."""
    lead, by = mention(content.lead), mention(content.by)
    if content.before:
        text = _("{lead} now leads this incident, replacing {before}.", lead=lead, before=mention(content.before))
    else:
        text = _("{lead} now leads this incident.", lead=lead)
    return Message(text, (section(text), context(_("{person} assigned the role. Only you can see this.", person=by))))


def left(content: PersonGone) -> Message:
    """To who is in charge: what is open again, and which roles they keep."""
    rows = [_("*{person} left this channel.*", person=mention(content.whom))]
    if content.steps:
        rows.append(_("Steps open again: {steps}.", steps=", ".join(content.steps)))
    for role in content.roles:
        command = f"`/breach assign {role} @name`"
        rows.append(
            _(
                "Vacant until they are back: {role}. To assign someone else: {command}",
                role=_(ROLES[role]),
                command=command,
            )
        )
    return Message(_("Someone left this channel."), (section("\n".join(rows)), context(_("Only you can see this."))))


def seats_empty(roles: Sequence[str]) -> Message:
    named = ", ".join(_(ROLES[role]) for role in roles)
    example = f"`/breach assign {roles[0]} @name`"
    text = _(
        "*Unfilled roles:* {roles}. The user group is empty, Slack didn't list its members, or whoever is named has no "
        "full account here. "
        "To assign someone: {example}",
        roles=named,
        example=example,
    )
    return Message(_("Unfilled roles: {roles}.", roles=named), (section(text), context(_("Only you can see this."))))


def shift_is_long(codename: str, channel: str | None, length: timedelta) -> Message:
    where, long = f"<#{channel}>" if channel else codename, duration(length.total_seconds())
    return Message(
        _(
            "You have led {incident} for {length}. Hand over when you can: `/breach handover @name` in its channel. "
            "Fatigue leads to bad decisions, and handing over is expected.",
            incident=where,
            length=long,
        )
    )
