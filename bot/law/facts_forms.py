"""A file of facts to fill in: each fact with its question, its choices and an example, in the order of the vocabulary.

Decides how the file reads. Which facts matter for a kind of incident is decided in the vocabulary (`kinds`), how a
value that is filled in is read in `facts_files`.

Caveats: a fact that is left empty is not known, so the file can be read as it is.
"""

from collections.abc import Collection, Iterator
from textwrap import wrap

from bot.law.implications import implied
from bot.law.vocabulary import Definition, FactType, Vocabulary

WIDTH = 110
HEAD = """\
# Facts of an incident of the kind {kind} ({label}), for `breachbot assess`, `risk`, `notice` and `runbook simulate`.
#
# Write each value after its colon. Leave empty what you don't know: breachbot says which answers matter. Nothing is
# sent anywhere. A time is local in `zone`, or has an offset: 2026-11-24T09:30+01:00. A number may be a range (300-900),
# some or unknown. If a list may be incomplete, add unknown to it: [names, unknown].

kind: {kind}
"""
EXAMPLES = {
    FactType.INSTANT: "2026-11-24 09:30",
    FactType.DATE: "2026-11-24",
    FactType.BOOL: "true",
    FactType.COUNT: "300-900",
    FactType.PEOPLE: "{DE: 1200, FR: 300-900, US-CA: some, elsewhere: unknown}",
    FactType.TEXT: "In your own words.",
    FactType.MONEY: "EUR 12000000",
    FactType.ZONE: "Europe/Berlin",
    FactType.PLACE: "DE",
    FactType.PLACES: "[DE, FR]",
}
LATER = "notice"  # the group of facts that only notices need


def facts_form(vocabulary: Vocabulary, kind: str, wanted: Collection[str]) -> str:
    """The text of the file for a kind of incident, without what the kind settles; of the facts that only notices need,
    those `wanted`."""
    blocks = [HEAD.format(kind=kind, label=vocabulary["kind"].choices[kind]), *_entry("zone", vocabulary["zone"])]
    group, settled = "", implied({"kind": kind}, vocabulary)
    for name, definition in vocabulary.facts.items():
        if name in ("kind", "zone", *settled) or not definition.asked or not _matters(name, definition, kind, wanted):
            continue
        if definition.group != group:
            group = definition.group
            blocks += ["", f"# --- {group[0].upper()}{group[1:]} ---", ""]
        blocks += _entry(name, definition)
    return "\n".join(blocks).rstrip() + "\n"


def _matters(name: str, definition: Definition, kind: str, wanted: Collection[str]) -> bool:
    if definition.kinds and kind not in definition.kinds:
        return False
    return definition.group != LATER or name in wanted


def _entry(name: str, definition: Definition) -> Iterator[str]:
    for text in filter(None, (definition.ask, definition.help)):
        yield from wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ")
    yield from _choices(definition)
    if definition.type is FactType.BOOL:
        yield "#   true or false"
    yield f"{name}:  # for example {_example(definition)}"
    yield ""


def _choices(definition: Definition) -> Iterator[str]:
    """Each with its label; where the labels are terms of law, under its question in plain words."""
    labels = {word: "" if word == label else f": {label}" for word, label in definition.choices.items()}
    for asked in definition.asks:
        yield from wrap(asked.ask, WIDTH, initial_indent="# ", subsequent_indent="# ")
        yield from (f"#   {word}{labels.pop(word)}" for word in asked.choices)
    yield from (f"#   {word}{label}" for word, label in labels.items())


def _example(definition: Definition) -> str:
    match definition.type:
        case FactType.CHOICE:
            return next(iter(definition.choices))
        case FactType.CHOICES:
            return f"[{', '.join(list(definition.choices)[:2])}]"
    return EXAMPLES[definition.type]
