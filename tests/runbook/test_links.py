"""What a step shares with the record, and which of its answers state what."""

from pathlib import Path

import pytest

from bot.law.duty_terms import Addressees
from bot.runbook.links import DutyCounts, Recorded, against, answer_from, is_complete, stated_by
from bot.runbook.model import Step
from tests import shipped

ROOT = Path(__file__).parents[2]
RUNBOOKS = shipped.runbooks()


@pytest.mark.parametrize(
    ("kind", "step_id", "choice", "stated"),
    [
        ("other", "N04", "risk", {"risk": "likely"}),
        ("other", "C03", "4: a near miss", {"severity": 4}),
        ("other", "I07", "viewed", {"accessed": True}),  # whether it was also acquired stays open
        ("other", "I07", "reachable", {}),  # no trace of access is no proof that there was none
        ("vendor", "v21", "both", {"roles": ("controller", "processor")}),
        ("ransomware", "r31", "not known, assume yes", {}),
    ],
)
def test_an_answer_states_what_it_says_and_nothing_more(
    kind: str, step_id: str, choice: str, stated: dict[str, object]
) -> None:
    step = RUNBOOKS[kind].step(step_id)
    assert step
    assert step.decision
    assert stated_by(step.decision, choice) == stated


@pytest.mark.parametrize(
    ("duty_id", "group"),
    [
        ("eu-gdpr-33-1-authority", "authorities"),
        ("eu-gdpr-34-individuals", "people"),
        ("eu-gdpr-33-2-processor", "contracts"),
    ],
)
def test_a_duty_belongs_to_the_group_of_those_it_tells(duty_id: str, group: str) -> None:
    duty = next(one for one in shipped.law().duties if one.id == duty_id)
    assert duty.addressees == group


def step_of(**keys: object) -> Step:
    return Step.model_validate(
        {"id": "S1", "title": "Do the step", "do": "Do it.", "owner": "lead", "phase": "notify", "origin": "t", **keys}
    )


def decided(**keys: object) -> dict[str, object]:
    return {"question": "Go?", "options": ["go", "stay"], "by": ["dpo"], **keys}


def recorded(values: dict[str, object] | None = None, **duties: int) -> Recorded:
    return Recorded(values or {}, {Addressees.AUTHORITIES: DutyCounts(**duties)}, frozenset(values or {}))


ASKS = step_of(asks=["aware_at", "data"])
RISK = step_of(decision=decided(sets={"risk": {"go": "high", "stay": "unlikely"}}))
ROLES = step_of(decision=decided(sets={"roles": {"go": ["controller", "processor"]}}))
NOTIFY = step_of(duties="authorities", decision=decided(declines=["stay"]))
FILE = step_of(duties="authorities")


class TestWhatSpeaksAgainstAStep:
    def test_facts_that_it_asks_for_and_no_one_has_stated(self) -> None:
        assert against(ASKS, "", recorded({"data": ["names"]})) == ("aware_at",)
        assert against(ASKS, "", recorded({"data": ["names"], "aware_at": "2026-03-02T09:00Z"})) == ()

    def test_a_fact_that_is_no_longer_what_the_answer_states(self) -> None:
        assert against(RISK, "go", recorded({"risk": "unlikely"})) == ("risk",)
        assert against(RISK, "go", recorded({"risk": "high"})) == ()
        assert against(RISK, "go", recorded()) == ("risk",)  # taken back

    def test_a_list_is_the_same_in_any_order(self) -> None:
        assert against(ROLES, "go", recorded({"roles": ["processor", "controller"]})) == ()
        assert against(ROLES, "go", recorded({"roles": ["processor"]})) == ("roles",)

    def test_yes_is_not_one(self) -> None:
        step = step_of(decision=decided(sets={"safety": {"go": True}}))
        assert against(step, "go", recorded({"safety": 1})) == ("safety",)

    def test_not_to_notify_while_a_duty_runs_or_after_a_notice_went_out(self) -> None:
        assert against(NOTIFY, "stay", recorded(running=1, declined=1)) == ("authorities",)
        assert against(NOTIFY, "stay", recorded(met=1, declined=1)) == ("authorities",)
        assert against(NOTIFY, "stay", recorded(declined=2)) == ()
        assert against(NOTIFY, "stay", recorded()) == ()

    def test_to_notify_when_every_duty_was_declined(self) -> None:
        assert against(NOTIFY, "go", recorded(declined=1)) == ("authorities",)
        assert against(NOTIFY, "go", recorded(declined=1, running=1)) == ()
        assert against(NOTIFY, "go", recorded()) == ()

    def test_notices_that_still_have_to_go_out(self) -> None:
        assert against(FILE, "", recorded(running=1, met=3)) == ("authorities",)
        assert against(FILE, "", recorded(met=3)) == ()


