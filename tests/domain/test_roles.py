"""Which role a word means, and that every place that lists the roles lists the same ones."""

from typing import get_args

import pytest

from bot.domain.reminder_rules import Audience
from bot.domain.roles import ADVISERS, LEADERS, ROLE_WORDS, ROLES, role_named
from bot.messages import speaking
from bot.runbook.model import Role


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("counsel", "counsel"), ("legal", "counsel"), ("Lawyer", "counsel"), ("dpo", "dpo"), ("privacy", "dpo"),
        ("data owner", "data_owner"), ("ic", "lead"), ("barista", None),
    ],
)  # fmt: skip
def test_a_word_means_its_role_or_none(word: str, role: str | None) -> None:
    assert role_named(word) == role


@pytest.mark.parametrize(
    ("language", "word", "role"),
    [
        ("de", "Einsatzleitung", "lead"), ("de", "forensik", "forensics"), ("de", "owner of the data", "data_owner"),
        ("es", "Responsable de los datos", "data_owner"), ("fr", "Einsatzleitung", None),
    ],
)  # fmt: skip
def test_a_role_is_named_in_the_readers_language_or_in_english(language: str, word: str, role: str | None) -> None:
    with speaking(language):
        assert role_named(word) == role


def test_every_word_and_every_group_of_roles_names_a_role() -> None:
    assert set(ROLE_WORDS.values()) | {*LEADERS, *ADVISERS} <= set(ROLES)
    assert not set(ROLE_WORDS) & set(ROLES)


def test_runbooks_and_reminders_know_every_role_that_can_be_named() -> None:
    named = [role for role in ROLES if role != "responder"]
    assert list(get_args(Role)) == named
    assert list(get_args(Audience)) == ["owner", "alternate", *named]
