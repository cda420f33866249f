"""The risk worksheet: what the facts suggest about the risk to people, and what the open ones could still make of it.

Decides the suggestion. The risk itself is decided by a person. The factors and their score are in `risk_arguments`;
thresholds follow ENISA (2013): below 2 low, from 2 medium, from 3 high; where a published EDPB case decides otherwise,
a named rule overrides the score. The cases are in tests/law/test_risks.py.

Caveats: what is not known counts as harmless only until it is asked what it could be: the facts are weighed again at
the worst plausible values of those that are open, so that "unlikely" is never suggested while one of them could raise
the risk. A score never closes a duty; only the fact `risk`, set by a named person with a reason, does. A promise to
delete counts for nothing, proof does. One person is enough for a high risk.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, field_serializer

from bot.law.facts import Facts
from bot.law.risk_arguments import LARGE_SCALE, SHORT_OUTAGE_HOURS, Argument, Known, arguments, severity
from bot.law.values import ELSEWHERE, Choices, Count, People, Value
from bot.sentences import Text, sentence

NEEDED = ("data", "protection", "recipient", "exfiltration", "malicious", "people")
OF_AN_OUTAGE = ("backup", "availability_lost_for", "outage_impact")


class Suggestion(StrEnum):
    """What the worksheet suggests: the risk to people's rights and freedoms."""

    UNLIKELY = "unlikely"  # no notice; the breach is recorded
    LIKELY = "likely"  # the authority is notified
    HIGH = "high"  # people are notified too
    UNDETERMINED = "undetermined"  # the kinds of data are not known, or open facts could raise "unlikely"


_RANKS: dict[str, int] = {Suggestion.UNDETERMINED: -1, Suggestion.UNLIKELY: 0, Suggestion.LIKELY: 1, Suggestion.HIGH: 2}


class Worksheet(BaseModel):
    """`score` is ENISA's severity, None when the data are not known. `decided_by`: the rule or the score that the
    suggestion follows as far as the facts are known. `could_be`: the most that the `open` facts could make of it; those
    are the facts that can raise it. `tell_*` follow under GDPR Art. 33 and 34, None while that is open; every breach is
    recorded (Art. 33(5))."""

    model_config = ConfigDict(frozen=True)
    suggestion: Suggestion
    score: float | None
    decided_by: Text
    could_be: Suggestion
    open: tuple[str, ...]
    arguments_for: tuple[Argument, ...]
    arguments_against: tuple[Argument, ...]
    missing: tuple[str, ...]
    record: bool = True
    tell_authority: bool | None
    tell_people: bool | None
    note: Text = sentence("A suggestion only: a named person decides, with a reason.")

    def leaves_open(self, level: str) -> bool:
        """Whether the open facts could make the risk higher than this level."""
        return _RANKS[self.could_be] > _RANKS[level]

    @field_serializer("decided_by", "note")
    def _english(self, text: Text) -> str:
        return str(text)


def weigh(facts: Facts) -> Worksheet:
    """The worksheet for these facts. `undetermined` while the kinds of data are not known and no rule decides, or while
    a risk seems unlikely and an open fact could raise it."""
    known = Known(facts.known)
    found, worst = arguments(known), _worst(known)
    so_far, rule = _suggest(known)
    could_be = max(so_far, _level(known.supposing(worst)), key=_RANKS.__getitem__)
    settled = so_far is could_be
    suggestion = so_far if settled or so_far is Suggestion.LIKELY else Suggestion.UNDETERMINED
    return Worksheet(
        suggestion=suggestion,
        score=_score(known),
        decided_by=rule,
        could_be=could_be,
        open=() if settled else _deciding(known, worst, so_far, could_be),
        arguments_for=tuple(argument for argument in found if argument.weight > 0),
        arguments_against=tuple(argument for argument in found if argument.weight <= 0),
        missing=tuple(name for name in NEEDED if known[name] is None),
        tell_authority=None if suggestion is Suggestion.UNDETERMINED else suggestion is not Suggestion.UNLIKELY,
        tell_people=suggestion is Suggestion.HIGH if settled and suggestion is not Suggestion.UNDETERMINED else None,
    )


def _score(known: Known) -> float | None:
    return severity(known) if known.data or known.only_outage else None


def _level(known: Known) -> Suggestion:
    return _suggest(known)[0]


def _suggest(known: Known) -> tuple[Suggestion, Text]:
    """What these values suggest, those that are absent being harmless."""
    for suggestion, applies, rule in _rules(known):
        if applies:
            return suggestion, rule
    score = _score(known)
    if score is None:
        return Suggestion.UNDETERMINED, sentence("the kinds of data are not known")
    level = Suggestion.HIGH if score >= 3 else Suggestion.LIKELY if score >= 2 else Suggestion.UNLIKELY
    scale = sentence("severity {score} on the ENISA scale (2 or more: risk, 3 or more: high risk)", score=f"{score:g}")
    return level, scale


