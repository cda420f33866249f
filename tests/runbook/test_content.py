"""The shipped runbooks: complete in four phases, without dead ends whatever the facts, and readable."""

import itertools
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from bot.law.conditions import reads
from bot.law.evaluation import evaluate
from bot.law.vocabulary import Vocabulary
from bot.runbook.checks import fact_combinations
from bot.runbook.links import linked
from bot.runbook.model import Phase, Runbook, RunbookFile, SkipRule
from bot.runbook.simulation import simulate
from bot.runbook.step_due import Milestone, WorkCalendar
from bot.strict import parse, read
from tests import shipped

ROOT = Path(__file__).parents[2]
RUNBOOKS = shipped.runbooks()
VOCABULARY = parse(Vocabulary, read(ROOT / "regulations/vocabulary.yaml"))
KINDS = sorted(RUNBOOKS)
OPENED = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
CALENDAR = WorkCalendar(ZoneInfo("Europe/Berlin"), lambda day: day.weekday() < 5)


def facts_used(book: Runbook) -> tuple[str, ...]:
    names = {name for step in book.steps if step.when for name in reads(step.when)}
    return tuple(sorted(names - LISTS[0].keys()))


LISTS: tuple[dict[str, list[str]], ...] = (
    {"data": [], "regulated_as": []},
    {"data": ["ssn", "credentials"], "regulated_as": ["sec_registrant"]},
)
"""Of the long lists: nothing, and what conditions ask about."""


def worlds(book: Runbook) -> Iterator[dict[str, Any]]:
    """Every combination of the facts that the conditions use, with and without what the long lists may hold."""
    for facts in fact_combinations(facts_used(book), VOCABULARY):
        yield from ({**facts, **lists} for lists in LISTS)


def answers(book: Runbook) -> Iterator[dict[str, str]]:
    """Every combination of answers to decisions that one step depends on together. Decisions that no step combines are
    independent, and vary side by side."""
    together: list[set[str]] = []
    for step in book.steps:
        if named := set(step.if_decided):
            apart = [group for group in together if not group & named]
            together = [*apart, named.union(*(group for group in together if group & named))]
    combined = [list(_combinations(book, sorted(group))) for group in together]
    for number in range(max(map(len, combined))):
        yield {step_id: answer for one in combined for step_id, answer in one[number % len(one)].items()}


def _combinations(book: Runbook, decisions: list[str]) -> Iterator[dict[str, str]]:
    options = []
    for step_id in decisions:
        step = book.step(step_id)
        assert step
        assert step.decision
        options.append([answer for answer in step.decision.options if answer not in step.decision.stays_open_on])
    for chosen in itertools.product(*options):
        yield dict(zip(decisions, chosen, strict=True))


def evaluation(facts: dict[str, Any]) -> Any:
    return lambda condition: evaluate(condition, facts) is True


@pytest.mark.parametrize("kind", KINDS)
def test_no_combination_of_facts_and_answers_leads_to_a_dead_end_and_every_step_is_reached_by_some(kind: str) -> None:
    book, reached = RUNBOOKS[kind], set()
    every = {step.id for step in book.steps}
    for facts in worlds(book):
        for chosen in answers(book):
            found = simulate(book, evaluation(facts), OPENED, CALENDAR, chosen)
            assert not found.stuck, (facts, chosen)
            played = {each.step.id for each in found.planned}
            assert played | {one.step.id for one in found.set_aside} == every
            reached |= played
    assert reached == every


@pytest.mark.parametrize("kind", KINDS)
def test_unknown_facts_lead_to_no_dead_end_either(kind: str) -> None:
    book = RUNBOOKS[kind]
    found = simulate(book, lambda _: None, OPENED, CALENDAR)
    assert not found.stuck
    assert {one.step.id for one in found.may_apply} <= {step.id for step in book.steps if step.when}


@pytest.mark.parametrize("kind", KINDS)
def test_every_phase_has_its_steps(kind: str) -> None:
    counted = {phase: len(RUNBOOKS[kind].phase(phase)) for phase in Phase}
    least = 12 if kind == "other" else 15
    assert min(counted.values()) >= least, counted


