"""The form fields of facts: one input for each kind, holding what is known; what a submitted form says or changes."""

from collections.abc import Container, Sequence
from datetime import datetime

from bot.errors import UsageError
from bot.law.fact_edits import FactEdit, How
from bot.law.facts import Fact, Facts, show_value
from bot.law.model import Law
from bot.law.places import Places
from bot.law.values import ELSEWHERE, UNKNOWN, Choices, Count, People, Value, plain
from bot.law.vocabulary import Definition
from bot.messages import N_, _, translate
from bot.slack.block_kit import Block, field_input, moment, option, select, select_many, text_box
from bot.slack.callbacks import number, stale
from bot.slack.readings import read_fact
from bot.slack.requests import Entered, IncidentContext, RequestContext
from bot.typed.numbers import read_count
from bot.typed.places import clear_text

SHAPES = {
    "count": N_("1200, 12k, about 900, a range such as 300-900, or at least 300"),
    "people": N_("Germany 1200, about 900 in France, California 501-900, elsewhere unknown"),
    "date": "2026-11-24",
    "money": N_("EUR 12,000,000 or 12 million euros"),
    "place": N_("Germany"),
    "places": N_("Germany, France, California"),
    "zone": "Europe/Berlin",
}


AHEAD = N_("in 3 days")  # an example of a date that never lies in the past


def fact_input(
    law: Law,
    name: str,
    value: Value | None,
    *,
    note: str = "",
    likely: Container[str] | None = None,
    only: Container[str] | None = None,
) -> Block:
    """One form field for a fact, holding its present value; `note` ends its hint. Of its choices the `likely` come
    first; `only` these are offered, and there may be no others."""
    definition = law.vocabulary[name]
    if likely is not None:
        ordered = sorted(definition.choices, key=lambda choice: choice not in likely)
        definition = definition.model_copy(update={"choices": {one: definition.choices[one] for one in ordered}})
    if only is not None:
        offered = {one: words for one, words in definition.choices.items() if one in only}
        definition = definition.model_copy(update={"choices": offered})
    hint = " ".join(filter(None, (_(definition.help), _shape(definition), note)))
    element = _element(law, definition, value, ends=only is not None)
    return field_input(name, _(definition.ask), element, hint=hint, optional=True)


def _shape(definition: Definition) -> str:
    if definition.type not in SHAPES:
        return ""
    example = SHAPES[definition.type] if definition.past else AHEAD
    return _("For example: {example}.", example=_(example))


def _element(law: Law, definition: Definition, value: Value | None, *, ends: bool) -> Block:
    """`ends`: a list holds everything that there is to choose."""
    held = _held(law, definition, value)
    match definition.type:
        case "instant":
            return moment(value if isinstance(value, datetime) else None)
        case "bool":
            chosen = held if isinstance(held, str) else None
            return select([option(_("Yes"), "yes"), option(_("No"), "no"), _not_known()], chosen=chosen)
        case "choice":
            options = [option(_(label), key) for key, label in definition.choices.items()]
            return select([*options, _not_known()], chosen=held if isinstance(held, str) else None)
        case "choices":
            options = [option(_(label), key) for key, label in definition.choices.items()][:99]
            more = () if ends else (option(_("Possibly more; the list may be incomplete"), UNKNOWN),)
            return select_many(
                [*options, *more],
                chosen=() if held is None or isinstance(held, (str, datetime)) else tuple(held),
            )
    return text_box(lines=definition.type == "text", value=held if isinstance(held, str) else "", most=3000)


def _held(law: Law, definition: Definition, value: Value | None) -> Entered:
    """What the field of a fact holds until someone edits it."""
    match definition.type:
        case _ if value is None:
            return None
        case "instant":
            return value.replace(microsecond=0) if isinstance(value, datetime) else None
        case "bool":
            return "yes" if value else "no"
        case "choice":
            return str(value)
        case "choices":
            return (*value.items, *(() if value.complete else (UNKNOWN,))) if isinstance(value, Choices) else ()
    return _typed(law.places, value)


def _edited(law: Law, definition: Definition, entered: Entered, value: Value | None) -> bool:
    """Whether a field no longer holds what it was drawn with."""
    return _same(entered) != _same(_held(law, definition, value))


