"""What a report still lacks before it is reviewed: the rules that its review goes by, checked on the record.

Decides what is found, where, and what to do about it; R4's phrases are data (`notify_templates/wording.yaml`), those
of the readership “report” and those that blame someone. Leaves to people whether a finding holds up the review.

| rule | what it finds |
|---|---|
| R1 | something essential that is not on record |
| R2 | a number or an amount without a source |
| R4 | words that blame someone, or say what should have been done |
| R6 | a decision without a reason or a name |
| R7 | an action without an owner, a due time, or how it will be verified |
| R8 | evidence without a hash |
| R9 | a duty met or declined with nothing to show for it |
| R10 | an audit log that was changed |

Caveats: a phrase is found in any language that has phrases, whatever the language of the text. What people wrote
may stand in several places; it is found in the first, the audit log last. What an action asks for is a wish
anyway, so R4 doesn't read it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.notice_wording import Phrase, WordRule, said_as
from bot.domain.phrases import words_of
from bot.domain.reports import ReportAction, ReportFacts
from bot.sentences import Sentence, Text, listed, sentence

READERS, BLAME = "report", "MIN2"
"""The readership that R4's phrases have in the library, and the rule about blame, which holds for every text."""

ESSENTIAL = {
    "what_happened": sentence("what happened"),
    "aware_at": sentence("when you became aware of it"),
    "people": sentence("how many people are affected"),
    "data": sentence("what data is affected"),
    "cause": sentence("the cause"),
}
"""The facts without which a report answers nothing, and what each says."""

OVER = ("done", "skipped", "doesn't apply")


@dataclass(frozen=True)
class ReviewFinding:
    """One rule, one place, and what to do there."""

    rule: str
    place: Text
    say: Text
    remedy: Text

    @property
    def plain(self) -> Mapping[str, str]:
        """In English, for other programs."""
        return {name: str(getattr(self, name)) for name in ("rule", "place", "say", "remedy")}


def lint(report: ReportFacts, rules: Sequence[WordRule]) -> tuple[ReviewFinding, ...]:
    """By rule; within a rule in the order of the report. `rules`: the library's rules of wording."""
    found = (
        *_missing(report),
        *_numbers(report),
        *_wording(report, [one for one in rules if one.id == BLAME or READERS in one.audiences]),
        *_decisions(report),
        *_actions(report),
        *_evidence(report),
        *_duties(report),
        *_log(report),
    )
    return tuple(found)


def _missing(report: ReportFacts) -> Iterator[ReviewFinding]:
    say = sentence("It is not on record.")
    for key, words in ESSENTIAL.items():
        if not report.shown(key):
            yield ReviewFinding("R1", words, say, sentence("State it: /breach facts {key} ...", key=key))
    if not report.risk:
        yield ReviewFinding("R1", sentence("the risk to people"), say, sentence("Decide it: /breach risk"))
    if not report.actions:
        yield ReviewFinding("R1", sentence("what is to change"), say, sentence("Add it: /breach action"))


def _numbers(report: ReportFacts) -> Iterator[ReviewFinding]:
    for fact in report.facts:
        now = fact.current
        if fact.is_number and now.value and not (now.note or now.source):
            yield ReviewFinding(
                "R2",
                sentence(fact.name),
                sentence("“{value}” has no source.", value=now.value),
                sentence("Say where it comes from: /breach facts {key} VALUE because SOURCE", key=fact.key),
            )


def _wording(report: ReportFacts, rules: Sequence[WordRule]) -> Iterator[ReviewFinding]:
    phrases = [(language, one) for rule in rules for language, ones in rule.phrases.items() for one in ones]
    seen: set[str] = set()
    for place, text in _written(report):
        for said, instead in _said(text, phrases):
            if said.lower() in seen:
                continue
            seen.add(said.lower())
            yield ReviewFinding("R4", place, sentence("It says “{said}”.", said=said), instead)


