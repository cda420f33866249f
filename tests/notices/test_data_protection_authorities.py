"""The notifications to data protection authorities outside the EU and the UK: each says or lacks what its law lists."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime

from bot.documents.drafts import Draft
from bot.domain.place_letters import PlaceLetter
from bot.law.duty_terms import OwedTo
from bot.law.values import Choices, Count, People, Value
from tests import shipped

Print = Callable[..., Draft]
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)  # four days after it was known
LETTERS = [
    one for one in shipped.templates().notices.values() if isinstance(one, PlaceLetter) and one.family == "authority"
]
PRINTS = {
    "organisation_name": "Beispiel Versand GmbH", "organisation_address": "Hafenstraße 1", "records": "2,000 to 2,500",
    "contact_point_name": "Dr. Mara Lindqvist", "contact_point_email": "privacy@beispiel-versand.example",
    "what_happened": "stole a password", "occurred_from": "17 November 2026, 23:05", "noticed_at": "19 November 2026",
    "how_found": "A customer told us", "cause": "used on another site", "acquired_by": "calls itself Nightjar",
    "people": "at least 1,501", "people_kinds": "customers", "vulnerable": "special care:** elderly", "data": "name",
    "protection_before": "had to be long", "likely_consequences": "look like ours", "risk": "a high risk to people",
    "risk_reasons": "enough for fraud", "measures_taken": "- We closed", "measures_planned": "- We will ask",
    "individuals_decision": "will be told", "notice_channels": "By letter and email", "further_advice": "- Change your",
    "authorities_told": "Hamburg police", "delay_reasons": "The log had to be restored",
}  # fmt: skip
MORE: Mapping[str, Value] = {
    "how_found": "A customer told us.",
    "acquired_by": "A group that calls itself Nightjar.",
    "vulnerable": Choices(("elderly",)),
    "protection_before": "Passwords had to be long.",
    "risk_reasons": "Names and addresses are enough for fraud.",
    "notice_channels": "By letter and email.",
    "further_advice": "Change your password.",
    "authorities_told": "Hamburg police, 20 November 2026.",
    "delay_reasons": "The log had to be restored first.",
}


def test_each_authority_is_told_or_the_letter_lacks_all_that_its_law_lists(
    print_notice: Print, known: dict[str, Value]
) -> None:
    lost = []
    for letter in LETTERS:
        full, bare = (print_notice(letter.id, facts, now=NOW, late=True) for facts in ({**known, **MORE}, {}))
        assert (letter.id, full.missing) == (letter.id, ())
        lacking = {item.fact for item in bare.missing}
        for want in letter.law.requires:
            facts = letter.topics[want.topic].facts
            lost += [(letter.id, fact) for fact in facts if PRINTS[fact] not in full.markdown]
            lost += [(letter.id, fact) for fact in facts if not want.if_known and fact not in lacking]
        lost += [(letter.id, item.fact) for item in bare.missing if f"[[MISSING: {item.words}]]" not in bare.markdown]
    assert lost == []


def test_a_number_that_is_not_known_yet_may_follow(print_notice: Print, known: dict[str, Value]) -> None:
    unknown: dict[str, Value] = {
        **known,
        "people": People({"CH": Count(0, None)}),
        "next_update_on": date(2026, 11, 30),
    }
    draft = print_notice("authority-ch", unknown)
    assert draft.missing == ()
    assert "Not known yet; next update on 30 November 2026" in draft.markdown


def test_the_authority_of_the_place_and_its_law_are_named(print_notice: Print, known: dict[str, Value]) -> None:
    text = print_notice("authority-ch", known).markdown
    assert "| **To** | Federal Data Protection and Information Commissioner (FDPIC, EDÖB) |" in text
    assert "Legal basis: FADP Art. 24(1)-(2); DPO Art. 15" in text


def test_the_reasons_for_a_delay_are_asked_for_only_where_the_law_does(
    print_notice: Print, known: dict[str, Value]
) -> None:
    def lacks(place: str) -> bool:
        draft = print_notice(f"authority-{place}", known, now=NOW, late=True)
        return any(item.fact == "delay_reasons" for item in draft.missing)

    assert [lacks(place) for place in ("eu-inst", "eu", "ch", "br")] == [True, True, False, False]


def test_each_letter_serves_a_regulator_of_its_place() -> None:
    duties = shipped.law().by_id
    told = {
        (letter.place, text.place, text.owed_to) for letter in LETTERS for one in letter.serves for text in duties[one]
    }
    assert [one for one in told if one[0] != one[1] or one[2] is not OwedTo.REGULATOR] == []
