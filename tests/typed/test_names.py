"""People are found by the names that responders type, and no one is taken for someone else."""

import pytest

from bot.errors import Ambiguous, UsageError
from bot.typed.names import Named, read_name

WEI = Named("U1", "Tan Wei Ling", ("weiling",))
MUELLER = Named("U2", "Jörg Müller", ("jmueller",))
ANNA, OTHER_ANNA = Named("U3", "Anna Schmidt", ("anna",)), Named("U4", "Anna Schmidt", ("anna.s",))
MAREN = Named("U5", "Maren Voß", ("maren",))
SOREN = Named("U6", "Søren Łuk", ())
GASSET = Named("U7", "José Ortega y Gasset", ())
BOT, GONE = Named("U8", "breachbot", ("breachbot",), gone=True), Named("U9", "Maren Voss", (), gone=True)
KNOWN = (WEI, MUELLER, ANNA, OTHER_ANNA, MAREN, SOREN, GASSET, BOT, GONE)


@pytest.mark.parametrize(
    ("typed", "who"),
    [
        ("Tan Wei Ling", WEI),
        ("@Tan Wei Ling", WEI),
        ("tan  wei ling", WEI),
        ("Wei Ling Tan", WEI),
        ("Wei-Ling", WEI),
        ("@weiling", WEI),
        ("WEILING", WEI),
        ("U1", WEI),
        ("Jorg Muller", MUELLER),
        ("Joerg Mueller", MUELLER),
        ("Müller", MUELLER),
        ("Mu\u0308ller", MUELLER),
        ("Voss", MAREN),
        ("Soren Luk", SOREN),
        ("Ortega y Gasset", GASSET),
        ("Jose Ortega y Gasset", GASSET),
        ("anna.s", OTHER_ANNA),
        ("breachbot", BOT),
    ],
)
def test_a_name_is_found_however_it_is_written(typed: str, who: Named) -> None:
    assert read_name(typed, KNOWN) == who


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("Anna Schmidt", ["Anna Schmidt (@anna)", "Anna Schmidt (@anna.s)"]),
        ("Tan Wei Lin", ["Tan Wei Ling"]),
        ("Marem", ["Maren Voß"]),
        ("Mül", ["Jörg Müller"]),
        ("@Tan Wei Ling @Maren Voß", ["Tan Wei Ling", "Maren Voß"]),
        ("Wei Ling and Maren", ["Tan Wei Ling", "Maren Voß"]),
        ("Wei Ling, Bob", ["Tan Wei Ling"]),
    ],
)
def test_what_is_not_certain_is_asked_about(typed: str, offered: list[str]) -> None:
    with pytest.raises(Ambiguous) as asked:
        read_name(typed, KNOWN)
    assert [one.label for one in asked.value.readings] == offered
    assert all(one.text.startswith("<@U") for one in asked.value.readings)


@pytest.mark.parametrize("typed", ["Bob", "@Bob", "x", "Bob and Alice", "…", "U77"])
def test_whom_no_one_is_called_is_refused(typed: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_name(typed, KNOWN)
    assert not isinstance(refused.value, Ambiguous)
