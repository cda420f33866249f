"""What breachbot ships, read from its files once in each test process; all of it is frozen."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.domain.notice_templates import Templates
from bot.law.files import load
from bot.law.model import Law
from bot.library.templates import load_templates
from bot.runbook.files import load_runbooks
from bot.runbook.model import Runbook

if TYPE_CHECKING:
    from bot.actions.work import Library

ROOT = Path(__file__).parent.parent


@cache
def law() -> Law:
    return load(ROOT / "regulations")


@cache
def runbooks() -> Mapping[str, Runbook]:
    return load_runbooks(ROOT / "runbooks", vocabulary=law().vocabulary)


@cache
def templates() -> Templates:
    return load_templates(ROOT / "notify_templates")


@cache
def library(*, owned: bool = True) -> "Library":
    """Of the demo's organization, or of none."""
    from bot.app import read_library  # the tests of the engines need neither a database nor Slack
    from bot.settings import Settings, example

    with TemporaryDirectory() as home:
        organisation = example("organisation.demo.yaml") if owned else Path(home) / "organisation.yaml"
        return read_library(Settings(home=Path(home), organisation=organisation))
