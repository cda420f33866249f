"""DPO and privacy counsel: two roles, and whose the clocks are when one of them or neither is seated."""

from dataclasses import replace

from bot.actions import people
from bot.actions.effects import Effect
from bot.actions.work import BREACHBOT
from bot.domain.organisation import Seat
from bot.domain.reminders import TARGET, ReminderLine, ReminderMessage, ReminderSubject, SubjectKind
from bot.slack.outgoing import draw
from bot.store.tables import Incident
from bot.workspace.client import visible_text as words
from tests.slack.desk import CHANNEL, DPO, LEAD, Desk

COUNSEL = "UCOUNSEL1"


def advised(desk: Desk, **seats: str) -> str:
    """The mentions of a reminder about a clock, with these people as its only advisers."""
    roles = {role: seat for role, seat in desk.library.organisation.roles.items() if role not in ("dpo", "counsel")}
    roles |= {role: Seat(person=person) for role, person in seats.items()}
    desk.library = replace(desk.library, organisation=desk.library.organisation.model_copy(update={"roles": roles}))
    desk.open("laptop lost in Lyon")
    clock = ReminderSubject(SubjectKind.CLOCK, "1")
    line = ReminderLine("1", clock, "Tell", TARGET, ("owner", "dpo"), desk.now, None, 0, None)
    effect = Effect("reminder:1", "reminder", 1, ReminderMessage((line,)).plain(), CHANNEL, desk.now)
    with desk.opens(BREACHBOT, True) as work:
        message = draw(work, effect)
    assert message is not None
    return words(message.body())


def test_clocks_are_the_dpos(desk: Desk) -> None:
    told = advised(desk, dpo=DPO, counsel=COUNSEL)
    assert DPO in told
    assert COUNSEL not in told


def test_clocks_are_privacy_counsels_where_no_dpo_is_seated(desk: Desk) -> None:
    told = advised(desk, counsel=COUNSEL)
    assert COUNSEL in told
    assert LEAD not in told


def test_clocks_are_the_leads_where_neither_is_seated(desk: Desk) -> None:
    assert LEAD in advised(desk)


def test_one_person_may_be_both_dpo_and_privacy_counsel(inside: Desk) -> None:
    with inside.opens(BREACHBOT, True) as work:
        assert {"dpo", "counsel"} <= set(people.roles_of(work, work.session.get_one(Incident, 1), DPO))
