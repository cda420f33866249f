"""What applied before the text of a duty came into force.

Decides whether a duty can be ruled out on such a day: nothing applied yet, another duty of the catalog did, or it would
not concern these people and this organization anyway. Where its file says which facts every text covered, and these
are among them, it is owed, without a date of the law. Else it is undetermined: the catalog doesn't have the earlier
text, so counsel must say.

Caveats: whom a law concerns is read from the present text, without its thresholds, exceptions and kinds of data, in
which an earlier text may have differed.
"""

from datetime import UTC, date, datetime

from bot.law.clauses import Clause
from bot.law.clock_rules import UNKNOWN_SINCE, in_force_words
from bot.law.conditions import FactBounds, fact_bounds, facts_of
from bot.law.facts import Facts
from bot.law.model import Duty, Law
from bot.law.values import Count, People
from bot.sentences import Day, Sentence, Value, listed, sentence

IN_FORCE = "in_force"  # in place of a condition, in the clause that says so
CONCERN = frozenset({"people", "established_in", "processed_for", "offers_to", "regulated_as", "roles"})
NEVER = datetime.min.replace(tzinfo=UTC)


def earlier_text(versions: tuple[Duty, ...], day: date) -> Sentence | None:
    """That another text applied on the day, or may have; None when the catalog knows that none did."""
    rule = versions[0].in_force
    if rule.since is None or day >= rule.since or rule.earlier_text is None:
        return None
    on, dates = Day(day, weekday=False), _dates(versions)
    if rule.earlier_text == UNKNOWN_SINCE:
        return sentence(
            "an earlier text may have applied on {day} (this one is in force {dates}), so ask counsel",
            day=on,
            dates=dates,
        )
    if isinstance(rule.earlier_text, date) and rule.earlier_text <= day:
        since = Day(rule.earlier_text, weekday=False)
        return sentence(
            "an earlier text applied on {day}, since {since} (this one is in force {dates}), so ask counsel",
            day=on,
            since=since,
            dates=dates,
        )
    return None


def covered_throughout(versions: tuple[Duty, ...], bounds: FactBounds) -> Sentence | None:
    """That every text since the first covered what is known; None where one may not have. It must be owed by the
    present text too, which is the only one that the catalog has."""
    duty, rule = versions[0], versions[0].in_force
    if not (rule.throughout and bounds.evaluate(rule.throughout) and duty.judge(bounds.results).is_owed):
        return None
    assert isinstance(rule.earlier_text, date)
    return sentence(
        "every text since {since} covered this, but this one is in force only {dates}: ask counsel by when",
        since=Day(rule.earlier_text, weekday=False),
        dates=_dates(versions),
    )


def not_in_force(versions: tuple[Duty, ...], day: date, law: Law) -> Sentence:
    """That no text of the duty was in force on the day, with the days on which one is."""
    on, dates, before = Day(day, weekday=False), _dates(versions), versions[0].in_force
    if not dates:
        return sentence("in force on {day} (no effective date is set)", day=on)
    replaced = law.versions(before.replaced)
    if replaced and before.since and day < before.since:
        return sentence("in force on {day} ({dates}; {law} before that)", day=on, dates=dates, law=replaced[0].law)
    return sentence("in force on {day} ({dates})", day=on, dates=dates)


def _dates(versions: tuple[Duty, ...]) -> Value:
    dated = (in_force_words(one.in_force.since, one.in_force.until) for one in versions)
    words = [word for word in dated if word]
    return listed(words, "; ") if words else ""


def concern(duty: Duty, facts: Facts, law: Law, day: date) -> tuple[tuple[Clause, ...], tuple[str, ...]]:
    """The conditions that show that the duty concerns others, if any do; else those that still could, and the facts on
    which that depends."""
    bounds = _without_numbers(facts, law, day)
    conditions = [one for one in duty.judge(bounds.results).because if not one.exception]
    if excluding := tuple(one for one in conditions if one.excludes):
        return excluding, ()
    lacking = {one: [name for name in facts_of(one.cel) if name not in facts.known] for one in conditions}
    open_ = tuple(one for one, names in lacking.items() if names and set(names) <= CONCERN)
    return open_, tuple(dict.fromkeys(name for one in open_ for name in lacking[one]))


def _without_numbers(facts: Facts, law: Law, day: date) -> FactBounds:
    """What says whom a law concerns: where people are, not how many."""
    known = Facts()
    for name in sorted(CONCERN):
        value = facts.value(name)
        if isinstance(value, People):
            value = People({place: _some(count) for place, count in value.table.items()})
        known = known.set(law.vocabulary, name, value, "", NEVER)
    return fact_bounds(known, law, day)


def _some(count: Count) -> Count:
    """Nobody, or anybody."""
    return count if count.most == 0 else Count(min(count.least, 1), None)
