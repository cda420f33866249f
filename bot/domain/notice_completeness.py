"""What a notice must contain, and what of it is missing.

Caveats: a fact that is stated as "not known yet" (with the date of the next update) counts as present where the law
accepts notices in phases, and as missing everywhere else. A condition that is undetermined because a fact is missing
keeps the requirement: silence never makes a notice shorter. So does a duty that may be owed; and where no duty of a
notice is owed, whoever writes it anyway is asked for everything.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.notice_facts import (
    LATE,
    FactsView,
    NotKnownYet,
    OtherLanguage,
    Over,
    is_missing,
    may_be_asked,
    may_hold,
)
from bot.domain.notice_templates import NoticePart, NoticeTemplate, Requirement
from bot.law.conditions import reads
from bot.law.duties import Answer, Finding, assess, governing_on
from bot.law.facts import Facts
from bot.law.model import Law
from bot.law.prose import LANGUAGES, in_language
from bot.sentences import Day, Text, sentence


class MissingItem(NoticePart):
    """A fact that the notice lacks; `words` is its name as people read it."""

    fact: str
    words: str
    item: str
    cites: str
    because: Text = ""  # why what was stated about it does not count
    language: str = ""  # in which it is missing
    may_be_unknown: bool = False  # it may be told later, where it is said to be unknown and when the next update is due

    @property
    def asks(self) -> str:
        """The fact that people state to answer it."""
        return in_language(self.fact, self.language) if self.language else self.fact

    @property
    def sentence(self) -> str:
        reason = f" ({self.because})" if self.because else ""
        return f"{self.words}{reason}: wanted for {self.item} ({self.cites})."


def duties_not_owed(notice: NoticeTemplate, facts: Facts, law: Law, now: datetime) -> frozenset[str]:
    """Those that its requirements name and that are not owed, so that what only they ask for isn't asked for. A text
    for readers everywhere, some of whom no such duty protects, is asked for nothing that none asks for."""
    if not notice.asking:
        return frozenset()
    found = assess(facts, law, governing_on(facts, now), sorted(set(notice.serves) & law.by_id.keys()))
    owed = {one.duty.id for one in found if one.answer is not Answer.NOT_OWED}
    return notice.asking - owed if owed or notice.anywhere else frozenset()


def is_late(notice: NoticeTemplate, facts: Facts, law: Law, now: datetime) -> bool:
    """Whether the time is over in which a duty that the notice serves had to be met, and which wasn't met before `now`.
    Where the facts leave open which of several is owed, the latest of them decides: nobody is asked why they are late
    who may not be. Only the latest defensible deadline counts."""
    if not any(need.when and LATE in reads(need.when) for need in notice.requires):
        return False
    met = {duty for duty, at in (facts.value("filed") or {}).items() if at < now}
    duties = sorted((set(notice.serves) & law.by_id.keys()) - met)
    found = assess(facts, law, governing_on(facts, now), duties)
    owed = [one for one in found if one.answer is Answer.OWED]
    limits = [_limit(one) for one in owed or found if one.answer is not Answer.NOT_OWED]
    over = [limit is not None and limit < now for limit in limits]
    return any(over) if owed else bool(over) and all(over)


def _limit(finding: Finding) -> datetime | None:
    return finding.deadline.limit_at if finding.deadline and not finding.deadline.held else None


def required(notice: NoticeTemplate, facts: FactsView) -> tuple[Requirement, ...]:
    """The requirements that apply to these facts, in the notice's order."""
    return tuple(need for need in notice.requires if _applies(need, facts))


def _applies(need: Requirement, facts: FactsView) -> bool:
    if need.given is not None and is_missing(facts.get(need.given)):
        return False
    return may_be_asked(need.duties, facts) and may_hold(need.when, facts)


def completeness(notice: NoticeTemplate, facts: FactsView, names: Mapping[str, str]) -> tuple[MissingItem, ...]:
    """What the notice still lacks, in its own order; `names` gives each fact's name in words. What it prints if it is
    known must be in its language, too."""
    needs = required(notice, facts)
    told = {need.fact for need in needs} | notice.withheld
    foreign = [name for name in notice.uses if name not in told and isinstance(facts.get(name), OtherLanguage)]
    return tuple(item for need in (*needs, *map(_translated, foreign)) if (item := _missing(need, facts, names)))


def _translated(name: str) -> Requirement:
    """A fact that the notice prints if it is known, and that is known in another language."""
    return Requirement(fact=name, item="what is on record, in the language of the text", cites="house rule LANG")


def _missing(need: Requirement, facts: FactsView, names: Mapping[str, str]) -> MissingItem | None:
    value = facts.get(need.fact)
    words = names.get(need.fact, need.fact.replace("_", " "))
    own = {"fact": need.fact, "item": need.item, "cites": need.cites, "may_be_unknown": need.may_be_unknown}
    lacks = MissingItem(words=words, **own)
    if isinstance(value, OtherLanguage):
        wanted, written = LANGUAGES[value.wanted], LANGUAGES[value.written]
        because = sentence("it is written in {written}; this text needs it in {wanted}", written=written, wanted=wanted)
        update = {"words": f"{words} ({wanted})", "because": because, "language": value.wanted}
        return lacks.model_copy(update=update)
    if isinstance(value, NotKnownYet):
        if need.may_be_unknown and value.next_update_on:
            return None
        because = sentence("stated as unknown, which this notice does not accept")
        if need.may_be_unknown:
            because = sentence("stated as unknown, without the date of the next update")
        return lacks.model_copy(update={"because": because})
    if isinstance(value, Over):
        because = sentence("{day} is over, so another day is needed", day=Day(value.day, weekday=False))
        return lacks.model_copy(update={"because": because})
    return lacks if is_missing(value) else None
