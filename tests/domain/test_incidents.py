"""Codenames: neutral, never the same twice, and never out of names."""

from bot.domain.incidents import ADJECTIVES, BIRDS, codename


def test_a_codename_is_an_adjective_and_a_bird() -> None:
    adjective, bird = codename(1234, ()).split("-")
    assert adjective in ADJECTIVES
    assert bird in BIRDS


def test_a_name_that_is_taken_is_not_given_again() -> None:
    first = codename(7, ())
    second = codename(7, (first,))
    assert second != first
    assert codename(7, (first, second)) not in (first, second)


def test_any_number_gives_a_name() -> None:
    assert codename(10**9, ()) == codename(10**9 % (len(ADJECTIVES) * len(BIRDS)), ())


def test_no_name_says_one_word_twice() -> None:
    place = ADJECTIVES.index("teal") * len(BIRDS) + BIRDS.index("teal")
    assert codename(place, ()) != "teal-teal"


def test_when_every_name_is_taken_it_is_numbered() -> None:
    taken = {f"{adjective}-{bird}" for adjective in ADJECTIVES for bird in BIRDS}
    assert codename(0, taken) == f"{ADJECTIVES[0]}-{len(taken)}"
