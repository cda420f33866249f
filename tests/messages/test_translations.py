"""The files of the translations: complete where they must be, with the same places, compiled, and nothing left over."""

import string
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from bot.messages.catalog import catalog_file
from bot.runbook.model import RunbookFile
from bot.strict import parse, read_text
from tools.messages import TRANSLATED, extracted, mo_bytes, of_runbook, po_text, read

COMPLETE = ("de", "es", "fr")
"""The languages that have every sentence. In any other one, a sentence without a translation is said in English."""


def both(message: Message) -> list[tuple[str, str]]:
    """Each English text with its translation; every plural form is compared with the English plural."""
    if isinstance(message.id, str):
        return [(message.id, str(message.string or ""))]
    return [(message.id[1], text) for text in message.string or ()]


def places(text: str) -> list[str]:
    return sorted(name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None)


@pytest.mark.parametrize("language", COMPLETE)
def test_every_sentence_of_the_code_is_translated_and_no_other(language: str) -> None:
    wanted, there = {one.id for one in extracted() if one.id}, {one.id: one for one in read(language) if one.id}
    assert wanted - set(there) == set(), "run `make messages` and translate"
    assert set(there) - wanted == set(), "run `make messages`"
    assert [one.id for one in there.values() if not all(text.strip() for _english, text in both(one))] == []
    forms = read(language).num_plurals
    assert [one.id for one in there.values() if one.pluralizable and len(one.string or ()) != forms] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_has_the_places_of_its_sentence(language: str) -> None:
    """A plural form may leave out the number: `one step`."""
    wrong = []
    for message in read(language):
        for english, text in both(message) if message.id else ():
            allowed = [places(english), [name for name in places(english) if message.pluralizable and name != "n"]]
            if text and places(text) not in allowed[: 2 if message.pluralizable else 1]:
                wrong.append((english, text))
    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_guessed_or_left_over(language: str) -> None:
    catalog = read(language)
    assert [one.id for one in catalog if one.id and one.fuzzy] == []
    assert list(catalog.obsolete) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_compiled_file_is_that_of_the_text_file(language: str) -> None:
    assert catalog_file(language, "mo").read_bytes() == mo_bytes(language), "run `make messages`"
    assert catalog_file(language, "po").read_bytes() == po_text(read(language)), "run `make messages`"


NEW = """\
kind: other
title: Something nobody has thought of
about: It is new.
changes:
  C04:
    warning: Don't trust the new channel either.
phases:
  contain:
    - id: x1
      title: Pull the new plug
      do: >-
        Pull it, and write down
        when.
      why: It is the only one.
      owner: it
      when: '"electronic" in form_of_data'
      because: there is a plug
      decision: {question: Is it out?, options: [it is out, it is stuck], by: [it]}
      evidence: [picture of the plug]
"""


def test_every_text_of_a_new_step_needs_its_translation() -> None:
    """As the model holds it, a folded text on one line; and each would be missed by the check above."""
    texts = {
        "Something nobody has thought of", "It is new.", "Don't trust the new channel either.",
        "Pull the new plug", "Pull it, and write down when.", "It is the only one.", "there is a plug",
        "Is it out?", "it is out", "it is stuck", "picture of the plug",
    }  # fmt: skip
    found = {words for words, _where in of_runbook(parse(RunbookFile, read_text(NEW, Path("other.yaml"))), "") if words}
    assert found == texts
    for language in COMPLETE:
        assert found - {one.id for one in read(language)} == texts


def test_what_runbooks_and_duties_say_is_collected() -> None:
    known = {one.id for one in extracted()}
    assert {"Open the record", "Do we notify the authority?", "do not notify", "a device is lost"} <= known
    assert "Notify the supervisory authority" in known
