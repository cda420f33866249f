"""Rows of a register kept elsewhere: what is read, and what is answered where a row or a column is wrong."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from bot.documents.register import Scope, to_format
from bot.domain.register import ASSUMED, Cell, RegisterEntry, within
from bot.domain.register_import import EntryRules, columns_of, content_of, read_entries, read_mapping, restored, stored
from bot.errors import UsageError
from tests import shipped

HEADER = ["Reference", "aware_at", "What happened", "Effects", "Remedial action taken", "Places"]
ROW = ["2019-01", "03.05.2019", "A letter went astray.", "A neighbor read it.", "We took it back.", "Germany; FR"]

TODAY = date(2026, 3, 2)


def rules(*options: str) -> EntryRules:
    return EntryRules(shipped.library().law.places, "Europe/Berlin", TODAY, read_mapping(options))


def read(*rows: list[str], header: list[str] = HEADER) -> list[RegisterEntry]:
    return read_entries(columns_of(header, rules()), list(enumerate(rows, 2)), rules())


def refused(*rows: list[str], header: list[str] = HEADER) -> str:
    with pytest.raises(UsageError) as error:
        read(*rows, header=header)
    return f"{error.value.say} {error.value.remedy}"


def test_a_row_becomes_an_entry_and_survives_the_record() -> None:
    (entry,) = read(ROW)
    assert (entry.ref, entry.known_on, entry.places) == ("2019-01", date(2019, 5, 3), frozenset({"DE", "FR"}))
    assert (entry.cells["effects"], entry.cells["places"]) == ("A neighbor read it.", "France, Germany")
    assert restored(stored(entry)) == entry.cells
    (timed,) = read([ROW[0], "2020-07-14 09:30", *ROW[2:]])
    assert timed.cells["aware_at"] == datetime(2020, 7, 14, 7, 30, tzinfo=UTC)
    assert restored(stored(timed)) == timed.cells
    assert content_of(read([ROW[0], "2019-05-03", *ROW[2:]])[0]) == content_of(entry)


def test_the_guard_against_formulas_is_taken_off_again() -> None:
    (entry,) = read([*ROW[:3], "'=1+1", "'twas nothing", "DE"])
    assert (entry.cells["effects"], entry.cells["measures_taken"]) == ("=1+1", "'twas nothing")


def test_every_wrong_row_is_named_with_what_is_wrong() -> None:
    said = refused(
        [ROW[0], "3/4/2025", *ROW[2:]],
        ["", "2019-05-03", "", *ROW[3:]],
        [*ROW[:5], "Atlantis"],
        ROW,
        ROW,
        ["2019-02", "", *ROW[2:]],
    )
    assert "Row 2: Aware: “3/4/2025” is no date such as 2026-11-24, 24.11.2026 or 2026-11-24 09:30." in said
    assert "Row 3: Reference, What happened are missing." in said
    assert "Row 4: Places: “Atlantis” is no place that breachbot knows" in said
    assert "Row 6: reference 2019-01 is in row 5 too." in said
    assert "Row 7: Aware is missing." in said
    assert "Nothing was imported." in said
    assert "The file has no rows." in refused()


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("2026-03-02", ""),
        ("2026-03-02 22:59 UTC", ""),
        ("2026-03-02 23:01 UTC", "is not between 1900-01-01 and today"),
        ("3.3.2026", "is not between 1900-01-01 and today"),
        ("2099-01-01", "is not between 1900-01-01 and today"),
        ("1900-01-01", ""),
        ("1899-12-31", "is not between 1900-01-01 and today"),
        ("0001-01-01 00:00", "is not between 1900-01-01 and today"),
        ("9999-12-31 23:59 UTC", "is no date such as"),
        ("2025-02-30", "is no date such as"),
        ("45000", "is no date such as"),
    ],
)  # fmt: skip
def test_no_breach_is_of_a_day_to_come_or_of_an_age_without_registers(typed: str, wrong: str) -> None:
    """By the organization's zone: at 23:01 UTC it is tomorrow in Berlin."""
    row = [ROW[0], typed, *ROW[2:]]
    if wrong:
        assert f"Row 2: Aware: “{typed}” {wrong}" in refused(row)
    else:
        assert len(read(row)) == 1


def test_a_reference_is_no_text() -> None:
    assert len(read(["R" * 100, *ROW[1:]])) == 1
    assert "Row 2: the reference “RRRRRRRRRRRRRRRRRRRR…” is longer than 100 characters." in refused(
        ["R" * 101, *ROW[1:]]
    )


