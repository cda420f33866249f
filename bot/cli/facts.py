"""`breachbot facts new`: a file of facts to fill in.

Decides where it goes, and that no file is overwritten by accident. What is in it is decided in `bot.law.facts_forms`.
"""

import difflib
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.files import write
from bot.cli.law import read_law
from bot.domain.notice_templates import Templates
from bot.errors import UsageError
from bot.law.facts_forms import facts_form
from bot.library.templates import load_templates
from bot.settings import read_settings, roots

INSIDE = ("executives", "employees")  # what they are told is written in an incident


def new(
    kind: Annotated[str, typer.Argument(help="A kind of incident, such as vendor or lost-device.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write (default: stdout).")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it exists.")] = False,
) -> None:
    vocabulary = read_law().vocabulary
    kinds = vocabulary["kind"].choices
    if kind not in kinds:
        near = difflib.get_close_matches(kind, kinds, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"Choose one: {', '.join(kinds)}."
        raise UsageError(f"Unknown kind of incident '{kind}'.", hint)
    if output and output.is_file() and not force:
        raise UsageError(f"{output} exists.", "Choose another file, or overwrite it with --force.")
    settings = read_settings()
    wanted = _wanted(load_templates(*roots(settings, "notify_templates"), cache=settings.cache))
    write(facts_form(vocabulary, kind, wanted).encode(), output)


def _wanted(templates: Templates) -> frozenset[str]:
    """What a notice to anyone outside must contain, where a duty may want one."""
    outside = (one for one in templates.notices.values() if one.serves and one.audience not in INSIDE)
    return frozenset(need.fact for notice in outside for need in notice.requires)
