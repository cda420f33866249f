"""Drafts a notice: template, facts and language in, the exact text out.

Decides how a fact gets into a template: through `facts.NAME`, in the language's words, escaped, or printed as
`[[MISSING: its name]]`. A name that the notice does not declare is an error, never a blank. Leaves what is
required and who approves to `domain.notice_completeness`.

Caveats: templates run in Jinja's sandbox and see only `facts`, `today`, `language`, `readers` (the region of all of
them, or empty), `some_in_us` and what `_of_place` adds. In a condition a missing fact is true if it is required, so
its sentence stays and shows the gap; otherwise false, so its sentence is dropped.
"""

import re
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from jinja2 import TemplateError, TemplateSyntaxError, pass_context
from jinja2.runtime import Context, Undefined

from bot.documents.display import Choice, Display
from bot.documents.regions import readers_region, some_in_us
from bot.domain.contradictions import Told, told_of
from bot.domain.markdown import Safe, escape, unmarked, without_spare_escapes
from bot.domain.notice_completeness import MissingItem, completeness, required
from bot.domain.notice_facts import FactsView, NotKnownYet, facts_view, is_missing
from bot.domain.notice_templates import TOLD_BESIDE, NoticeTemplate, Requirement, Templates, text_hash
from bot.domain.notices import exact_text
from bot.domain.place_letters import PlaceLetter, choices, printed
from bot.errors import LibraryError, UsageError
from bot.law.values import Choices, People, Value
from bot.library.bounded_templates import BoundedTemplates, limited, spend_text
from bot.sentences import with_utc

BRIEF = 200  # characters
_TWO_PERIODS = re.compile(r"(?<![.\s])\.\.(?=[\s”»“\")*]|$)")


@dataclass(frozen=True)
class Missing:
    """A missing fact. Prints its name; true in a condition if it is required; one line in a list."""

    words: str
    is_required: bool = False

    def __str__(self) -> str:
        return f"[[MISSING: {self.words}]]"

    def __bool__(self) -> bool:
        return self.is_required

    def __iter__(self) -> Iterator["Missing"]:
        yield self

    def __gt__(self, other: object) -> bool:
        """A date that isn't known is said neither to be still to come nor to be past."""
        return False

    __le__ = __gt__


@dataclass(frozen=True)
class Draft:
    """One notice drafted from one state of the facts. `sha256` is that of subject and body together."""

    template_id: str
    language: str
    subject: str
    markdown: str
    required: tuple[Requirement, ...]
    missing: tuple[MissingItem, ...]
    template_version: str
    sha256: str
    told: Told = field(default_factory=dict)  # what it states of the facts that notices must agree on

    @property
    def text(self) -> str:
        """What an approval covers."""
        return exact_text(self.subject, self.markdown)


class FactsInWords:
    """`facts` inside a template: declared names only, each as a value that prints in words."""

    def __init__(self, notice: NoticeTemplate, facts: FactsView, names: Mapping[str, str], display: Display) -> None:
        self._notice, self._facts, self._names, self._display = notice, facts, names, display
        self._missing = {item.fact: item.words for item in completeness(notice, facts, names)}
        conditional = {need.fact for need in notice.requires} - set(notice.uses)
        self._not_asked = conditional - {need.fact for need in required(notice, facts)}
        self._may_be_unknown = {need.fact for need in notice.requires if need.may_be_unknown}
        self.printed: set[str] = set()

    def __getitem__(self, name: str) -> object:
        if name not in self._notice.facts:
            raise KeyError(name)  # Jinja turns this into StrictUndefined, which is an error when used
        value = self._facts.get(name)
        unknown = isinstance(value, NotKnownYet) and name not in self._may_be_unknown
        withheld = name in self._notice.withheld or name in self._not_asked
        if name in self._missing or is_missing(value) or unknown or withheld:
            words = self._missing.get(name) or self._names.get(name, name.replace("_", " "))
            return Missing(words, name in self._missing)
        self.printed.add(name)
        if isinstance(value, Choices):
            items = (self._choice(name, item) for item in value.items)
            return (*items, *(() if value.complete else (self._display.phrases["more"],)))
        if name in self._display.words and isinstance(value, str):
            return self._display.choice(name, value)
        return value

    def _choice(self, name: str, item: str) -> Choice:
        """An item of a list, with that it is so of some people only."""
        shown = self._display.choice(name, item)
        of_some = self._facts.get(TOLD_BESIDE.get(name, ""))
        if not isinstance(of_some, Choices) or item not in of_some.items:
            return shown
        return Choice(shown, self._display.phrases["of_some"].format(what=shown.words))


