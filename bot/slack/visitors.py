"""How visitors look: the question to who leads, and what was decided. A visitor is a guest, someone of another
organization, an app, or whom Slack hasn't identified."""

from collections.abc import Sequence

from bot.actions.admissions import LetIn, TurnAway, VisitorDecided
from bot.actions.people_contents import NamedVisitorAsks, PersonCame, VisitorAsks
from bot.domain.roles import ROLES
from bot.domain.visitors import VISITORS, VisitorKind
from bot.messages import _
from bot.slack.block_kit import Message, actions, button, context, mention, section
from bot.slack.callbacks import Target
from bot.slack.person_words import beside_mentions, read_person
from bot.slack.requests import Reader, RequestContext
from bot.store.tables import Incident


def read_let_in(context: RequestContext) -> LetIn:
    return LetIn(_person(context, "/breach admit @name"))


def read_turn_away(context: RequestContext) -> TurnAway:
    return TurnAway(_person(context, "/breach exclude @name"))


def _person(context: RequestContext, example: str) -> str:
    """Of a button, or as typed."""
    return context.request.subject or read_person(context, beside_mentions(context), example)


def came(content: PersonCame) -> Message:
    """To who leads, alone."""
    person = mention(content.whom)
    if content.inviter:
        text = _("{person} joined this channel, invited by {inviter}.", person=person, inviter=mention(content.inviter))
    else:
        text = _("{person} joined this channel.", person=person)
    remedy = _("They can read the incident and work on it. If they shouldn't, remove them from the channel.")
    return Message(text, (section(f"{text}\n{remedy}"), context(_("Only you can see this."))))


def asks(incident: Incident, content: VisitorAsks) -> Message:
    """To who leads, in a message of their own."""
    person, kind = mention(content.whom), _(VISITORS[content.visitor])
    where = f"<#{incident.channel_id}>" if incident.channel_id else incident.codename
    head = _("{person} ({kind}) is in {channel}.", person=person, kind=kind, channel=where)
    said = [f"*{head}*"]
    if content.inviter:
        said.append(_("Invited by {inviter}.", inviter=mention(content.inviter)))
    if content.roles:
        said.append(_("Their account has changed. Until now they held: {roles}.", roles=_roles(content.roles)))
    return _question(incident, content.whom, head, [*said, _consequence(content.visitor)])


def asks_about_named(incident: Incident, content: NamedVisitorAsks) -> Message:
    """To who leads, in a message of their own."""
    head = _(
        "{incident}: your organization named {person} ({kind}) for these roles: {roles}.",
        incident=incident.codename,
        person=mention(content.whom),
        kind=_(VISITORS[content.visitor]),
        roles=_roles(content.roles),
    )
    if content.visitor is VisitorKind.APP:
        said = _("Apps can't hold a role, so it wasn't invited.")
    else:
        said = _("They weren't invited. If you let them in, breachbot invites them, and they get these roles.")
    return _question(incident, content.whom, head, [f"*{head}*", said])


def _roles(roles: Sequence[str]) -> str:
    return ", ".join(_(ROLES[role]) for role in roles)


def _question(incident: Incident, person: str, head: str, said: Sequence[str]) -> Message:
    target = Target(incident.id, person)
    buttons = actions(
        button(_("Let in"), "visitor.admit", target),
        button(_("Remove"), "visitor.exclude", target),
        block_id=f"visitor:{person}",
    )
    hint = _(
        "Your answer is recorded. You can change it later: {admit}, {exclude}",
        admit="`/breach admit @name`",
        exclude="`/breach exclude @name`",
    )
    asked = "\n".join((*said, _("Do you want to let them in?")))
    return Message(head, (section(asked), buttons, context(hint)))


def _consequence(kind: VisitorKind) -> str:
    if kind is VisitorKind.APP:
        return _("It can read everything that is written in the channel.")
    return _(
        "They can read the channel. Until you let them in, breachbot tells them nothing and accepts nothing from them."
    )


def decided(outcome: VisitorDecided, reader: Reader) -> Message:
    person, kind = mention(outcome.person), _(VISITORS[outcome.kind])
    if outcome.again:
        if outcome.let_in:
            return Message(_("{person} ({kind}) has already been let in. No change.", person=person, kind=kind))
        return Message(_("{person} ({kind}) has already been turned away. No change.", person=person, kind=kind))
    if outcome.let_in:
        undo = "`/breach exclude @name`"
        return Message(
            _("{person} ({kind}) has been let in. To undo it: {command}", person=person, kind=kind, command=undo)
        )
    return Message(
        _(
            "{person} ({kind}) has been turned away and will be removed from the channel. To undo it: {command}",
            person=person,
            kind=kind,
            command="`/breach admit @name`",
        )
    )
