"""One message of a transaction stands in the channel, the others in its thread."""

import pytest

from bot.actions.contents import (
    Card,
    Content,
    DutiesChanged,
    DutyToReview,
    ProposalCard,
    SeverityNote,
    StepCard,
    StepsOpened,
)
from bot.actions.threads import Saying, lists, moved, places

CHANNEL = "channel:1"
URGENCY = {"card": 0, "proposal": 2, "duties": 2, "question": 2, "severity": 5}
CONTENT: dict[str, Content] = {
    "card": Card(),
    "proposal": ProposalCard(1),
    "duties": DutiesChanged((), (), None, 0),
    "question": DutyToReview("eu-gdpr-33-1-authority"),
    "severity": SeverityNote(2, None, "exposed", "ULEAD0001"),
}


def said(*names: str) -> list[Saying]:
    return [Saying(name, CONTENT.get(name) or StepCard(name), URGENCY.get(name, 5)) for name in names]


@pytest.mark.parametrize(
    ("names", "in_channel"),
    [
        (("duties",), ["duties"]),
        (("C01",), ["C01"]),
        (("C01", "C02"), ["list:C01"]),
        (("duties", "C01"), ["duties"]),
        (("C01", "C02", "severity"), ["severity"]),
        (("duties", "proposal"), ["proposal"]),
        (("severity", "duties"), ["duties"]),
        (("duties", "question"), ["question"]),
        (("proposal", "question"), ["proposal"]),
    ],
)
def test_one_is_posted_in_the_channel_and_carries_the_others(names: tuple[str, ...], in_channel: list[str]) -> None:
    found = places(said(*names), CHANNEL)
    assert [key for key, needs in found.items() if needs == CHANNEL] == in_channel
    assert {needs for needs in found.values() if needs != CHANNEL} <= {*in_channel}
    assert {*names} <= found.keys()


def test_at_the_opening_the_first_steps_stand_beside_the_card_and_the_rest_in_its_thread() -> None:
    found = places(said("card", "duties", "proposal", "C01", "C02"), CHANNEL)
    assert found == {
        "card": CHANNEL,
        "duties": "card",
        "proposal": "card",
        "list:C01": CHANNEL,
        "C01": "list:C01",
        "C02": "list:C01",
    }


def test_a_single_first_step_is_its_own_message() -> None:
    assert places(said("card", "C01"), CHANNEL) == {"card": CHANNEL, "C01": CHANNEL}


def test_the_list_names_every_step_in_order() -> None:
    [listed] = lists(said("C02", "C01", "C04"))
    assert listed.content == StepsOpened(("C02", "C01", "C04"))


def test_what_is_said_later_may_take_the_place_in_the_channel() -> None:
    before, after = (places(said(*names), CHANNEL) for names in (("C01", "C02"), ("C01", "C02", "severity")))
    assert moved(before, after) == ["list:C01", "C01", "C02"]
    assert moved({}, after) == []
