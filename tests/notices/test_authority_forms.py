"""The authority's own form: which fields it has, when each is shown, what answers it, and what is still needed."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft202012Validator

from bot.documents.authority_forms import FormDraft, document, draft_form
from bot.documents.form_tables import form_document
from bot.domain.authority_forms import AuthorityForm
from bot.domain.filled_forms import Answer
from bot.domain.form_entries import read_entry
from bot.domain.form_schemas import json_schema
from bot.law.facts import Certainty, read_facts
from bot.law.values import Unreadable
from bot.library.forms import answer_faults, form_faults, form_ids, form_named
from bot.library.organisation import load_organisation
from bot.strict import read
from tests import shipped
from tools.form_schemas import schemas

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
FACTS: Mapping[str, Any] = {
    "zone": "Europe/Berlin",
    "roles": ["controller"],
    "regulated_as": [],
    "established_in": ["DE"],
    "notice_stage": "complete",
    "organisation_name": "Beispiel Versand GmbH",
    "aware_at": "2026-11-20T09:00",
    "kind": "crm-export",
    "breach_of": ["confidentiality", "integrity", "availability"],
    "what_happened": "Someone stole a password and copied our list of customers.",
    "measures_taken": "We closed the account that was used.",
}


@cache
def form(name: str) -> AuthorityForm:
    return form_named(shipped.templates(), name)


def edpb() -> AuthorityForm:
    return form("edpb")


def filled(
    given: Mapping[str, Any] | None = None, notice: str = "gdpr-authority", now: datetime = NOW, **facts: Any
) -> FormDraft:
    """The form from FACTS with these instead; None: not stated."""
    law = shipped.law()
    table = {name: value for name, value in {**FACTS, **facts}.items() if value is not None}
    stated = read_facts(law.vocabulary, law.places, table, "test", now, zone="Europe/Berlin")
    kind = shipped.templates().notices[notice]
    fields = form(str(kind.authority_form)).by_number
    entries = {n: read_entry(fields[n], raw, BERLIN) for n, raw in (given or {}).items()}
    return draft_form(shipped.templates(), kind, stated, law, now=now, zone=BERLIN, given=entries)


def answers(given: Mapping[str, Any] | None = None, **facts: Any) -> Mapping[str, Answer]:
    return filled(given, **facts).filled.answers


def test_what_is_only_assumed_answers_no_field() -> None:
    law, kind = shipped.law(), shipped.templates().notices["gdpr-authority"]
    bare = read_facts(law.vocabulary, law.places, {"zone": "Europe/Berlin"}, "test", NOW)
    draft = partial(draft_form, shipped.templates(), kind, law=law, now=NOW, zone=BERLIN)
    answers = {}
    for sure in (Certainty.ASSUMED, Certainty.CERTAIN):
        stated = bare.set(law.vocabulary, "noticed_at", NOW, "breachbot", NOW, sure=sure)
        answers[sure] = draft(facts=stated).filled.answers.get("53")
    assert answers[Certainty.ASSUMED] is None
    assert "noticed" in str(answers[Certainty.CERTAIN])


def test_the_form_has_every_field_of_the_template_once() -> None:
    """The template numbers its headings too, so some numbers are no field."""
    headings = {8, 9, 20, 27, 28, 32, 37, 42, 43, 54, 64, 69, 74, 77, 78, 88, 91, 93, 96, 107, 108, 112, 119, 124}
    assert [int(one.n) for one in edpb().fields] == [n for n in range(3, 127) if n not in headings]
    assert (len(edpb().fields), edpb().version) == (100, "1.0")
    assert "NicklawAI" in edpb().attribution
    assert "CC BY 4.0" in edpb().attribution


def test_what_the_template_demands_is_demanded() -> None:
    always = {
        3, 12, 13, 21, 22, 23, 38, 41, 48, 50, 51, 55, 60, 62, 63, 66, 71, 75, 85, 87, 90, 92, 94, 95,
    }  # fmt: skip
    known = edpb().by_number
    assert {int(n) for n, one in known.items() if one.needed == "always"} == always
    unclear = {n for n, one in known.items() if one.needed == "no" and one.reading.endswith("not demanded here.")}
    assert unclear == {"25", "26", "53"}  # the only ones that we demand less than the template may


def test_the_schemas_in_the_docs_are_those_of_the_forms_and_are_schemas() -> None:
    for file, text in schemas().items():
        assert file.read_text(encoding="utf-8") == text, file.name
        Draft202012Validator.check_schema(json.loads(text))


def test_the_shipped_forms_have_no_faults() -> None:
    assert list(form_faults(shipped.templates(), shipped.law().vocabulary, shipped.law().places)) == []
    assert set(form_ids(shipped.templates())) >= {
        one.authority_form for one in shipped.templates().notices.values()
    } - {None}


@pytest.mark.parametrize(
    ("stage", "still_unknown", "type_", "sub_type"),
    [
        ("initial", ["people"], "a", "b"),
        ("complete", [], "a", "a"),
        ("follow_up", ["people"], "b", "b"),
        ("follow_up", [], "b", "a"),
        ("final", [], "b", "a"),
        ("withdrawal", [], "b", "c"),
        (None, [], None, None),
    ],
)
def test_the_kind_of_notification_follows_the_stage(
    stage: str | None, still_unknown: list[str], type_: str | None, sub_type: str | None
) -> None:
    made = answers(
        notice_stage=stage,
        not_known_yet=still_unknown or None,
        authority_reference="LDA-7",
        changes_since="It was a test.",
    )
    assert (made["3"], made["4"]) == (type_, sub_type)
    assert made.get("6") == ("LDA-7" if type_ == "b" else None)
    assert made.get("5") == ("It was a test." if sub_type == "c" else None)


SHOWN: list[tuple[str, dict[str, Any], dict[str, Any], bool]] = [
    ("11", {"10": "b"}, {}, True), ("11", {}, {}, False),
    ("15", {"14": "a"}, {}, True), ("15", {"14": "b"}, {}, False),
    ("16", {"15": "d"}, {}, True), ("16", {"15": "c"}, {}, False),
    ("18", {}, {"established_in": ["US"]}, True), ("18", {}, {}, False), ("18", {}, {"established_in": None}, False),
    ("19", {}, {"established_in": ["US"]}, True), ("19", {}, {"established_in": ["US", "FR"]}, False),
    ("24", {"23": "c"}, {}, True), ("24", {"23": "a"}, {}, False),
    ("29", {"23": "b"}, {}, True), ("29", {"23": "a"}, {}, False),
    ("30", {"29": True}, {}, True), ("30", {"29": False}, {}, False), ("30", {"23": "a"}, {}, False),
    ("31", {}, {}, True), ("31", {"29": False}, {}, False),
    ("34", {"33": "c"}, {}, True), ("34", {"33": "a"}, {}, False),
    ("35", {"33": "c"}, {}, True), ("35", {}, {}, False),
    ("36", {"33": "c"}, {}, True), ("36", {"33": "b"}, {}, False),
    ("39", {"38": "a"}, {}, True), ("39", {"38": "b"}, {}, False),
    ("40", {}, {"processor_name": "Cloud AG"}, True), ("40", {}, {}, False),
    ("41", {"38": "a"}, {}, True), ("41", {"38": "b"}, {}, False),
    ("46", {"44": "c"}, {}, True), ("46", {"44": "d"}, {}, False),
    ("47", {"44": "a"}, {}, True), ("47", {"44": "c"}, {}, False),
    ("49", {}, {"aware_at": "2026-11-18T10:59"}, True), ("49", {}, {"aware_at": "2026-11-18T11:01"}, False),
    ("49", {}, {"aware_at": "2026-11-18T10:59", "notice_stage": "final"}, False),
    ("52", {"50": "c"}, {}, True), ("52", {"50": "a"}, {}, False),
    ("56", {}, {}, True), ("56", {}, {"breach_of": ["integrity"]}, False),
    ("57", {}, {}, True), ("57", {}, {"breach_of": ["availability"]}, False),
    ("58", {}, {}, True), ("58", {}, {"breach_of": ["confidentiality"]}, False),
    ("59", {}, {}, True), ("59", {}, {"breach_of": ["confidentiality"]}, False),
    ("68", {}, {"people": {"DE": 5}}, True), ("68", {}, {"people": {"DE": "some"}}, False),
    ("73", {}, {"records": "5-9"}, True), ("73", {"72": "c"}, {}, False),
    ("79", {}, {}, True), ("79", {}, {"breach_of": None}, False),
    ("80", {"79": ["a", "d"]}, {}, True), ("80", {"79": ["a"]}, {}, False),
    ("81", {}, {}, True), ("81", {}, {"breach_of": ["availability"]}, False),
    ("82", {"81": "c"}, {}, True), ("82", {"81": "a"}, {}, False),
    ("83", {}, {}, True), ("83", {}, {"breach_of": ["integrity"]}, False),
    ("84", {"83": "c"}, {}, True), ("84", {"83": "b"}, {}, False),
    ("86", {"85": "n"}, {}, True), ("86", {"85": "d"}, {}, False),
    ("98", {}, {"individuals_decision": "told"}, True), ("98", {}, {"individuals_decision": "will_tell"}, False),
    ("99", {"97": "b"}, {}, True), ("99", {"97": "b1"}, {}, False),
    ("100", {"97": "e"}, {}, True), ("100", {"97": "d"}, {}, False),
    ("101", {"97": "e"}, {}, True), ("101", {"97": "a"}, {}, False),
    ("102", {"97": "a"}, {}, True), ("102", {"97": "b"}, {}, False),
    ("103", {"97": "a", "102": "b"}, {}, True), ("103", {"97": "a", "102": "a"}, {}, False),
    ("104", {"97": "a"}, {}, True), ("104", {"97": "d"}, {}, False),
    ("105", {"97": "a"}, {}, True), ("105", {"97": "e"}, {}, False),
    ("106", {"97": "a"}, {}, True), ("106", {"97": "b1"}, {}, False),
    ("111", {"109": "a"}, {}, True), ("111", {"110": "a"}, {}, True), ("111", {"109": "b", "110": "c"}, {}, False),
    ("113", {}, {}, True), ("113", {}, {"established_in": ["US"]}, False),
    ("114", {"113": "a"}, {}, True), ("114", {"113": "b"}, {}, False),
    ("115", {"113": "a"}, {}, True), ("115", {"113": "c"}, {}, False),
    ("116", {"113": "a"}, {}, True), ("116", {}, {}, False),
    ("117", {"113": "a"}, {}, True), ("117", {}, {}, False),
    ("118", {"113": "a"}, {}, True), ("118", {"113": "b"}, {}, False),
    ("120", {}, {"established_in": ["US"]}, True), ("120", {}, {}, False),
    ("121", {"120": "a"}, {"established_in": ["US"]}, True), ("121", {"120": "a"}, {}, False),
    ("122", {"120": "a"}, {"established_in": ["US"]}, True), ("122", {"120": "b"}, {"established_in": ["US"]}, False),
    ("123", {"120": "a"}, {"established_in": ["US"]}, True), ("123", {}, {"established_in": ["US"]}, False),
    ("126", {"125": ["a", "j"]}, {}, True), ("126", {"125": ["a"]}, {}, False),
    ("5", {}, {"notice_stage": "withdrawal"}, True), ("5", {}, {"notice_stage": "final"}, False),
    ("6", {}, {"notice_stage": "final"}, True), ("6", {}, {}, False),
]  # fmt: skip
"""A field, what is answered and stated, and whether it is shown then."""


def test_every_condition_is_tried_both_ways_and_the_schema_agrees() -> None:
    seen: dict[str, set[bool]] = {}
    rules = {
        rule["then"]["properties"]["answers"]["required"][0]: Draft202012Validator(rule)
        for rule in json_schema(edpb())["allOf"]
        if "else" in rule
    }
    for field, given, facts, shown in SHOWN:
        made = filled(given, **facts).filled
        assert (field in made.answers) is shown, (field, given, facts)
        held = {n: list(one) if isinstance(one, tuple) else one for n, one in made.answers.items()}
        other = {n: one for n, one in held.items() if n != field} | ({} if shown else {field: "x"})
        assert rules[field].is_valid({"circumstances": made.circumstances, "answers": held}), (field, given, facts)
        assert not rules[field].is_valid({"circumstances": made.circumstances, "answers": other}), (field, given, facts)
        seen.setdefault(field, set()).add(shown)
    assert seen == {one.n: {True, False} for one in edpb().fields if one.shown is not None}


CHOSEN: dict[str, list[tuple[str, dict[str, Any]]]] = {
    "14": [("a", {}), ("b", {"regulated_as": ["public_authority"]})],
    "38": [("a", {"kind": "vendor"}), ("a", {"roles": ["joint_controller"]})],
    "44": [
        ("a", {"occurred_from": "2026-11-17T01:00", "occurred_to": "2026-11-17T23:00"}),
        ("b", {"occurred_from": "2026-11-17T23:00", "occurred_to": "2026-11-18T01:00"}),
        ("e", {"not_known_yet": ["occurred_from"], "notice_stage": "initial"}),
    ],
    "50": [("a", {"found_by_outsider": False}), ("b", {"informed_at": "2026-11-20T08:00"})],
    "56": [("a", {"exfiltration": "confirmed"}), ("a", {"acquired": True}),
           ("c", {"exfiltration": "excluded", "acquired": False})],
    "57": [("a", {"protection": "encrypted_key_safe"}), ("b", {"protection": "encrypted_key_taken"}),
           ("c", {"protection": "unprotected"})],
    "59": [("a", {"recovery_time": "complete"}), ("b", {"recovery_time": "not_recoverable"})],
    "60": [
        ("a", {"kind": "insider"}), ("b", {"kind": "ransomware"}), ("c", {"kind": "web-skimming"}),
        ("f", {"kind": "business-email-compromise"}), ("g", {"kind": "crm-export"}),
        ("i", {"kind": "lost-device", "form_of_data": ["electronic"]}),
        ("l", {"kind": "other", "misdirection": "letter"}),
        ("n", {"kind": "cloud-storage"}), ("o", {"kind": "lost-device", "form_of_data": ["paper"]}),
        ("r", {"kind": "misdirected-message", "misdirection": "wrong_address"}),
        ("s", {"kind": "misdirected-message", "misdirection": "open_cc"}),
    ],
    "61": [("a", {"kind": "misdirected-message", "malicious": False}), ("b", {"kind": "insider", "malicious": True}),
           ("d", {"malicious": True}), ("e", {"not_known_yet": ["malicious"], "notice_stage": "initial"})],
    "65": [
        ("a", {"people_kinds": ["prospects"]}), ("b", {"people_kinds": ["applicants"]}),
        ("d", {"people_kinds": ["children"]}), ("e", {"people_kinds": ["patients"]}),
        ("f", {"people_kinds": ["students"]}), ("h", {"people_kinds": ["users"]}),
        ("i", {"people_kinds": ["vulnerable_adults"]}), ("j", {"people_kinds": ["members"]}),
        ("k", {"not_known_yet": ["people_kinds"], "notice_stage": "initial"}),
    ],
    "67": [("a", {"people": {"DE": 5}}), ("b", {"people": {"DE": "5-9"}}),
           ("d", {"people": {"DE": "some"}, "notice_stage": "initial"})],
    "72": [("a", {"records": 5}), ("b", {"records": "5-9"}),
           ("d", {"not_known_yet": ["records"], "notice_stage": "initial"})],
    "70": [
        ("a", {"data": ["birth_date"]}), ("b", {"data": ["phone"]}), ("c", {"data": ["biometric"]}),
        ("d", {"data": ["criminal"]}), ("e", {"data": ["political"]}), ("f", {"data": ["ethnicity"]}),
        ("g", {"data": ["religion"]}), ("h", {"data": ["sex_life"]}), ("i", {"data": ["union"]}),
        ("j", {"data": ["genetic"]}), ("k", {"data": ["health"]}), ("l", {"data": ["income"]}),
        ("n", {"data": ["passport"]}), ("o", {"data": ["location"]}), ("q", {"data": ["card_number"]}),
        ("s", {"data": ["credentials"]}), ("t", {"not_known_yet": ["data"], "notice_stage": "initial"}),
        ("u", {"data": ["purchase"]}),
    ],
    "87": [("a", {"consequence": "limited"}), ("b", {"consequence": "significant"}), ("c", {"consequence": "severe"})],
    "89": [("a", {"risk": "high"}), ("b", {"risk": "likely"}), ("c", {"risk": "unlikely"})],
    "97": [
        ("a", {"individuals_decision": "told"}),
        ("a", {"individuals_decision": "public_notice", "individuals_told_at": "2026-11-20T12:00"}),
        ("b", {"individuals_decision": "will_tell", "individuals_told_at": "2026-11-22T12:00"}),
        ("b1", {"individuals_decision": "will_tell"}),
        ("c", {"individuals_decision": "undecided", "notice_stage": "initial"}),
        ("d", {"individuals_decision": "not_high_risk"}), ("e", {"individuals_decision": "risk_removed"}),
    ],
    "100": [("a", {"individuals_decision": "unintelligible"}), ("b", {"individuals_decision": "risk_removed"})],
    "104": [("b", {"individuals_decision": "public_notice", "individuals_told_at": "2026-11-20T12:00"})],
}  # fmt: skip
"""By field, each option that facts choose, with facts that do. 3, 4 and 55 have tests of their own."""


def test_each_option_is_chosen_by_facts_or_only_by_a_person() -> None:
    for field, rows in CHOSEN.items():
        for option, facts in rows:
            found = answers(**facts)[field]
            assert found == ((option,) if isinstance(found, tuple) else option), (field, facts, found)
    by_facts = {(one.n, key) for one in edpb().fields for key, option in one.options.items() if option.when}
    tried = {(field, option) for field, rows in CHOSEN.items() for option, _facts in rows}
    assert by_facts - tried == {(n, key) for n in ("3", "4", "55") for key in edpb().by_number[n].options}


def test_where_no_fact_chooses_an_option_the_field_is_listed_until_a_person_answers_it() -> None:
    asked = [one.n for one in edpb().fields if one.options and not any(o.when for o in one.options.values())]
    draft = filled({"113": "a", "97": "a"}, established_in=["DE"])
    listed = {gap.field.n for gap in draft.filled.gaps if gap.field}
    assert {n for n in asked if n in draft.filled.answers} - listed == {"113"}
    for field, given, says in (("75", "c, h", ("c", "h")), ("94", "Data encryption", ("d",)), ("23", "dpo", "a")):
        assert answers({field: given})[field] == says
    with pytest.raises(Unreadable, match=r"Choose one of these: a, b, c\."):
        answers({"23": "x"})


def test_nothing_known_answers_nothing_and_every_field_shown_is_listed() -> None:
    nothing: dict[str, Any] = {**dict.fromkeys(FACTS), "zone": "Europe/Berlin"}
    draft = filled(**nothing)
    made = document(draft)
    assert set(made["answers"].values()) == {None}
    assert made["circumstances"] == {"late": None, "in_eea": None, "outside_eea": None}
    listed = made["still_needed"]
    assert [one["field"] for one in listed if one["field"]] == list(made["answers"])
    assert [one["facts"] for one in listed if not one["field"]] == [
        ["aware_at"],
        ["established_in"],
        ["established_in"],
    ]
    assert made["complete"] is False


def test_to_be_determined_only_where_the_notification_is_incomplete() -> None:
    unknown: dict[str, Any] = {"not_known_yet": ["people", "occurred_from"], "next_update_on": "2026-11-27", "now": NOW}
    first, whole = filled(notice_stage="initial", **unknown), filled(notice_stage="complete", **unknown)
    assert (first.filled.answers["67"], first.filled.answers["44"]) == ("d", "e")
    assert (whole.filled.answers["67"], whole.filled.answers["44"]) == (None, None)
    gap = next(one for one in whole.filled.gaps if one.field and one.field.n == "67")
    assert (gap.facts, gap.later) == (("people",), True)
    closed = filled({"44": "e"})
    said = next(str(one.because) for one in closed.filled.gaps if one.field and one.field.n == "44")
    assert said == "“To be determined” can't be chosen here"


def test_a_range_is_no_number_and_a_best_guess_is_one() -> None:
    ranged = filled(people={"DE": "300-900"})
    assert (ranged.filled.answers["67"], ranged.filled.answers["68"]) == ("b", None)
    gap = next(one for one in ranged.filled.gaps if one.field and one.field.n == "68")
    assert str(gap.because) == "the record has no single number: Germany: 300 to 900"
    guessed = {"DE-BY": 1000, "FR": {"min": 300, "best": 450, "max": 900}, "US-CA": 50}
    made = answers({"113": "a"}, people=guessed)
    assert (made["67"], made["68"]) == ("b", 1500)
    assert (made["116"], made["117"]) == (("DE", "FR"), {"DE": 1000, "FR": 450})  # California is not in the EEA


def test_a_text_in_another_language_answers_nothing() -> None:
    law, kind = shipped.law(), shipped.templates().notices["gdpr-authority"]
    said = {"en": "We closed the account that was used.", "de": "Wir haben das Konto gesperrt, das benutzt wurde."}
    stated = read_facts(
        law.vocabulary, law.places, {**FACTS, "how_found": said["de"]}, "test", NOW, zone="Europe/Berlin"
    )
    draft = draft_form(shipped.templates(), kind, stated, law, now=NOW, zone=BERLIN, language="en")
    gap = next(one for one in draft.filled.gaps if one.field and one.field.n == "51")
    assert str(gap.because) == "it is written in German; this form needs it in English"


HOSTILE = '[[MISSING: x]] | a"}],\u202e <b>\\ =cmd() {{ facts.zone }} ![i](http://x)\n| --- |'


def test_hostile_text_stays_text_in_every_format() -> None:
    draft = filled(how_found=HOSTILE, organisation_name="A | B")
    made = json.loads(form_document(draft, "").as_file("json"))
    assert made["answers"]["12"] == "A | B"
    assert made["answers"]["51"].startswith('[[MISSING: x]] | a"}],')
    markdown = form_document(draft, "").as_file("md").decode()
    row = next(line for line in markdown.splitlines() if line.startswith("| 51 |"))
    assert row.count(" | ") == 4 - 1  # the cells of one row, and none more
    assert "\\[\\[MISSING: x\\]\\]" in row
    assert "\u202e" not in row


def complete() -> Iterator[tuple[str, Any]]:
    """An answer to everything that is still needed, by type."""
    by_type = {"string": "As told.", "integer": "7", "boolean": True, "date": "2026-11-20", "places": ["DE"],
               "date-time": "2026-11-20T09:00", "numbers": {"DE": 7}}  # fmt: skip
    for one in edpb().fields:
        if one.options:
            yield one.n, next(key for key, option in one.options.items() if option.only is None)
        else:
            yield one.n, by_type[one.type]


def test_a_form_with_an_answer_to_everything_is_complete_and_a_gap_makes_it_incomplete() -> None:
    made = document(filled(dict(complete())))
    assert made["complete"] is True
    assert [one for one in made["still_needed"] if one["demanded"]] == []
    validator = Draft202012Validator(json_schema(edpb()))
    assert validator.is_valid(made)
    assert not validator.is_valid({**made, "answers": {**made["answers"], "62": None}})
    assert not validator.is_valid({**made, "answers": {**made["answers"], "3": "z"}})
    assert not validator.is_valid({**made, "answers": {**made["answers"], "999": "x"}})
    assert not validator.is_valid({**made, "template": {**made["template"], "version": "2.0"}})
    assert validator.is_valid({**made, "complete": False, "answers": {**made["answers"], "62": None}})


def test_the_reporting_person_is_the_contact_point_only_where_the_form_says_so() -> None:
    contact: dict[str, Any] = {
        "contact_point_name": "Mara Lindqvist",
        "contact_point_email": "m@b.example",
        "contact_point_phone": "1",
    }
    assert answers(**contact)["21"] is None
    assert answers({"33": "b"}, **contact)["21"] == "Mara Lindqvist"
    assert answers({"23": "a", "33": "a"}, **contact)["22"] == "m@b.example\n1"
    assert answers({"33": "a"}, **contact)["30"] == "Mara Lindqvist"
    assert answers({"33": "c"}, **contact)["34"] == "Mara Lindqvist"


def test_moments_have_the_offset_of_the_incident_and_days_are_its_days() -> None:
    told: dict[str, Any] = {"individuals_decision": "told", "individuals_told_at": "2026-11-20T23:30:00Z"}
    made = answers(occurred_from="2026-07-01T12:00", occurred_to="2026-11-17T12:00", **told)
    assert (made["46"], made["47"]) == ("2026-07-01T12:00:00+02:00", "2026-11-17T12:00:00+01:00")
    assert (made["48"], made["98"]) == ("2026-11-20T09:00:00+01:00", "2026-11-21")


REPLAYS: Mapping[str, Mapping[str, Any]] = {
    "British Airways, 2018": {
        "zone": "Europe/London", "kind": "web-skimming", "aware_at": "2018-09-05T22:00+01:00",
        "occurred_from": "2018-06-22T00:00+01:00", "occurred_to": "2018-09-05T20:00+01:00",
        "contained_at": "2018-09-05T21:00+01:00", "people": {"GB": 429612}, "risk": "high",
        "data": ["names", "postal_address", "card_number", "card_cvv"], "established_in": ["GB"],
        "notice_stage": "complete",
    },
    "Booking.com, 2019": {
        "zone": "Europe/Amsterdam", "kind": "business-email-compromise", "aware_at": "2019-01-13T12:00+01:00",
        "data": ["names", "phone", "email"], "people": {"NL": 4109}, "risk": "high", "established_in": ["NL"],
        "notice_stage": "complete",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("replay", "now", "expected", "missing"),
    [
        ("British Airways, 2018", datetime(2018, 9, 6, 15, 30, tzinfo=UTC),
         {"44": "b", "60": ("c",), "67": "a", "68": 429612, "70": ("a", "b", "q"), "89": "a"},
         {"12", "51", "62", "113"}),
        ("Booking.com, 2019", datetime(2019, 2, 7, 10, 0, tzinfo=UTC),
         {"44": None, "60": ("f",), "67": "a", "68": 4109, "70": ("a", "b"), "89": "a"}, {"12", "44", "49", "113"}),
    ],
)  # fmt: skip
def test_both_replays_make_a_valid_form_that_names_what_is_missing(
    replay: str, now: datetime, expected: Mapping[str, Answer], missing: set[str]
) -> None:
    draft = filled(now=now, **{**dict.fromkeys(FACTS), **REPLAYS[replay]})
    made = document(draft)
    assert {n: draft.filled.answers[n] for n in expected} == expected
    assert missing <= {one["field"] for one in made["still_needed"] if one["demanded"]}
    assert made["circumstances"]["in_eea"] is True  # the United Kingdom was a member then
    assert made["circumstances"]["late"] is (replay == "Booking.com, 2019")


def test_a_form_that_does_not_hold_together_is_refused() -> None:
    whole = edpb().model_dump(by_alias=False)

    def with_field(**changes: Any) -> dict[str, Any]:
        first = {
            "n": "1",
            "section": "1",
            "label": "A",
            "type": "choice",
            "needed": "no",
            "options": {"a": {"label": "A"}},
        }
        return {**whole, "fields": [{**first, **changes}]}

    for changes, says in (
        ({"shown": {"field": "9", "is": ["a"]}}, "there is no field 9"),
        ({"shown": {"circumstance": "x"}}, "there is no circumstance 'x'"),
        ({"shown": {"field": "1", "is": ["b"]}}, "field 1 can't be 'b'"),
        ({"shown": {"field": "1", "is": ["a"]}}, "field 1 waits for itself"),
        ({"type": "string"}, "a choice has options"),
        ({"shown": {"field": "1"}}, "write one of"),
    ):
        with pytest.raises(ValueError, match=says):
            AuthorityForm.model_validate(with_field(**changes))


@pytest.mark.parametrize(
    ("notice", "kind", "shown", "hidden"),
    [
        ("dora-initial", ("1(a)", "a"), {"1(e)", "2(d) criteria", "2(h)", "5(3)"}, {"3(b)", "4(a)"}),
        ("dora-intermediate", ("1(a)", "b"), {"1(e)", "3(b)", "3(k)"}, {"2(a)", "4(a)"}),
        ("dora-final", ("1(a)", "c"), {"1(e)", "4(a)", "4(e)"}, {"2(a)", "3(b)"}),
        (
            "nis2-early-warning",
            ("23(4)", "a"),
            {"23(4)(a) acts", "23(4)(a) borders"},
            {"23(4)(b) severity", "23(4)(c)"},
        ),
        ("nis2-notification", ("23(4)", "b"), {"23(4)(a) acts", "23(4)(b) severity"}, {"23(4)(c)", "23(4)(d)(ii)"}),
        ("nis2-progress", ("23(4)", None), {"23(1) entity"}, {"23(4)(a) acts", "23(4)(c)", "23(4)(d)(ii)"}),
        ("nis2-final", ("23(4)", "d"), {"23(4)(d)(ii)", "23(4)(d)(iii)"}, {"23(4)(a) acts", "23(4)(b) severity"}),
    ],
)
def test_the_reports_under_dora_and_nis2_have_the_fields_of_their_stage(
    notice: str, kind: tuple[str, str | None], shown: set[str], hidden: set[str]
) -> None:
    draft = filled(notice=notice, classified_at="2026-11-21T06:00", malicious=True, sector_authority="BSI")
    made = document(draft)
    assert made["answers"][kind[0]] == kind[1]
    assert shown <= made["answers"].keys()
    assert not hidden & made["answers"].keys()


def test_what_the_delegated_regulation_lists_and_the_notice_requires_is_in_the_form() -> None:
    for notice in ("dora-initial", "dora-intermediate", "dora-final"):
        listed = {one.fact for one in shipped.templates().notices[notice].requires if "2025/301" in one.cites}
        answered = {name for n in filled(notice=notice).filled.answers for name in form("dora").by_number[n].facts}
        assert listed - answered <= {"delay_reasons", "incident_reference"}, (
            notice
        )  # shown once late; in the initial one


def test_a_progress_report_is_one_on_request_or_one_on_an_incident_that_is_not_over() -> None:
    for option in ("c", "e"):
        made = filled({"23(4)": option}, notice="nis2-progress", changes_since="The service works again.")
        assert made.filled.answers["23(4)(c)"] == "The service works again."


@pytest.mark.parametrize(("aware", "classified", "late"), [
    ("2026-11-21T09:00", "2026-11-21T07:01", False), ("2026-11-21T09:00", "2026-11-21T06:59", True),
    ("2026-11-20T10:59", "2026-11-20T12:00", True), ("2026-11-19T10:00", "2026-11-21T09:00", False),
])  # fmt: skip
def test_an_initial_notification_is_late_after_four_hours_or_a_day(aware: str, classified: str, late: bool) -> None:
    """Four hours from the classification, one day from awareness; whoever classifies later has four hours."""
    made = filled(notice="dora-initial", aware_at=aware, classified_at=classified).filled
    assert made.circumstances["late"] is late
    assert ("5(3)" in made.answers) is late


def test_of_the_facts_that_choose_an_option_those_not_known_yet_are_named() -> None:
    draft = filled(aware_at="2026-11-20T09:00", notice="dora-initial")
    asked = {gap.field.n if gap.field else gap.label: gap.facts for gap in draft.filled.gaps}
    assert asked["Whether the time limit for this report has passed"] == ("classified_at",)
    listed = {gap.field.n: gap.facts for gap in filled().filled.gaps if gap.field}
    assert listed["61"] == ("malicious",)  # the kind is known
    assert listed["50"] == ("found_by_outsider", "informed_at")


def test_a_form_that_names_what_is_not_there_has_faults(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "notify_templates/forms/nis2.yaml").read_text(encoding="utf-8")
    wrong = text.replace("facts: [organisation_name]", "facts: [organisation_nam]").replace("nis2-final", "nis2-finale")
    wrong = wrong.replace("facts: [aware_at]", "facts: [aware_at], within: EEEA").replace("malicious]", "malicius]")
    (tmp_path / "nis2.yaml").write_text(wrong, encoding="utf-8")
    (tmp_path / "other.yaml").write_text(text, encoding="utf-8")
    files = {"forms/nis2.yaml": str(tmp_path / "nis2.yaml"), "forms/other.yaml": str(tmp_path / "other.yaml")}
    changed = shipped.templates().model_copy(update={"files": files, "notices": {}, "hash": "changed"})
    said = [str(fault) for fault in form_faults(changed, shipped.law().vocabulary, shipped.law().places)]
    for words in ("'organisation_nam' is no fact", "'malicius' is no fact", "'EEEA' is no place", "name of its file"):
        assert [one for one in said if words in one], (words, said)


def test_answers_of_the_organization_that_a_form_cannot_take_are_named_with_their_line(tmp_path: Path) -> None:
    file = tmp_path / "organisation.yaml"
    file.write_text(
        "name: Ours\nform_answers:\n  edpb:\n    23: DPO\n    15: z\n    999: 1\n  none: {}\n", encoding="utf-8"
    )
    found, _law = load_organisation(file, shipped.law())
    faults = list(answer_faults(found, read(file), shipped.templates()))
    assert [fault.line for fault in faults] == [5, 6, 7]
