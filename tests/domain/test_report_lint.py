"""What a review finds in a report: each rule by one report that breaks it, and none in one that breaks none."""

from datetime import UTC, datetime

import pytest

from bot.domain.report_clocks import ReportClock
from bot.domain.report_lint import lint
from bot.domain.reports import (
    ENDED,
    ReportAction,
    ReportDecision,
    ReportEntry,
    ReportEvidence,
    ReportFact,
    ReportFacts,
    ReportRisk,
    ReportStep,
    Statement,
    StepOutcome,
)
from tests import shipped
from tests.reports import bare_report

AT = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def fact(key: str, value: str, *, is_number: bool = False, note: str = "", source: str = "") -> ReportFact:
    said = Statement(value=value, by="Ida", at=AT, note=note, source=source)
    return ReportFact(key=key, name=key, is_number=is_number, statements=(said,))


COMPLETE = bare_report(
    opened_at=AT,
    made_at=AT,
    facts=(
        fact("what_happened", "A laptop was left on a train."),
        fact("aware_at", "24 Nov 2026"),
        fact("people", "Germany: 1,200", is_number=True, note="the export of the payroll"),
        fact("records", "1,200", is_number=True, source="confirmed by Ole"),
        fact("data", "names"),
        fact("cause", "Its disk had no encryption."),
    ),
    risk=(ReportRisk(level="high", reason="The disk can be read.", by="Ole", at=AT),),
    decisions=(ReportDecision(question="Lock it?", choice="yes", reason="It is online.", by=("Ida",), at=AT),),
    evidence=(
        ReportEvidence(title="Log", kind="log", location="case", collected_by="Ida", collected_at=AT, sha256="a" * 64),
    ),
    clocks=(
        ReportClock(title="Tell", law="GDPR", cites="Art. 33", owed_to="BfDI", state="met", done_at=AT, proof="Portal"),
    ),
    actions=(ReportAction(title="Encrypt all disks", step="T1", owner="Ida", due_at=AT, test="Read the MDM's report"),),
)


def rules_of(report: ReportFacts) -> list[str]:
    return [one.rule for one in lint(report, shipped.templates().rules)]


def with_(**changed: object) -> ReportFacts:
    return COMPLETE.model_copy(update=changed)


def test_a_complete_report_has_no_findings() -> None:
    assert lint(COMPLETE, shipped.templates().rules) == ()


def test_each_rule_finds_what_it_is_for() -> None:
    action, decision, duty = COMPLETE.actions[0], COMPLETE.decisions[0], COMPLETE.clocks[0]
    number = fact("records", "7", is_number=True)
    broken = {
        "R1": with_(risk=()),
        "R2": with_(facts=(*COMPLETE.facts[:3], number, *COMPLETE.facts[4:])),
        "R4": with_(facts=(*COMPLETE.facts[:-1], fact("cause", "It was caused by human error."))),
        "R6": with_(decisions=(decision.model_copy(update={"reason": " "}),)),
        "R7": with_(actions=(action.model_copy(update={"test": ""}),)),
        "R8": with_(evidence=(COMPLETE.evidence[0].model_copy(update={"sha256": ""}),)),
        "R9": with_(clocks=(duty.model_copy(update={"proof": ""}),)),
        "R10": with_(broken_at=4),
    }
    assert {rule: rules_of(report) for rule, report in broken.items()} == {rule: [rule] for rule in broken}
    assert rules_of(with_(clocks=(duty.model_copy(update={"state": "declined", "proof": ""}),))) == ["R9"]


def test_an_incident_with_nothing_known_lacks_all_that_is_essential() -> None:
    bare = with_(facts=(), risk=(), decisions=(), evidence=(), clocks=(), actions=())
    assert rules_of(bare) == ["R1"] * 7


def test_a_finding_says_the_place_and_all_that_is_lacking_there_and_what_to_do() -> None:
    bare = ReportAction(step="T2", title="Rotate the keys", owner="")
    (found,) = lint(with_(actions=(bare,)), ())
    assert found.plain == {
        "rule": "R7",
        "place": "T2 Rotate the keys",
        "say": "Missing: owner, due time and way to verify it.",
        "remedy": "Add it: /breach action T2 by DATE verify: HOW",
    }
    assert lint(with_(actions=(bare.model_copy(update={"state": "done"}),)), ()) == ()
    (found,) = lint(with_(actions=(bare, bare.model_copy(update={"step": "T3"}))), ())
    assert found.plain["place"] == "T2, T3"


def test_what_becomes_of_the_runbooks_own_prevention_steps_is_asked_once_for_all() -> None:
    """No one is asked for nineteen owners and dates while the response runs."""
    steps = tuple(
        ReportAction(step=f"P{n:02}", title="Fix the cause", owner="IT and engineering") for n in range(1, 20)
    )
    planned = tuple(
        ReportStep(phase="prevent", step=one.step, title=f"{one.step} {one.title}", owner="", outcome=StepOutcome.OPEN)
        for one in steps
    )
    (found,) = lint(with_(actions=steps, steps=planned), ())
    assert found.plain == {
        "rule": "R7",
        "place": "19 prevention steps",
        "say": "Each becomes an action item or ends with the incident; no one has decided that yet.",
        "remedy": "Nothing to do now: /breach close asks once for all. To keep one before that: "
        "/breach action P01 by DATE verify: HOW",
    }
    ended = tuple(one.model_copy(update={"state": ENDED}) for one in steps)
    assert lint(with_(actions=ended, steps=planned), ()) == ()
    (found,) = lint(with_(actions=steps[:1], steps=planned), ())
    assert found.plain["place"] == "P01 Fix the cause"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("We should have locked it sooner.", "should have"),
        ("They shouldn’t have shared it.", "should not have"),
        ("It could have been prevented.", "could have been prevented"),
        ("If only the alarm had rung.", "If only"),
        ("The team failed to patch it.", "failed to patch"),
        ("Das hätte man früher melden müssen.", "hätte man früher melden müssen"),
        ("On aurait dû le voir.", "aurait dû"),
        ("Se debería haber cifrado.", "debería haber"),
        ("The attacker could have read the names.", ""),  # what may have happened to the data is no reproach
        ("The login failed, and nobody was told until noon.", ""),
    ],
)
def test_wishes_about_the_past_and_blame_are_found_in_each_language(text: str, said: str) -> None:
    report = with_(facts=(*COMPLETE.facts[:-1], fact("cause", text)))
    assert [str(one.say) for one in lint(report, shipped.templates().rules)] == [f"It says “{said}”."] * bool(said)


def test_what_was_written_is_found_once_where_it_can_still_be_changed() -> None:
    note = ReportEntry(seq=9, at=AT, by="Ida", sentence="noted: we should have known")
    assert [str(one.place) for one in lint(with_(timeline=(note,)), shipped.templates().rules)] == [
        "entry 9 of the audit log"
    ]
    both = with_(timeline=(note,), facts=(*COMPLETE.facts[:-1], fact("cause", "We should have known.")))
    assert [str(one.place) for one in lint(both, shipped.templates().rules)] == ["cause"]
