"""The incident's channel: what is created, posted, kept up to date and said in it.

Every function only writes down effects. A posted message has a key (`card:7`, `step:7:C01`); an update names the key of
the message it changes and is drawn from the record at the moment it is delivered, so that only the newest matters.
Of what one transaction posts, one message stands in the channel and the others in its thread: they need it, and a
message that needs another one is posted in that one's thread (`threads.py` decides which).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select, update

from bot.actions import threads
from bot.actions.contents import Card, Content, Digest, StepCard, StepsOpened
from bot.actions.file_contents import CARDS_OVER_FILES
from bot.actions.threads import Saying
from bot.actions.work import Work, lane
from bot.domain.events.incidents import ChannelCreated
from bot.store.states import OutboxStatus
from bot.store.tables import Incident, Outbox

Posted = TypeVar("Posted", bound=Content)


def channel_key(incident: Incident) -> str:
    return f"channel:{incident.id}"


def card_key(incident: Incident) -> str:
    return f"card:{incident.id}"


def step_key(incident: Incident, step_id: str) -> str:
    return f"step:{incident.id}:{step_id}"


def open_channel(work: Work, incident: Incident, people: Iterable[str]) -> None:
    """The private channel with its topic, its people, the pinned card and the bookmarked runbook: each exactly once."""
    made, card = channel_key(incident), card_key(incident)
    invited, number = sorted(set(people)), incident.id
    work.send("channel", made, incident, urgency=0, name=incident.codename)
    work.send("topic", f"topic:{number}", incident, needs=made, urgency=1)
    work.send("invite", f"invite:{number}", incident, needs=made, urgency=0, people=invited)
    work.send("pin", f"pin:{number}", incident, needs=card, urgency=1)
    work.send("bookmark", f"bookmark:{number}", incident, needs=card, urgency=1)
    post(work, incident, card, Card(), urgency=1)  # people come first: nobody is told of what is said before


def belongs(work: Work, channel_id: str) -> bool:
    """Whether the channel is an incident's already."""
    return work.session.scalar(select(Incident.id).where(Incident.channel_id == channel_id)) is not None


def delivered(work: Work, row: Outbox) -> None:
    """What follows when an effect is done: the record learns the incident's channel, and the message over files that
    they are there."""
    if row.kind == "file":
        files_settled(work, row)
    if row.kind != "channel" or not row.result:
        return
    incident = work.session.get_one(Incident, row.incident_id)
    if incident.channel_id is None:
        incident.channel_id = row.result["channel"]
        work.record(incident, ChannelCreated(row.result["channel"]))


def files_settled(work: Work, row: Outbox) -> None:
    """The message over files says whether they are there, or were refused for good."""
    card = work.session.get(Outbox, row.needs) if row.needs else None
    shown = CARDS_OVER_FILES.get(str(card.details.get("view"))) if card else None
    if card and shown:
        refresh(work, work.session.get_one(Incident, row.incident_id), card.key, shown.read(card.details))


def invite(work: Work, incident: Incident, person: str) -> None:
    key = f"invite:{incident.id}:{person}:{work.now.isoformat()}"
    work.send("invite", key, incident, needs=channel_key(incident), urgency=1, people=[person])


def remove(work: Work, incident: Incident, person: str) -> None:
    """Out of the channel."""
    key = f"remove:{incident.id}:{person}:{work.now.isoformat()}"
    work.send("remove", key, incident, needs=channel_key(incident), urgency=0, person=person)


def post(work: Work, incident: Incident, key: str, content: Content, *, urgency: int = 5) -> None:
    """Post one message, drawn when it is delivered. A key posted before is not posted again."""
    _post(work, incident, {key: content}, urgency)


def reply(work: Work, incident: Incident, under: str, key: str, content: Content) -> None:
    """Post one message, once, in the thread of the message `under`, wherever else this transaction says something."""
    posts = work.snapshot(incident).posts
    if key not in posts:
        work.send("post", key, incident, needs=under, lane=_lane(incident, under), **content.plain())
        posts[key] = OutboxStatus.PENDING


def post_files(work: Work, incident: Incident, document: str, card: Callable[[str], Content], **details: Any) -> None:
    """A message, and in its thread the files of one document, as they stand now. `card` makes the message, by the key
    of their effect."""
    number = work.newest(incident)
    files = f"{document}:{incident.id}:{number}"
    over = f"{files}:card"
    post(work, incident, over, card(files))
    lane = _lane(incident, over)
    work.send(
        "file", files, incident, needs=over, lane=lane, in_thread=True, document=document, number=number, **details
    )


def post_steps(work: Work, incident: Incident, step_ids: Sequence[str], *, urgency: int = 5) -> None:
    """One message for each of these steps, once."""
    _post(work, incident, {step_key(incident, one): StepCard(one) for one in step_ids}, urgency)