def render(
    templates: Templates,
    template_id: str,
    facts: Mapping[str, Value],
    *,
    now: datetime,
    language: str = "en",
    zone: ZoneInfo,
    places: Mapping[str, str] | None = None,
    spoken: Mapping[str, str] | None = None,
    not_owed: Collection[str] = (),
    late: bool = False,
) -> Draft:
    """Draft one notice. Deterministic. `spoken`: in which language each text in sentences is, as far as that is known.
    `not_owed`: duties that ask for nothing here. `late`: the time for it is over. Raises UsageError for an unknown
    notice or language."""
    notice = find_notice(templates, template_id, language)
    readers = readers_region(notice, facts, zone)
    region = readers if language == "en" else ""
    display = Display(language, zone, templates.words.get(language, {}), places or {}, region)
    known = facts_view(facts, now, language, spoken, not_owed, late=late)
    in_words = FactsInWords(notice, known, templates.names, display)
    view = {
        "facts": in_words,
        "today": now,
        "language": language,
        "readers": readers,
        "some_in_us": some_in_us(notice, facts),
        **_of_place(notice, known),
    }
    subject, body = (
        run_template(templates, f"{notice.folder}/{part}.{language}.j2", view, display) for part in ("subject", "body")
    )
    subject = _TWO_PERIODS.sub(".", unmarked(" ".join(subject.split())))
    body = tidy(body)
    return Draft(
        template_id=template_id,
        language=language,
        subject=subject,
        markdown=body,
        required=required(notice, known),
        missing=completeness(notice, known, templates.names),
        template_version=templates.version(template_id),
        sha256=text_hash(exact_text(subject, body)),
        told=told_of(in_words.printed, known, language),
    )


def _of_place(notice: NoticeTemplate, facts: FactsView) -> Mapping[str, object]:
    """`place`: the law of the place that the letter is for, or nothing, and its code; `prints`: which topics it takes
    up; `headings`: by topic."""
    if not isinstance(notice, PlaceLetter):
        return {"place": None, "place_code": "", "prints": {}, "headings": {}}
    topics = printed(notice, facts)
    return {
        "place": notice.law,
        "place_code": notice.place,
        "prints": {name: name in topics for name in notice.topics},
        "headings": notice.headings,
    }


def find_notice(templates: Templates, template_id: str, language: str) -> NoticeTemplate:
    notice = templates.notices.get(template_id)
    if notice is None:
        each = [one for one in templates.notices.values() if isinstance(one, PlaceLetter) and one.family == template_id]
        if each:
            places = ", ".join(one.place for one in each)
            raise UsageError(f"“{template_id}” is one letter for each place.", f"Choose one, with --for: {places}.")
        known = ", ".join(choices(templates.notices.values()))
        raise UsageError(f"There is no notice “{template_id}”.", f"Choose one of: {known}.")
    if language not in notice.languages:
        raise UsageError(
            f"“{notice.title}” has no version in the language “{language}”.",
            f"Available: {', '.join(notice.languages)}.",
        )
    return notice


def tidy(markdown: str) -> str:
    """One blank line between blocks and before a heading, no trailing spaces, one newline at the end; one period where
    a sentence ends with an abbreviation, such as the name of a company; numbers escaped only where they would make a
    list."""
    lines: list[str] = []
    for line in map(without_spare_escapes, _TWO_PERIODS.sub(".", markdown).splitlines()):
        if line.startswith("#") and lines and lines[-1]:
            lines.append("")
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines).strip() + "\n"


def run_template(templates: Templates, name: str, view: Mapping[str, object], display: Display) -> str:
    """Run one template. Raises LibraryError if it uses an unknown name."""
    try:
        with limited():
            return _environment(_Sources(templates)).get_template(name).render(view, _display=display)
    except Exception as error:
        raise _fault(error, templates, name) from error


def _fault(error: Exception, templates: Templates, name: str) -> LibraryError:
    """An error in a template, with its file and line: the innermost template that was running."""
    files = {templates.place(one) for one in templates.sources}
    running = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in files]
    file, line = (running[-1].filename, running[-1].lineno) if running else (templates.place(name), None)
    if isinstance(error, TemplateSyntaxError):
        file, line = error.filename or file, error.lineno
    said = str(error.message if isinstance(error, TemplateError) else error).rstrip(".")
    return LibraryError(file, line, "", f"can't be drafted: {said[:200] or error.__class__.__name__}.")


