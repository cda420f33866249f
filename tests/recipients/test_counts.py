"""What is counted: everyone once, and nobody left out for what they asked for."""

from pathlib import Path

from bot.law.values import Count, People
from bot.recipients.counts import Counts, count
from bot.recipients.facts import facts_file, people_of
from bot.recipients.repeats import repeated, with_repeats
from tests.recipients.samples import ANNA, HEADER, opened, write


def counted(folder: Path, *lines: str) -> Counts:
    return count(opened(write(folder, *lines)))


def test_people_are_counted_by_the_most_specific_place_that_is_certain(tmp_path: Path) -> None:
    rows = (
        ANNA,
        "Bo,Hof 1,Köln,,50667,Deutschland,",
        "Cy,,,,,US,",
        "Di,,,,30301,US,",
        "Ed,,,Ontario,,Canada,",
        "Fe,,,,,,",
    )
    found = counted(tmp_path, HEADER, *rows)
    assert found.by(lambda one: one.place) == {"US-MA": 1, "DE": 1, "US": 1, "US-GA": 1, "CA-ON": 1, "": 1}
    assert (found.remarks["unknown_place"], found.examples["unknown_place"]) == (1, (7,))


def test_an_opt_out_takes_nobody_out(tmp_path: Path) -> None:
    header = "Name,Country,Opt out,Do not mail,Do not email,Do not call"
    found = counted(tmp_path, header, "Anna,DE,yes,yes,yes,yes", "Bo,DE,no,,,", "Cy,DE,yes,,,")
    assert (found.rows, found.people) == (3, 3)
    assert people_of(found) == People({"DE": Count(3, 3)})
    assert found.where(lambda one: one.no_marketing) == 2
    assert found.where(lambda one: one.no_post and one.no_email and one.no_phone) == 1


def test_the_same_key_is_the_same_person_and_another_key_is_not(tmp_path: Path) -> None:
    lines = (
        "ID,Name,Street,Email,Country",
        "1,Anna,Hof 1,a@example.org,DE",
        "1,Anna B,Hof 2,,DE",
        "2,ANNA,Hof 9,A@example.org,DE",
    )
    found = counted(tmp_path, *lines)
    assert (found.rows, found.people) == (3, 2)
    assert found.examples == {"duplicate": (3,), "possible_duplicate": (4,)}


def test_without_a_key_name_and_address_or_name_and_email_tell(tmp_path: Path) -> None:
    rows = (
        "Anna,Hof 1,50667,a@example.org", "anna,HOF  1,50667,", "Anna,Weg 2,50667,A@example.org",  # one person
        "Anna,Weg 2,50667,other@example.org",  # at the address of the row before: the same
        "Bo,Hof 1,50667,a@example.org", ",Hof 1,50667,", ",Hof 1,50667,",  # another name, and none
    )  # fmt: skip
    found = counted(tmp_path, "Name,Street,ZIP,Email", *rows)
    assert (found.people, found.remarks["duplicate"], found.examples["duplicate"]) == (4, 3, (3, 4, 5))
    listed = opened(tmp_path / "people.csv")
    told = [one.row for one, again in with_repeats(listed, repeated(listed)) if not again]
    assert told == [2, 6, 7, 8], "letters go to the people who are counted"


def test_more_than_one_batch_and_more_than_one_part_are_counted_alike(tmp_path: Path) -> None:
    rows = [f"{number % 1201},P{number % 1201},DE" for number in range(1300)]
    found = counted(tmp_path, "ID,Name,Country", *rows)
    assert (found.rows, found.people) == (1300, 1201)
    assert found.examples["duplicate"] == tuple(range(1203, 1208))


def test_reach_and_care(tmp_path: Path) -> None:
    header = "Name,Street,City,ZIP,Email,Date of birth,Deceased,Guardian,Country"
    rows = (
        "A,Hof 1,Köln,,a@example.org,2015-01-01,,Eva,DE",
        "B,Hof 1,,,b@example,1950-01-01,2024-01-01,,DE",
        "C,,Köln,,,soon,,,DE",
    )
    found = counted(tmp_path, header, *rows)
    assert [found.where(lambda one: one.has_postal_address), found.where(lambda one: one.has_email)] == [1, 1]
    assert [found.where(lambda one: one.minor), found.where(lambda one: one.deceased)] == [1, 1]
    assert found.where(lambda one: one.minor and one.represented) == 1
    assert found.examples["minor"] == (4,)


def test_cells_to_correct_are_named_by_row(tmp_path: Path) -> None:
    rows = ("=HYPERLINK(x),Hof 1,,", "Bo,@SUM(A1),,", "J\ufffdrg,Hof 2,,", "Cy,Hof,,+49 30 1")
    found = counted(tmp_path, "Name,Street,Language,Phone", *rows)
    assert found.examples == {"unknown_place": (2, 3, 4, 5), "formula": (2, 3), "damaged": (4,)}


def test_the_fact_contains_the_truth_where_a_place_is_not_known(tmp_path: Path) -> None:
    """Of four people in the US, one may live in any state; another person anywhere at all."""
    found = counted(
        tmp_path, "Name,State,Country", "A,MA,US", "B,MA,US", "C,CA,US", "D,,US", "E,,Utopia", "F,Bayern,DE"
    )
    assert people_of(found) == People(
        {
            "DE": Count(1, 2, 1),
            "US": Count(1, 2, 1),
            "US-CA": Count(1, 3, 1),
            "US-MA": Count(2, 4, 2),
            "elsewhere": Count(0, 1),
        }
    )


def test_the_file_of_facts_says_where_the_numbers_are_from() -> None:
    people = People({"DE": Count(1200, 1200), "US": Count(1, 3, 1)})
    assert facts_file(people, "counted from x.csv", {"DE": "Germany", "US": "United States"}) == (
        "# People affected, counted from x.csv\npeople:\n  DE: 1200  # Germany\n"
        "  US: {min: 1, best: 1, max: 3}  # United States\n"
    )
