"""All shipped notices: they render with no facts and with all facts known, and follow their own wording rules."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.documents.drafts import Draft
from bot.documents.readability import review
from bot.documents.template_checks import check_rendering
from bot.documents.text import to_text
from bot.domain.notice_templates import NoticeTemplate, Requirement, Templates
from bot.domain.place_letters import PlaceLetter
from bot.law.values import Choices, Value
from bot.law.vocabulary import Vocabulary
from bot.strict import read
from tests import shipped

ROOT = Path(__file__).parents[2]
SHIPPED = shipped.templates()
EACH = [
    (notice.id, language)
    for notice in SHIPPED.notices.values()
    for language in notice.languages
    if not isinstance(notice, PlaceLetter)  # test_places.py reads all of these
]
Print = Callable[..., Draft]

MORE: dict[str, Value] = {
    "service_effects": "You can't sign in until Monday.",
    "further_advice": "Pay at our shops until then.",
    "acquired_by": "We do not know who it was.",
    "contact_point_phone": "+49 40 555 01 00",
    "controller_name": "Nordlicht Reisen AG",
    "contract_reference": "Contract of 3 May 2025, clause 9",
    "next_deadlines": "23 November 2026, 09:00: Hamburg authority",
    "decisions_needed": "Tell customers now, or after the count? We advise now.",
    "help_offered": "24 months of credit monitoring with Muster Watch.",
    "help_how": "Call 1-800-555-0188 before 28 February 2027.",
    "controller_actions": "Change the keys that you use with us.",
    "people_list": "You get the list of your people through our portal by 24 November 2026.",
    "individuals_told_at": datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
    "notice_channels": "By letter.",
    "evidence_kept": "The sign-in log, kept until 1 February 2027.",
    "processor_name": "Musterhost AG",
    "vendor_contract": "the contract of 3 May 2025, clause 9",
    "insurer_name": "Beispiel Versicherung AG",
    "policy_reference": "44-7712",
    "board_matters": "The insurer was told on 20 November 2026.",
    "acquirer_reference": "Beispielbank AG, merchant 000 1234567",
    "partner_name": "Nordlicht Bank AG",
    "partner_actions": "Watch for transfers from these accounts.",
    "press_contact": "Press office, press@beispiel-versand.example, +49 40 555 01 03",
    "staff_contact": "Human resources, hr@beispiel-versand.example, +49 40 555 01 04",
    "changes_since": "We wrote that the breach ended on 17 November. It ended on 18 November.",
    "individuals_told_how": "By letter to 1,640 people; 12 letters came back.",
    "organisation_type": "credit institution",
    "how_found": "A customer told us.",
    "cyber_incident": True,
    "breach_of": Choices(("confidentiality",)),
    "harm_likelihood": "likely",
    "operations_impact": "low",
    "recovery_time": "complete",
    "staff_training": "Yes, in March 2026.",
    "protection_before": "Passwords had to be long.",
    "breach_type": Choices(("hacking",)),
    "breach_location": Choices(("server",)),
    "file_number": "001-99999",
    "employer_number": "12-3456789",
    "material_at": datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
    "material_impact": "We have not determined the impact on our results.",
    "functions_affected": "Our sales list; payments were not affected.",
    "sector_authority": "BaFin",
    "lei_code": "529900EXAMPLE0000001",
    "submitted_by": "Beispiel Versand GmbH, 529900EXAMPLE0000001",
    "malicious": True,
    "cross_border_effects": "Customers in France and Austria are affected.",
    "severity_reasons": "The list holds 1,640 customers.",
    "indicators": "Sign-ins from one address at night.",
    "delay_reasons": "The log had to be restored first.",
    "detected_at": datetime(2026, 11, 19, 15, 30, tzinfo=UTC),
    "classified_at": datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
    "classification_reasons": "Clients: more than 10 % are affected.",
    "countries_affected": Choices(("DE", "FR")),
    "incident_origin": "With us.",
    "continuity_plan": False,
    "incident_type": Choices(("cybersecurity",)),
    "infrastructure_affected": "One database server.",
    "clients_impact": "Payments were late by one day.",
    "authorities_told": "Hamburg police, 20 November 2026.",
    "resolved_at": datetime(2026, 11, 20, 18, 0, tzinfo=UTC),
    "cause_fixed_at": datetime(2026, 11, 20, 18, 0, tzinfo=UTC),
    "extortion": False,
    "hold_written": False,
    "attack_methods": "A password that had leaked.",
    "product_name": "Beispiel Shop, version 4",
    "product_countries": Choices(("DE", "FR")),
    "vulnerability": "A request without a password could read the list of customers.",
    "sensitivity": "Confidential until the update is installed.",
    "resolution": "We closed the account and changed every password.",
    "costs": "EUR 40,000; nothing was recovered.",
    "withdrawal_reasons": "We compared the lists on 23 November 2026. Yours was not in them.",
}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.model_validate(read(ROOT / "regulations" / "vocabulary.yaml").value)


def test_every_notice_renders_with_no_facts_and_with_all_facts(vocabulary: Vocabulary) -> None:
    assert check_rendering(SHIPPED, vocabulary) == []
    german = {**SHIPPED.words["de"], "protection": {"none": "nicht geschützt"}}
    renamed = SHIPPED.model_copy(update={"words": {**SHIPPED.words, "de": german}, "notices": {}})
    assert ["'none' is not a choice of protection." in str(one) for one in check_rendering(renamed, vocabulary)] == [
        True
    ]


def test_every_notice_serves_duties_that_exist() -> None:
    known = {duty.id for duty in shipped.law().duties}
    assert {duty for notice in SHIPPED.notices.values() for duty in notice.serves} <= known


@pytest.mark.parametrize(("template", "language"), EACH)
def test_with_plain_facts_no_wording_rule_blocks_a_shipped_text(
    template: str, language: str, print_notice: Print, known: dict[str, Value]
) -> None:
    facts = known | MORE
    draft = print_notice(template, facts, language=language)
    assert draft.missing == ()
    assert [remark.sentence for remark in review(SHIPPED, draft, facts)] == []


@pytest.mark.parametrize(("template", "language"), EACH)
def test_with_no_facts_every_gap_is_shown_and_blocks_the_text(
    template: str, language: str, print_notice: Print
) -> None:
    draft = print_notice(template, {}, language=language)
    for item in draft.missing:
        if item.fact != "next_update_on":
            assert f"[[MISSING: {item.words}]]" in draft.text
    assert any(remark.rule == "CHK" and remark.blocks for remark in review(SHIPPED, draft, {}))


@pytest.mark.parametrize(
    ("sentence", "rule"),
    [
        ("There is no evidence that any data was misused.", "MIN1"),
        ("Your data may have been accessed.", "MIN1"),
        ("Only a limited number of people is affected.", "MIN1"),
        ("We write out of an abundance of caution.", "MIN1"),
        ("A cyber incident happened.", "MIN1"),
        ("We take your privacy very seriously.", "MIN1"),
        ("It was caused by human error.", "MIN2"),
        ("A discount of 20 % is waiting.", "MKT"),
        ("Please click here.", "SEC"),
        ("Please verify your password with us.", "SEC"),
        ("By enrolling in the service, you agree to our terms.", "LEG"),
        ("The list was on files01.corp, which is closed.", "PII"),
        ("It happened last week.", "DATE"),
    ],
)
def test_harmful_wording_is_blocked_wherever_it_comes_from(
    sentence: str, rule: str, print_notice: Print, known: dict[str, Value]
) -> None:
    known["what_happened"] = sentence
    draft = print_notice("gdpr-individuals", known)
    assert rule in {remark.rule for remark in review(SHIPPED, draft, known) if remark.blocks}


@pytest.mark.parametrize(
    "sentence",
    [
        "Criminals may write to you.",  # advice about the future is not a hedge about a known fact
        "We told 1,200 people on 20 November 2026.",
        "You can call us at any time.",
        "The police have the number of the case.",
    ],
)
def test_plain_sentences_pass(sentence: str, print_notice: Print, known: dict[str, Value]) -> None:
    known["what_happened"] = sentence
    assert review(SHIPPED, print_notice("gdpr-individuals", known), known) == ()


def test_with_all_kinds_of_data_the_list_of_actions_is_flagged_as_too_long(
    print_notice: Print, known: dict[str, Value]
) -> None:
    known["data"] = Choices(tuple(SHIPPED.words["en"]["data"]))
    draft = print_notice("gdpr-individuals", known)
    assert {"PL5", "PL2"} >= {remark.rule for remark in review(SHIPPED, draft, known)} >= {"PL5"}


@pytest.mark.parametrize("language", ["en", "de", "fr", "es"])
@pytest.mark.parametrize(
    "fact", ["data", "people_kinds", "protection", "breach_of", "notice_stage", "individuals_decision"]
)
def test_every_choice_that_a_notice_prints_has_words(language: str, fact: str, vocabulary: Vocabulary) -> None:
    assert set(vocabulary[fact].choices) <= set(SHIPPED.words[language][fact])


def test_a_law_enforcement_hold_is_mentioned_only_if_there_was_one(
    print_notice: Print, known: dict[str, Value]
) -> None:
    assert "Law enforcement" not in print_notice("us-hipaa-individuals", known | {"hold_asked": False}).markdown
    assert "Law enforcement asked us" in print_notice("us-hipaa-individuals", known | {"hold_asked": True}).markdown


def test_the_hipaa_letter_has_its_five_elements(print_notice: Print, known: dict[str, Value]) -> None:
    wanted = {need.cites for need in SHIPPED.notices["us-hipaa-individuals"].requires}
    assert {f"164.404(c)(1)({letter})" for letter in "ABDE"} <= wanted
    draft = print_notice("us-hipaa-individuals", known | {"occurred_from": known["occurred_from"]})
    assert "We discovered it on November 19, 2026." in draft.markdown
    assert "## What You Can Do" in draft.markdown  # element (C) is the list of actions


def test_the_letter_of_the_health_breach_rule_says_who_has_the_data(
    print_notice: Print, known: dict[str, Value]
) -> None:
    draft = print_notice("us-ftc-hbnr-individuals", known)
    assert [(item.fact, item.cites) for item in draft.missing] == [("acquired_by", "318.6(a)")]
    assert "Nightjar" in print_notice("us-ftc-hbnr-individuals", known | {"acquired_by": "Nightjar"}).markdown


def test_the_letter_of_a_financial_institution_has_what_regulation_s_p_lists(
    print_notice: Print, known: dict[str, Value]
) -> None:
    body = print_notice("us-financial-customers", known).markdown
    for item in (
        "Review your account statements", "How to place a fraud alert", "Credit reports are free", "usa.gov",
        "Dr. Mara Lindqvist", "0800 555 0100", "Hafenstraße 1", "report identity theft to the Federal Trade Commission",
    ):  # fmt: skip
        assert item in body


def test_the_processor_says_that_it_does_not_assess_or_notify_for_the_controller(
    print_notice: Print, known: dict[str, Value]
) -> None:
    body = print_notice("gdpr-processor-to-controller", known | MORE).markdown
    assert "We will not notify either of them on your behalf unless you instruct us to." in body


def test_the_executive_brief_has_at_most_350_words(print_notice: Print, known: dict[str, Value]) -> None:
    assert len(print_notice("executive-brief", known | MORE).markdown.split()) <= 350


def test_every_rule_of_a_notice_cites_something() -> None:
    def cited(need: Requirement) -> bool:
        return bool(need.cites.strip() and need.item.strip())

    def sound(notice: NoticeTemplate) -> bool:
        return bool(notice.source and notice.checked_on) and all(cited(need) for need in notice.requires)

    assert [notice.id for notice in SHIPPED.notices.values() if not sound(notice)] == []


def test_a_text_in_another_language_prints_its_own_words(print_notice: Print, known: dict[str, Value]) -> None:
    german = print_notice("gdpr-individuals", known, language="de")
    text = " ".join(to_text(german.markdown).split())
    assert "Beendet haben wir sie am 20. November 2026." in text
    assert "- E-Mail-Adresse" in text


def test_a_french_and_a_spanish_letter_print_facts_in_their_own_words(
    print_notice: Print, known: dict[str, Value]
) -> None:
    french = print_notice("gdpr-individuals", known | {"contained_at": datetime(2026, 12, 1, 9, tzinfo=UTC)}, "fr")
    assert "Nous y avons mis fin le 1er décembre 2026." in french.markdown
    assert "- adresse électronique" in french.markdown
    assert "## Que pouvez-vous faire\u202f?" in french.markdown
    spanish = print_notice("gdpr-individuals", known, language="es")
    assert "La descubrimos el 19 de noviembre de 2026." in spanish.markdown
    assert "- dirección de correo electrónico" in spanish.markdown
    assert "## ¿Qué puede hacer usted?" in spanish.markdown


def test_the_british_letter_names_british_offices(print_notice: Print, known: dict[str, Value]) -> None:
    del known["authority_name"]  # whoever supervises elsewhere, people in the UK complain to the ICO
    draft = print_notice("uk-individuals", known | {"data": Choices(("names", "card_number", "passport"))})
    assert draft.missing == ()
    for office in (
        "Information Commissioner's Office (ICO): ico.org.uk",
        "reportfraud.police.uk",
        "159",
        "HM Passport",
    ):
        assert office in draft.markdown
    assert "within 30 days" in draft.markdown


def test_templates_see_nothing_but_facts(templates: Templates) -> None:
    assert not any("__" in source or "{% import" in source for source in templates.sources.values())
