"""One action, one message in the channel: counted over a whole incident by six people."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import select

from bot.store.engine import reading
from bot.store.tables import Outbox
from bot.workspace.client import visible_text as words
from tests.slack import test_whole_incidents as whole
from tests.slack.desk import Desk
from tests.slack.team import Team

OPENING = ("card", "step")
"""Stand together in the channel: the card is pinned, and the first step must be on screen."""


@contextmanager
def counted(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, ...]]]:
    """The views of the messages that each act of a person posted in the channel itself, not in a thread."""
    acts: list[tuple[str, ...]] = []
    known: set[str] = set()

    def wrap(name: str) -> None:
        act = getattr(Desk, name)

        def counting(self: Desk, *given: Any, **values: Any) -> Any:
            answer = act(self, *given, **values)
            with reading(self.engine) as session:
                in_channel = Outbox.kind == "post", Outbox.needs.startswith("channel:")
                posts = session.scalars(select(Outbox).where(*in_channel)).all()
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
    assert len(acts) >= 60
    assert [act for act in acts if len(act) > 1] == [OPENING]


def test_what_an_action_says_besides_is_in_the_thread_of_its_message(inside: Desk) -> None:
    """Nothing is lost: every message of a transaction needs the channel, or one that stands in the channel."""
    inside.say("ULEAD0001", "/breach facts data health")
    inside.say("ULEAD0001", "/breach severity 1 it is everywhere")
    with reading(inside.engine) as session:
        needs = dict(session.execute(select(Outbox.key, Outbox.needs).where(Outbox.kind == "post")).all())
    threads = {head for head in needs.values() if head and not head.startswith("channel:")}
    assert threads
    assert {needs[head] for head in threads} == {"channel:1"}


def test_steps_that_open_at_once_are_listed_in_one_message_that_follows_them(inside: Desk) -> None:
    inside.say("ULEAD0001", "/breach done C01 the night shift reported it")
    [listed] = [one for one in inside.drawn() if "steps are next" in one["text"]]
    assert all(step in words(listed) for step in ("C02 · ", "C03 · "))
    inside.press("ULEAD0001", "step.claim", "C03")
    [listed] = [one for one in inside.drawn() if "steps are next" in one["text"]]
    [row] = [one for one in listed["blocks"] if "C03 ·" in words({"blocks": [one]})]
    assert "<@ULEAD0001>" in row["text"]["text"]
    assert "accessory" not in row


def test_a_report_is_one_message_with_all_its_files_in_the_thread(inside: Desk) -> None:
    assert "There is nothing to report yet" in inside.say("ULEAD0001", "/breach report").text
    inside.say("ULEAD0001", "/breach note the provider was called")
    said = inside.say("ULEAD0001", "/breach report").text
    assert "The factual report (pdf, docx) follows in a thread" in said
    assert "`/breach report board`: for the board and executives" in said
    inside.later(hours=1)
    inside.say("ULEAD0001", "/breach report board pdf, pdf md")
    assert "isn't posted in the channel" in inside.say("ULEAD0001", "/breach report annex").text
    assert "one edition at a time" in inside.say("ULEAD0001", "/breach report board learning").text
    with reading(inside.engine) as session:
        ordered = session.scalars(select(Outbox).where(Outbox.kind == "file").order_by(Outbox.key)).all()
        over = [session.get_one(Outbox, one.needs).details["view"] for one in ordered]
    assert [(one.details["edition"], one.details["formats"]) for one in ordered] == [
        ("factual", ["pdf", "docx"]),
        ("board", ["pdf", "md"]),
    ]
    assert over == ["report", "report"]


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
