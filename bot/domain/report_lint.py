"""What a report still lacks before it is reviewed: the rules that its review goes by, checked on the record.

Decides what is found, where, and what to do about it; R3 is in `report_numbers`, R4, R5 and R12 are in
`report_wording`, R11 in `report_staleness`. Leaves to people whether a finding holds up the review.

| rule | what it finds |
|---|---|
| R1 | something essential that is not on record |
| R2 | a number or an amount without a source |
| R3 | numbers or times that contradict each other |
| R4 | words that blame someone, or say what should have been done |
| R5 | personal data |
| R6 | a decision without a reason or a name |
| R7 | an action without an owner, a due time, or how it will be verified; prevention steps that may become some |
| R8 | evidence without a hash, or a notice that isn't the text that was hashed |
| R9 | a duty met or declined with nothing to show for it |
| R10 | an audit log that was changed |
| R11 | a notice that never went out or is out of date, a text with gaps, a report that no one reviews |
| R12 | legal advice |

Caveats: what an action asks for is a wish anyway, so R4 doesn't read it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from bot.domain.notice_wording import WordRule
from bot.domain.personal_data import masked
from bot.domain.report_findings import ReviewedNotice, ReviewFinding, written
from bot.domain.report_numbers import conflicting
from bot.domain.report_staleness import stale
from bot.domain.report_wording import personal, worded
from bot.domain.reports import ReportAction, ReportFacts
from bot.runbook.tasks import GROUP as TASKS
from bot.sentences import Sentence, counted, listed, sentence

ESSENTIAL = {
    "what_happened": sentence("what happened"),
    "aware_at": sentence("when you became aware of it"),
    "people": sentence("how many people are affected"),
    "data": sentence("what data is affected"),
    "cause": sentence("the cause"),
}
"""The facts without which a report answers nothing, and what each says."""


def lint(
    report: ReportFacts, rules: Iterable[WordRule], notices: Sequence[ReviewedNotice] = ()
) -> tuple[ReviewFinding, ...]:
    """By rule; within a rule in the order of the report. `rules`: the library's rules of wording; `notices`: every
    version, oldest first within each kind. No finding repeats personal data, wherever it stands."""
    texts = tuple(written(report))
    found = (
        *_missing(report),
        *_numbers(report),
        *conflicting(report, texts, notices),
        *worded(texts, rules),
        *personal(report, texts),
        *_decisions(report),
        *_actions(report),
        *_evidence(report),
        *_texts(notices),
        *_duties(report),
        *_log(report),
        *stale(report, notices),
    )
    return tuple(sorted(map(_masked, found), key=lambda one: int(one.rule[1:])))


def _masked(one: ReviewFinding) -> ReviewFinding:
    return replace(one, place=masked(one.place)) if isinstance(one.place, str) else one


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


def _decisions(report: ReportFacts) -> Iterator[ReviewFinding]:
    for one in report.decisions:
        lacks = [sentence("reason")] * (not one.reason.strip()) + [sentence("name")] * (not one.by)
        if lacks:
            yield ReviewFinding("R6", one.question, _without(lacks), sentence("Add it to the record: /breach note"))


def _actions(report: ReportFacts) -> Iterator[ReviewFinding]:
    """One finding for all tasks that lack the same, and one for all steps of *prevent* that are no tasks: what becomes
    of these, the closing asks once for all of them."""
    planned = {one.step for one in report.steps if one.phase != TASKS}
    lacking: dict[tuple[Sentence, ...], list[ReportAction]] = {}
    undecided: list[ReportAction] = []
    for action in report.open_actions:
        if action.step in planned:
            undecided.append(action)
        elif missing := _lacks(action):
            lacking.setdefault(missing, []).append(action)
    for lacks, actions in lacking.items():
        place = _numbered(actions[0]) if len(actions) == 1 else ", ".join(one.step for one in actions)
        remedy = sentence("Add it: /breach action {step} by DATE verify: HOW", step=actions[0].step)
        yield ReviewFinding("R7", place, _without(lacks), remedy)
    if undecided:
        yield _undecided(undecided)


def _numbered(action: ReportAction) -> str:
    return f"{action.step} {action.title}"


def _undecided(steps: Sequence[ReportAction]) -> ReviewFinding:
    several = counted("{n} prevention step", "{n} prevention steps", len(steps))
    place = _numbered(steps[0]) if len(steps) == 1 else several
    remedy = sentence(
        "Nothing to do now: /breach close asks once for all. To keep one before that: "
        "/breach action {step} by DATE verify: HOW",
        step=steps[0].step,
    )
    return ReviewFinding(
        "R7",
        place,
        sentence("Each becomes an action item or ends with the incident; no one has decided that yet."),
        remedy,
    )


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


def _texts(notices: Iterable[ReviewedNotice]) -> Iterator[ReviewFinding]:
    for one in notices:
        if not one.is_intact:
            yield ReviewFinding(
                "R8",
                one.title,
                sentence("Its stored text was altered: it no longer matches its hash."),
                sentence("Find out who changed the database, and compare it with a backup: breachbot audit verify"),
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
