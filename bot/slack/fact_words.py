"""From the words after `/breach facts` to an edit: which fact, and whether it is stated, replaced, removed, forgotten.

    people US-NY 12             the row New York is added, or set
    data add passport numbers   (also `+ passport`, `add passport` without the fact's name)
    people remove FR            (also `- FR`, `remove FR`)
    people replace DE 12000     (also `set to ...`, `= ...`)
    aware_at unknown            (also `not known`)

The words of an edit may be in any of our languages (`bot.typed.command_words`).

Leaves to the law how a value reads. Raises UsageError for what cannot be told for sure.
"""

from collections.abc import Sequence
from contextlib import suppress

from bot.actions.known_facts import meant, named
from bot.errors import Ambiguous, PossibleReading, UsageError
from bot.law.changes import moves_deadlines
from bot.law.fact_edits import FactEdit, How, absent
from bot.law.facts import show_value
from bot.law.model import Law
from bot.law.values import UNKNOWN, Choices, People, Value
from bot.law.vocabulary import Definition, FactType, Vocabulary
from bot.messages import _, translate
from bot.slack.parse import as_written, closest, quoted
from bot.slack.readings import read_fact, writer
from bot.slack.requests import IncidentContext
from bot.typed.command_words import FORGETS, LIST_EDITS, begins_edit, edit_in
from bot.typed.people import parts_named, read_row_places
from bot.typed.values import NearMiss
from bot.typed.words import ask, folded, repeated

NAMED_IN = 4  # words at most
NOT_SAID = frozenset({UNKNOWN, "unbekannt", "inconnu", "inconnue", "inconnus", "desconocido", "desconocida"})
"""“Unknown” as an adjective: of people, or of what the answer is."""
NOTHING: Sequence[Value] = (Choices(()), People({}))
"""What “none” says of a list, and of a table."""


def is_of_facts(vocabulary: Vocabulary, word: str) -> bool:
    """Whether a command that begins with this word is about facts, as in `+ passport` and `people DE 5`."""
    return begins_edit(word) or word.lower() in vocabulary


def plain_facts(vocabulary: Vocabulary) -> Sequence[str]:
    """The names of facts that are words of everyday speech (people, data)."""
    return [name for name, one in vocabulary.facts.items() if one.asked and name.isalpha()]


def read_edit(context: IncidentContext, name: str, text: str) -> FactEdit:
    """What the words after the fact's name do to it."""
    law = context.work.law(context.incident)
    definition = law.vocabulary[name]
    _ask_what_is_unknown(definition, text)
    if FORGETS.fullmatch(text):
        return FactEdit(name, How.FORGET)
    how, rest = _how(name, definition, text)
    if how is How.REMOVE:
        return FactEdit(name, how, _removed(context, law, name, rest))
    value = read_fact(context, name, rest)
    if how is How.STATE and value in NOTHING:
        _ask_about_nothing(context, name, text)
    if how is How.STATE and isinstance(value, People) and value.table:
        _refuse_part(context, name, rest)
    return FactEdit(name, How.FORGET) if value is None else FactEdit(name, how, value)


def _ask_what_is_unknown(definition: Definition, text: str) -> None:
    """Raises Ambiguous where “unknown” may be one of the choices (unknown people) as well as no answer."""
    named = [key for key, label in definition.choices.items() if UNKNOWN in label.split()]
    if definition.type is FactType.CHOICE and named and folded(text) in NOT_SAID:
        say = _("{what}: “{text}” can be read in more than one way.", what=_(definition.label), text=repeated(text))
        labels = [_(definition.choices[key]) for key in named]
        readings = [PossibleReading(label, label) for label in labels]
        raise ask(say, text.strip(), [*readings, PossibleReading(_("not known"), "forget")])


def _refuse_part(context: IncidentContext, name: str, text: str) -> None:
    """Raises UsageError where a part of a place would take the place of its whole number."""
    law, known = context.work.law(context.incident), context.incident.facts.value(name)
    parts = parts_named(_(law.vocabulary[name].label), text, law.places, writer(context).country)
    for code, part in parts.items():
        if isinstance(known, People) and code in known.table:
            raise UsageError(
                _(
                    "{part} is part of {place}, which is already on record.",
                    part=part,
                    place=_(law.places.name(code)),
                ),
                _(
                    "Write the total of the whole place, for example: {example}",
                    example=f"/breach facts people {code} 700",
                ),
            )


def _ask_about_nothing(context: IncidentContext, name: str, text: str) -> None:
    """Raises Ambiguous where a list or table has entries: a person who writes “none” means more than to add nothing."""
    law, known = context.work.law(context.incident), context.incident.facts.value(name)
    if known is None or known in NOTHING:
        return
    empty = People({}) if isinstance(known, People) else Choices(())
    label, none = _(law.vocabulary[name].label), translate(show_value(law.vocabulary, law.places, name, empty, "UTC"))
    there = translate(show_value(law.vocabulary, law.places, name, known, "UTC"))
    say = _(
        "{fact}: {value} is on record. “{text}” adds nothing new. No change.",
        fact=label,
        text=repeated(text),
        value=there,
    )
    raise ask(say, text, [PossibleReading(_("{fact}: {value}", fact=label, value=none), f"{How.REPLACE} none")])


