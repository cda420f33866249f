"""What is said in which language."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from gettext import NullTranslations
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.documents.display import Display
from bot.messages import _, catalog, current_language, plural, speak, speaking
from bot.messages.languages import language_named, language_of
from bot.messages.phrases import calendar_day, calendar_time, duration, list_of
from bot.sentences import At

BOT = Path(__file__).parents[2] / "bot"


class German(NullTranslations):
    """Two sentences."""

    def gettext(self, message: str) -> str:
        return {"{ref} is closed.": "{ref} ist geschlossen."}.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return "{n} Schritt" if n == 1 else "{n} Schritte"


@pytest.fixture
def german(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(catalog, "_translations", lambda language: German() if language == "de" else NullTranslations())
    with speaking("de"):
        yield


def test_english_is_the_text_in_the_code() -> None:
    assert _("{ref} is closed.", ref="BR-1") == "BR-1 is closed."
    assert plural("{n} step", "{n} steps", 1) == "1 step"
    assert plural("{n} step of {whom}", "{n} steps of {whom}", 3, whom="Ada") == "3 steps of Ada"


@pytest.mark.usefixtures("german")
def test_a_sentence_is_said_in_the_current_language_and_else_in_english() -> None:
    assert _("{ref} is closed.", ref="BR-1") == "BR-1 ist geschlossen."
    assert _("No change.") == "No change."
    assert [plural("{n} step", "{n} steps", n) for n in (1, 2)] == ["1 Schritt", "2 Schritte"]


@pytest.mark.parametrize("typed", ["{ref}", "{0.__class__}", "{", "100 % {sure}"])
def test_what_a_person_typed_is_never_a_format_string(typed: str) -> None:
    assert _("{title} is closed.", title=typed) == f"{typed} is closed."
    assert _(typed) == typed


def test_nothing_stays_nothing() -> None:
    with speaking("de"):
        assert _("") == ""


def test_a_language_holds_until_its_block_ends() -> None:
    with speaking("fr"):
        speak("de")
        assert current_language() == "de"
    assert current_language() == "en"


@pytest.mark.parametrize(
    ("locale", "language"), [("de-DE", "de"), ("fr_CA", "fr"), ("en-US", "en"), ("ja-JP", None), ("", None)]
)
def test_a_locale_of_slack_is_one_of_our_languages_or_none(locale: str, language: str | None) -> None:
    assert language_of(locale) == language


@pytest.mark.parametrize(
    ("word", "language"), [("de", "de"), ("German", "de"), ("deutsch", "de"), ("Français", "fr"), ("Klingon", None)]
)
def test_a_person_names_a_language_by_its_code_or_in_words(word: str, language: str | None) -> None:
    assert language_named(word) == language


@pytest.mark.parametrize(
    ("language", "at", "names"),
    [
        ("en", "Fri 27 Nov 2026, 10:30", "a, b or c"),
        ("de", "Fr., 27. Nov. 2026, 10:30", "a, b oder c"),
        ("fr", "ven. 27 nov. 2026, 10:30", "a, b ou c"),
        ("es", "vie, 27 nov 2026, 10:30", "a, b o c"),
    ],
)
def test_times_and_lists_are_written_as_the_language_does(language: str, at: str, names: str) -> None:
    with speaking(language):
        assert calendar_time(datetime(2026, 11, 27, 10, 30, tzinfo=UTC)) == at
        assert list_of(["a", "b", "c"], "or") == names


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "less than 1 min"), (35, "35 min"), (60, "1 h"), (250, "4 h 10 min"), (1440, "1 d"), (1620, "1 d 3 h")],
)
def test_a_length_of_time_has_two_units_at_most(minutes: int, words: str) -> None:
    assert duration(minutes * 60) == duration(-minutes * 60) == words


def test_a_list_of_one_or_none_needs_no_word_between() -> None:
    assert list_of(["a"], "or") == "a"
    assert list_of([], "or") == ""


@pytest.mark.parametrize("month", range(1, 13))
def test_a_date_has_one_short_form_wherever_we_write_english(month: int) -> None:
    at = datetime(2026, month, 4, 9, 30, tzinfo=UTC)
    short = f"4 {MONTHS[month - 1]} 2026"
    assert calendar_day(at) == f"{at:%a} {short}"
    assert calendar_day(at, weekday=False) == short
    assert str(At(at)) == f"{at:%a} {short}, 09:30 UTC"
    assert [Display("en", ZoneInfo("UTC"), region=region).short(at) for region in ("", "GB", "AU")] == [
        f"{short}, 09:30"
    ] * 3
    assert Display("en", ZoneInfo("UTC"), region="US").short(at).startswith(f"{short}, 9:30")


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def test_months_are_written_in_one_module() -> None:
    found = [file for file in BOT.rglob("*.py") if re.search(r"%[bBh]\b|%[cxv]\b|\bMMM", file.read_text("utf-8"))]
    assert sorted(str(file.relative_to(BOT)) for file in found) == ["documents/display.py", "sentences.py"]
