"""The catalog as a whole: paths and ids, citations, versions without gaps, vocabulary, and cases for every duty."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.law.changes import facts_read
from bot.law.clock_rules import Start
from bot.law.files import BY_NAME, OURS, SHARED, law_files
from bot.law.grammar import atoms
from bot.law.model import Duty, Law
from bot.strict import read
from tests import shipped

CHECKOUT = Path(__file__).parents[2]
ROOT = CHECKOUT / "regulations"
KNOWN = (Path(__file__).parent / "duties.txt").read_text().split()
REGIONS = {"eu", "uk", "europe", "us", "americas", "asia", "oceania", "middle_east", "africa", "contracts"}
AHEAD = date(2028, 11, 1)


@cache
def law() -> Law:
    return shipped.law()


@cache
def coverage() -> dict[str, Any]:
    found: dict[str, Any] = read(ROOT / "coverage.yaml").value
    return found


def instruments() -> list[Path]:
    return [file for path, file in law_files(ROOT).items() if path not in {*SHARED, OURS, BY_NAME}]


def live() -> Iterator[Duty]:
    """The duties that can be owed today or will be on a known day."""
    return (duty for duty in law().duties if not duty.clockless and duty.status not in ("template", "voluntary"))


@cache
def expected() -> dict[str, list[dict[str, Any]]]:
    """What the cases expect of each duty."""
    found = defaultdict(list)
    for file in ROOT.rglob("*.cases.yaml"):
        for case in read(file).value["cases"]:
            for duty_id, wanted in case["expect"].items():
                found[duty_id].append(wanted if isinstance(wanted, dict) else {"answer": wanted})
    return dict(found)


def test_every_known_duty_is_in_the_catalog_or_deliberately_omitted() -> None:
    left_out = set(coverage()["left_out"])
    assert set(KNOWN) - set(law().by_id) - left_out == set()
    assert not left_out & set(law().by_id)


def test_the_coverage_counts_what_is_in_the_files() -> None:
    last = [versions[-1] for versions in law().by_id.values()]
    assert coverage()["counts"] == {
        "duties": len(last),
        "confidence": Counter(duty.confidence for duty in last),
        "status": Counter(duty.status for duty in last),
        "instruments": Counter(file.parent.name for file in instruments()),
        "undated": sum(versions[0].in_force.since is None for versions in law().by_id.values()),
    }
    assert coverage()["earlier_texts"] == [name for name, versions in law().by_id.items() if len(versions) > 1]


def test_a_deadline_that_is_only_mentioned_is_mentioned_by_its_duty() -> None:
    for duty_id in coverage()["named_only"]:
        duty = law().versions(duty_id)[-1]
        said = " ".join((duty.phases, duty.notes, duty.late, duty.recipient))
        assert re.search(r"\d+ (more |calendar |business )?(hours|days)", said), f"{duty_id} says: {said}"


def test_a_place_without_a_general_duty_has_none_in_the_catalog() -> None:
    bound = {duty.place for duty in live() if duty.kind == "law" and duty.owed_to in ("regulator", "individuals")}
    assert set(coverage()["no_general_duty"]) <= set(law().places.places)
    assert {place for place in coverage()["no_general_duty"] if place in bound} <= {"HK"}


def test_every_file_is_in_a_region_and_has_its_cases_next_to_it() -> None:
    for file in instruments():
        assert file.parent.name in REGIONS, file
        assert file.with_suffix(".cases.yaml").is_file(), f"{file} has no cases"


def test_every_file_of_cases_is_next_to_an_instrument() -> None:
    for file in ROOT.rglob("*.cases.yaml"):
        assert Path(str(file).replace(".cases.yaml", ".yaml")).is_file(), file


def test_every_instrument_has_its_own_id() -> None:
    named = [read(file).value["instrument"] for file in instruments()]
    assert sorted(named) == sorted(set(named))


def test_ids_are_plain_words_with_hyphens() -> None:
    assert [name for name in law().by_id if not re.fullmatch(r"[a-z][a-z0-9-]+", name)] == []


@pytest.mark.parametrize("field", ["title", "cites", "words", "recipient", "owed_by"])
def test_every_duty_has_its_words(field: str) -> None:
    assert [duty.id for duty in law().duties if not getattr(duty, field).strip()] == []


def test_every_duty_says_when_it_was_checked() -> None:
    assert [duty.id for duty in law().duties if not duty.checked_on] == []


def test_every_duty_can_be_traced_to_a_source_or_to_what_was_checked() -> None:
    assert [duty.id for duty in live() if not duty.source and not duty.verified and duty.confidence == "high"] == []


def test_titles_are_imperative_and_list_items_end_without_a_period() -> None:
    assert [duty.id for duty in law().duties if duty.title.endswith(".") or not duty.title[0].isupper()] == []
    clauses = {(duty.id, one.because) for duty in law().duties for one in (*duty.applies, *duty.unless)}
    assert [clause for clause in clauses if clause[1].endswith(".")] == []


def test_no_two_duties_have_the_same_title() -> None:
    titles = Counter(title for versions in law().by_id.values() for title in {version.title for version in versions})
    assert [title for title, count in titles.items() if count > 1] == []


def test_every_question_for_counsel_is_complete() -> None:
    """A list in a file is split at every comma outside quotation marks."""
    asked = {(duty.id, question) for duty in law().duties for question in duty.ask_counsel}
    assert sorted(one for one in asked if one[1][-1] not in "?." or not re.match(r"[A-Z0-9]", one[1])) == []


def test_no_sentence_is_cut_inside_parentheses() -> None:
    said = {(duty.id, text) for duty in law().duties for text in _texts(duty.model_dump())}
    assert sorted(one for one in said if one[1].count("(") != one[1].count(")")) == []


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)


def test_one_version_applies_in_every_month_from_the_first_day_to_two_years_ahead() -> None:
    for duty_id, versions in law().by_id.items():
        first, last = versions[0].in_force.since or date(2016, 1, 1), versions[-1].in_force.until or AHEAD
        months = [date(year, month, 1) for year in range(first.year, AHEAD.year + 1) for month in range(1, 13)]
        for day in (month for month in months if first <= month <= min(last, AHEAD)):
            assert sum(version.in_force.on(day) for version in versions) == 1, f"{duty_id} on {day}"


def test_every_condition_of_the_catalog_compiles() -> None:
    for duty in law().duties:
        for expression in duty.expressions:
            assert atoms(expression)


def test_every_fact_of_the_vocabulary_is_used() -> None:
    used = {name for duty in law().duties for name in facts_read(duty, law().vocabulary)}
    used |= {name for duty in law().duties if duty.hold and duty.hold.days for name in (duty.hold.days,)}
    used |= {other for name in used for other in law().vocabulary.chain(name)}
    rest = set(law().vocabulary.facts) - used
    elsewhere = {word for file in _other_readers() for word in re.findall(r"\w+", file.read_text())}
    assert sorted(rest - elsewhere) == []


def _other_readers() -> Iterator[Path]:
    yield from (CHECKOUT / "bot").rglob("*.py")
    yield from (CHECKOUT / "runbooks").rglob("*.yaml")
    yield from (file for file in (CHECKOUT / "notify_templates").rglob("*") if file.is_file())


def test_no_two_facts_have_the_same_label() -> None:
    labels = Counter(definition.label for definition in law().vocabulary.facts.values())
    assert [label for label, count in labels.items() if count > 1] == []


def test_every_file_reads_the_same_with_any_yaml_parser() -> None:
    """The plain reader of Python is stricter than the fast one: no word inside brackets may end in a question mark."""
    for file in ROOT.rglob("*.yaml"):
        text = file.read_text()
        assert yaml.load(text, yaml.SafeLoader) == yaml.load(text, yaml.CSafeLoader), file


def test_what_replaces_a_fact_is_an_instant_too() -> None:
    facts = law().vocabulary.facts
    for name, definition in facts.items():
        assert all(facts[other].type == "instant" for other in definition.falls_back), name


def test_what_counts_as_a_fact_is_an_instant_too() -> None:
    facts = law().vocabulary.facts
    own = [(duty.id, *start.no_later_than) for duty in law().duties for start in starts_of(duty) if start.no_later_than]
    of_facts = [(name, *definition.no_later_than) for name, definition in facts.items()]
    assert {other for _, *others in [*own, *of_facts] for other in others if facts[other].type != "instant"} == set()


def test_whoever_knew_had_noticed() -> None:
    """Each time by which somebody knew shows that it was noticed by then; the processor's word counts as awareness."""
    facts = law().vocabulary.facts
    shown = facts["noticed_at"].shown_by
    assert {facts[name].type for name in shown} == {"instant"}
    known = {name for name, one in facts.items() if one.knowledge or "noticed_at" in one.falls_back}
    assert known - {"should_have_known_at", "occurrence_at"} <= set(shown)


