"""Lists and tables are added to; replacing and removing are said; adding never removes."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.law.fact_edits import EntryChanges, FactEdit, How, absent, difference, merge, stating
from bot.law.values import Choices, Count, People, Value
from bot.law.vocabulary import FactType

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def people(**rows: int) -> People:
    return People({place.replace("_", "-"): Count(number, number) for place, number in rows.items()})


def words(*items: str, complete: bool = True) -> Choices:
    return Choices(items, complete)


KNOWN = people(DE=12000, FR=900, US_CA=2300, US_TX=40)


@pytest.mark.parametrize(
    ("old", "edit", "new"),
    [
        (
            KNOWN,
            FactEdit("people", How.STATE, people(US_NY=12)),
            people(DE=12000, FR=900, US_CA=2300, US_TX=40, US_NY=12),
        ),
        (people(US_NY=5, DE=1), FactEdit("people", How.STATE, people(US_NY=12)), people(US_NY=12, DE=1)),
        (KNOWN, FactEdit("people", How.REPLACE, people(DE=12000)), people(DE=12000)),
        (KNOWN, FactEdit("people", How.REMOVE, words("FR")), people(DE=12000, US_CA=2300, US_TX=40)),
        (KNOWN, FactEdit("people", How.REMOVE, words("ES")), KNOWN),
        (people(FR=900), FactEdit("people", How.REMOVE, words("FR")), None),
        (KNOWN, FactEdit("people", How.FORGET), None),
        (
            words("names", "health"),
            FactEdit("data", How.STATE, words("passport")),
            words("names", "health", "passport"),
        ),
        (words("names"), FactEdit("data", How.STATE, words("names")), words("names")),
        (words("names"), FactEdit("data", How.STATE, words(complete=False)), words("names", complete=False)),
        (
            words("names", complete=False),
            FactEdit("data", How.STATE, words("ssn")),
            words("names", "ssn", complete=False),
        ),
        (words("names", complete=False), FactEdit("data", How.REMOVE, words(complete=False)), words("names")),
        (words("names", "ssn"), FactEdit("data", How.REMOVE, words("ssn")), words("names")),
        (words("names"), FactEdit("data", How.REMOVE, words("names")), None),
        (None, FactEdit("data", How.REMOVE, words("names")), None),
        (None, FactEdit("data", How.STATE, words("names")), words("names")),
        (Count(5, 5), FactEdit("records", How.STATE, Count(12, 12)), Count(12, 12)),
        (AT, FactEdit("aware_at", How.FORGET), None),
        ("likely", FactEdit("risk", How.STATE, "high"), "high"),
    ],
)
def test_an_edit_of_what_is_known(old: Value | None, edit: FactEdit, new: Value | None) -> None:
    assert merge(old, edit) == new


def test_what_is_to_be_removed_and_is_not_there_is_named() -> None:
    assert absent(KNOWN, words("FR", "ES")) == ("ES",)
    assert absent(None, words("names")) == ("names",)
    assert absent(words("names"), words(complete=False)) == ("unknown",)
    assert absent(words("names", complete=False), words(complete=False)) == ()


def test_a_difference_names_what_was_added_changed_and_removed() -> None:
    old, new = people(DE=12000, US_NY=5, FR=900), people(DE=12000, US_NY=12, ES=7)
    assert difference(old, new) == EntryChanges(
        (("ES", Count(7, 7)),), (("US-NY", Count(5, 5), Count(12, 12)),), ("FR",)
    )
    assert difference(words("names"), words("names", "ssn")) == EntryChanges((("ssn", None),))
    assert difference(None, words("names")) is None
    assert difference("likely", "high") is None


def test_stating_nothing_forgets() -> None:
    assert stating({"risk": "high", "material": None}) == (
        FactEdit("risk", How.STATE, "high"),
        FactEdit("material", How.FORGET),
    )


def test_an_edit_survives_json() -> None:
    assert FactEdit("people", How.STATE, {"DE": "300-900"}).typed(FactType.PEOPLE).value == People(
        {"DE": Count(300, 900)}
    )
    assert FactEdit("people", How.REMOVE, ["FR"]).typed(FactType.PEOPLE).value == words("FR")
    assert FactEdit("people", How.FORGET).typed(FactType.PEOPLE).value is None


PLACES = st.sampled_from(["DE", "FR", "US-NY", "US-CA", "elsewhere"])
COUNTS = st.integers(0, 10**6).map(lambda number: Count(number, number))
TABLES = st.dictionaries(PLACES, COUNTS, min_size=1).map(People)
LISTS = st.builds(Choices, st.lists(PLACES, unique=True).map(tuple), st.booleans())


@given(old=TABLES, new=TABLES)
def test_stating_a_table_never_removes_a_row(old: People, new: People) -> None:
    after = merge(old, FactEdit("people", How.STATE, new))
    assert isinstance(after, People)
    assert after.table == {**old.table, **new.table}


@given(old=LISTS, new=LISTS)
def test_stating_a_list_never_removes_an_entry_nor_completes_it(old: Choices, new: Choices) -> None:
    after = merge(old, FactEdit("data", How.STATE, new))
    assert isinstance(after, Choices)
    assert set(after.items) == {*old.items, *new.items}
    assert after.complete == (old.complete and new.complete)


@given(old=LISTS, new=LISTS)
def test_a_difference_says_all_that_changed(old: Choices, new: Choices) -> None:
    found = difference(old, new)
    assert found is not None
    assert (found == EntryChanges()) == (set(old.items) == set(new.items) and old.complete == new.complete)
