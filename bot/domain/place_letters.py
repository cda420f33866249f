"""One letter that goes to people in many places, each with a law of its own: what each law requires and forbids.

Decides which letter the people of each place get: its required facts, what it prints in fixed words, and what it never
prints there, even if it is known. Leaves the texts to the template files, and whether a letter is owed to the law.

Caveats: a topic that a place forbids is withheld fact by fact, so a text can't print it by mistake. What people type
into other facts is searched for forbidden numbers only.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from pydantic import model_validator

from bot.domain.notice_facts import FactsView, is_missing, may_be_asked, may_hold
from bot.domain.notice_templates import EmailRule, NoticePart, NoticeTemplate, Requirement, When
from bot.domain.notice_wording import TooShort
from bot.law.duty_terms import Confidence
from bot.law.prose import LANGUAGES, in_language
from bot.law.values import People, Value

FEW = 10
_NUMBER = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f]\d{3})+|\d+")
_TERM = re.compile(r"(\d+)[ -](month|year)")
_MARKS = re.compile(r"\D")
_NAMES = ("_address", "_phone", "_email", "_name", "_web", "_hours", "_reference", "_title")


class LetterTopic(NoticePart):
    """Something a letter can say: by printing facts or, where there are none, in fixed words."""

    words: str
    facts: tuple[str, ...] = ()
    everywhere: bool = False  # also said where no law requires it
    when: When | None = None  # there, only then


class Wanted(NoticePart):
    """A topic that a place's law requires."""

    topic: str
    cites: str = ""  # empty: as the place
    words: str = ""  # what exactly it asks for, if that differs from the topic
    when: When | None = None
    months: int | None = None  # for how long help must be offered
    if_known: bool = False  # only as far as it is known: never reported as missing
    duties: tuple[str, ...] = ()  # of those that the letter serves, the ones that ask for it; none: all

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, value: object) -> object:
        return {"topic": value} if isinstance(value, str) else value


class Forbidden(NoticePart):
    """A topic that a place's law forbids; none of its facts is printed there."""

    topic: str
    cites: str


class Agency(NoticePart):
    """A public office that the letter must name."""

    name: str
    phone: str
    address: str
    web: str


class PlaceLaw(NoticePart):
    """What one place requires of the letter. `name` completes "people in ..."."""

    name: str
    serves: tuple[str, ...]
    cites: str
    source: str
    confidence: Confidence
    checked_on: date
    requires: tuple[Wanted, ...] = ()
    forbids: tuple[Forbidden, ...] = ()
    agencies: tuple[Agency, ...] = ()
    headings: Mapping[str, str] = {}
    email: EmailRule | None = None  # absent: as the notice
    sending: tuple[str, ...] = ()


class PlaceLaws(NoticePart):
    """The file `places.yaml` of a notice. `headings` apply wherever a place has none of its own."""

    topics: Mapping[str, LetterTopic]
    places: Mapping[str, PlaceLaw]
    headings: Mapping[str, str] = {}


class PlaceLetter(NoticeTemplate):
    """The letter for the people of one place; its texts are those of its family."""

    family: str
    subject: str  # the title of the family
    place: str
    law: PlaceLaw
    topics: Mapping[str, LetterTopic]
    headings: Mapping[str, str]

    @property
    def folder(self) -> str:
        return self.family

    @property
    def asking(self) -> frozenset[str]:
        return frozenset(duty for want in self.law.requires for duty in want.duties)

    @property
    def withheld(self) -> frozenset[str]:
        return frozenset(fact for ban in self.law.forbids for fact in self.topics[ban.topic].facts)


def letters(notice: NoticeTemplate, laws: PlaceLaws) -> Iterator[PlaceLetter]:
    """The notice once for each place, in the order of the file; `us-individuals` becomes `us-individuals-ma`."""
    for place, law in laws.places.items():
        banned = {fact for ban in law.forbids for fact in laws.topics[ban.topic].facts}
        requires = tuple(_requires(notice, laws, law, banned))
        wanted = [fact for want in law.requires for fact in laws.topics[want.topic].facts]
        known = dict.fromkeys([*notice.uses, *wanted, *(need.fact for need in notice.requires if need.fact in banned)])
        own = {
            "id": letter_id(notice.id, place),
            "title": f"{notice.title}: people in {law.name} ({law.cites})",
            "serves": law.serves,
            "source": law.source,
            "checked_on": law.checked_on,
            "requires": requires,
            "uses": tuple(known),
            "email": law.email or notice.email,
            "sending": (*notice.sending, *law.sending, *_doubts(law)),
        }
        shared = {name: getattr(notice, name) for name in NoticeTemplate.model_fields}
        texts = {"family": notice.id, "subject": notice.title, "place": place, "law": law, "topics": laws.topics}
        yield PlaceLetter.model_validate({**shared, **own, **texts, "headings": {**laws.headings, **law.headings}})


def letter_id(family: str, place: str) -> str:
    return f"{family}-{place.lower().removeprefix(family.split('-')[0] + '-')}"


