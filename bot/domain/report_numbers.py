"""Numbers and times of a report that contradict each other: in notices, in what people wrote, and among the facts.

Decides what is a contradiction. What a notice states is compared with the record fact by fact; a sentence is read only
where it says plainly how many people are affected (`_CLAIMS`), in English, German, French or Spanish.

Caveats: a number that was right when it was written is no contradiction, and neither is one that a later text corrects
by naming both. A part (“200 of them”, “300 in France”) is never compared with the whole, except where it is larger.
“About 4,000” is what rounds to it. A number with two readings (1.200) counts as thousands.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from bot.domain.notice_wording import ADDRESSED_TO_PEOPLE
from bot.domain.notices import NoticeState
from bot.domain.report_findings import ReviewedNotice, ReviewFinding, Written
from bot.domain.reports import ReportEstimate, ReportFacts
from bot.law.contradictions import contradictions
from bot.law.facts import show_count
from bot.law.values import Count
from bot.sentences import At, Number, form, sentence

_ABOUT = (
    r"about|around|approximately|approx\.|roughly|some|circa|ca\.|nearly|almost|etwa|rund|ungefähr|knapp|fast|"
    r"environ|près de|presque|unas|unos|cerca de|aproximadamente|casi"
)
_OVER = r"at least|more than|over|mindestens|über|mehr als|au moins|plus de|al menos|más de"
_UNDER = r"at most|up to|fewer than|less than|höchstens|bis zu|weniger als|au plus|jusqu['’]à|moins de|hasta|menos de"
_NUMBER = (
    rf"(?:(?:(?P<about>{_ABOUT})|(?P<over>{_OVER})|(?P<under>{_UNDER}))\s+)?"
    r"(?<![\d.,])(?P<number>\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+|\d+)(?![\d%])"
)
_EN, _DE, _FR, _ES = (
    r"(?P<whom>people|persons|individuals|data subjects|customers|clients|users|guests|patients|employees|members)",
    r"(?P<whom>Personen|Menschen|Kunden|Kundinnen|Nutzer|Gäste|Patienten|Beschäftigte|Mitarbeitende)",
    r"(?P<whom>personnes|clients|utilisateurs|patients|salariés|employés)",
    r"(?P<whom>personas|clientes|usuarios|pacientes|empleados)",
)
_CLAIMS = (
    rf"affect(?:s|ed|ing)?\s+{_NUMBER}\s+{_EN}",
    rf"{_NUMBER}\s+{_EN}\s+(?:(?:is|are|was|were|have been)\s+)?affected",
    rf"{_NUMBER}\s+affected\s+{_EN}",
    rf"{_NUMBER}\s+{_DE}\s+(?:(?:sind|waren|wurden)\s+)?betroffen",
    rf"{_NUMBER}\s+betroffene\s+{_DE}",
    rf"betroffen\s+(?:sind|waren|wurden)\s+{_NUMBER}\s+{_DE}",
    rf"{_NUMBER}\s+{_FR}\s+(?:(?:sont|étaient|ont été)\s+)?(?:concernées|touchées|affectées|concernés|touchés)",
    rf"(?:concerne|touche|affecte)\s+{_NUMBER}\s+{_FR}",
    rf"{_NUMBER}\s+{_ES}\s+(?:(?:están|fueron|han sido|resultaron)\s+)?(?:afectadas|afectados)",
    rf"afecta(?:n|ba|ron)?\s+a\s+{_NUMBER}\s+{_ES}",
)
_MENTIONED = re.compile(r"(?i)affect|betroffen|concern|touch|afecta")
_EVERYONE = frozenset(
    ("people", "persons", "individuals", "data subjects", "personen", "menschen", "personnes", "personas")
)
_PART = re.compile(
    r"(?i)\b(?:of (?:them|whom|these|those|the)|including|another|further|additional|also|more|davon|darunter|weitere|"
    r"außerdem|auch|dont|parmi|autres|aussi|également|de ellos|de los cuales|otros|otras|también)\b"
)
_SOMEWHERE = re.compile(r"\s+(?:in|from|at|aus|en|au|aux|de|à)\s+\w")
_IN_YEAR = re.compile(r"(?i)\b(?:in|since|im|seit|en|depuis|desde)\s+(?:19|20)\d\d$")
_SENTENCE = re.compile(r"[.!?](?=\s|$)|\n")
_DIGITS = re.compile(r"\d{1,3}(?:[.,'’ \u00a0\u202f]\d{3})+|\d+")


class PeopleClaim(NamedTuple):
    """How many people a text says are affected. `about`, `over`, `under`: how exact; `is_whole`: all of them."""

    number: int
    about: bool
    over: bool
    under: bool
    is_whole: bool

    def contradicts(self, least: int, most: int | None) -> bool:
        """Whether it can't be true where between `least` and `most` people are affected."""
        slack = _rounding(self.number) if self.about else 0
        too_many = most is not None and not self.under and self.number - slack > most
        too_few = not self.over and self.number + slack < least
        return too_many or (self.is_whole and too_few)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Compiled when a text is first read: a start would take 17 ms longer, and only a review needs them."""
    return tuple(re.compile(rf"(?i)\b{pattern}\b") for pattern in _CLAIMS)


def claims(text: str) -> Iterator[PeopleClaim]:
    """Every number of people affected that the text states."""
    if not _MENTIONED.search(text):
        return
    for pattern in _patterns():
        for found in pattern.finditer(text):
            if _IN_YEAR.search(text, 0, found.end("number")):
                continue
            is_whole = found["whom"].casefold() in _EVERYONE and not (
                _PART.search(_sentence_of(text, found)) or _SOMEWHERE.match(text, found.end())
            )
            about, over, under = (bool(found[name]) for name in ("about", "over", "under"))
            yield PeopleClaim(_count(found["number"]), about, over, under, is_whole)


def _sentence_of(text: str, found: re.Match[str]) -> str:
    begin = max((end.end() for end in _SENTENCE.finditer(text, 0, found.start())), default=0)
    end = _SENTENCE.search(text, found.end())
    return text[begin : end.start() if end else len(text)]


def _count(number: str) -> int:
    return int(re.sub(r"\D", "", number))


def _rounding(number: int) -> int:
    """Half of the last place that the number gives: 50 for 1,200."""
    digits = str(number)
    return int(10 ** (len(digits) - len(digits.rstrip("0")))) // 2


def conflicting(
    report: ReportFacts, texts: Sequence[Written], notices: Sequence[ReviewedNotice]
) -> Iterator[ReviewFinding]:
    """R3. Notices first, because they are what others rely on."""
    for notice in notices:
        yield from _in_notice(report, notice, notices)
    yield from _among_facts(report)
    yield from _in_texts(report, texts)


def _in_notice(
    report: ReportFacts, notice: ReviewedNotice, notices: Sequence[ReviewedNotice]
) -> Iterator[ReviewFinding]:
    """What went out and hasn't been corrected since, to the same readers."""
    if notice.state is not NoticeState.SENT:
        return
    later = [one for one in notices if one.audience == notice.audience and _went_after(one, notice)]
    for one in notice.differs:
        if not any(one.fact in other.agrees for other in later):
            yield ReviewFinding(
                "R3",
                notice.title,
                sentence(
                    "It says “{said}” for “{fact}”; the record says “{now}”.",
                    said=one.said,
                    fact=sentence(one.label),
                    now=one.now,
                ),
                sentence(
                    "Tell its readers: /breach notice {name}. If the notice is right, correct the fact: "
                    "/breach facts {fact}",
                    name=notice.name,
                    fact=one.fact,
                ),
            )
    affected = report.estimates[-1].most if report.estimates else None
    if affected is None or notice.audience not in ADDRESSED_TO_PEOPLE:
        return
    for count in notice.counts:
        if count > affected:
            say = sentence(
                "It went to {count}, but {affected} people are affected.",
                count=Number(count),
                affected=Number(affected),
            )
            remedy = sentence(
                "Correct the number of people (/breach facts people), or add a note that says why: /breach note"
            )
            yield ReviewFinding("R3", notice.title, say, remedy)


