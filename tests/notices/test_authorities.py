"""The reports to the ICO, to CSIRTs, financial supervisors, HHS and the SEC: each asks for what its law lists."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.documents.drafts import Draft
from bot.domain.notice_completeness import is_late
from bot.law.facts import read_facts
from bot.law.values import Choices, Value
from tests import shipped
from tests.notices.test_shipped import MORE

Print = Callable[..., Draft]
RTS = "Delegated Regulation (EU) 2025/301 Art. "
LISTED = {
    "uk-ico": {f"Art. 33(3)({one}); DPA 2018 s. 67(4)({one})" for one in "abcd"} | {"Art. 33(1); DPA 2018 s. 67(2)"},
    "nis2-early-warning": {"Art. 23(4)(a)"},
    "nis2-notification": {"Art. 23(4)(b)", "Art. 23(4)(a) and (b)"},
    "nis2-progress": {"Art. 23(4)(c) and (e)"},
    "nis2-final": {f"Art. 23(4)(d)({one})" for one in ("i", "ii", "iii", "iv")},
    "dora-initial": {f"{RTS}1({one})" for one in "bce"} | {f"{RTS}2({one})" for one in "abcdefgh"} | {f"{RTS}5(3)"},
    "dora-intermediate": {f"{RTS}1({one})" for one in "bce"}
    | {f"{RTS}3({one})" for one in "bdeghijk"}
    | {f"{RTS}5(3)"},
    "dora-final": {f"{RTS}1({one})" for one in "bce"}
    | {f"{RTS}4({one})" for one in "abc"}
    | {f"{RTS}1(g) and 4(e)", f"{RTS}5(3)"},
    "cra-vulnerability-early-warning": {"Art. 14(2)(a)"},
    "cra-vulnerability-notification": {"Art. 14(2)(b)"},
    "cra-vulnerability-final": {"Art. 14(2)(c)(i)", "Art. 14(2)(c)(iii)"},  # (ii), the actor, where it is known
    "cra-incident-early-warning": {"Art. 14(4)(a)"},
    "cra-incident-notification": {"Art. 14(4)(b)"},
    "cra-incident-final": {f"Art. 14(4)(c)({one})" for one in ("i", "ii", "iii")},
    "cer-initial": {"Art. 15(1)", "Art. 15(2)"},
    "cer-detailed": {"Art. 15(1)", "Art. 15(2)"},
    "telecoms-initial": {f"Regulation (EU) 611/2013 Annex I(1) no. {one}" for one in (1, 2, 4, 5, 6, 7)},
    "telecoms-second": {f"Regulation (EU) 611/2013 Annex I(2) no. {one}" for one in (9, 10, 11, 12, 16, 17)},
    "uk-ico-communications": {f"Annex I(1) no. {one}" for one in (1, 2, 4, 5, 6, 7)} | {"reg. 5A"},
    "ch-ncsc": {"ISA Art. 74e; CSO Art. 15"},
    "us-ftc-safeguards": {f"314.4(j)(1)({one})" for one in ("i", "ii", "iv", "v", "vi")},  # (iii), the date, if known
    "us-hipaa-hhs": {"164.408; breach portal", "164.408(b); breach portal"},
    "us-sec-8k": {"Item 1.05(a)", "Form 8-K General Instruction B.1"},
    "us-sec-8k-amendment": {"Item 1.05(a)", "Item 1.05, Instruction 2"},
}
"""What each law requires in every case; the points that apply only sometimes, (f) and (l) of the second DORA report for
example, are printed where they are known."""
SOMETIMES = {
    "dora-initial": ("entities_covered", "parent_company", "reclassification_reasons"),
    "dora-intermediate": ("sector_reference", "activities_recovered_at", "attack_methods", "indicators"),
    "dora-final": ("resolution_authorities", "recurrence"),
    "cra-vulnerability-final": ("acquired_by",),
    "cra-vulnerability-notification": ("product_countries",),
}
NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize("template", LISTED)
def test_each_point_of_the_law_is_asked_for_with_its_citation(template: str) -> None:
    kind = shipped.templates().notices[template]
    assert LISTED[template] - {need.cites for need in kind.requires} == set()
    assert [fact for fact in SOMETIMES.get(template, ()) if fact not in kind.facts] == []


def test_what_a_csirt_is_not_told_yet_is_marked_with_the_day_on_which_it_is(
    print_notice: Print, known: dict[str, Value]
) -> None:
    facts = {**known, **MORE, "not_known_yet": Choices(("malicious", "indicators", "cross_border_effects"))}
    for fact in ("malicious", "indicators", "cross_border_effects"):
        del facts[fact]
    draft = print_notice("nis2-notification", facts)
    assert draft.missing == ()
    assert draft.markdown.count("Not known yet; next update on 27 November 2026") == 3
    assert {item.fact for item in print_notice("nis2-final", facts).missing} == {"cross_border_effects"}


def test_no_is_an_answer_in_every_language(print_notice: Print, known: dict[str, Value]) -> None:
    said = {
        "en": "suspected:** no",
        "de": "Handlungen:** nein",
        "fr": "suspectés\u202f:** non",
        "es": "malintencionados:** no",
    }
    for language, words in said.items():
        assert words in print_notice("nis2-early-warning", known | MORE | {"malicious": False}, language).markdown


def test_the_reasons_for_a_delay_are_printed_only_in_a_report_that_is_late(
    print_notice: Print, known: dict[str, Value]
) -> None:
    facts = known | MORE  # aware and classified on 20 November at 8:00
    for template in ("gdpr-authority", "uk-ico", "uk-ico-communications", "nis2-early-warning", "nis2-notification",
                     "telecoms-second", "dora-initial", "dora-intermediate", "dora-final"):  # fmt: skip
        for over in (False, True):
            assert ("The log had to be restored" in print_notice(template, facts, late=over).markdown) is over
    first = print_notice("gdpr-authority", facts, now=datetime(2026, 11, 23, 8, 0, tzinfo=UTC)).markdown
    assert "What has changed" not in first
    assert "later than 72 hours" not in first


NIS2 = {"zone": "Europe/Berlin", "established_in": ["DE"], "significant": True, "aware_at": "2026-11-20 09:00"}
DORA = {
    "zone": "Europe/Amsterdam", "established_in": ["NL"], "people": {"NL": 900}, "major": True,
    "aware_at": "2026-11-20 09:00", "classified_at": "2026-11-20 10:00",
}  # fmt: skip


def late(template: str, now: str, **raw: object) -> bool:
    law, at = shipped.law(), datetime.fromisoformat(now)
    facts = read_facts(law.vocabulary, law.places, raw, by="Ada", at=at)
    return is_late(shipped.templates().notices[template], facts, law, at)


def test_a_trust_service_is_late_after_24_hours_and_who_may_be_none_after_72() -> None:
    def after(hours: int, *regulated_as: str) -> bool:
        now = datetime(2026, 11, 20, 8, 1, tzinfo=UTC) + timedelta(hours=hours)  # a minute later than that
        return late("nis2-notification", now.isoformat(), **NIS2, regulated_as=list(regulated_as))

    essential, trust, more = "nis2_essential", "trust_service_qualified", "unknown"
    # Art. 23(4): 24 hours and 72; the hour of becoming aware isn't counted (Regulation 1182/71 Art. 3(1))
    for hours, over in ((24, (False, False, False)), (25, (True, False, False)), (72, (True, False, False)),
                        (73, (True, True, True))):  # fmt: skip
        assert (after(hours, essential, trust), after(hours, essential), after(hours, essential, more)) == over
    assert not late("nis2-notification", "2026-12-20T09:00Z", **{**NIS2, "aware_at": None}, regulated_as=[essential])


def test_the_first_reports_are_late_after_their_latest_defensible_deadline() -> None:
    europe = {"zone": "Europe/Berlin", "established_in": ["DE"], "roles": ["controller"], "people": {"DE": 900},
              "aware_at": "2026-11-20 09:00"}  # fmt: skip
    warning = {**NIS2, "regulated_as": ["nis2_essential"]}
    for template, facts, day in (("gdpr-authority", europe, 23), ("nis2-early-warning", warning, 21)):
        # the hour of becoming aware isn't counted (Regulation 1182/71 Art. 3(1)), so the time is over at 10:00
        assert not late(template, f"2026-11-{day}T10:00+01:00", **facts)
        assert late(template, f"2026-11-{day}T10:01+01:00", **facts)
    bank = {**DORA, "regulated_as": ["dora_financial_entity", "credit_institution"]}
    assert not late("dora-initial", "2026-11-20T14:00+01:00", **bank)  # four hours from 10:00, 5(1)(a)
    assert late("dora-initial", "2026-11-20T15:01+01:00", **bank)  # at the latest once the hour isn't counted


def test_a_report_under_dora_is_late_from_when_the_one_before_was_met() -> None:
    bank = {**DORA, "regulated_as": ["dora_financial_entity", "credit_institution"]}  # no relief at weekends, 5(5)
    first = bank | {"filed": {"eu-dora-initial": "2026-11-24 10:00"}}
    assert not late("dora-intermediate", "2026-11-27T10:00+01:00", **first)  # 72 hours, 5(1)(b)
    assert late("dora-intermediate", "2026-11-27T10:01+01:00", **first)
    assert not late("dora-intermediate", "2026-12-27T10:00+01:00", **bank)  # nobody knows since when
    second = bank | {"filed": {"eu-dora-initial": "2026-11-20 12:00", "eu-dora-intermediate": "2026-11-20 16:00"}}
    assert not late("dora-intermediate", "2026-12-27T10:00+01:00", **second)  # it was met: this one is an update
    assert not late("dora-final", "2026-12-21T12:00+01:00", **second)  # a month ends on a Sunday: noon on Monday, 5(4)
    assert late("dora-final", "2026-12-21T12:01+01:00", **second)


def test_the_reasons_for_a_delay_are_asked_for_once(print_notice: Print, known: dict[str, Value]) -> None:
    for template in ("nis2-notification", "dora-intermediate", "dora-final"):
        draft = print_notice(template, {**known, **MORE, "delay_reasons": ""}, late=True)
        assert [item.fact for item in draft.missing].count("delay_reasons") == 1
        assert draft.markdown.count("[[MISSING: the reasons for the delay]]") == 1


def test_the_ico_is_asked_nothing_about_computers_where_there_were_none(
    print_notice: Print, known: dict[str, Value]
) -> None:
    facts = {**known, **MORE, "cyber_incident": False, "operations_impact": "", "recovery_time": ""}
    draft = print_notice("uk-ico", facts)
    assert draft.missing == ()
    assert "Cyber incident:** no" in draft.markdown
    assert "Recovery" not in draft.markdown


def test_form_8k_promises_an_amendment_only_where_something_is_open(
    print_notice: Print, known: dict[str, Value]
) -> None:
    assert "will file an amendment" not in print_notice("us-sec-8k", known | MORE).markdown
    draft = print_notice("us-sec-8k", {**known, **MORE, "open_questions": "The cost of the response."})
    assert "will file an amendment to this Form 8-K within four business days" in draft.markdown
    amended = print_notice("us-sec-8k-amendment", {**known, **MORE, "changes_since": ""})
    assert [(item.fact, item.cites) for item in amended.missing] == [("changes_since", "Item 1.05, Instruction 2")]