def _requires(notice: NoticeTemplate, laws: PlaceLaws, law: PlaceLaw, banned: set[str]) -> Iterator[Requirement]:
    """The notice's own requirements, with the citation of the place's law where that, or the first of the
    duties that the letter meets there, requires the same."""
    wanted = [one for want in law.requires if not want.if_known for one in _of_topic(want, laws, law)]
    first = [need for need in wanted if need.when is None and (not need.duties or law.serves[0] in need.duties)]
    ours = {need.fact: need.may_be_unknown for need in notice.requires}
    kept = {need.fact: {"duties": (), "may_be_unknown": ours.get(need.fact, False)} for need in first}
    firm = {need.fact: need.model_copy(update=kept[need.fact]) for need in first}
    yield from (firm.get(need.fact, need) for need in notice.requires if need.fact not in banned)
    yield from (need for need in wanted if need.fact not in ours)


def _of_topic(want: Wanted, laws: PlaceLaws, law: PlaceLaw) -> Iterator[Requirement]:
    topic = laws.topics[want.topic]
    item, cites = want.words or topic.words, want.cites or law.cites
    yield from (
        Requirement(fact=fact, item=item, cites=cites, when=want.when, duties=want.duties) for fact in topic.facts
    )


def _doubts(law: PlaceLaw) -> tuple[str, ...]:
    if law.confidence is Confidence.HIGH:
        return ()
    return (f"Ask counsel: how sure we are of what {law.cites} requires of this letter is {law.confidence}.",)


def printed(letter: PlaceLetter, facts: FactsView) -> frozenset[str]:
    """The topics that this letter takes up: those its law requires, and those said everywhere. An undetermined
    condition counts as met."""
    wanted = {
        want.topic for want in letter.law.requires if may_be_asked(want.duties, facts) and may_hold(want.when, facts)
    }
    shared = {name for name, topic in letter.topics.items() if topic.everywhere and may_hold(topic.when, facts)}
    return frozenset(wanted | shared) - {ban.topic for ban in letter.law.forbids}


def slipped_in(notice: NoticeTemplate, facts: Mapping[str, Value]) -> Mapping[str, str]:
    """Numbers of people that the place forbids to state, found where someone typed them into a text that is printed
    there; with the citation. Smaller ones than FEW are too common to tell."""
    people = facts.get("people")
    if not isinstance(notice, PlaceLetter) or not isinstance(people, People):
        return {}
    cites = {fact: ban.cites for ban in notice.law.forbids for fact in notice.topics[ban.topic].facts}
    count = people.table.get(notice.place) if "people" in cites else None
    told = {n for n in (count.least, count.most, count.best) if n and n >= FEW} if count else set()
    typed = [name for name in sorted(notice.facts - notice.withheld) if not name.endswith(_NAMES)]
    texts = [
        str(facts.get(key, "")) for name in typed for key in (name, *(in_language(name, one) for one in LANGUAGES))
    ]
    numbers = [found for text in texts for found in _NUMBER.findall(text)]
    return {found: cites["people"] for found in numbers if int(_MARKS.sub("", found)) in told}


def not_for(notice: NoticeTemplate, facts: Mapping[str, Value], kinds: Iterable[NoticeTemplate]) -> Mapping[str, str]:
    """The places of readers whose law forbids what this text says to all of them, with the citation."""
    people = facts.get("people")
    if not notice.anywhere or not isinstance(people, People):
        return {}
    said = {name for name in notice.facts if not is_missing(facts.get(name))}
    there = (one for one in kinds if isinstance(one, PlaceLetter) and said & one.withheld and concerns(one, people))
    return {one.law.name: "; ".join(dict.fromkeys(ban.cites for ban in one.law.forbids)) for one in there}


def too_short(notice: NoticeTemplate, facts: Mapping[str, Value]) -> TooShort | None:
    """The help that is offered for fewer months than the place's law requires, or for a time that the text doesn't say
    in months or years."""
    offered = str(facts.get(in_language("help_offered", "en")) or facts.get("help_offered", ""))
    if not offered or not isinstance(notice, PlaceLetter):
        return None
    needed = [(want.months, want.cites) for want in notice.law.requires if want.months and may_hold(want.when, facts)]
    months, cites = max(needed, default=(0, ""), key=lambda one: one[0])
    found = [int(number) * (12 if unit == "year" else 1) for number, unit in _TERM.findall(offered.lower())]
    if max(found, default=0) >= months:
        return None
    return TooShort(months=months, cites=cites or notice.law.cites, text=offered, stated=bool(found))


def concerns(notice: NoticeTemplate, people: object) -> bool:
    """Whether anyone lives where this notice is for; true of one that isn't for a place."""
    if not isinstance(notice, PlaceLetter):
        return True
    table = people.table if isinstance(people, People) else {}
    return any(count.most != 0 for place, count in table.items() if f"{place}-".startswith(f"{notice.place}-"))


def choices(notices: Iterable[NoticeTemplate]) -> list[str]:
    """What these notices are called, sorted; the letters of one family by their common name."""
    return sorted({f"{one.family}-PLACE" if isinstance(one, PlaceLetter) else one.id for one in notices})


def faults(laws: PlaceLaws) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What doesn't fit together in the file: where, and why."""
    for place, law in laws.places.items():
        required, forbidden = [want.topic for want in law.requires], [ban.topic for ban in law.forbids]
        for part, named in (("requires", required), ("forbids", forbidden)):
            for index, topic in enumerate(named):
                if topic not in laws.topics:
                    known = ", ".join(sorted(laws.topics))
                    yield ("places", place, part, index), f"there is no topic '{topic}'. Topics: {known}."
        if both := set(required) & set(forbidden):
            yield ("places", place), f"'{min(both)}' is both required and forbidden."
