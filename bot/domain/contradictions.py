"""The same facts everywhere: what a notice says must agree with the other notices of its incident, and with the record.

Decides which facts are compared and what is said when two texts give different values. All notices are drawn from one
record, so they differ where it has changed between them.

Caveats: what changes in the course of an incident by its nature (measures, what is still open, the next update) is not
compared; a text in sentences is compared with texts in its own language.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from bot.domain.notice_wording import Remark
from bot.law.prose import in_language
from bot.law.values import Choices, Count, People, plain
from bot.sentences import Text, sentence
from bot.sentences import Value as Shown

RULE = "CON"
TEXTS = frozenset({"what_happened", "cause", "not_involved"})
SAME = TEXTS | {
    *("people", "people_kinds", "records", "data", "protection"),
    *("occurred_from", "occurred_to", "noticed_at", "discovered_at", "aware_at", "contained_at"),
}
"""Facts that no two notices may state differently; those in sentences, in one language."""

Told = Mapping[str, Any]  # the facts that a text states, as plain JSON
ShowFact = Callable[[str, Any], Shown]


def told_of(names: Iterable[str], facts: Mapping[str, object], language: str) -> Told:
    """What a text in this language that prints these facts states of those that are compared."""
    stated = {name: facts.get(name) for name in sorted(SAME.intersection(names))}
    return {
        in_language(name, language) if name in TEXTS else name: plain(value)
        for name, value in stated.items()
        if isinstance(value, Count | People | Choices | date | str)
    }


def contradictions(
    told: Told, others: Mapping[str, Told], label: Callable[[str], Text], show: ShowFact
) -> tuple[Remark, ...]:
    """What this text says differently from others (by title), fact by fact."""
    return tuple(
        _remark(
            sentence("“{title}” says about “{fact}”: {other}.", title=title, fact=label(name), other=show(name, said)),
            told[name],
            name,
            show,
        )
        for title, theirs in others.items()
        for name, said in sorted(theirs.items())
        if name in told and told[name] != said
    )


def outdated(told: Told, record: Told, label: Callable[[str], Text], show: ShowFact) -> tuple[Remark, ...]:
    """What this text says differently from the record as it is now."""
    return tuple(
        _remark(
            sentence("The record now says about “{fact}”: {other}.", fact=label(name), other=show(name, record[name])),
            said,
            name,
            show,
        )
        for name, said in sorted(told.items())
        if name in record and record[name] != said
    )


def _remark(say: Text, ours: Any, name: str, show: ShowFact) -> Remark:
    return Remark(
        rule=RULE,
        level="fail",
        say=say,
        found=sentence("{value}", value=show(name, ours)),
        instead=sentence("Draft the one that is out of date again, and tell its readers what has changed."),
    )
