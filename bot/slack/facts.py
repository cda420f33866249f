"""How facts look: the list, one input for each kind of fact, the forms that state or correct them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from bot.actions.contents import FactsCorrected
from bot.actions.facts import DECIDED, FactChange, FactsListed, FactsStated, StateFacts, named
from bot.errors import UsageError
from bot.law.facts import NOT_KNOWN, parse_value, show_value
from bot.law.model import Law
from bot.law.values import UNKNOWN, Choices, Value, plain
from bot.law.vocabulary import Definition
from bot.messages import N_, _, plural
from bot.slack.block_kit import (
    Block,
    Message,
    Modal,
    actions,
    button,
    context,
    cut,
    field_input,
    mention,
    moment,
    option,
    safe,
    section,
    select,
    select_many,
    text_box,
)
from bot.slack.callbacks import Target
from bot.slack.requests import Form, IncidentContext, Reader, Request

NAMED_IN = 4  # words at most
SHAPES = {
    "count": N_("1200, a range such as 300-900, or some"),
    "people": N_("DE 1200, FR some, US-CA 501-900, elsewhere unknown"),
    "date": "2026-11-24",
    "money": "EUR 1200000",
    "place": "DE",
    "places": N_("DE, FR, US-CA"),
    "zone": "Europe/Berlin",
}


def fact_input(name: str, definition: Definition, value: Value | None, *, note: str = "") -> Block:
    """One form field for a fact, holding its present value; `note` ends its hint."""
    hint = " ".join(filter(None, (definition.help, _shape(definition), note)))
    return field_input(name, definition.ask, _element(definition, value), hint=hint, optional=True)


def _shape(definition: Definition) -> str:
    return _("For example: {example}.", example=_(SHAPES[definition.type])) if definition.type in SHAPES else ""


def _element(definition: Definition, value: Value | None) -> Block:
    match definition.type:
        case "instant":
            return moment(value if isinstance(value, datetime) else None)
        case "bool":
            chosen = None if value is None else ("yes" if value else "no")
            return select([option(_("Yes"), "yes"), option(_("No"), "no"), _not_known()], chosen=chosen)
        case "choice":
            options = [option(label, key) for key, label in definition.choices.items()]
            return select([*options, _not_known()], chosen=str(value) if value else None)
        case "choices":
            options = [option(label, key) for key, label in definition.choices.items()][:99]
            items = (*value.items, *(() if value.complete else (UNKNOWN,))) if isinstance(value, Choices) else ()
            return select_many(
                [*options, option(_("Possibly more; the list may be incomplete"), UNKNOWN)], chosen=items
            )
    return text_box(lines=definition.type == "text", value=_typed(value), most=3000)


def _not_known() -> Block:
    return option(_("Not known"), UNKNOWN)


def _typed(value: Value | None) -> str:
    """The value as it may be typed again; facts with ends come back through `plain`."""
    if value is None:
        return ""
    raw = plain(value)
    if isinstance(raw, dict):
        return ", ".join(f"{place} {_count(count)}" for place, count in raw.items())
    if isinstance(raw, list):
        return ", ".join(map(str, raw))
    return str(raw)


def _count(raw: Any) -> str:
    if isinstance(raw, dict):
        least, most = raw.get("min", 0), raw.get("max")
        return f"{least}-{most}" if most is not None else f"{least}+"
    return str(raw)


def fact_value(request: Request, law: Law, name: str) -> Value | None:
    """The submitted value of one field; None when left empty or “not known”. Raises UsageError about that field."""
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
        value: Value = parse_value(law.vocabulary, law.places, name, text, request.zone, request.now)
        return value
    except UsageError as error:
        error.field = name
        raise


def fact_values(request: Request, law: Law, names: Sequence[str]) -> dict[str, Value]:
    """All stated fields of a form; empty ones are left out."""
    found = {name: fact_value(request, law, name) for name in names if name in request.values}
    return {name: value for name, value in found.items() if value is not None}


def in_order(given: Mapping[str, Value], known: Mapping[str, Value]) -> None:
    """Raises UsageError about the later entry when somebody was aware before anybody had noticed."""
    noticed_at, aware_at = (given.get(name, known.get(name)) for name in ("noticed_at", "aware_at"))
    if not (isinstance(noticed_at, datetime) and isinstance(aware_at, datetime) and aware_at < noticed_at):
        return
    if "aware_at" in given:
        raise UsageError(_("This is before the time it was noticed."), _("Check both times."), field="aware_at")
    if "noticed_at" in given:
        raise UsageError(_("This is after the time you became aware."), _("Check both times."), field="noticed_at")


def listed(outcome: FactsListed, reader: Reader) -> Message:
    """What is known by group, with who said it; then what would help most."""
    incident, law = outcome.incident, outcome.law
    groups: dict[str, list[str]] = {}
    for name, fact in outcome.known:
        definition = law.vocabulary[name]
        shown = show_value(law.vocabulary, law.places, name, fact.value, reader.zone)
        sure = "" if fact.sure == "certain" else f" _({fact.sure})_"
        groups.setdefault(definition.group, []).append(
            f"*{safe(definition.label)}:* {_short(shown)}{sure} · {mention(fact.by)}"
        )
    blocks: list[Block] = [
        section(f"*{safe(group).capitalize()}*\n" + "\n".join(rows)) for group, rows in groups.items()
    ]
    if not blocks:
        blocks.append(section(_("No facts are known yet.")))
    if helpful := [_question(law.vocabulary[one.name].ask, len(one.duties)) for one in outcome.questions[:5]]:
        blocks.append(section(f"*{_('Key questions')}*\n" + "\n".join(helpful)))
    if incident.state == "open":
        blocks.append(
            actions(
                button(_("Answer key questions"), "facts.ask", Target(incident.id), "primary"),
                button(_("Correct a fact"), "facts.choose", Target(incident.id)),
                block_id="facts",
            )
        )
    return Message(_("Known facts"), tuple(blocks))


def _question(ask: str, settles: int) -> str:
    note = plural("resolves {n} duty", "resolves up to {n} duties", settles)
    return f"• {safe(ask)} _({note})_"


def stated(outcome: FactsStated, reader: Reader) -> Message:
    if not outcome.changes:
        return Message(_("Already recorded. No change."))
    facts = "; ".join(_stated(one) for one in outcome.changes)
    if not outcome.duties:
        return Message(_("Recorded. {facts}.", facts=facts))
    return Message(
        plural(
            "Recorded. {facts}. {n} duty changed; the channel shows which and why.",
            "Recorded. {facts}. {n} duties changed; the channel shows which and why.",
            len(outcome.duties),
            facts=facts,
        )
    )


def _stated(one: FactChange) -> str:
    if one.old == NOT_KNOWN:
        return f"{one.label}: {_short(one.new)}"
    return _("{fact}: {value} (was {before})", fact=one.label, value=_short(one.new), before=_short(one.old))


def _short(value: str) -> str:
    return safe(cut(value, 300))


def changed_message(content: FactsCorrected) -> Message:
    """The note in the channel when a fact was corrected; the old value stays in the record."""
    rows = [f"• *{safe(one.label)}:* {_short(one.old)} → {_short(one.new)}" for one in content.changes]
    by = context(_("by {person}", person=mention(content.person)))
    return Message(_("A fact was corrected."), (section(f"*{_('Corrected')}*\n" + "\n".join(rows)), by))


def draw_choose(law: Law) -> Modal:
    """Which fact to correct: all of them, by group."""
    groups: dict[str, list[Block]] = {}
    for name, definition in law.vocabulary.facts.items():
        if definition.asked:
            groups.setdefault(definition.group, []).append(option(definition.label, name))
    element: Block = {
        "type": "static_select",
        "placeholder": {"type": "plain_text", "text": _("Choose a fact"), "emoji": False},
        "option_groups": [
            {"label": {"type": "plain_text", "text": cut(group.capitalize(), 75), "emoji": False}, "options": rows}
            for group, rows in groups.items()
        ],
    }
    return Modal("facts_choose", _("Correct a fact"), (field_input("fact", _("Which fact?"), element),), _("Next"))


def form_for(names: Sequence[str], value: str = "") -> Form:
    """The form in which these facts are given; the risk to people is decided, with a reason."""
    if names and DECIDED.issuperset(names):
        return Form("risk_decide", value.strip().lower())
    return Form("facts_ask", ",".join(names))


def read_facts(context: IncidentContext) -> StateFacts | Form:
    """`/breach facts people DE 1200`: states one fact, whose name may be of several words; without a value its form
    opens."""
    words = context.request.text.split()
    name, used = _fact_in(context, words)
    rest = " ".join(words[used:])
    if not rest or name in DECIDED:
        return form_for([name], rest)
    law, request = context.work.law(context.incident), context.request
    return StateFacts({name: parse_value(law.vocabulary, law.places, name, rest, request.zone, request.now)})


def _fact_in(context: IncidentContext, words: Sequence[str]) -> tuple[str, int]:
    """The fact that the first words name, and how many words that takes; raises when not even one is understood."""
    for end in range(min(NAMED_IN, len(words)), 1, -1):
        with suppress(UsageError):
            return named(context.work, context.incident, " ".join(words[:end])), end
    return named(context.work, context.incident, words[0] if words else ""), 1
