"""The rules of propose and confirm: what is the same, what stands beside what, and when it is too late."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.proposals import (
    NOUNS,
    Need,
    Noun,
    Proposal,
    ProposalKind,
    ProposalState,
    ProposedAct,
    agreeing,
    finishing,
    refuse_settled,
    repeated,
    rivals,
    skipping,
    still_open,
)
from bot.errors import Refused
from bot.sentences import sentence

ADA, BEN, CLEO = "UADA", "UBEN", "UCLEO"
YES, NO = finishing("C11", "Prepare the line", "yes"), finishing("C11", "Prepare the line", "no")


def proposed(done: ProposedAct, by: str = ADA, number: int = 1, need: Need = Need.TWO_PEOPLE) -> Proposal:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return Proposal(number, done.kind, need, done.subject, {}, done.what, "because", at, by)


def test_every_kind_is_about_something() -> None:
    assert set(NOUNS) == set(ProposalKind)


def test_the_same_choice_by_a_second_person_agrees() -> None:
    assert agreeing([proposed(YES)], BEN, YES) == proposed(YES)


def test_nobody_agrees_with_themselves() -> None:
    assert agreeing([proposed(YES)], ADA, YES) is None
    assert repeated([proposed(YES)], ADA, YES) == proposed(YES)


def test_another_choice_does_not_agree_and_replaces_nothing() -> None:
    both = [proposed(YES), proposed(NO, BEN, 2)]
    assert agreeing(both[:1], BEN, NO) is None
    assert still_open(both) == both
    assert agreeing(both, CLEO, YES) == both[0]
    assert agreeing(both, CLEO, NO) == both[1]


def test_a_reason_is_no_part_of_what_is_proposed() -> None:
    other = replace(proposed(YES), reason="for quite another reason")
    assert agreeing([other], BEN, YES) == other


def test_the_oldest_of_two_who_say_the_same_counts_as_the_first() -> None:
    first, second = proposed(YES, ADA, 1), proposed(YES, BEN, 2)
    assert agreeing([first, second], CLEO, YES) == first


def test_who_may_not_do_it_does_not_count_as_one_of_two() -> None:
    assert agreeing([proposed(YES, need=Need.RIGHT_PERSON)], BEN, YES) is None


@pytest.mark.parametrize("state", [state for state in ProposalState if state is not ProposalState.OPEN])
def test_what_is_settled_neither_agrees_nor_can_be_settled_again(state: ProposalState) -> None:
    over = replace(proposed(YES), state=state)
    assert agreeing([over], BEN, YES) is None
    assert repeated([over], ADA, YES) is None
    with pytest.raises(Refused, match="Nothing was changed"):
        refuse_settled(over)


def test_an_open_one_can_be_settled() -> None:
    refuse_settled(proposed(YES))


def test_an_outdated_one_says_what_became_of_its_subject() -> None:
    over = replace(proposed(YES), state=ProposalState.OUTDATED, settled_reason="C11 is already done.")
    with pytest.raises(Refused, match=r"This proposal is outdated\. C11 is already done\. Nothing"):
        refuse_settled(over)


def test_the_rivals_are_all_that_is_open_about_the_same_subject_and_no_other() -> None:
    skip, other = skipping("C11", "Prepare the line"), skipping("C06", "Preserve")
    kept = [proposed(YES), proposed(NO, BEN, 2), proposed(skip, BEN, 3), proposed(other, BEN, 4)]
    assert [one.id for one in rivals(kept, Noun.STEP, ["C11"])] == [1, 2, 3]
    over = replace(kept[0], state=ProposalState.REJECTED)
    assert [one.id for one in rivals([over, *kept[1:]], Noun.STEP, ["C11"])] == [2, 3]
    assert rivals(kept, Noun.DUTY, ["C11"]) == []


def test_a_statement_of_several_facts_is_about_each_of_them() -> None:
    both = ProposedAct(ProposalKind.FACT_STATED, "data,people", sentence("state two facts"))
    assert [one.id for one in rivals([proposed(both)], Noun.FACT, ["people"])] == [1]
    assert rivals([proposed(both)], Noun.FACT, ["aware_at"]) == []
