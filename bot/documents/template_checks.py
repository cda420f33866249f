"""Template checks: renders every notice with no facts and with all facts known, and reports what fails.

Together with `library.templates.load_templates`, which reads the files without rendering them, this is the part of
`breachbot check` that covers notices. The facts are made from the vocabulary: one plausible value of each type.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.documents.drafts import render
from bot.domain.markdown import MISSING
from bot.domain.notice_templates import NoticeTemplate, Templates
from bot.domain.place_letters import PlaceLetter
from bot.errors import LibraryError
from bot.law.values import Choices, Count, Money, People, Value
from bot.law.vocabulary import Definition, Vocabulary

_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_SAMPLES: Mapping[str, Value] = {
    "instant": _AT,
    "date": date(2026, 3, 9),
    "bool": True,
    "count": Count(1200, 1200),
    "text": "First line.\nSecond line.",
    "money": Money(Decimal(1_000_000), "EUR"),
    "zone": "Europe/Berlin",
    "place": "DE",
    "places": Choices(("DE", "FR")),
    "filings": {},
}


def check_rendering(
    templates: Templates, vocabulary: Vocabulary, duties: Collection[str] | None = None
) -> list[LibraryError]:
    """The faults of all notices, in the order of their ids; `duties` are the ids that a notice may serve."""
    rendered = (
        fault for notice in templates.notices.values() for fault in _faults(templates, notice, vocabulary, duties)
    )
    return [*_word_faults(templates, vocabulary), *rendered]


def _word_faults(templates: Templates, vocabulary: Vocabulary) -> Iterator[LibraryError]:
    """Words for a choice that there is not: no notice would ever say them."""
    worded = {(fact, choice) for facts in templates.words.values() for fact, said in facts.items() for choice in said}
    for fact, choice in sorted(worded):
        if fact in vocabulary and choice not in vocabulary[fact].choices:
            said = f"'{choice}' is not a choice of {fact}."
            yield LibraryError(
                templates.place("words.yaml"), None, f"choices.{fact}", said, tuple(vocabulary[fact].choices)
            )


def _faults(
    templates: Templates, notice: NoticeTemplate, vocabulary: Vocabulary, duties: Collection[str] | None
) -> Iterator[LibraryError]:
    file = templates.place(f"{notice.folder}/notice.yaml")
    for name in sorted(name for name in notice.facts if name not in vocabulary):
        yield LibraryError(file, None, name, "this fact is not in the vocabulary.")
        return
    for duty in notice.serves:
        if duties is not None and duty not in duties:
            yield LibraryError(file, None, "serves", f"there is no duty '{duty}'.")
    for duty in sorted(notice.asking - set(notice.serves)):
        yield LibraryError(file, None, "requires", f"the notice does not serve '{duty}'.", notice.serves)
    for language in notice.languages:
        yield from _render_faults(templates, notice, vocabulary, language)


def _render_faults(
    templates: Templates, notice: NoticeTemplate, vocabulary: Vocabulary, language: str
) -> Iterator[LibraryError]:
    file = templates.place(f"{notice.folder}/body.{language}.j2")
    place = notice.place if isinstance(notice, PlaceLetter) else "DE"
    full = {name: sample(vocabulary[name], place) for name in sorted(notice.facts)}
    allowed = {f"[[MISSING: {templates.names[need.fact]}]]" for need in notice.requires}
    for known, may_lack in ((full, set()), ({}, allowed)):
        try:
            draft = render(templates, notice.id, known, now=_AT, zone=ZoneInfo("Europe/Berlin"), language=language)
        except LibraryError as error:
            yield error
            return
        for gap in sorted(set(MISSING.findall(draft.text)) - may_lack):
            state = "all facts are known" if known else "no facts are known"
            yield LibraryError(file, None, "", f"prints {gap} although {state}.")


def sample(definition: Definition, place: str = "DE") -> Value:
    """One plausible value of a fact; of a choice the first, of a list all. `place`: where some of the people live."""
    if definition.type == "choice":
        return next(iter(definition.choices))
    if definition.type == "choices":
        return Choices(tuple(definition.choices))
    if definition.type == "people":
        return People({place: Count(1000, 1000), "FR": Count(1, None)})
    return _SAMPLES[definition.type]
