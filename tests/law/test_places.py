"""Groups with dates of membership, and sums over tables that mix places, groups and elsewhere."""

from datetime import date
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from bot.law.places import EVERYWHERE, Places
from bot.law.values import Count, People, read_people
from bot.strict import parse, read

PLACES = parse(Places, read(Path(__file__).parents[2] / "regulations" / "jurisdictions.yaml"))
NOW = date(2026, 11, 21)


def sums(table: str, *wanted: str, on: date = NOW) -> list[Count]:
    return list(PLACES.people_in(read_people(table), wanted, on).values())


@pytest.mark.parametrize(
    ("place", "group", "on", "inside"),
    [
        ("GB", "EU", date(2018, 9, 5), True),
        ("GB", "EU", date(2020, 12, 31), True),
        ("GB", "EU", date(2021, 1, 1), False),
        ("HR", "EU", date(2013, 6, 30), False),
        ("HR", "EU", date(2013, 7, 1), True),
        ("NO", "EEA", NOW, True),
        ("NO", "EU", NOW, False),
        ("CH", "EEA", NOW, False),
        ("US-CA", "US", NOW, True),
        ("US-PR", "US", NOW, True),
    ],
)
def test_membership_depends_on_the_date(place: str, group: str, on: date, inside: bool) -> None:
    assert (place in PLACES.atoms(group, on)) is inside


def test_the_union_has_27_members_today_and_had_28() -> None:
    assert len(PLACES.members("EU", NOW)) == 27
    assert len(PLACES.members("EU", date(2018, 1, 1))) == 28
    assert len(PLACES.members("EEA", NOW)) == 30


def test_members_add_up_to_their_group() -> None:
    assert sums("DE 1200, FR 300, US 5", "EEA") == [Count(1500, 1500)]


def test_a_group_as_row_means_its_people_beyond_the_members_listed() -> None:
    everyone, listed, other = sums("US 5000, US-CA 501", "US", "US-CA", "US-NY")
    assert (everyone, listed, other) == (Count(5501, 5501), Count(501, 501), Count(0, 5000))


def test_an_unlisted_place_has_no_one_when_no_one_is_elsewhere() -> None:
    assert sums("DE 1200", "JP") == [Count(0, 0)]


def test_elsewhere_reaches_only_places_that_no_row_covers() -> None:
    assert sums("DE 1200, elsewhere unknown", "JP", "DE", "EEA") == [
        Count(0, None),
        Count(1200, 1200),
        Count(1200, None),
    ]
    assert sums("EEA 300, elsewhere unknown", "FR", "EEA") == [Count(0, 300), Count(300, 300)]


def test_overlapping_groups_are_distinguished_by_the_narrower() -> None:
    """The EEA without the EU is Iceland, Liechtenstein and Norway."""
    assert sums("EU 100, EEA 7", "NO", "DE", "EEA") == [Count(0, 7), Count(0, 100), Count(107, 107)]


def test_a_country_row_next_to_its_states_leaves_each_state_open() -> None:
    assert sums("AU 40, AU-NSW 10", "AU", "AU-NSW", "AU-QLD") == [Count(50, 50), Count(10, 10), Count(0, 40)]


def test_a_row_inside_of_another_is_found_with_the_narrowest_that_holds_it() -> None:
    table = ("EEA", "EU", "DE", "DE-BY", "US", "US-CA", "JP", "elsewhere")
    assert PLACES.nested(table, NOW) == (("DE-BY", "DE"), ("US-CA", "US"), ("DE", "EU"), ("EU", "EEA"))
    assert PLACES.nested(("DE", "FR", "US-CA", "US-NY", "elsewhere"), NOW) == ()
    assert PLACES.nested(("GB", "EU"), date(2021, 6, 1)) == (), "it had left"
    assert PLACES.nested(("GB", "EU"), date(2018, 6, 1)) == (("GB", "EU"),)


def test_everywhere_is_everyone() -> None:
    assert sums("DE 1200, US 300-900, elsewhere some", EVERYWHERE) == [Count(1501, None)]


def test_a_state_brings_its_country_and_its_groups() -> None:
    assert PLACES.containing(["DE"], NOW) == {"DE", "EU", "EEA"}
    assert PLACES.containing(["US-CA"], NOW) == {"US-CA", "US"}


def test_a_zone_identifies_its_place() -> None:
    assert PLACES.at_zone("Europe/Dublin") == "IE"
    assert PLACES.at_zone("Europe/London") == "GB"
    assert PLACES.at_zone("Europe/Berlin") == "DE", "a Land shares the authority's clock of its country"
    assert PLACES.at_zone("Mars/Olympus") is None


def test_the_people_of_a_land_count_in_its_country_and_in_the_union() -> None:
    people = People({"DE-BY": Count(300, 300), "DE": Count(200, 200)})
    found = PLACES.people_in(people, ["DE", "EU", "DE-BY", "DE-SN"], NOW)
    assert found == {
        "DE": Count(500, 500), "EU": Count(500, 500), "DE-BY": Count(300, 300), "DE-SN": Count(0, 200)
    }  # fmt: skip


def test_every_place_has_a_zone_that_exists() -> None:
    zones = available_timezones()
    assert [code for code in PLACES.places if PLACES.zone(code) not in zones] == []


def test_every_member_and_every_country_of_a_state_is_a_place() -> None:
    named = {name for group in PLACES.groups.values() for name in group.members}
    named |= {place.part_of for place in PLACES.places.values() if place.part_of}
    assert named <= set(PLACES.places)
