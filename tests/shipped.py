"""What breachbot ships, read from its files once in each test process; all of it is frozen.

It stays until the end, as in a running bot, so no collection of garbage looks at it again.
"""

import gc
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeVar

from bot.domain.notice_templates import Templates
from bot.law.files import load
from bot.law.model import Law
from bot.library.templates import load_templates
from bot.runbook.files import load_runbooks
from bot.runbook.model import Runbook

if TYPE_CHECKING:
    from bot.actions.work import Library

ROOT = Path(__file__).parent.parent
Made = TypeVar("Made")


def _for_good(made: Made) -> Made:
    gc.freeze()
    return made


@cache
def law() -> Law:
    return _for_good(load(ROOT / "regulations"))


@cache
def runbooks() -> Mapping[str, Runbook]:
    return _for_good(load_runbooks(ROOT / "runbooks", vocabulary=law().vocabulary))


@cache
def templates() -> Templates:
    return _for_good(load_templates(ROOT / "notify_templates"))


@cache
def library(*, owned: bool = True) -> "Library":
    """Of the demo's organization, or of none."""
    from bot.app import read_library  # the tests of the engines need neither a database nor Slack
    from bot.settings import Settings, example

    with TemporaryDirectory() as home:
        organisation = example("organisation.demo.yaml") if owned else Path(home) / "organisation.yaml"
        return _for_good(read_library(Settings(home=Path(home), organisation=organisation)))


def library_of(organisation: Path) -> "Library":
    """Of the organization in this file."""
    from bot.library.organisation import load_organisation

    whole = library(owned=False)
    named, law = load_organisation(organisation, whole.law)
    return replace(whole, organisation=named, law=law)