def test_every_time_that_is_asked_for_is_read_by_a_duty() -> None:
    """One that only notices or steps use belongs in another group; what is filled in by itself isn't asked."""
    duties, vocabulary = law().duties, law().vocabulary
    readers = {name: readers_of(name) for name, one in vocabulary.facts.items() if one.group == "when" and one.asked}
    assert {name: len(found) for name, found in readers.items() if not found} == {}
    knowing = {duty.id for duty in duties if any(vocabulary[name].knowledge for name in started_by(duty))}
    assert knowing - {"ca-qc-amf-24h"} <= readers["informed_at"], "one who was told knows"
    assert knowing <= readers["should_have_known_at"]
    assert knowing <= readers["noticed_at"]


def readers_of(name: str) -> set[str]:
    """The duties whose answer or clock the fact can change, also by standing in for another."""
    if name == "zone":
        return {duty.id for duty in law().duties if duty.due.time_limits}
    chains = {one for one in law().vocabulary.facts if name in law().vocabulary.chain(one)}
    return {duty.id for duty in law().duties if chains & facts_read(duty, law().vocabulary)}


def started_by(duty: Duty) -> tuple[str, ...]:
    return tuple(name for start in starts_of(duty) for name in start.facts)


def starts_of(duty: Duty) -> list[Start]:
    return [start for start in (duty.start, *(limit.starts for limit in duty.due.time_limits)) if start]


def test_every_question_is_a_question() -> None:
    assert [name for name, one in law().vocabulary.facts.items() if not one.ask.rstrip().endswith("?")] == []


def test_every_duty_that_can_be_owed_has_a_case_for_each_answer() -> None:
    lacking = {}
    for duty in live():
        answers = {wanted["answer"] for wanted in expected().get(duty.id, [])}
        if missing := {"owed", "not_owed", "undetermined"} - answers:
            lacking[duty.id] = sorted(missing)
    assert lacking == {}


def test_every_duty_with_a_number_has_a_case_with_its_target() -> None:
    numbered = {duty.id for duty in live() if duty.due.time_limits}
    dated = {duty_id for duty_id, cases in expected().items() if any(wanted.get("target") for wanted in cases)}
    assert numbered - dated == set()


def test_a_law_that_is_only_proposed_is_never_owed_in_a_case() -> None:
    silent = {duty.id for duty in law().duties if duty.clockless}
    owed = {duty_id for duty_id, cases in expected().items() if any(wanted["answer"] == "owed" for wanted in cases)}
    assert silent & owed == set()


def test_every_case_expects_a_known_duty() -> None:
    assert set(expected()) - set(law().by_id) == set()
