"""Merge fields: who types one means one, every text has a place for each, and the check knows them."""

from bot.domain.markdown import escape
from bot.domain.merge_fields import Field, fields_of, with_every_field

LETTER = """# Notice of Data Breach

Fernwerk Inc.\\
12 Elm Street

November 29, 2026

Your data were part of a data breach. We are sorry.

## What you can do

- Watch your accounts.
"""


def test_a_field_in_a_fact_stays_a_field_and_everything_like_it_is_text() -> None:
    assert fields_of(escape("Enter [[CODE]] at our site")) == {Field.CODE}
    assert fields_of(escape("[[NAME]], [CODE] and [[code]]")) == frozenset()


def test_a_text_without_places_gets_the_address_on_top_and_the_salutation_before_its_first_sentence() -> None:
    made = with_every_field(LETTER, "en", code=True).splitlines()
    assert made[0] == "[[ADDRESS]]"
    at = made.index("[[SALUTATION]]")
    assert made[at - 2] == "November 29, 2026"
    assert made[at + 2].startswith("Your data were part")
    assert made[-1] == "Your own code for the free help: **[[CODE]]**"


def test_a_text_keeps_the_places_that_people_approved() -> None:
    approved = LETTER.replace("We are sorry.", "Your code is [[CODE]].").replace("# Notice", "[[ADDRESS]]\n\n# Notice")
    made = with_every_field(approved, "en", code=True)
    assert [made.count(field.written) for field in Field] == [1, 1, 1]
    assert "Your code is [[CODE]]." in made


def test_nobody_gets_a_code_that_isnt_there() -> None:
    assert "[[CODE]]" not in with_every_field(LETTER, "en", code=False)
