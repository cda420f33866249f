"""A word that is no duty's id is answered with the duties that it most probably means."""

import pytest

from bot.law.nearest import nearest_duties
from tests import shipped

LAW = shipped.law()


@pytest.mark.parametrize(
    ("word", "first"),
    [
        ("gdpr", "eu-gdpr-33-1-authority"),  # the GDPR before those of the United Kingdom and Gibraltar
        ("GDPR", "eu-gdpr-33-1-authority"),
        ("uk gdpr", "uk-gdpr-33-1-ico"),
        ("hipaa", "us-hipaa-individuals"),  # before the proposal to amend its Security Rule
        ("texas", "us-tx-individuals"),  # before the law on agencies
        ("US-TX", "us-tx-individuals"),
        ("nis2", "eu-nis2-early-warning"),
        ("eu-gdpr-33", "eu-gdpr-33-1-authority"),
        ("gdpr 33", "eu-gdpr-33-1-authority"),  # not Ghana's gh-dpa-31, which has nearly the same letters
        ("gdpr-34", "eu-gdpr-34-individuals"),
        ("shield act", "us-ny-individuals"),
        ("eu-gdpr-33-1-autority", "eu-gdpr-33-1-authority"),
        ("us-tx-agg", "us-tx-ag"),
    ],
)
def test_a_law_by_its_own_name_comes_first(word: str, first: str) -> None:
    assert nearest_duties(LAW.duties, LAW.places, word)[0] == first


@pytest.mark.parametrize("word", ["", "??", "zzzzzzzz"])
def test_what_is_near_to_nothing_suggests_nothing(word: str) -> None:
    assert nearest_duties(LAW.duties, LAW.places, word) == ()
