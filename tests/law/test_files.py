"""The law files: every fault is reported with file, line, key and allowed values; reading is exact."""

import hashlib
import shutil
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.errors import LibraryError
from bot.law import check, load
from bot.law.cache import keep_law
from bot.law.due_dates import due
from bot.law.duties import assess
from bot.law.facts import read_facts
from bot.law.model import Law
from bot.strict import LibraryFaults
from tests import shipped

ROOT = Path(__file__).parents[2] / "regulations"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
BROKEN = sorted((Path(__file__).parents[1] / "broken" / "regulations").glob("*.yaml"))
SOUND = """
instrument: own
name: Processing agreement with a customer
duties:
  - id: own-customer
    title: Tell the customer
    cites: clause 7
    kind: contract
    confidence: high
    owed_by: processor
    owed_to: controller
    recipient: the customer
    place: CONTRACT
    applies:
      - when: '"processor" in roles'
        because: you hold the customer's data
    starts: aware_at
    due: {within: 24 hours, counted: elapsed}
    words: within 24 hours of becoming aware
"""


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    """A library with the real vocabulary and places, and no instrument yet."""
    for name in ("vocabulary.yaml", "jurisdictions.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


@pytest.mark.parametrize("file", BROKEN, ids=lambda file: file.stem)
def test_a_broken_file_is_named_with_line_key_and_fault(file: Path, shared: Path) -> None:
    line, key, say = (part.strip() for part in file.read_text().splitlines()[0].removeprefix("# expect:").split("|"))
    placed = shared / "eu" / file.name
    placed.parent.mkdir()
    shutil.copy(file, placed)
    faults = check(shared)
    assert faults, "this file is sound"
    assert any(_is(fault, placed, int(line), key, say) for fault in faults), [str(fault) for fault in faults]


def _is(fault: LibraryError, file: Path, line: int, key: str, say: str) -> bool:
    return fault.file == str(file) and fault.line == line and key in fault.key and say in str(fault)


def test_every_fault_of_a_library_is_reported_at_once(shared: Path) -> None:
    for name in ("misspelt-key.yaml", "unknown-fact.yaml"):
        shutil.copy(Path(__file__).parents[1] / "broken" / "regulations" / name, shared)
    assert {Path(fault.file).name for fault in check(shared)} == {"misspelt-key.yaml", "unknown-fact.yaml"}


def test_a_library_without_its_vocabulary_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LibraryFaults, match=r"vocabulary\.yaml.*missing"):
        load(tmp_path)


def test_the_same_id_in_two_files_is_refused(shared: Path) -> None:
    (shared / "a.yaml").write_text(SOUND)
    (shared / "b.yaml").write_text(SOUND)
    assert "already used in" in str(check(shared)[0])


def test_an_organizations_own_files_override_the_shipped_ones(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = tmp_path_factory.mktemp("own")
    (shared / "contracts").mkdir()
    (own / "contracts").mkdir()
    (shared / "contracts" / "customer.yaml").write_text(SOUND)
    (own / "contracts" / "customer.yaml").write_text(SOUND.replace("24 hours", "12 hours"))
    (own / "contracts" / "insurer.yaml").write_text(SOUND.replace("own", "insurer"))
    law = load(shared, own)
    assert [duty.words for duty in law.versions("own-customer")] == ["within 12 hours of becoming aware"]
    assert law.versions("insurer-customer")


def test_the_hash_names_the_content_and_cases_do_not_count(shared: Path) -> None:
    (shared / "own.yaml").write_text(SOUND)
    first = load(shared).hash
    (shared / "own.cases.yaml").write_text("cases: []")
    (shared / "coverage.yaml").write_text("since: 2026-11-21")
    assert load(shared).hash == first
    (shared / "own.yaml").write_text(SOUND.replace("24 hours", "12 hours"))
    assert load(shared).hash != first


class Kept(NamedTuple):
    """A law, and the file of a cache in which it is kept."""

    law: Law
    cache: Path
    file: Path


@pytest.fixture
def kept(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    cache = tmp_path_factory.mktemp("cache")
    (shared / "own.yaml").write_text(SOUND)
    law = load(shared, cache=cache)
    (file,) = cache.iterdir()
    return Kept(law, cache, file)


def test_the_cache_contains_the_same_law_and_drops_an_old_one(shared: Path, kept: Kept) -> None:
    assert load(shared, cache=kept.cache).duties == kept.law.duties
    kept.file.write_text("{}")
    assert load(shared, cache=kept.cache).duties == kept.law.duties
    assert [file.name for file in kept.cache.iterdir()] == [kept.file.name]


def edited(file: Path) -> None:
    """Still a valid law, but not the one that was checked."""
    file.write_bytes(file.read_bytes().replace(b"24 hours", b"99 hours"))


def signed_for_other_code(file: Path) -> None:
    """As a breachbot with other rules would have written it."""
    body = file.read_bytes().partition(b"\n")[2]
    file.write_bytes(hashlib.sha256(body).hexdigest().encode() + b"\n" + body)


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-1000])