def _said(text: str, phrases: Iterable[tuple[str, Phrase]]) -> Iterator[tuple[str, str]]:
    words = {language: words_of(text, language) for language, _phrase in phrases} if text else {}
    for language, phrase in phrases if text else ():
        for said in said_as(phrase, words[language], language):
            yield said, phrase.instead


def _written(report: ReportFacts) -> Iterator[tuple[Text, str]]:
    """What people wrote, each with its place; where it may still be changed first."""
    for fact in report.facts:
        yield sentence(fact.name), f"{fact.current.value}\n\n{fact.current.note}"
    for step in report.steps:
        yield step.title, f"{step.note}\n\n{step.deviation}"
    for decision in report.decisions:
        yield decision.question, decision.reason
    for risk in report.risk:
        yield sentence("the risk to people"), "\n\n".join((risk.reason, *risk.for_, *risk.against))
    for duty in report.clocks:
        yield sentence(duty.title), duty.reason
    for action in report.actions:
        yield action.title, f"{action.test}\n\n{action.found}"
    for piece in report.evidence:
        yield piece.title, piece.note
    for entry in report.timeline:
        yield sentence("entry {n} of the audit log", n=entry.seq), entry.sentence


def _decisions(report: ReportFacts) -> Iterator[ReviewFinding]:
    for one in report.decisions:
        lacks = [sentence("reason")] * (not one.reason.strip()) + [sentence("name")] * (not one.by)
        if lacks:
            yield ReviewFinding("R6", one.question, _without(lacks), sentence("Add it to the record: /breach note"))


def _actions(report: ReportFacts) -> Iterator[ReviewFinding]:
    """One finding for all that lack the same, because a runbook has many steps of *prevent*, which name no due time."""
    lacking: dict[tuple[Sentence, ...], list[ReportAction]] = {}
    for action in report.actions:
        if action.state not in OVER and (missing := _lacks(action)):
            lacking.setdefault(missing, []).append(action)
    for lacks, actions in lacking.items():
        ids = [one.title.partition(" ")[0] for one in actions]
        place = actions[0].title if len(actions) == 1 else ", ".join(ids)
        remedy = sentence("Add it: /breach action {step} by DATE, verify HOW", step=ids[0])
        yield ReviewFinding("R7", place, _without(lacks), remedy)


def _lacks(action: ReportAction) -> tuple[Sentence, ...]:
    lacks = [sentence("owner")] * (not action.owner) + [sentence("due time")] * (action.due_at is None)
    return (*lacks, *[sentence("way to verify it")] * (not action.test))


def _without(lacks: Iterable[Sentence]) -> Sentence:
    return sentence("Missing: {lacks}.", lacks=listed(lacks, "and"))


def _evidence(report: ReportFacts) -> Iterator[ReviewFinding]:
    for one in report.evidence:
        if not one.sha256:
            yield ReviewFinding(
                "R8",
                one.title,
                sentence("It has no hash."),
                sentence("Add it again with the SHA-256 of the file: /breach evidence"),
            )


def _duties(report: ReportFacts) -> Iterator[ReviewFinding]:
    for one in report.clocks:
        if one.state == "met" and not (one.reference or one.proof or one.reason):
            say = sentence("It is met, with no reference, no proof and no reason.")
            yield ReviewFinding(
                "R9", sentence(one.title), say, sentence("Add to the record what was sent: /breach note")
            )
        elif one.state == "declined" and not one.reason.strip():
            say = sentence("It is declined, with no reason.")
            yield ReviewFinding("R9", sentence(one.title), say, sentence("Add the reason to the record: /breach note"))


def _log(report: ReportFacts) -> Iterator[ReviewFinding]:
    if report.broken_at is not None:
        yield ReviewFinding(
            "R10",
            sentence("entry {n} of the audit log", n=report.broken_at),
            sentence("It doesn't follow from the one before it: someone changed the log."),
            sentence("Find out who changed the database, and compare it with a backup: breachbot audit verify"),
        )
