"""How two copies of the law differ, and what that means for this organization.

Decides the words. What a change means is decided in `bot.law.profile`.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.law import JsonOption, print_json, print_lines, read_ours
from bot.cli.profiles import TOO_LITTLE, bound, says_too_little
from bot.law import load
from bot.law.model import Duty, Law
from bot.law.naming import with_law
from bot.law.profile import ProfileChange, effect
from bot.law.terms import term
from bot.library.organisation import peacetime_facts


def law_diff(
    old: Annotated[Path, typer.Argument(help="A directory of regulations.")],
    new: Annotated[Path | None, typer.Argument(help="A second directory; default: the regulations in use.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Ends with status 1 when anything differs."""
    (organisation, law), now = read_ours(), datetime.now(UTC)
    before, after = load(old), load(new) if new else law
    facts = peacetime_facts(organisation, after, now)
    for_us = None if says_too_little(facts) else effect(facts, before, after, now.date())
    differs = list(_differences(before, after))
    if as_json:
        rows = [{"change": mark, "duty": name, "what": what} for mark, name, what in differs]
        profiles = None if for_us is None else [_profile_change(one, before, after) for one in for_us]
        print_json({"duties": rows, "profile": profiles})
    else:
        print_lines([f"{mark} {name}: {what}" for mark, name, what in differs] or ["No differences."])
        if differs:
            print_lines(["", *_effect_lines(for_us, before, after)])
    if differs:
        raise typer.Exit(1)


def _effect_lines(for_us: Sequence[ProfileChange] | None, old: Law, new: Law) -> Iterable[str]:
    if for_us is None:
        yield f"What this means for you can't be told: {TOO_LITTLE}"
        return
    if not for_us:
        yield "Nothing changes in what could bind you (`breachbot law profile`)."
        return
    yield f"For you, {len(for_us)} of these make a difference (`breachbot law profile`):"
    for one in for_us:
        title = with_law(one.duty)
        if one.before and one.after:
            was, now = term(one.before.duty, old), term(one.after.duty, new)
            moved = f"was {was}; now {now}" if was != now else "its conditions or its wording changed"
            yield f"  ~ {title}: {moved}"
        else:
            yield f"  + {title}: can bind you now" if one.after else f"  - {title}: can't bind you anymore"


def _differences(before: Law, after: Law) -> Iterable[tuple[str, str, str]]:
    """A mark, the duty and what changed."""
    for duty_id in sorted({*before.by_id, *after.by_id}):
        old, new = before.versions(duty_id), after.versions(duty_id)
        if not new:
            yield "-", duty_id, old[-1].title
        elif not old:
            yield "+", duty_id, new[-1].title
        elif old != new:
            yield "~", duty_id, ", ".join(_changed(old, new))


def _changed(old: tuple[Duty, ...], new: tuple[Duty, ...]) -> list[str]:
    if len(old) != len(new):
        return [f"{len(old)} versions became {len(new)}"]
    pairs = [(a.model_dump(), b.model_dump()) for a, b in zip(old, new, strict=True)]
    return sorted({key.replace("_", " ") for a, b in pairs for key in a if a[key] != b[key]})


def _profile_change(one: ProfileChange, old: Law, new: Law) -> dict[str, Any]:
    return {
        "duty": one.duty.id,
        "before": bound(one.before, old) if one.before else None,
        "after": bound(one.after, new) if one.after else None,
    }