def _went_after(one: ReviewedNotice, other: ReviewedNotice) -> bool:
    return bool(one.sent_at and other.sent_at and one.sent_at > other.sent_at)


def _among_facts(report: ReportFacts) -> Iterator[ReviewFinding]:
    """Times in an order that can't be. What is only assumed contradicts nothing."""
    stamps = report.stamps
    known = {
        name: getattr(stamps, stamp)
        for name, stamp in TIMES.items()
        if getattr(stamps, stamp) and stamp not in stamps.assumed
    }
    for order in contradictions(known):
        yield ReviewFinding(
            "R3",
            sentence(_NAMES[order.first]),
            sentence(
                "It says {first}; “{other}” says {then}.",
                first=_at(report, known[order.first]),
                other=sentence(_NAMES[order.then]),
                then=_at(report, known[order.then]),
            ),
            sentence("Correct the one that is wrong: /breach facts {fact} VALUE because SOURCE", fact=order.first),
        )


TIMES = {
    "occurred_from": "occurred_from_at",
    "occurred_to": "occurred_to_at",
    "noticed_at": "noticed_at",
    "aware_at": "aware_at",
    "contained_at": "contained_at",
}
"""The stamp of each time that a person states and that comes before or after another."""
_NAMES = {
    "occurred_from": form("when the breach began"),
    "occurred_to": form("when the breach ended"),
    "noticed_at": form("when it was noticed"),
    "aware_at": form("when you became aware of it"),
    "contained_at": form("when it was contained"),
}