def _how(name: str, definition: Definition, text: str) -> tuple[How, str]:
    """Free text is taken as it stands, unless it may be meant as an edit; a sign belongs to a list, elsewhere it may be
    part of the value."""
    if definition.type is FactType.TEXT:
        return How.STATE, _free(name, definition, text)
    if found := edit_in(text):
        how, rest, word = found
        if how is How.REPLACE or definition.type.is_list:
            return how, rest
        if word.isalpha():
            raise _single(definition)
    return How.STATE, text


def _free(name: str, definition: Definition, text: str) -> str:
    """Raises UsageError where it begins like an edit of a list, or is “unknown” mistyped, outside of quotation
    marks."""
    said, more = quoted(text)
    if said and not more:
        return said
    first = text.split()[0] if text else ""
    if (first != text and first.lower() in LIST_EDITS) or (first == text and closest(text, ("unknown",), 0.8)):
        raise UsageError(
            _(
                "“{fact}” is one text. What you state takes its place; “unknown” takes it back.",
                fact=_(definition.label),
            ),
            as_written(f"/breach facts {name}", text),
        )
    return text


def _single(definition: Definition) -> UsageError:
    return UsageError(
        _(
            "“{fact}” is a single value. You can replace it, but not add to it or remove from it.",
            fact=_(definition.label),
        ),
        _("State the value as it is now, or “unknown”."),
    )


def _removed(context: IncidentContext, law: Law, name: str, text: str) -> Choices:
    """The entries of a list, or the places of a table."""
    if law.vocabulary[name].type is FactType.PEOPLE:
        country = writer(context).country
        return read_row_places(_(law.vocabulary[name].label), text, law.places, country)
    value = read_fact(context, name, text)
    return value if isinstance(value, Choices) else Choices(())


def fact_and_rest(context: IncidentContext, text: str) -> tuple[str, str]:
    """The fact that the words name, and what they say of it; `add` and its like may stand before the name, or stand
    alone where only one list can be meant."""
    words = text.split()
    if len(words) > 1 and begins_edit(words[0]):
        return _named_later(context, words)
    name, used = _named(context, words)
    return name, " ".join(words[used:])


def _named_later(context: IncidentContext, words: Sequence[str]) -> tuple[str, str]:
    with suppress(UsageError):
        name, used = _named(context, words[1:], exactly=True)
        return name, " ".join((words[0], *words[1 + used :]))
    text = " ".join(words)
    found = [name for name in _lists(context) if _fits(context, name, text)]
    law = context.work.law(context.incident)
    usual = [name for name in found if name in moves_deadlines(law)] or found  # people affected, not people told so far
    if len(usual) == 1:
        return usual[0], text
    say = _("Which fact is that? “{words}” does not say.", words=repeated(text))
    if usual:
        labels = [_(law.vocabulary[name].label) for name in usual]
        raise ask(say, text, [PossibleReading(label, f"{label} {text}") for label in labels])
    raise UsageError(say, _("Name it first, for example: {example}", example=f"/breach facts people {repeated(text)}"))


def _lists(context: IncidentContext) -> list[str]:
    vocabulary = context.work.law(context.incident).vocabulary
    return [name for name, one in vocabulary.facts.items() if one.asked and one.type.is_list and not one.part_of]


def _fits(context: IncidentContext, name: str, text: str) -> bool:
    """Whether this list could have such an entry, or has what is to be removed."""
    try:
        edit = read_edit(context, name, text)
    except NearMiss:
        return False
    except Ambiguous:
        return True
    except UsageError:
        return False
    if edit.how is How.REMOVE:
        return bool(edit.value.items) and not absent(context.incident.facts.value(name), edit.value)
    return edit.how is How.STATE and edit.value not in NOTHING


def _named(context: IncidentContext, words: Sequence[str], *, exactly: bool = False) -> tuple[str, int]:
    """The fact that the first words name, and how many words that takes; raises when not even one is understood.
    `exactly`: by its whole name or label."""

    def clear(end: int, *, partly: bool) -> bool:
        return bool(meant(context.work, context.incident, _name(words[:end]), partly=partly))

    longest = range(min(NAMED_IN, len(words)), 0, -1)
    whole = next((end for end in longest if clear(end, partly=False)), 0)  # people: no part of “People notified”
    part = 0 if exactly or whole else next((end for end in longest[:-1] if clear(end, partly=True)), 0)
    end = whole or part or 1
    return named(context.work, context.incident, _name(words[:end]), partly=not exactly), end


def _name(words: Sequence[str]) -> str:
    """`people: DE 7`: the colon belongs to neither."""
    return " ".join(words).removesuffix(":")