@pytest.mark.parametrize("kind", KINDS)
def test_a_step_comes_after_what_it_needs_in_its_phase(kind: str) -> None:
    for phase in Phase:
        above: set[str] = set()
        here = {step.id for step in RUNBOOKS[kind].phase(phase)}
        for step in RUNBOOKS[kind].phase(phase):
            assert here & set(step.needs) <= above, step.id
            above.add(step.id)


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_says_what_to_do_and_why_and_what_proves_it(kind: str) -> None:
    for step in RUNBOOKS[kind].steps:
        assert step.do.endswith((".", "?")), step.id
        assert step.why.endswith("."), step.id
        assert step.evidence, step.id
        assert not step.warning or step.warning.endswith((".", '".')), step.id


@pytest.mark.parametrize("kind", KINDS)
def test_titles_are_short_unique_imperatives(kind: str) -> None:
    titles = [step.title for step in RUNBOOKS[kind].steps]
    assert len(set(titles)) == len(titles)
    for title in titles:
        assert re.match(r"[A-Z][a-z-]+ ", title), title
        assert not title.endswith((".", "?")), title


@pytest.mark.parametrize("kind", KINDS)
def test_every_milestone_that_steps_count_from_is_marked_or_asked_by_a_step(kind: str) -> None:
    marked = {step.marks for step in RUNBOOKS[kind].steps}
    assert {Milestone.CONTAINED, Milestone.SCOPE_KNOWN, Milestone.CLOSED} <= marked
    asked = {name for step in RUNBOOKS[kind].steps for name in step.asks}
    assert "aware_at" in asked


@pytest.mark.parametrize("kind", KINDS)
def test_every_fact_that_a_condition_uses_is_asked_or_decided_by_a_step(kind: str) -> None:
    asked = {name for step in RUNBOOKS[kind].steps for name in linked(step)}
    assert {*facts_used(RUNBOOKS[kind]), *LISTS[0]} <= asked


@pytest.mark.parametrize("kind", KINDS)
def test_the_kind_is_one_that_can_be_chosen_when_opening(kind: str) -> None:
    assert kind in VOCABULARY["kind"].choices


def test_every_kind_that_can_be_chosen_has_its_runbook() -> None:
    assert set(VOCABULARY["kind"].choices) == set(RUNBOOKS)


@pytest.mark.parametrize("kind", KINDS)
def test_the_record_the_decisions_and_the_register_cannot_be_skipped(kind: str) -> None:
    never = {step.id for step in RUNBOOKS[kind].steps if step.skip is SkipRule.NEVER and step.origin == "core"}
    assert {"C01", "C02", "C05", "N04", "N06", "N09", "N18"} <= never


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_command_decides_is_decided_by_its_step_too(kind: str) -> None:
    steps = {step.id: linked(step) for step in RUNBOOKS[kind].steps}
    assert {"severity"} <= steps["C03"]
    assert {"aware_at"} <= steps["C05"]
    assert {"data", "protection"} <= steps["N02"]
    assert {"people"} <= steps["N03"]
    assert {"risk"} <= steps["N04"]
    assert {"hold"} <= steps["N12"]
    assert {"contained_at"} <= steps["C08"]
    groups = {step.id: step.duties for step in RUNBOOKS[kind].steps if step.decision and step.decision.declines}
    assert groups == {"N06": "authorities", "N08": "contracts", "N09": "people"}


@pytest.mark.parametrize("kind", KINDS)
def test_not_to_notify_takes_two_people_wherever_it_is_decided(kind: str) -> None:
    for step in RUNBOOKS[kind].steps:
        if step.decision and step.decision.declines:
            assert step.decision.two_people, step.id


NOT_EVERYWHERE = {"scribe", "finance", "support"}  # roles that an organization may well not have filled


@pytest.mark.parametrize("kind", KINDS)
def test_what_takes_two_people_can_be_confirmed_by_another_role_than_the_decider(kind: str) -> None:
    """Also where the step is for some roles only, and whichever of its roles decides first."""
    for step in RUNBOOKS[kind].steps:
        seconds = step.decision.seconds if step.decision else ()
        for wanted, firsts in ((seconds, step.decision.by if step.decision else ()), (step.skippers, step.skippers)):
            allowed = set(wanted) & set(step.restricted_to or wanted)
            for first in firsts if wanted else ():
                assert allowed - {first} - NOT_EVERYWHERE, f"{step.id}: nobody confirms what {first} decides"


def test_sending_waits_for_the_containment_gate_and_the_authority_form_does_not() -> None:
    for book in RUNBOOKS.values():
        send, form = book.step("N15"), book.step("N07")
        assert send
        assert form
        assert "C13" in send.needs
        assert not {need for need in form.needs if need.startswith("C")}