def _rules(known: Known) -> Iterator[tuple[Suggestion, bool, Text]]:
    """Findings of the published cases that no score may override, the most serious first."""
    high, unlikely, outage = Suggestion.HIGH, Suggestion.UNLIKELY, known["outage_impact"]
    yield (
        high,
        bool(known["identity_theft"]),
        sentence("someone has already been impersonated or defrauded (EDPB 01/2021, case 17)"),
    )
    yield high, outage == "major", sentence("the outage itself harmed people (EDPB 01/2021, case 3)")
    restored = known.quickly_back and outage in (None, "no_effect")
    unhurt = not known.lost and (restored or (known.hours_out in (None, 0) and outage in (None, "no_effect")))
    yield (
        unlikely,
        known.unreadable and unhurt,
        sentence("the data are unreadable to others and still available (EDPB 01/2021, cases 1, 10)"),
    )
    yield (
        unlikely,
        known.only_outage and restored,
        sentence("no data left and they were restored quickly (EDPB 01/2021, case 1)"),
    )
    yield from _rules_on_recipients(known, mistaken=unhurt and not known["malicious"])


def _rules_on_recipients(known: Known, *, mistaken: bool) -> Iterator[tuple[Suggestion, bool, Text]]:
    """Whom the data reached by mistake matters; it makes nothing of a theft harmless."""
    trusted = mistaken and known["recipient"] == "trusted" and known["recovered"] == "proven"
    yield (
        Suggestion.LIKELY,
        trusted and known.opens_accounts,
        sentence("a recipient bound to secrecy has proven deletion, but identity and account numbers were together"),
    )
    yield (
        Suggestion.UNLIKELY,
        trusted,
        sentence("a recipient bound to secrecy has proven deletion (EDPB 01/2021, case 9)"),
    )
    few = mistaken and known["recipient"] in ("trusted", "known_few") and not known.opens_accounts
    yield (
        Suggestion.UNLIKELY,
        few and known["consequence"] == "negligible",
        sentence("few known recipients and negligible consequences (EDPB 01/2021, case 15)"),
    )


def _worst(known: Known) -> dict[str, Value]:
    """Every open fact that could matter at its worst plausible value; the most telling first."""
    data, people = known["data"], known["people"]
    kinds = data.items if data else ()
    table = people.table if people else {}
    worst: dict[str, Value] = {
        "data": Choices((*kinds, "health", "national_id", "account_number")),
        "reveals_patients": "treatment",
        "protection": "encrypted_key_taken",
        "recipient": "unknown_people",
        "exfiltration": "confirmed",
        "breach_of": Choices(("confidentiality", "integrity", "availability")),
        "malicious": True,
        "people": People({**table, ELSEWHERE: Count(LARGE_SCALE, LARGE_SCALE)}),
        "consequence": "severe",
        "vulnerable": Choices(("children",)),
        "identity_theft": True,
        "backup": False,
        "availability_lost_for": Count(SHORT_OUTAGE_HOURS + 1, None),
        "outage_impact": "major",
    }
    return {name: value for name, value in worst.items() if _open(known[name]) and _plausible(name, known)}


def _open(value: Value | None) -> bool:
    """Whether more may become known: no value, a list that may go on, a number without an upper end."""
    match value:
        case Choices():
            return not value.complete
        case People():
            return any(count.most is None for count in value.table.values())
        case Count():
            return value.most is None
    return value is None


def _plausible(name: str, known: Known) -> bool:
    """Whether the worst can be, by what is known: what no one could read is not misused, and only confidentiality was
    lost where the answer to "what was breached" says so."""
    if name == "identity_theft":
        return not (known.unreadable or known.surely_only_outage)
    return name not in OF_AN_OUTAGE or known["breach_of"] != Choices(("confidentiality",))


def _deciding(known: Known, worst: Mapping[str, Value], so_far: Suggestion, could_be: Suggestion) -> tuple[str, ...]:
    """The open facts that raise the suggestion, each alone or, as few as that takes, together."""
    alone = {name for name in worst if _RANKS[_level(known.supposing({name: worst[name]}))] > _RANKS[so_far]}
    together = dict(worst)
    for name in reversed(tuple(worst)):
        fewer = {other: value for other, value in together.items() if other != name}
        if _level(known.supposing(fewer)) is could_be:
            together = fewer
    names = [name for name in worst if name in alone or name in together]
    return tuple(dict.fromkeys(_asked_first(name, known) for name in names))


def _asked_first(name: str, known: Known) -> str:
    """Nobody is asked about an outage before it is known whether there was one."""
    untold = _open(known["breach_of"]) and all(known[one] is None for one in OF_AN_OUTAGE)
    return "breach_of" if name in OF_AN_OUTAGE and untold and not known.surely_only_outage else name
