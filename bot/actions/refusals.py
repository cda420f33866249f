"""What Slack refuses for good, or does not take within a minute: who hears of it, and what goes another way.

Who asked, who leads and the DPO get a direct message; once an hour for the same answer, except who asked. A reminder
goes directly to those whom it is for, what asks people to decide directly to them, and what one person was to see in
the channel directly to that person. A card that someone deleted is posted again. What waits for the channel is taken
up when it can be used again.

Caveats: all of this is written as effects of its own. When these are refused too, the timers alarm out of band. The
caller has locked the incident.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from bot.actions import audiences, channels, confirmations, people, proposals
from bot.actions.contents import DutyToReview, NotDone, NotInvited, ProposalCard, SafetyNote
from bot.actions.work import BREACHBOT, Work, lane
from bot.domain.events.notices import InviteRefused, SentDirectly
from bot.domain.refusal_codes import read
from bot.domain.refusals import Meaning, Refusal
from bot.domain.reminders import ReminderLine, ReminderMessage
from bot.domain.roles import ADVISERS
from bot.store.pending import refused
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox

REMINDER = "reminder"
ASKS = (ProposalCard.view, DutyToReview.view, SafetyNote.view)  # people are to act on these
REPEATED = ("topic", "invite", "post", "pin", "bookmark", "file")  # what is done when the channel can be used again


def refusal_of(row: Outbox) -> Refusal | None:
    return read(row.refused_as) if row.refused_as else None


def is_report(row: Outbox) -> bool:
    return row.kind == "direct" and row.details.get("view") == NotDone.view


def is_reminder(row: Outbox) -> bool:
    """Also one that goes directly to a person."""
    return REMINDER in (row.kind, row.details.get("view"))


def failed(work: Work, incident: Incident, row: Outbox) -> bool:
    """The effect was refused for good, or what it needs was. Whether someone hears of it in Slack."""
    if _is_message_gone(row):
        return _without_its_message(work, incident, row)
    if row.kind == "file":
        channels.files_settled(work, row)
    if row.kind == REMINDER:
        went = _send_directly(work, incident, row, _reminded(work, incident, row))
        return report(work, incident, row) or went
    if row.kind == "tell":
        return _send_directly(work, incident, row, {str(row.details["person"]): row.details})
    if row.kind == "post" and row.details.get("view") in ASKS:
        _copy(work, incident, row, dict.fromkeys(_deciders(work, incident, row), row.details))
    return report(work, incident, row)


def waits(work: Work, incident: Incident, row: Outbox) -> bool:
    """The effect is not done within the minute. Whether someone hears of it in Slack. A reminder goes directly to those
    it is for: its deadline does not wait for Slack. It stays to be posted where it may have been posted already."""
    if row.kind != REMINDER:
        return report(work, incident, row)
    said = _reminded(work, incident, row)
    if row.first_try_at is None:
        return _send_directly(work, incident, row, said) or report(work, incident, row)
    _copy(work, incident, row, said)
    return report(work, incident, row)


def report(work: Work, incident: Incident, row: Outbox) -> bool:
    """A direct message to who asked, who leads and the DPO. Whether there is anyone to hear of it in Slack."""
    if is_report(row):
        return False
    asked, others = _who_asked(work, incident, row), _in_charge(work, incident, row)
    moments = dict.fromkeys(others, f"{work.now:%Y-%m-%dT%H}") | {
        person: row.created_at.isoformat() for person in asked
    }
    for person, moment in moments.items():
        key = f"refused:{incident.id}:{person}:{row.refused_as or row.kind}:{moment}"
        earlier = work.session.get(Outbox, key)
        if earlier and earlier.sent_at:
            row.told_at = row.told_at or earlier.sent_at
        _direct(work, incident, key, person, row, NotDone(row.key).plain())
    return bool(moments)


def delivered(work: Work, incident: Incident, row: Outbox) -> None:
    """What follows when an effect was done: whom Slack did not let in, what reached a person another way, and that the
    channel can be used again."""
    result = row.result or {}
    if row.kind == "invite" and result.get("refused"):
        _not_invited(work, incident, row, result["refused"])
    if "instead_of" in row.details and not result.get("dropped"):
        _sent_directly(work, incident, row, str(row.details["instead_of"]))
    if row.kind in ("post", REMINDER):
        usable(work, incident)


def _not_invited(work: Work, incident: Incident, row: Outbox, refused: Mapping[str, str]) -> None:
    """Who leads, and who asked, hear whom Slack refused."""
    for person, answer in refused.items():
        work.record(incident, InviteRefused(person, answer))
    for person in dict.fromkeys((*_who_asked(work, incident, row), *_in_charge(work, incident, row)[:1])):
        channels.tell_directly(work, incident, person, NotInvited(tuple(refused.items())))


def _sent_directly(work: Work, incident: Incident, row: Outbox, instead_of: str) -> None:
    about = work.session.get(Outbox, instead_of)
    if about is not None and is_report(row):
        same = (Outbox.incident_id == incident.id, Outbox.refused_as == about.refused_as, Outbox.told_at.is_(None))
        work.session.execute(update(Outbox).where(refused(), *same).values(told_at=work.now))
        about.told_at = about.told_at or work.now
    work.record(incident, SentDirectly(str(row.details["person"]), _subject(row, about), instead_of))


def usable(work: Work, incident: Incident) -> int:
    """The channel can be used again: do what was refused because it could not. How many effects wait again."""
    rows = [row for row in _refused_in(work, incident) if (no := refusal_of(row)) and no.row.reopens]
    newest = {row.needs: row.key for row in sorted(rows, key=lambda row: row.created_at) if row.kind == "update"}
    again = [row for row in rows if row.kind in REPEATED or newest.get(row.needs) == row.key]
    for row in rows:
        if row in again:
            row.status, row.lease_until = OutboxStatus.PENDING, None
        elif row.kind == "update":
            row.status, row.last_error = OutboxStatus.CANCELLED, "replaced by a newer update"
    return len(again)


def _refused_in(work: Work, incident: Incident) -> Sequence[Outbox]:
    return work.session.scalars(select(Outbox).where(refused(), Outbox.incident_id == incident.id)).all()


def _is_message_gone(row: Outbox) -> bool:
    refusal = refusal_of(row)
    return row.kind in ("update", "pin") and refusal is not None and refusal.meaning is Meaning.MESSAGE_GONE


def _without_its_message(work: Work, incident: Incident, row: Outbox) -> bool:
    """The card is posted again, once, with its pin and bookmark; any other message is left deleted."""
    row.status, row.last_error = OutboxStatus.CANCELLED, "someone deleted the message"
    message = work.session.get(Outbox, row.needs)
    if message is None or message.status is not OutboxStatus.SENT:
        return True
    if message.key != channels.card_key(incident):
        message.status, message.last_error = OutboxStatus.CANCELLED, "someone deleted the message"
        return True
    message.due_at = work.now
    for one in (message, *(work.session.get(Outbox, f"{kind}:{incident.id}") for kind in ("pin", "bookmark"))):
        if one is not None:
            one.status, one.lease_until, one.alarmed_at, one.told_at = OutboxStatus.PENDING, None, None, None
    return True


def _send_directly(work: Work, incident: Incident, row: Outbox, said: Mapping[str, Mapping[str, Any]]) -> bool:
    """In place of the effect, what each person is told. Whether there is anyone."""
    if said:
        _copy(work, incident, row, said)
        row.status, row.last_error = OutboxStatus.CANCELLED, f"sent directly instead: {row.last_error}"
        row.told_at = work.now
    return bool(said)


def _copy(work: Work, incident: Incident, row: Outbox, said: Mapping[str, Mapping[str, Any]]) -> None:
    for person, details in said.items():
        _direct(work, incident, f"{row.key}|{person}", person, row, details)


def _direct(work: Work, incident: Incident, key: str, person: str, row: Outbox, details: Mapping[str, Any]) -> None:
    given = {**details, "person": person, "instead_of": row.key}
    place = f"{lane(incident)}:direct:{person}"
    work.send("direct", key, incident, lane=place, urgency=0, due_at=_due(work, row), **given)


def _due(work: Work, row: Outbox) -> datetime:
    """A reminder says how late it is itself."""
    return row.due_at if is_reminder(row) else work.now


def _who_asked(work: Work, incident: Incident, row: Outbox) -> list[str]:
    known = row.asked_by and row.asked_by != BREACHBOT and not people.has_left(work, incident, row.asked_by)
    return [row.asked_by] if known and row.asked_by != row.details.get("person") else []


def _in_charge(work: Work, incident: Incident, row: Outbox) -> list[str]:
    adviser = next((one for role in ADVISERS if (one := people.holder(work, incident, role))), None)
    found = (people.in_charge(work, incident), adviser)
    return [one for one in dict.fromkeys(found) if one and one not in (BREACHBOT, row.details.get("person"))]


def _reminded(work: Work, incident: Incident, row: Outbox) -> Mapping[str, Mapping[str, Any]]:
    """Each person with what it reminds them of."""
    lines: dict[str, list[ReminderLine]] = {}
    for line in ReminderMessage.read(row.details).reminders:
        for person in audiences.told(work, incident, line):
            lines.setdefault(person, []).append(line)
    lines.pop(BREACHBOT, None)
    return {person: {**ReminderMessage(tuple(said)).plain(), "view": REMINDER} for person, said in lines.items()}


def _deciders(work: Work, incident: Incident, row: Outbox) -> list[str]:
    """Who may confirm the proposal; otherwise, and besides, who is in charge."""
    found = _in_charge(work, incident, row)
    if row.details["view"] == ProposalCard.view:
        one = proposals.find(work, incident, ProposalCard.read(row.details).proposal)
        found = [*confirmations.who_may_confirm(work, incident, confirmations.show(work, incident, one)), *found]
    return list(dict.fromkeys(found))


def _subject(row: Outbox, about: Outbox | None) -> str:
    if is_report(row):
        return f"that Slack refused something ({about.kind}, {about.refused_as})" if about else "that Slack refused it"
    if is_reminder(row):
        return "; ".join(str(line.title) for line in ReminderMessage.read(row.details).reminders)
    return str(row.details["view"])
