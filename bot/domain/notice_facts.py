"""The facts of an incident as its notices see them: in the language of the text, with what is stated as unknown."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.domain.notice_templates import NoticePart
from bot.law.conditions import reads
from bot.law.evaluation import evaluate
from bot.law.values import Choices, Count, People, Value

FactsView = Mapping[str, object]
LATE = "late"  # what conditions of notices call it that the time for their duty is over


class NotKnownYet(NoticePart):
    """A fact that is stated to be unknown, with the day on which the reader hears of it again, if one is set."""

    next_update_on: date | None = None


class Over(NoticePart):
    """A day that was promised to readers and is over, so that no text may promise it."""

    day: date


class OtherLanguage(NoticePart):
    """A text that is known, but not in the language of this notice; `written`: the language that it is in."""

    written: str
    wanted: str


def facts_view(
    facts: Mapping[str, Value],
    now: datetime,
    language: str = "",
    spoken: Mapping[str, str] | None = None,
    not_owed: Collection[str] = (),
    *,
    late: bool = False,
) -> FactsView:
    """The facts as notices see them: with `drafted_at`, with the duties that are `not_owed`, with whether it is `late`,
    with everything stated as unknown marked as such, and without the day of an update that is over.

    A fact is stated as unknown when it stands in `not_known_yet` and has no value, or its value says nothing but that.
    Of a text in sentences they see the one in their own `language`; `spoken` says in which language each is.
    """
    on, named = _promised(facts, now), facts.get("not_known_yet")
    unknown = NotKnownYet(next_update_on=on if isinstance(on, date) else None)
    absent = dict.fromkeys(named.items if isinstance(named, Choices) else (), unknown)
    known = {name: unknown if _says_only_unknown(value) else value for name, value in facts.items()}
    about = {
        "drafted_at": now,
        "not_owed": not_owed,
        LATE: late,
        **({"next_update_on": on} if isinstance(on, Over) else {}),
    }
    return {**absent, **known, **_in_own_words(known, language, spoken or {}), **about}


def _promised(facts: Mapping[str, Value], now: datetime) -> Value | Over | None:
    """The day of the next update, in the incident's zone."""
    on = facts.get("next_update_on")
    today = now.astimezone(ZoneInfo(str(facts.get("zone", "UTC")))).date()
    return Over(day=on) if isinstance(on, date) and not isinstance(on, datetime) and on < today else on


def _in_own_words(facts: FactsView, language: str, spoken: Mapping[str, str]) -> FactsView:
    """Each text in sentences as a notice in this language prints it: what was stated in it, or that none was."""
    found: dict[str, object] = {}
    for name, written in spoken.items():
        own = name.removesuffix(f"_{written}")
        if written == language:
            found[own] = facts[name]
        else:
            found.setdefault(own, OtherLanguage(written=written, wanted=language))
    return found


def _says_only_unknown(value: Value) -> bool:
    match value:
        case Choices():
            return not value.items and not value.complete
        case Count():
            return value.least == 0 and value.most is None and value.best is None
        case People():
            return bool(value.table) and all(_says_only_unknown(count) for count in value.table.values())
    return False


def is_missing(value: object) -> bool:
    """Nothing recorded: None, a day that is over, an empty text, list or table. Zero, False and what is stated
    as unknown are facts."""
    match value:
        case None | Over():
            return True
        case str():
            return not value.strip()
        case Choices():
            return not value.items
        case People():
            return not value.table
    return False


def may_hold(condition: str | None, facts: FactsView) -> bool:
    """Whether it is met, or there is none. It counts as met while the facts do not settle it."""
    if condition is None:
        return True
    return evaluate(condition, {name: _plain(facts.get(name)) for name in reads(condition)}) is not False


def holds(condition: str | None, facts: FactsView) -> bool:
    """Whether it is met, or there is none. It doesn't count as met while the facts do not settle it."""
    if condition is None:
        return True
    return evaluate(condition, {name: _plain(facts.get(name)) for name in reads(condition)}) is True


def may_be_asked(duties: Collection[str], facts: FactsView) -> bool:
    """Whether one of these duties may be owed. No duty is one that always asks."""
    ruled_out = facts.get("not_owed")
    return not duties or not isinstance(ruled_out, Collection) or not all(duty in ruled_out for duty in duties)


def _plain(value: object) -> object:
    """The value as a condition reads it; None for what is absent, unknown, or known only between two ends."""
    match value:
        case Choices():
            return list(value.items) or None
        case Count():
            return value.least if value.exact else None
        case str() | bool() | int() | datetime():
            return value
    return None
