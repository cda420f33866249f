"""What Slack says about a person is kept, and their part in every incident follows: who has become a guest is a visitor
there, and who has become one of us needs no one to let them in.

Leaves to `visitors` what a visitor is, and to `profiles` what is kept.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select

from bot.actions import catchup, profiles, visitors
from bot.actions.profiles import Profile
from bot.actions.work import Work
from bot.store.tables import Incident, RoleHolder, Visitor

SEATED = select(RoleHolder).where(RoleHolder.left_at.is_(None))
HERE = select(Visitor).where(Visitor.came_at.is_not(None), Visitor.left_at.is_(None), Visitor.let_in.is_not(False))


def keep(work: Work, profile: Profile) -> None:
    """Written at once, since what waits to be written is forgotten when an incident is locked."""
    before = visitors.kind_of(work, profile.person)
    profiles.keep_profile(work, profile)
    work.session.flush()
    if visitors.kind_of(work, profile.person) is not before:
        for incident in _with(work, profile.person):
            work.lock(incident)
            _follow(work, incident, profile.person)
            work.session.flush()


def changed(work: Work, told: Iterable[Profile]) -> Sequence[Profile]:
    """What Slack says otherwise than it is kept; and what it says about those of whom nothing is kept, but who are
    visitors in an incident, or hold a seat that they may not have."""
    by_id = {one.person: one for one in told}
    strangers = {person for person, one in by_id.items() if one.outside or one.is_bot}
    seated = (
        set(work.session.scalars(SEATED.with_only_columns(RoleHolder.person_id).distinct())) if strangers else set()
    )
    here = set(work.session.scalars(HERE.with_only_columns(Visitor.person_id).distinct()))
    concerned = (seated & strangers) | (here & by_id.keys())
    unmet = [by_id[person] for person in sorted(concerned) if profiles.person_row(work, person) is None]
    return [*profiles.changed(work, by_id.values()), *unmet]


def _with(work: Work, person: str) -> Sequence[Incident]:
    """Those where they hold a seat now, or are a visitor in the channel; in the order in which they are locked."""
    seated = SEATED.where(RoleHolder.person_id == person).with_only_columns(RoleHolder.incident_id)
    here = HERE.where(Visitor.person_id == person).with_only_columns(Visitor.incident_id)
    found = select(Incident).where(or_(Incident.id.in_(seated), Incident.id.in_(here))).order_by(Incident.id)
    return work.session.scalars(found).all()


def _follow(work: Work, incident: Incident, person: str) -> None:
    is_visitor = person in work.snapshot(incident).visitors
    if visitors.kind_of(work, person) is None and is_visitor:
        catchup.arrive(work, incident, person)
    else:
        visitors.stays_outside(work, incident, person, None)