class _Sources:
    """The templates as a cache key: equal when their hash is."""

    def __init__(self, templates: Templates) -> None:
        self.texts, self.hash, self.place = templates.sources, templates.hash, templates.place

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Sources) and other.hash == self.hash

    def __hash__(self) -> int:
        return hash(self.hash)


@lru_cache(maxsize=8)
def _environment(sources: _Sources) -> BoundedTemplates:
    return BoundedTemplates(sources.texts, sources.place, _FILTERS, _print)


@pass_context
def _print(context: Context, value: object) -> str:
    if isinstance(value, Undefined):
        return str(value)  # raises, naming the unknown name
    return spend_text(_words(context, value))


def _words(context: Context, value: object) -> Safe:
    if isinstance(value, Safe):
        return value
    if isinstance(value, Missing):
        return Safe(value)
    display: Display = context["_display"]
    return escape(display.show(value))


def _filter(show: Callable[..., object]) -> Callable[..., object]:
    """A filter that lets a missing or unknown fact through, so that it prints itself."""

    @pass_context
    def apply(context: Context, value: object, *more: object) -> object:
        if isinstance(value, Missing | NotKnownYet | Undefined):
            return value
        return show(context["_display"], value, *more)

    return apply


def _items(value: object) -> list[object]:
    """The lines of a text, or the members of a list, each printed separately."""
    if isinstance(value, str) and not hasattr(value, "words"):
        return [line.strip().removeprefix("- ") for line in value.splitlines() if line.strip()]
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    return [value]


@pass_context
def _paragraphs(context: Context, value: object) -> Safe:
    """A multi-line text as paragraphs."""
    return Safe("\n\n".join(_words(context, item) for item in _items(value)))


@pass_context
def _bullets(context: Context, value: object) -> Safe:
    """A multi-line text or a list, as bullets."""
    return Safe("\n".join(f"- {_words(context, item)}" for item in _items(value)))


@pass_context
def _within(_context: Context, value: object, country: str) -> object:
    """Of the people affected, those in one country and its states."""
    if not isinstance(value, People):
        return value
    return People({code: count for code, count in value.table.items() if code.split("-")[0] == country})


@pass_context
def _here(context: Context, value: object) -> object:
    """Of the people, those in the place that the letter is for and in places that belong to it; without any, a gap."""
    if not isinstance(value, People):
        return value
    place = context["place_code"]
    inside = {code: count for code, count in value.table.items() if f"{code}-".startswith(f"{place}-")}
    return People(inside) if inside else Missing("the number of people in this place")


def _at(display: Display, at: datetime | None) -> str:
    """In the document's zone, with UTC beside it."""
    return "not known" if at is None else with_utc(at, display.zone, display.short)


def _utc(display: Display, at: datetime) -> str:
    return display.short(at.astimezone(UTC))


def _sentence(_display: Display, text: str) -> str:
    """What a person typed, to stand between sentences: begins with a capital letter, and ends."""
    said = text.strip()
    return said[:1].upper() + said[1:] + ("" if said.endswith((".", "!", "?", "…", ":")) or not said else ".")


def _brief(_display: Display, text: str, most: int = BRIEF) -> str:
    """For a first page: at most as long as two lines, or as `most` characters, cut between words, and before what
    stands in parentheses at its end rather than within."""
    if len(text) <= most:
        return text
    kept = text[:most].rpartition(" ")[0] or text[:most]
    opened = kept.rfind("(")
    if opened > max(kept.rfind(")"), most // 2):
        kept = kept[:opened].rstrip()
    return f"{kept} …"


_FILTERS: dict[str, Callable[..., object]] = {
    "day": _filter(Display.day),
    "total": _filter(Display.total),
    "rows": _filter(lambda display, people: tuple(Safe(escape(row)) for row in display.rows(people))),
    "within": _within,
    "here": _here,
    "places": _filter(lambda display, codes: tuple(map(display.place, [codes] if isinstance(codes, str) else codes))),
    "at": _filter(_at),
    "utc": _filter(_utc),
    "brief": _filter(_brief),
    "sentence": _filter(_sentence),
    "digits": _filter(lambda _, number: Safe(number)),  # of an item of a list
    "items": _items,
    "paragraphs": _paragraphs,
    "bullets": _bullets,
}
