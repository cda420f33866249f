"""Who is in the workspace is known before anyone asks, from the local Slack as it would be from Slack."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from slack_sdk import WebClient

from bot.actions import profiles
from bot.actions.profiles import Profile
from bot.actions.work import BREACHBOT
from bot.domain.visitors import VisitorKind
from bot.slack import directory as module
from bot.slack.directory import SLACKBOT, Directory, Home, profile_of
from bot.store.engine import once_more
from bot.workspace import RunningWorkspace
from bot.workspace.client import Control
from tests.slack.desk import CRM, DPO, ENGINEER, LEAD, Desk
from tests.slack.far import HOME


@contextmanager
def reading_slack(desk: Desk, running: RunningWorkspace, **groups: str) -> Iterator[Directory]:
    client = WebClient(token=running.bot_token, base_url=running.api_url, timeout=2, retry_handlers=[])
    found = Directory(client, desk.opens, groups, once_more)
    found.start(5)
    yield found
    found.stop()


def soon(look: Callable[[], bool]) -> bool:
    for _ in range(200):
        if look():
            return True
        time.sleep(0.01)
    return False


def test_everyone_and_the_groups_that_hold_a_role_are_known_at_the_start(
    desk: Desk, running: RunningWorkspace, control: Control, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PAGE", 3)
    with reading_slack(desk, running, lead="SINCLEAD1") as known:
        assert known.profile(CRM) == Profile(CRM, "Tomás Ribeiro", "Europe/Lisbon", "fr", handles=("tomas",))
        assert all(known.profile(person) for person in (LEAD, DPO, ENGINEER))
        assert known.seated == {"lead": (LEAD, ENGINEER)}
    assert control.calls()["accepted"]["users.list"] == 3, "nine accounts, three to a page"


@pytest.mark.parametrize("answer", ["ratelimited", "rate_limited", "message_limit_exceeded"])
def test_slack_sets_the_pace(
    monkeypatch: pytest.MonkeyPatch, desk: Desk, running: RunningWorkspace, control: Control, answer: str
) -> None:
    monkeypatch.setattr("bot.slack.refusals.WAIT_S", 0.1)  # where Slack doesn't say how long
    control.fault(answer, "users.list", count=1, retry_after=1)  # a header of the first alone
    with reading_slack(desk, running) as known:
        assert known.profile(LEAD)


def test_a_group_that_cannot_be_read_hides_no_other_and_no_person(desk: Desk, running: RunningWorkspace) -> None:
    with reading_slack(desk, running, it="SGONE", dpo="SPRIVACY1") as known:
        assert known.seated == {"it": (), "dpo": (DPO,)}
        assert known.profile(LEAD)


def test_a_slack_that_hangs_holds_up_no_start(desk: Desk, running: RunningWorkspace, control: Control) -> None:
    control.fault("hang")
    client = WebClient(token=running.bot_token, base_url=running.api_url, timeout=2, retry_handlers=[])
    found = Directory(client, desk.opens, {}, once_more)
    begun = time.monotonic()
    found.start(0.1)
    assert time.monotonic() - begun < 1
    assert found.profile(LEAD) is None
    found.stop()


def test_who_was_not_known_is_asked_about_once(desk: Desk, running: RunningWorkspace, control: Control) -> None:
    with reading_slack(desk, running) as known:
        control.account("UNEW00001", real_name="Noor Haddad", tz="Asia/Amman")
        known.learn(["UNEW00001", "UNOBODY01"])
        assert soon(lambda: known.profile("UNEW00001") is not None)
        known.learn(["UNOBODY01"])
        known.learn(["UNEW00001"])
        assert soon(lambda: control.calls()["refused"].get("users.info") == 1)
    assert control.calls()["refused"] == {"users.info": 1}


def test_a_change_is_kept_about_whom_something_is_kept(desk: Desk, running: RunningWorkspace) -> None:
    """Where Slack leaves the language out, what was known of it stays."""
    with reading_slack(desk, running) as known:
        with desk.opens(BREACHBOT, False) as work:
            profiles.keep_profile(work, Profile(CRM, "Tomás Ribeiro", "Europe/Lisbon", "fr"))
        known.changed({"id": CRM, "name": "tomas", "real_name": "Tomás Ribeiro", "tz": "America/Sao_Paulo"})
        known.changed({"id": ENGINEER, "name": "weiling", "real_name": "Tan Wei Ling", "tz": "UTC"})

        def kept() -> dict[str, tuple[str, str | None]]:
            with desk.opens(BREACHBOT, True) as work:
                rows = profiles.profiles(work, (CRM, ENGINEER))
            return {row.id: (row.zone, row.language) for row in rows.values()}

        assert soon(lambda: kept() == {CRM: ("America/Sao_Paulo", "fr")})
        assert known.profile(ENGINEER) == Profile(ENGINEER, "Tan Wei Ling", "UTC", "en", handles=("weiling",))


def test_an_account_says_who_is_an_app_who_is_gone_and_who_is_of_another_organization() -> None:
    home = Home("T1", "E1")

    def outside(**said: object) -> VisitorKind | None:
        return profile_of({"id": "U1", **said}, home).outside

    assert profile_of({"id": SLACKBOT, "real_name": "Slackbot"}, home) == Profile(
        SLACKBOT, "Slackbot", "UTC", None, is_bot=True
    )
    assert profile_of({"id": "U1", "deleted": True}, home) == Profile("U1", "U1", "UTC", None, left=True)
    assert outside(is_stranger=True) is outside(team_id="T2") is VisitorKind.ELSEWHERE
    assert outside(team_id="T2", enterprise_user={"enterprise_id": "E2"}) is VisitorKind.ELSEWHERE
    assert outside(is_restricted=True) is outside(is_restricted=True, is_ultra_restricted=True) is VisitorKind.GUEST
    assert outside(team_id="T2", is_restricted=True) is VisitorKind.ELSEWHERE
    assert outside() is outside(team_id="T1") is outside(team_id="T2", enterprise_user={"enterprise_id": "E1"}) is None


def test_a_name_is_as_long_as_slack_lets_it_be() -> None:
    profile = profile_of({"id": LEAD, "real_name": "ä" * 100_000, "name": "a\u202e"}, HOME)
    assert profile
    assert (len(profile.name), profile.handles) == (80, ("a",))


def test_a_zone_that_is_none_does_not_become_a_persons() -> None:
    for said in ("Mars/Phobos", "\ud800", "../etc/passwd", None):
        profile = profile_of({"id": LEAD, "name": "ada", "tz": said}, HOME)
        assert profile.zone == "UTC"