@pytest.mark.parametrize("spoil", [edited, signed_for_other_code, cut_off])
def test_a_kept_law_whose_digest_does_not_fit_is_read_anew(
    shared: Path, kept: Kept, spoil: Callable[[Path], None]
) -> None:
    written = kept.file.read_bytes()
    spoil(kept.file)
    assert load(shared, cache=kept.cache).duties == kept.law.duties
    assert kept.file.read_bytes() == written
    changed = [] if spoil is signed_for_other_code else [str(kept.cache / f"refused-{kept.file.name}")]
    assert [fault.file for fault in check(shared, cache=kept.cache)] == changed


def test_a_kept_law_that_was_changed_and_signed_again_is_found_by_check(shared: Path, kept: Kept) -> None:
    """Whoever knows the code can make the digest fit; the files still say otherwise."""
    assert check(shared, cache=kept.cache) == []
    written = kept.file.read_bytes()
    later = kept.law.duties[0].model_copy(update={"words": "within 99 hours"})
    keep_law(kept.cache, kept.law.model_copy(update={"duties": (later,)}))
    assert load(shared, cache=kept.cache).duties == (later,)
    (fault,) = check(shared, cache=kept.cache)
    assert "was changed after breachbot had written it" in str(fault)
    assert kept.file.read_bytes() == written
    assert [one.file for one in check(shared, cache=kept.cache)] == [fault.file], "until someone has looked at it"
    Path(fault.file).unlink()
    assert check(shared, cache=kept.cache) == []


