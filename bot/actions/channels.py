"""The incident's channel: what is created, posted, kept up to date and said in it.

Every function only writes down effects. A posted message has a key (`card:7`, `step:7:C01`); an update names the key of
the message it changes and is drawn from the record at the moment it is delivered, so that only the newest matters.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, update

from bot.actions.work import Work
from bot.domain.events.incidents import ChannelCreated
from bot.store.tables import Incident, Outbox


def channel_key(incident: Incident) -> str:
    return f"channel:{incident.id}"


def card_key(incident: Incident) -> str:
    return f"card:{incident.id}"


def open_channel(work: Work, incident: Incident, people: Iterable[str]) -> None:
    """The private channel with its topic, its people, the pinned card and the bookmarked runbook: each exactly once."""
    made, card = channel_key(incident), card_key(incident)
    work.send("channel", made, incident, urgency=0, name=incident.codename)
    work.send("topic", f"topic:{incident.id}", incident, needs=made, urgency=1)
    work.send("invite", f"invite:{incident.id}", incident, needs=made, urgency=0, people=sorted(set(people)))
    work.send("post", card, incident, needs=made, urgency=0, view="card")
    work.send("pin", f"pin:{incident.id}", incident, needs=card, urgency=1)
    work.send("bookmark", f"bookmark:{incident.id}", incident, needs=card, urgency=1)


def belongs(work: Work, channel_id: str) -> bool:
    """Whether the channel is an incident's already."""
    return work.session.scalar(select(Incident.id).where(Incident.channel_id == channel_id)) is not None


def delivered(work: Work, row: Outbox) -> None:
    """What the record learns when an effect is done: the incident's channel."""
    if row.kind != "channel" or not row.result:
        return
    incident = work.session.get_one(Incident, row.incident_id)
    if incident.channel_id is None:
        incident.channel_id = row.result["channel"]
        work.record(incident, ChannelCreated(row.result["channel"]))


def invite(work: Work, incident: Incident, person: str) -> None:
    key = f"invite:{incident.id}:{person}:{work.now.isoformat()}"
    work.send("invite", key, incident, needs=channel_key(incident), urgency=1, people=[person])


def post(work: Work, incident: Incident, key: str, view: str, *, urgency: int = 5, **details: Any) -> None:
    """Post one message, drawn by `view` when it is delivered. A key posted before is not posted again."""
    work.send("post", key, incident, needs=channel_key(incident), urgency=urgency, view=view, **details)


def refresh(work: Work, incident: Incident, of: str, view: str, **details: Any) -> None:
    """Bring the message `of` up to date. An update that still waits is replaced by this one.

    Repeated in one transaction it stays one effect: the key carries the newest entry of the record.
    """
    posted = work.session.scalar(select(Outbox.status).where(Outbox.key == of))
    if posted is None or posted == "pending":  # not there yet, or drawn fresh anyway when it is delivered
        return
    waiting = Outbox.details["of"].as_string() == of
    work.session.execute(
        update(Outbox)
        .where(Outbox.kind == "update", Outbox.status == "pending", Outbox.incident_id == incident.id, waiting)
        .values(status="cancelled", last_error="replaced by a newer update")
    )
    key = f"{of}:{work.newest(incident)}:{work.now.isoformat()}"
    work.send("update", key, incident, needs=of, urgency=4, of=of, view=view, **details)


def refresh_card(work: Work, incident: Incident) -> None:
    refresh(work, incident, card_key(incident), "card")


def tell(work: Work, incident: Incident, person: str, view: str, **details: Any) -> None:
    """Say something that only this person sees, in the incident's channel."""
    key = f"tell:{incident.id}:{person}:{view}:{work.newest(incident)}"
    work.send("tell", key, incident, needs=channel_key(incident), urgency=3, person=person, view=view, **details)