def test_columns_are_mapped_by_hand_where_they_are_called_otherwise() -> None:
    theirs = ["Aktenzeichen", "Owner", *HEADER[1:]]
    assert "Unknown columns: “Aktenzeichen”, “Owner”." in refused(ROW, header=theirs)
    found = columns_of(theirs, rules("Aktenzeichen=ref", "owner=-"))
    assert [one.name for one in found[:3]] == ["ref", "-", "aware_at"]
    for option in ("Aktenzeichen", "Aktenzeichen=nothing"):
        with pytest.raises(UsageError, match="doesn't map a column"):
            read_mapping([option])
    with pytest.raises(UsageError, match="no column “absent”"):
        columns_of(HEADER, rules("absent=ref"))
    with pytest.raises(UsageError, match="Several columns are mapped to ref"):
        columns_of([*HEADER, "Title"], rules("title=ref"))


def test_a_column_of_times_may_name_its_zone() -> None:
    """9:30 in New York in July is 13:30 UTC; as a time of the organization, in Berlin, it would be 7:30."""
    timed = [ROW[0], "2020-07-14 09:30", *ROW[2:]]
    for head in ("Aware (America/New_York)", "aware_at (America/New_York)"):
        (entry,) = read(timed, header=[HEADER[0], head, *HEADER[2:]])
        assert entry.cells["aware_at"] == datetime(2020, 7, 14, 13, 30, tzinfo=UTC)
    (utc,) = read(
        [ROW[0], "2020-07-14 09:30 UTC", *ROW[2:]], header=[HEADER[0], "Aware (America/New_York)", *HEADER[2:]]
    )
    assert utc.cells["aware_at"] == datetime(2020, 7, 14, 9, 30, tzinfo=UTC)
    mapped = rules("bekannt (UTC)=aware_at")
    (theirs,) = read_entries(columns_of([HEADER[0], "Bekannt (UTC)", *HEADER[2:]], mapped), [(2, timed)], mapped)
    assert theirs.cells["aware_at"] == datetime(2020, 7, 14, 9, 30, tzinfo=UTC)
    for head in ("Aware (Berlin time)", "Aware (Europe/Nowhere)", "Places (UTC)"):
        assert f"Unknown columns: “{head}”." in refused(timed, header=[HEADER[0], head, *HEADER[2:]])


def test_the_registers_own_file_is_read_with_the_zone_and_the_gaps_that_it_names() -> None:
    """Written in Los Angeles, read in Berlin: awareness, stated to the minute, is the same instant."""
    aware = datetime(2020, 7, 14, 7, 30, tzinfo=UTC)
    cells: dict[str, Cell] = {
        "ref": "BR-7F3K", "title": "A letter", "origin": "breachbot", "opened_at": aware, "detected_at": ASSUMED,
        "aware_at": aware, "occurred_from": date(2020, 7, 1), "what_happened": "A letter went astray.",
        "effects": "=1+1\nSeen so far: none", "measures_taken": "We took it back.", "places": "France, Germany",
    }  # fmt: skip
    kept = RegisterEntry("BR-7F3K", date(2020, 7, 14), frozenset({"DE", "FR"}), cells)
    written = to_format([kept], Scope(aware, "America/Los_Angeles"), "csv").decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(written, newline=""))
    assert header[header.index("Recorded (America/Los_Angeles)") :][:3] == [
        f"{name} (America/Los_Angeles)" for name in ("Recorded", "Began", "Ended")
    ]
    assert "2020-07-14 00:30" in row
    (read_again,) = read(row, header=header)
    said = {name: value for name, value in cells.items() if name not in ("origin", "detected_at")}
    assert (read_again.cells, read_again.places) == (said, kept.places)


def test_periods_include_both_ends_and_places_their_groups() -> None:
    places = shipped.library().law.places
    one = RegisterEntry("A", date(2025, 5, 1), frozenset({"DE-BY"}))
    other = RegisterEntry("B", date(2024, 12, 31), frozenset({"US-CA"}))

    def found(since: date | None = None, until: date | None = None, place: str = "") -> list[str]:
        return [each.ref for each in within([one, other], places, since, until, place)]

    assert found() == ["B", "A"]
    assert found(since=date(2025, 5, 1)) == found(until=date(2025, 5, 1), place="EU") == ["A"]
    assert found(place="DE") == ["A"]
    assert found(place="US") == found(until=date(2024, 12, 31)) == ["B"]
    assert found(place="FR") == []
