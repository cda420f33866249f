"""One action, one message in the channel: counted over a whole incident by six people."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select

from bot.store.engine import reading
from bot.store.tables import Outbox
from tests.slack import test_whole_incidents as whole
from tests.slack.desk import Desk
from tests.slack.team import Team

STEP = "step"
"""The message of a step comes once, when its turn comes, then it is edited: its buttons and files are there."""
TOGETHER = {
    ("card", "duties_changed", "proposal"): "opening: the card is pinned, and what was stated with it has its effects",
    ("duties_changed", "proposal"): "the change counts at once, and one of three confirms it at the proposal's buttons",
    ("facts_changed", "proposal"): "the change counts at once, and one of three confirms it at the proposal's buttons",
    ("duties_changed", "risk_decided"): "the decision is posted with its reason, and its effect on duties by the law",
}
"""What may be posted by one action together, and why."""


@contextmanager
def counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, ...]]]:
    """The views of the messages that each act of a person posted in the channel."""
    acts: list[tuple[str, ...]] = []
    known: set[str] = set()

    def wrap(name: str) -> None:
        act = getattr(Desk, name)

        def counting(self: Desk, *given: Any, **values: Any) -> Any:
            answer = act(self, *given, **values)
            with reading(self.engine) as session:
                posts = session.scalars(select(Outbox).where(Outbox.kind == "post")).all()
                acts.append(tuple(sorted(str(one.details["view"]) for one in posts if one.key not in known)))
                known.update(one.key for one in posts)
            return answer

        monkeypatch.setattr(Desk, name, counting)

    for name in ("say", "press", "submit"):
        wrap(name)
    yield acts


def test_an_action_posts_at_most_one_message_in_the_channel(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    team = Team(desk)
    with counted(desk, monkeypatch) as acts:
        for part in (whole._cut_off, whole._count, whole._decide, whole._tell, whole._finish):
            part(team)
            desk.later(hours=6)
    posted = {tuple(view for view in act if view != STEP) for act in acts}
    assert len(acts) >= 60
    assert {act for act in posted if len(act) > 1} - set(TOGETHER) == set()


def test_a_question_and_a_refusal_post_nothing(inside: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    with counted(inside, monkeypatch) as acts:
        for line in (
            "help",
            "help facts",
            "status",
            "clocks",
            "catchup",
            "next",
            "steps",
            "facts",
            "list",
            "why gdpr 33",
        ):
            inside.say("ULEAD0001", f"/breach {line}")
        inside.say("UOUTSIDE1", "/breach done C01 x", channel="C0GENERAL")
        inside.say("ULEAD0001", "/breach handover Nobody Here")
    assert acts[1:] == [()] * (len(acts) - 1)