def _same(entered: Entered) -> object:
    match entered:
        case None | "" | "unknown":
            return None
        case str():
            return entered.strip()
        case datetime():
            return entered.replace(second=0, microsecond=0)
    return frozenset(entered) or None


def _not_known() -> Block:
    return option(_("Not known"), UNKNOWN)


def _typed(places: Places, value: Value | None) -> str:
    """The value as it may be typed again: each place so that it means no other."""
    match value:
        case None:
            return ""
        case People():
            return ", ".join(f"{_place(places, code)} {_count(count)}" for code, count in value.table.items())
        case Choices():
            return ", ".join(
                (*(clear_text(one, places) for one in value.items), *(() if value.complete else (_("unknown"),)))
            )
        case Count():
            return _count(value)
        case str() if value in places:
            return clear_text(value, places)
    return str(plain(value))


def _count(count: Count) -> str:
    """`about 900` only where it reads back as what it was."""
    if count.best is not None and read_count("", about := _("about {n}", n=count.best)) == count:
        return about
    raw = plain(count)
    if isinstance(raw, dict):
        return f"{count.least}-{count.most}" if count.most is not None else f"{count.least}+"
    return {"unknown": _("unknown"), "some": _("some")}.get(str(raw), str(raw))


def _place(places: Places, code: str) -> str:
    return _("elsewhere") if code == ELSEWHERE else clear_text(code, places)


def fact_value(asked: RequestContext, law: Law, name: str) -> Value | None:
    """The submitted value of one field; None when left empty or “not known”. Raises UsageError about that field."""
    request = asked.request
    raw = request.values.get(name)
    if raw in (None, "", [], UNKNOWN):
        return None
    definition = law.vocabulary[name]
    try:
        if definition.type == "instant":
            at = request.moment(name)
            if at and at > request.now and not definition.future:
                raise UsageError(_("That time is in the future. Give a time in the past."), field=name)
            return at
        text = ", ".join(raw) if isinstance(raw, list) else str(raw)
        return read_fact(asked, name, text)
    except UsageError as error:
        error.field = name
        raise


def fact_values(asked: RequestContext, law: Law, names: Sequence[str]) -> dict[str, Value]:
    """All stated fields of a form; empty ones are left out."""
    found = {name: fact_value(asked, law, name) for name in names if name in asked.request.values}
    return {name: value for name, value in found.items() if value is not None}


def read_edits(asked: IncidentContext, law: Law, names: Sequence[str], version: str) -> tuple[FactEdit, ...]:
    """What a form changes: only the fields that no longer hold what it was drawn with. An emptied one takes its fact
    back. Raises UsageError about a field whose fact was stated in the meantime; `version` is the form's
    (`version_of`)."""
    found: list[FactEdit] = []
    request, facts = asked.request, asked.incident.facts
    for name, shown in _shown(facts, names, version).items():
        held = shown.value if shown and not shown.is_assumed else None
        if name not in request.values or not _edited(law, law.vocabulary[name], request.values[name], held):
            continue
        if (now := facts.value(name)) != (shown.value if shown else None):
            raise UsageError(*_meanwhile(law, name, now, request.zone), field=name)
        value = fact_value(asked, law, name)
        found.append(FactEdit(name, How.FORGET) if value is None else FactEdit(name, How.REPLACE, value))
    return tuple(found)


def version_of(facts: Facts, names: Sequence[str]) -> str:
    """How often each of these facts was stated when a form was drawn."""
    return ",".join(str(len(facts.history(name))) for name in names)


def _shown(facts: Facts, names: Sequence[str], version: str) -> dict[str, Fact | None]:
    """The statements that applied when the form was drawn."""
    counts = [number(one) for one in version.split(",") if one]
    if len(counts) != len(names):
        raise stale()
    return {name: (facts.history(name)[:count] or (None,))[-1] for name, count in zip(names, counts, strict=True)}


def _meanwhile(law: Law, name: str, now: Value | None, zone: str) -> tuple[str, str]:
    said = show_value(law.vocabulary, law.places, name, now, zone)
    return (
        _("This was changed while the form was open. It is now: {value}.", value=translate(said)),
        _("Close the form and open it again to change it."),
    )