def _at(report: ReportFacts, at: datetime) -> At:
    return At(at, report.zone)


def _in_texts(report: ReportFacts, texts: Sequence[Written]) -> Iterator[ReviewFinding]:
    """Each number once, where it stands first. A fact is compared with the newest estimate, because it says what is so
    now; what was written at some time also with every other, because it may have been right then."""
    if not report.estimates:
        return
    now = report.estimates[-1]
    corrected, seen = _corrected(report, texts, now), set[int]()
    for one in texts:
        against = (now,) if one.is_fact else report.estimates
        for claim in claims(one.text):
            over = claim.number in seen or (not one.is_fact and claim.number in corrected)
            if over or _names(one.text, now) or any(_fits(claim, each) for each in against):
                continue
            seen.add(claim.number)
            yield ReviewFinding(
                "R3",
                one.place,
                sentence(
                    "It says that {said} people are affected; the record says {now}.",
                    said=Number(claim.number),
                    now=show_count(Count(now.least, now.most)),
                ),
                sentence(
                    "Correct the text, or the number: /breach facts people. For an old text, add a note that "
                    "names both: /breach note"
                ),
            )


def _fits(claim: PeopleClaim, estimate: ReportEstimate) -> bool:
    return not claim.contradicts(estimate.least, estimate.most) or any(
        claim.number == place.least for place in estimate.places
    )


def _corrected(report: ReportFacts, texts: Sequence[Written], now: ReportEstimate) -> set[int]:
    """The numbers that another text names beside the one of now, and those of facts that were corrected since."""
    old = (claim.number for fact in report.facts for said, _new in fact.corrections for claim in claims(said.value))
    both = (one.text for one in texts if _names(one.text, now))
    return {*old, *(_count(found) for text in both for found in _DIGITS.findall(text))}


def _names(text: str, estimate: ReportEstimate) -> bool:
    return estimate.exact is not None and estimate.exact in {_count(found) for found in _DIGITS.findall(text)}
