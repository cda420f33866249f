"""The rules of propose and confirm: what is the same, what stands beside what, and when it is too late."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain.proposals import (
    NOUNS,
    Need,
    Noun,
    Proposal,
    ProposalKind,
    ProposalState,
    ProposedAct,
    agreeing,
    agreement,
    finishing,
    refuse_settled,
    repeated,
    rivals,
    skipping,
    still_open,
    waits_for_second,
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


def test_no_one_agrees_with_themselves() -> None:
    assert agreeing([proposed(YES)], ADA, YES) is None
    assert repeated([proposed(YES)], ADA, YES) == proposed(YES)


PEOPLE = (ADA, BEN, CLEO)
MADE = some.lists(some.tuples(some.sampled_from((YES, NO)), some.sampled_from(PEOPLE), some.sampled_from(list(Need))))


@given(made=MADE, person=some.sampled_from(PEOPLE), done=some.sampled_from((YES, NO)))
def test_whoever_agrees_is_another_person_than_the_first_whatever_stands_open(
    made: list[tuple[ProposedAct, str, Need]], person: str, done: ProposedAct
) -> None:
    open_ones = [proposed(act, by, number, need) for number, (act, by, need) in enumerate(made, 1)]
    first = agreeing(open_ones, person, done)
    others = [one for one in open_ones if one.proposed_by != person and one.need is Need.TWO_PEOPLE]
    assert first == next((one for one in others if one.is_same_as(done)), None)
    assert waits_for_second(open_ones, done) == any(
        one.need is Need.TWO_PEOPLE and one.is_same_as(done) for one in open_ones
    )


def test_what_two_settled_is_found_by_its_instant_and_one_alone_is_told_apart() -> None:
    at = datetime(2026, 3, 2, 10, tzinfo=UTC)
    both = replace(proposed(YES), state=ProposalState.CONFIRMED, settled_at=at, settled_by=BEN)
    alone = replace(both, settled_by=ADA)
    assert agreement([proposed(NO), both], Noun.STEP, "C11", at) == both
    assert agreement([both], Noun.STEP, "C11", None) is None
    assert agreement([replace(both, need=Need.RIGHT_PERSON)], Noun.STEP, "C11", at) is None
    assert (both.is_alone, alone.is_alone, proposed(YES).is_alone) == (False, True, False)


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
    with pytest.raises(Refused, match="No change"):
        refuse_settled(over)


def test_an_open_one_can_be_settled() -> None:
    refuse_settled(proposed(YES))


def test_an_outdated_one_says_what_became_of_its_subject() -> None:
    over = replace(proposed(YES), state=ProposalState.OUTDATED, settled_reason="C11 is already done.")
    with pytest.raises(Refused, match=r"This proposal is outdated\. C11 is already done\. No change"):
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
