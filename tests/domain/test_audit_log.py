"""The chain of the audit log: what breaks it, and how words can go without breaking it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.audit_log import AuditEntry, first_break, holding, redact
from bot.domain.events.facts import RiskDecided
from bot.domain.events.incidents import EntryRedacted, NoteAdded, SeverityRated
from bot.errors import Refused, UsageError
from tests.domain.conftest import NINE, OPENED, at, without, written

NOTE = NoteAdded("Ada Moreau called from the airport", "")
RATED = SeverityRated(2, None, "Ada Moreau's list is on it", ())


def at_place(entries: list[AuditEntry], place: int, entry: AuditEntry) -> list[AuditEntry]:
    return [*entries[:place], entry, *entries[place + 1 :]]


def test_a_log_as_it_was_written_is_whole() -> None:
    assert first_break(written(NOTE, RATED)) is None
    assert first_break([]) is None


def test_an_entry_says_what_was_written_and_when() -> None:
    last = written(NOTE, RATED)[-1]
    assert last.said == RATED
    assert (last.seq, last.at, last.actor, last.event) == (3, at(2), "ULEAD", "severity.rated")


@pytest.mark.parametrize(
    "change",
    [
        {"at": NINE + timedelta(hours=1)},
        {"actor": "UOTHER"},
        {"event": "step.done"},
        {"event": "no.such"},
        {"details": {"text": "Nobody called", "source": ""}},
        {"details": {"text": NOTE.text, "source": "", "more": "words"}},
        {"salts": {"text": "0" * 64, "source": "0" * 64}},
        {"digests": {"text": "0" * 64, "source": "0" * 64}},
        {"previous": "0" * 64},
        {"hash": "0" * 64},
        {"seq": 7},
    ],
    ids=" ".join,
)
def test_an_entry_that_was_changed_breaks_the_log_there(change: dict[str, object]) -> None:
    entries = written(NOTE, RATED)
    changed = replace(entries[1], **change)  # type: ignore[arg-type]  # a table of changes has no one type
    assert first_break(at_place(entries, 1, changed)) == changed.seq


def test_an_entry_that_was_taken_out_is_missed_by_the_next() -> None:
    first, _, last = written(NOTE, RATED)
    assert first_break([first, last]) == last.seq


def test_two_entries_that_changed_places_break_the_log() -> None:
    first, note, rated = written(NOTE, RATED)
    assert first_break([first, rated, note]) == rated.seq


def test_the_same_words_in_two_entries_have_different_digests() -> None:
    _, one, other = written(NOTE, NOTE)
    assert one.digests["text"] != other.digests["text"]


def test_redacted_words_leave_the_log_whole_once_an_entry_says_so() -> None:
    entries = written(NOTE, EntryRedacted(2, "text", "erasure request"))
    gone = at_place(entries, 1, redact(entries[1], "text"))
    assert first_break(gone) is None
    assert "Ada" not in str(gone[1])
    assert gone[1].said.sentence() == "noted: [redacted]"


def test_words_that_went_without_an_entry_break_the_log() -> None:
    entries = written(NOTE, EntryRedacted(2, "source", "erasure request"))
    assert first_break(at_place(entries, 1, redact(entries[1], "text"))) == 2


def test_a_field_without_words_cannot_go_even_when_an_entry_says_so() -> None:
    entries = written(RATED, EntryRedacted(2, "severity", "erasure request"))
    assert first_break(at_place(entries, 1, without(entries[1], "severity"))) == 2


@pytest.mark.parametrize(
    ("field", "remedy"), [("severity", "These can be: reason."), ("no such", "These can be: reason.")]
)
def test_only_words_can_be_redacted(field: str, remedy: str) -> None:
    with pytest.raises(UsageError, match="cannot be redacted") as refused:
        redact(written(RATED)[1], field)
    assert refused.value.remedy == remedy


def test_an_entry_without_words_says_that_nothing_can_be_redacted() -> None:
    entry = replace(written(RATED)[1], event="channel.created")
    with pytest.raises(UsageError) as refused:
        redact(entry, "channel_id")
    assert refused.value.remedy == "Nothing in this entry can be redacted."


def test_what_is_redacted_already_is_not_redacted_again() -> None:
    once = redact(written(NOTE)[1], "text")
    with pytest.raises(Refused, match="was redacted already"):
        redact(once, "text")


def test_other_entries_that_hold_the_words_are_found_within_their_texts() -> None:
    entries = written(NOTE, RATED, RiskDecided("high", "none", "high", "", ("Ada Moreau is known",), (), ()))
    assert holding(entries, "Ada Moreau") == [(2, "text"), (3, "reason"), (4, "pro")]
    assert holding(entries, OPENED.title) == [(1, "title")]


def test_nothing_holds_words_that_are_nowhere_or_empty() -> None:
    assert holding(written(NOTE, RATED), "Ben") == []
    assert holding(written(NOTE, RATED), "") == []
