"""Text from outside: what can't be kept is removed, what can't be seen becomes a symbol, everything else stays."""

import pytest

from bot.cleaning import clean, clean_values


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\0b", "ab"),
        ("a\ud800b\udfffc", "abc"),
        ("invoice\u202egpj.exe", "invoice⟨U+202E⟩gpj.exe"),
        ("a\u2066b\u2069", "a⟨U+2066⟩b⟨U+2069⟩"),
        ("zero\u200bwidth\ufeff", "zero⟨U+200B⟩width⟨U+FEFF⟩"),
        ("tag\U000e0041", "tag⟨U+E0041⟩"),
        ("\x1b[31mred\x07", "␛[31mred␇"),
        ("del\x7f c1\x9b", "del␡ c1⟨U+009B⟩"),
        ("one\u2028two\u0085three", "one\ntwo\nthree"),
    ],
)
def test_what_cannot_be_kept_or_seen(given: str, kept: str) -> None:
    assert clean(given) == kept
    assert clean(kept) == kept


@pytest.mark.parametrize("text", ["", "line\r\n\ttab", "Zoë 株式会社 مرحبا שלום", "می‌خواهم", "👩‍💻 ❤️ 🇩🇪", "a\u00a0b"])
def test_everything_else_stays(text: str) -> None:
    assert clean(text) == text


def test_values_are_cleaned_with_their_keys() -> None:
    assert clean_values({"a\0": ["b\u202e", 1, None, True, {"c": "\ud800"}]}) == {
        "a": ["b⟨U+202E⟩", 1, None, True, {"c": ""}]
    }