class TestTheAnswerThatFollows:
    def test_from_the_risk_that_was_decided(self) -> None:
        assert answer_from(RISK, recorded({"risk": "high"})) == "go"
        assert answer_from(RISK, recorded({"risk": "likely"})) == ""

    def test_from_declining_every_duty_and_not_from_declining_some(self) -> None:
        assert answer_from(NOTIFY, recorded(declined=2)) == "stay"
        assert answer_from(NOTIFY, recorded(declined=1, running=1)) == ""
        assert answer_from(NOTIFY, recorded(declined=1, met=1)) == ""
        assert answer_from(NOTIFY, recorded()) == ""

    def test_never_from_a_fact_that_was_merely_stated(self) -> None:
        assert answer_from(ROLES, recorded({"roles": ["controller", "processor"]})) == ""


class TestTheStepThatTheRecordHasDone:
    def test_all_that_it_asks_for_is_known(self) -> None:
        step = step_of(asks=["aware_at"], done_when_known=True)
        assert is_complete(step, recorded({"aware_at": "2026-03-02T09:00Z"}))
        assert not is_complete(step, recorded())
        assumed = Recorded({"aware_at": "2026-03-02T09:00Z"}, {})
        assert not is_complete(step, assumed)

    def test_a_step_with_more_to_do_stays_open(self) -> None:
        assert not is_complete(step_of(asks=["aware_at"]), recorded({"aware_at": "2026-03-02T09:00Z"}))

    def test_every_notice_went_out_or_was_declined_and_at_least_one_went_out(self) -> None:
        assert is_complete(FILE, recorded(met=1, declined=1))
        assert not is_complete(FILE, recorded(met=1, running=1))
        assert not is_complete(FILE, recorded(declined=1))
        assert not is_complete(FILE, recorded())


class TestAMilestone:
    """Stated by a person and marked by one step alone, it is the same as that step done."""

    VERIFY = step_of(marks="contained", decision=decided(stays_open_on=["stay"]))
    SCOPE = step_of(marks="scope_known", decision=decided())
    RESTORE = step_of(marks="contained")
    STATED = Recorded({}, {}, reached=frozenset({"contained_at", "scope_known_at"}))
    UNDONE = Recorded({}, {}, undone=frozenset({"contained_at"}))

    def test_gives_the_only_answer_that_reaches_it(self) -> None:
        assert answer_from(self.VERIFY, self.STATED) == "go"
        assert answer_from(self.VERIFY, recorded()) == ""

    def test_gives_none_where_several_answers_reach_it(self) -> None:
        assert answer_from(self.SCOPE, self.STATED) == ""

    def test_completes_a_step_that_decides_nothing(self) -> None:
        assert is_complete(self.RESTORE, self.STATED)
        assert not is_complete(self.RESTORE, recorded())

    def test_speaks_against_an_answer_that_denies_it(self) -> None:
        assert against(self.VERIFY, "stay", self.STATED) == ("contained_at",)
        assert against(self.VERIFY, "go", self.STATED) == ()

    def test_speaks_against_the_step_once_it_is_taken_back(self) -> None:
        assert against(self.VERIFY, "go", self.UNDONE) == ("contained_at",)
        assert against(self.RESTORE, "", self.UNDONE) == ("contained_at",)
