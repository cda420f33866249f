"""The catalog for other programs: valid by its schema, whole, and with terms that exist."""

import json
from pathlib import Path

import jsonschema

from bot.law.exports import NAMESPACES, TERMS, export, json_schema
from tests import shipped

SCHEMA = Path(__file__).parents[2] / "docs" / "law.schema.json"


def test_the_schema_in_the_docs_is_the_one_of_the_model() -> None:
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == json_schema()


def test_the_whole_catalog_is_valid_by_its_schema() -> None:
    made = json.loads(export(shipped.law()).model_dump_json(by_alias=True))
    jsonschema.Draft202012Validator(json_schema()).validate(made)
    assert [one["id"] for one in made["duties"]] == [one.id for one in shipped.law().duties]
    assert made["law"] == shipped.law().hash
    gdpr = next(one for one in made["duties"] if one["id"] == "eu-gdpr-33-1-authority")
    assert (gdpr["due"]["within"], gdpr["in_force"]["from"]) == ("72 hours", "2018-05-25")


def test_words_of_the_vocabulary_have_the_w3cs_terms_where_they_exist() -> None:
    made = export(shipped.law())
    assert made.facts["data"].choices["passport"].same_as == "pd:Passport"
    assert made.facts["data"].choices["other"].same_as is None
    assert (made.places["DE"].same_as, made.places["US-CA"].same_as, made.places["DE-BY"].same_as) == (
        "loc:DE", "loc:US-CA", None,
    )  # fmt: skip


def test_every_term_is_of_a_word_that_exists_and_of_a_namespace_that_is_given() -> None:
    facts = shipped.law().vocabulary.facts
    for fact, terms in TERMS.items():
        assert terms.keys() <= facts[fact].choices.keys(), fact
        assert {term.partition(":")[0] for term in terms.values()} <= NAMESPACES.keys()
