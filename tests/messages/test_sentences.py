"""A kept sentence: plain data that each reader gets in their own language."""

import gc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from gettext import NullTranslations
from typing import Any

import pytest
from pydantic import TypeAdapter

from bot.messages import _, catalog, kept, speaking, translate
from bot.sentences import At, Day, Sentence, Text, counted, listed, sentence

MORNING = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
BERLIN = At(MORNING, "Europe/Berlin")


class German(NullTranslations):
    """Some sentences."""

    def gettext(self, message: str) -> str:
        said = {
            "skip {step}": "{step} überspringen",
            "the {role}": "die {role}",
            "lead": "Leitung",
            "at {at}": "um {at}",
        }
        return said.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return {"{n} day": "{n} Tag"}[msgid1] if n == 1 else "{n} Tage"


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(catalog, "_translations", lambda language: German() if language == "de" else NullTranslations())
    with speaking("de"):
        yield


EVERY = [
    sentence("Closed."),
    sentence("skip {step}", step="C11 {title}"),
    sentence("at {at}, {on}", at=BERLIN, on=Day(date(2026, 11, 24))),
    counted("{n} day", "{n} days", 3),
    sentence("the {role}", role=listed([sentence("lead"), "Ada"], "or")),
]


@pytest.mark.parametrize("kind", [Sentence, Text, Text | None])
@pytest.mark.parametrize("said", EVERY, ids=str)
def test_what_was_kept_is_read_back_the_same(kind: Any, said: Sentence) -> None:
    adapter = TypeAdapter(kind)
    assert adapter.validate_json(adapter.dump_json(said)) == said
    assert adapter.validate_python(adapter.dump_python(said, mode="json")) == said


def test_what_a_person_wrote_stays_a_text_even_when_it_looks_like_a_sentence_or_a_time() -> None:
    adapter: TypeAdapter[Text] = TypeAdapter(Text)
    for typed in ('{"says": "Closed."}', "2026-11-24T08:30:00Z", "skip {step}"):
        assert adapter.validate_json(adapter.dump_json(typed)) == typed
        assert translate(typed) == typed


def test_two_sentences_are_equal_when_they_say_the_same_about_the_same() -> None:
    assert sentence("skip {step}", step="C11") == sentence("skip {step}", step="C11")
    assert sentence("skip {step}", step="C11") != sentence("skip {step}", step="C12")
    assert At(MORNING) == At(datetime.fromisoformat("2026-11-24T09:30:00+01:00"))


def test_in_english_it_is_its_text() -> None:
    assert [str(one) for one in EVERY] == [
        "Closed.",
        "skip C11 {title}",
        "at Tue 24 Nov 2026, 09:30 CET, Tue 24 Nov 2026",
        "3 days",
        "the lead or Ada",
    ]
    assert [translate(one) for one in EVERY] == [str(one) for one in EVERY]
    assert str(counted("{n} day", "{n} days", 1)) == "1 day"


@pytest.mark.usefixtures("german")
def test_each_part_of_it_is_said_in_the_language_of_the_reader() -> None:
    assert translate(sentence("skip {step}", step="lead")) == "lead überspringen", "a title is content"
    assert translate(sentence("the {role}", role=listed([sentence("lead"), "Ada"], "or"))) == "die Leitung oder Ada"
    assert [translate(counted("{n} day", "{n} days", n)) for n in (1, 2)] == ["1 Tag", "2 Tage"]


@pytest.mark.usefixtures("german")
def test_an_instant_is_shown_in_the_zone_of_the_reader_unless_it_counts_in_its_own() -> None:
    def tokyo(instant: At) -> str:
        return f"17:30 ({instant.zone})"

    assert translate(sentence("at {at}", at=BERLIN), time=tokyo) == "um 17:30 (Europe/Berlin)"
    assert translate(sentence("at {at}", at=BERLIN)) == "um Di., 24. Nov. 2026, 09:30 CET"
    local = At(MORNING, "Europe/Berlin", local=True)
    assert translate(sentence("at {at}", at=local), time=tokyo) == "um Di., 24. Nov. 2026, 09:30 CET"


def test_only_content_goes_through_what_makes_content_safe() -> None:
    """And so does a text of the library, which is a sentence without values."""
    said = sentence("*skip* {step} ({n}) {title}", step="*x*", n=3, title=sentence("a*b {c}"))
    assert translate(said, content=lambda text: text.replace("*", "∗")) == "*skip* ∗x∗ (3) a∗b {c}"


@pytest.mark.usefixtures("german")
def test_what_was_said_in_one_language_is_kept_for_every_other() -> None:
    said = kept(_("skip {step}", step=_("lead")))
    assert said == sentence("skip {step}", step=sentence("lead"))
    assert str(said) == "skip lead"
    assert kept("typed") == "typed"


def test_a_sentence_that_was_said_leaves_no_garbage() -> None:
    said = sentence("skip {step}", step=listed(("one", "two")))
    gc.collect()
    gc.disable()
    try:
        assert translate(said) == "skip one, two"
        assert gc.collect() == 0
    finally:
        gc.enable()