def test_nothing_is_reconnected_before_the_gate() -> None:
    reconnecting = {"ransomware": "r52", "vendor": "v50"}
    for kind, step_id in reconnecting.items():
        step = RUNBOOKS[kind].step(step_id)
        assert step
        assert "C13" in step.needs


GATED = {
    "core": {
        "N07": "sending", "N08": "sending", "N13": "sending", "N15": "sending", "P03": "destroying",
        "I14": "paying", "N14": "paying", "N16": "paying", "C19": "reconnecting",
    },
    "business-email-compromise": {"b4": "destroying", "b21": "sending"},
    "crm-export": {"a21": "sending", "a22": "paying", "a26": "paying"},
    "leaked-secrets": {"e4": "destroying", "e21": "sending"},
    "lost-device": {"d4": "destroying"},
    "misdirected-message": {"m21": "sending"},
    "opt-out-failure": {"o22": "sending"},
    "ransomware": {
        "r3": "destroying", "r21": "paying", "r22": "sending", "r23": "sending", "r26": "paying",
        "r52": "reconnecting", "r54": "reconnecting",
    },
    "vendor": {"v50": "reconnecting"},
    "web-skimming": {
        "w6": "destroying", "w20": "sending", "w21": "sending", "w22": "sending", "w23": "paying", "w30": "paying",
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_the_gates_are_these_few_and_nothing_that_stops_a_loss_is_gated(kind: str) -> None:
    found = {step.id: str(step.gate) for step in RUNBOOKS[kind].steps if step.gate}
    core = {step_id: gate for step_id, gate in GATED["core"].items() if step_id not in RUNBOOKS[kind].dropped}
    assert found == {**core, **GATED.get(kind, {})}


@pytest.mark.parametrize("kind", KINDS)
def test_evidence_is_destroyed_only_after_it_was_saved(kind: str) -> None:
    """Each waits for the step that saves what it destroys, or for the order to preserve."""
    saved = {"P03": "I03", "b4": "b2", "e4": "C06", "d4": "d2", "r3": "r1", "w6": "w2"}
    for step in RUNBOOKS[kind].steps:
        if step.gate == "destroying":
            assert saved[step.id] in step.needs


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_that_others_come_after_says_what_is_lost_without_it(kind: str) -> None:
    book = RUNBOOKS[kind]
    assert all(need.why for step in book.steps for i in step.needs if (need := book.step(i)))


def before(kind: str, step_id: str) -> set[str]:
    """Every step that it is to come after, at any distance."""
    steps = {step.id: step for step in RUNBOOKS[kind].steps}
    found, ahead = set[str](), [step_id]
    while ahead:
        needs = set(steps[ahead.pop()].needs) - found
        found |= needs
        ahead += needs
    return found


HIRING = re.compile(
    r"\b(hir(e|es|ing)|engag(e|es|ing)|retain|contract with|commission|provider|firm|agenc(y|ies)"
    r"|call center|mailing house|translator|negotiator|investigator|outside counsel"
    r"|credit (monitoring|or identity protection))\b",
    re.IGNORECASE,
)
"""Words of a step that may hire someone. “Order” is none of them: what is ordered here is always an act."""
HIRES_NOBODY = {
    "C04": "the sign-in provider may be compromised",
    "C08": "the provider's log is only read",
    "C09": "it is the call itself",
    "C14": "counsel comes first, and is engaged even when the insurer can't be reached",
    "a7": "the provider of the service in use",
    "a24": "names are looked up before anyone is paid",
    "r24": "names are looked up before anyone is paid",
    "e7": "the provider of the service in use",
    "o54": "terms for who works for us already",
    "r7": "the provider of the service in use",
    "r53": "agreed for the next attack, when there is time to ask",
    "v34": "the vendor is asked for it, and pays for it",
}
"""Steps that use such a word and wait for no insurer, each with why."""


def hiring(kind: str) -> set[str]:
    """The steps whose words say that someone may be hired or paid."""
    return {step.id for step in RUNBOOKS[kind].steps if HIRING.search(f"{step.title} {step.do}")}


@pytest.mark.parametrize("kind", KINDS)
def test_whoever_hires_calls_the_insurer_first(kind: str) -> None:
    """The bot tells no one to hire before; a payment waits for the decision, which waits for the insurer."""
    for step_id in hiring(kind) - HIRES_NOBODY.keys():
        step = RUNBOOKS[kind].step(step_id)
        assert step
        assert step.gate == "paying", step.title
        assert "C09" in {*step.needs, *(need for one in step.if_decided for need in before(kind, one))}, step.title
    assert {"N14", "N16", "I14"} <= hiring(kind) | RUNBOOKS[kind].dropped.keys()


def test_no_step_is_excused_that_is_not_there_or_needs_no_excuse() -> None:
    assert HIRES_NOBODY.keys() <= set().union(*map(hiring, KINDS))


@pytest.mark.parametrize("kind", KINDS)
def test_counsel_hires_the_forensic_firm(kind: str) -> None:
    assert "C14" in before(kind, "I14") & before(kind, "I02") & before(kind, "I03")


@pytest.mark.parametrize(("kind", "decides", "pays"), [("ransomware", "r21", "r26"), ("crm-export", "a22", "a26")])
def test_no_one_pays_before_counsel_the_sanctions_check_and_the_police_report(
    kind: str, decides: str, pays: str
) -> None:
    steps = {step.id: step for step in RUNBOOKS[kind].steps}
    needed = {i: steps[i].title for i in steps[pays].needs}
    (sanctions,) = (i for i, title in needed.items() if "sanctions" in title)
    (police,) = (i for i, title in needed.items() if "police" in title)
    assert {"C09", "C14", sanctions} <= set(steps[decides].needs)
    assert (steps[pays].gate, steps[pays].if_decided) == ("paying", {decides: ("pay",)})
    assert {"OFAC", "EU", "UK"} <= set(re.findall(r"[A-Z]{2,}", steps[sanctions].do))
    assert steps[police].evidence


def test_a_wire_is_recalled_within_the_hour() -> None:
    step = RUNBOOKS["business-email-compromise"].step("b9")
    assert step
    assert (str(step.due), step.if_decided) == ("60 minutes after opened", {"b5": ("yes",)})


@pytest.mark.parametrize("kind", KINDS)
def test_what_counts_in_the_first_hour_asks_only_for_what_is_possible_in_it(kind: str) -> None:
    steps = {step.id: step for step in RUNBOOKS[kind].steps}
    assert not any("notice" in what for what in steps["C06"].evidence)
    assert "hold notice" in steps["C16"].evidence
    if "C17" in steps and kind != "ransomware":
        assert steps["C17"].if_decided.keys() == {"C04"}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_brought_back_has_a_due_time(kind: str) -> None:
    for step in RUNBOOKS[kind].steps:
        assert step.due or step.gate != "reconnecting", step.id


def test_an_insider_is_not_warned_by_a_message_to_staff() -> None:
    step = RUNBOOKS["insider"].step("C11")
    assert step
    assert step.title == "Keep the circle small"
    assert step.restricted_to


def test_no_text_promises_or_blames() -> None:
    banned = re.compile(r"\b(simply|obviously|just do|ASAP|N/A|TODO|TBD)\b")
    for book in RUNBOOKS.values():
        for step in book.steps:
            assert not banned.search(f"{step.title} {step.do} {step.why} {step.warning}"), step.id


def test_a_runbook_survives_being_stored_and_read_back() -> None:
    for book in RUNBOOKS.values():
        again = Runbook.model_validate_json(book.model_dump_json())
        assert again == book
        assert again.hash == book.hash


def test_the_schema_for_editors_is_up_to_date() -> None:
    schema = ROOT / "runbooks/schema.json"
    assert json.loads(schema.read_text(encoding="utf-8")) == RunbookFile.model_json_schema()


def test_every_runbook_names_the_schema_for_editors() -> None:
    for kind in (*KINDS, "core"):
        first = (ROOT / f"runbooks/{kind}.yaml").read_text(encoding="utf-8").splitlines()[0]
        assert first == "# yaml-language-server: $schema=schema.json"


@pytest.mark.parametrize("kind", [*KINDS, "core"])
def test_the_schema_accepts_what_ships(kind: str) -> None:
    schema = Draft202012Validator(RunbookFile.model_json_schema())
    assert [error.message for error in schema.iter_errors(read(ROOT / f"runbooks/{kind}.yaml").value)] == []


def test_models_are_frozen() -> None:
    book = RUNBOOKS["vendor"]
    assert isinstance(book, BaseModel)
    with pytest.raises(ValueError, match="frozen"):
        book.steps[0].title = "Changed"  # type: ignore[misc]