def test_a_kept_law_of_other_files_is_never_taken_for_this_one(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    cache = tmp_path_factory.mktemp("cache")
    (shared / "own.yaml").write_text(SOUND)
    load(shared, cache=cache)
    (kept,) = cache.iterdir()
    (shared / "own.yaml").write_text(SOUND.replace("24 hours", "12 hours"))
    twelve = load(shared)
    kept.rename(cache / f"law-{twelve.hash[:16]}.json")
    assert load(shared, cache=cache).duties == twelve.duties


def test_a_kept_law_is_for_its_owner_alone(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    cache = tmp_path_factory.mktemp("cache")
    load(shared, cache=cache)
    (kept,) = cache.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_what_applies_to_every_duty_comes_before_its_own(shared: Path) -> None:
    common = "every_duty:\n  applies: [{when: acquired, because: the data were taken}]\n  confidence: low\nduties:"
    (shared / "own.yaml").write_text(SOUND.replace("duties:", common))
    (duty,) = load(shared).duties
    assert [condition.when for condition in duty.applies] == ["acquired", '"processor" in roles']
    assert duty.confidence == "high"


def test_the_whole_law_survives_json() -> None:
    law = shipped.law()
    assert type(law).model_validate_json(law.model_dump_json(by_alias=True, exclude_defaults=True)).duties == law.duties


def test_a_fact_matters_for_kinds_that_there_are(shared: Path) -> None:
    file = shared / "vocabulary.yaml"
    file.write_text(file.read_text().replace("kinds: [misdirected-message]", "kinds: [misdirected-mesage]"))
    (fault,) = check(shared)
    assert fault.key == "facts.misdirection.kinds.0"
    assert "misdirected-message" in fault.allowed


def test_a_sector_names_rules_that_there_are_and_each_once(shared: Path) -> None:
    file = shared / "vocabulary.yaml"
    travel = "  travel: {regulated_as: [card_entity]}"
    told = file.read_text().replace(travel, travel.replace("[card_entity]", "[card_entities, insurer, insurer]"))
    file.write_text(told)
    first, second = check(shared)
    assert first.key == "sectors.travel.regulated_as.0"
    assert first.line == 1 + told.splitlines().index(
        travel.replace("[card_entity]", "[card_entities, insurer, insurer]")
    )
    assert "card_entity" in str(first.remedy)
    assert (second.key, "stands here twice" in str(second)) == ("sectors.travel.regulated_as.2", True)


def test_a_condition_that_can_not_be_evaluated_concerns_only_its_duty(
    shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """With any other fault there is no law; with this one there is, and whoever checks it is told."""
    cache = tmp_path_factory.mktemp("cache")
    text = SOUND.replace("'\"processor\" in roles'", "1 / 0 == 0") + "    unless: [{when: riks, because: it is so}]\n"
    (shared / "own.yaml").write_text(text)
    (shared / "other.yaml").write_text(SOUND.replace("own", "other"))
    assert [(fault.line, fault.key) for fault in check(shared)] == [
        (15, "applies.0.when"),
        (20, "unless.0.when"),
    ]
    for law in (load(shared, cache=cache), load(shared, cache=cache)):
        assert [one.line for one in law.faults] == [15, 20]
        facts = read_facts(law.vocabulary, law.places, {"roles": ["processor"]}, "a test", NOW)
        found = {one.duty.id: one for one in assess(facts, law, NOW.date())}
        assert found["other-customer"].answer == "owed"
        assert found["own-customer"].answer == "undetermined"
        says = [str(one.says) for one in found["own-customer"].because]
        assert says == [f"what its file says can't be evaluated: {shared / 'own.yaml'}:{line}" for line in (15, 20)]
    (shared / "other.yaml").write_text(SOUND.replace("elapsed", "lapsed"))
    with pytest.raises(LibraryFaults, match="1 / 0"):
        load(shared)


def test_duties_that_get_their_date_from_one_another_are_named_and_concern_only_themselves(shared: Path) -> None:
    """Two and three in a ring, by either kind of tie, and one that waits for itself."""
    plain = {"due": "{within: 24 hours, counted: elapsed}", "starts": "aware_at"}
    waits = {"due": "{none: at once}"}
    rings = {
        "ring-of-two": [{"due": "{relation: with, of: two}"}, {"due": "{relation: not_after, of: one}"}],
        "ring-of-three": [
            {"due": "{relation: with, of: two}"},
            {"due": "{relation: before, of: three}"},
            waits | {"starts": "{met: one}"},
        ],
        "itself": [waits | {"starts": "{met: one}"}],
    }
    said = {
        "ring-of-two": [(17, "due.of", "one -> two -> one"), (31, "due.of", "two -> one -> two")],
        "ring-of-three": [
            (17, "due.of", "one -> two -> three -> one"),
            (31, "due.of", "two -> three -> one -> two"),
            (46, "starts.met", "three -> one -> two -> three"),
        ],
        "itself": [(18, "starts.met", "one -> one")],
    }
    for ring, ties in rings.items():
        duties = dict(zip(("one", "two", "three"), ties, strict=False)) | {
            "sound": plain,
            "after": waits | {"starts": "{met: one}"},
        }
        (shared / "own.yaml").write_text(_tied(duties))
        faults = check(shared)
        assert [(fault.line, fault.key) for fault in faults] == [one[:2] for one in said[ring]], ring
        assert all(f": {cycle}." in str(fault) for fault, (_, _, cycle) in zip(faults, said[ring], strict=True)), ring
        law = load(shared)
        facts = read_facts(
            law.vocabulary,
            law.places,
            {"zone": "Europe/Berlin", "roles": ["processor"], "aware_at": "2026-11-20 09:00"},
            "a test",
            NOW,
        )
        found = {one.duty.id: one.answer for one in assess(facts, law, NOW.date())}
        answers = {name: "undetermined" if name in ("one", "two", "three") else "owed" for name in duties}
        assert found == answers, ring


def _tied(duties: dict[str, dict[str, str]]) -> str:
    """A file of these duties, otherwise like the sound one."""
    heading, _, duty = SOUND.partition("  - id")
    kept = ("  - id" + duty).partition("    starts")[0]
    end = "    words: at once\n"
    return heading + "".join(
        kept.replace("own-customer", name) + "".join(f"    {key}: {value}\n" for key, value in keys.items()) + end
        for name, keys in duties.items()
    )


def test_no_choice_is_a_word_that_a_reader_takes_for_something_else(shared: Path) -> None:
    """`unknown` takes a fact back, `null` is no word in a file, `none` empties a list, and a comma separates."""
    file = shared / "vocabulary.yaml"
    told = file.read_text()
    told = told.replace("choices: {unlikely:", "choices: {unknown: who knows, 'null': nothing, unlikely:")
    told = told.replace("choices: {children:", "choices: {none: nobody, 'a,b': two in one, children:", 1)
    told = told.replace(
        "choices: {negligible:", "choices: {'yes': a, 'no': b, 'on': c, 'and': d, 'in': e, negligible:", 1
    )
    told = told.replace("also: {none: unprotected", "also: {open: unprotekted, none: unprotected", 1)
    file.write_text(told)
    faults = check(shared)
    found = [one for one in faults if "reserved word" in str(one)]
    words = {"unknown", "null", "none", "a,b", "yes", "no", "on", "and", "in"}
    assert {one.key.split(".", 3)[3] for one in found} == words
    assert [str(one.key) for one in faults if one not in found] == ["facts.protection.also.open"]


def test_what_people_write_for_a_choice_is_understood_although_it_is_no_choice() -> None:
    law = shipped.law()
    said = {"protection": "none", "exfiltration": True, "recovered": "No", "outage_impact": "none"}
    read = read_facts(law.vocabulary, law.places, said, "a test", datetime(2026, 11, 27, tzinfo=UTC))
    meant = {"protection": "unprotected", "exfiltration": "confirmed", "recovered": "not_recovered"}
    assert dict(read.known) == {**meant, "outage_impact": "no_effect"}


def test_every_choice_that_is_asked_in_plain_words_is_one_and_is_asked_once(shared: Path) -> None:
    file = shared / "vocabulary.yaml"
    told = file.read_text().replace("choices: [swift_user]}", "choices: [swift_users, insurer]}")
    file.write_text(told)
    unasked, unknown, twice = map(str, check(shared))
    assert "no question asks for swift_user." in unasked
    assert "'swift_users' is not a choice of regulated_as" in unknown
    assert "stands here twice" in twice


def test_a_number_below_every_ground_of_a_condition_starts_no_clock(shared: Path) -> None:
    either = "      - any:\n"
    either += "".join(f"          - {{when: 'people[\"{at}\"] > 500', because: many in {at}}}\n" for at in ("DE", "FR"))
    (shared / "own.yaml").write_text(SOUND.replace("    starts:", f"{either}    starts:"))
    law = load(shared)

    def dated(people: dict[str, int]) -> bool:
        facts = read_facts(law.vocabulary, law.places, {"people": people}, "test", NOW)
        return due(law, "own-customer", NOW, "Europe/Berlin", facts).target_at is not None

    assert not dated({"DE": 10, "FR": 20})
    assert dated({"DE": 10, "FR": 501})