def _post(work: Work, incident: Incident, messages: Mapping[str, Content], urgency: int = 5) -> None:
    posts, channel = work.snapshot(incident).posts, channel_key(incident)
    new = [Saying(key, content, urgency) for key, content in messages.items() if key not in posts]
    said = work.said.setdefault(incident.id, [])
    if not new:
        return
    before, after = threads.places(said, channel), threads.places([*said, *new], channel)
    said += new
    written = {one.key: one for one in (*said, *threads.lists(said))}
    for key, needs in after.items():
        if key not in before:
            one, place = written[key], _lane(incident, needs)
            work.send("post", key, incident, needs=needs, lane=place, urgency=one.urgency, **one.content.plain())
    posts.update(dict.fromkeys(after, OutboxStatus.PENDING))
    if moved := threads.moved(before, after):
        _rearrange(work, incident, after, moved)
    for one in threads.lists(said):
        if one.key in before:
            work.session.get_one(Outbox, one.key).details = one.content.plain()


def _lane(incident: Incident, needs: str) -> str:
    """A thread has a lane of its own, so that what follows in the channel does not wait for it."""
    return lane(incident) if needs == channel_key(incident) else f"{lane(incident)}:{needs}"


def _rearrange(work: Work, incident: Incident, after: Mapping[str, str], moved: Sequence[str]) -> None:
    """What this transaction wrote already, as it stands with what it has to say besides."""
    for row in work.session.scalars(select(Outbox).where(Outbox.key.in_(moved))).all():
        if row.key in after:
            row.needs, row.lane = after[row.key], _lane(incident, after[row.key])
        else:
            work.session.delete(row)
            del work.snapshot(incident).posts[row.key]


def refresh(work: Work, incident: Incident, of: str, content: Content) -> None:
    """Bring the message `of` up to date. An update that still waits is replaced by this one.

    Repeated in one transaction it stays one effect: the key carries the newest entry of the record.
    """
    _refresh(work, incident, {of: content})


def refresh_steps(work: Work, incident: Incident, step_ids: Sequence[str]) -> None:
    """The messages of these steps, as far as they were posted, and the lists that name them."""
    _refresh(work, incident, {step_key(incident, one): StepCard(one) for one in step_ids})
    if step_ids and any(threads.is_list(key) for key in work.snapshot(incident).posts):
        named = [(row.key, each) for row, each in posts_of(work, incident, StepsOpened)]
        _refresh(work, incident, {key: each for key, each in named if not set(step_ids).isdisjoint(each.steps)})


def refresh_card(work: Work, incident: Incident) -> None:
    refresh(work, incident, card_key(incident), Card())


def _refresh(work: Work, incident: Incident, messages: Mapping[str, Content]) -> None:
    """Only messages that stand in the channel, or will in a moment: others are drawn when they are delivered."""
    snapshot = work.snapshot(incident)
    version = f"{work.newest(incident)}:{work.now.isoformat()}"
    said = (OutboxStatus.QUEUED, OutboxStatus.SENT)
    keys = {of: f"{of}:{version}" for of in messages if snapshot.posts.get(of) in said}
    new = {of: key for of, key in keys.items() if snapshot.updates.get(of) != key}
    if replaced := [snapshot.updates[of] for of in new if of in snapshot.updates]:
        work.session.execute(
            update(Outbox)
            .where(Outbox.key.in_(replaced), Outbox.status == OutboxStatus.PENDING)
            .values(status=OutboxStatus.CANCELLED, last_error="replaced by a newer update")
        )
    for of, key in new.items():
        work.send("update", key, incident, needs=of, urgency=4, of=of, **messages[of].plain())
    snapshot.updates.update(new)


def posts_of(work: Work, incident: Incident, kind: type[Posted]) -> list[tuple[Outbox, Posted]]:
    """The incident's messages with this kind of content, by key, each with its content."""
    rows = work.session.scalars(select(Outbox).where(*_is_post_of(incident, kind)).order_by(Outbox.key))
    return [(row, kind.read(row.details)) for row in rows]


def posted_at(work: Work, incident: Incident, ts: str) -> str | None:
    """The key of the message with this timestamp; None when it is not one of ours."""
    found = select(Outbox.key).where(Outbox.incident_id == incident.id, Outbox.kind == "post")
    return work.session.scalar(found.where(Outbox.result["ts"].as_string() == ts))


def _is_post_of(incident: Incident, kind: type[Content]) -> Sequence[ColumnElement[bool]]:
    view = Outbox.details["view"].as_string()
    return Outbox.incident_id == incident.id, Outbox.kind == "post", view == kind.view


def is_newest_digest(work: Work, incident: Incident, key: str) -> bool:
    """Whether no later digest of this incident waits or was said; their keys end with their times."""
    newest = select(func.max(Outbox.key)).where(*_is_post_of(incident, Digest))
    return work.session.scalar(newest) == key


def tell(work: Work, incident: Incident, person: str, content: Content) -> None:
    """Say something that only this person sees, in the incident's channel."""
    key = f"tell:{incident.id}:{person}:{content.view}:{work.newest(incident)}"
    work.send("tell", key, incident, needs=channel_key(incident), urgency=3, person=person, **content.plain())


def tell_directly(work: Work, incident: Incident, person: str, content: Content) -> None:
    """Say something to this person in a message of their own, once the channel stands."""
    key = f"direct:{incident.id}:{person}:{content.view}:{work.newest(incident)}"
    work.send("direct", key, incident, needs=channel_key(incident), urgency=1, person=person, **content.plain())
