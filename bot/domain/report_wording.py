"""What may not stand in a report's texts: blame, legal advice, and personal data.

Decides where it stands and what to do about it. The phrases are data (`notify_templates/wording.yaml`): the rule about
blame, which holds for every text, and those of the readership “report”. How personal data is recognized is in
`personal_data`.

Caveats: a phrase is found in any language that has phrases, whatever the language of the text. What people wrote may
stand in several places; it is found in the first, the audit log last. The contacts that the facts and the
organization's file state are meant to be read. A finding never repeats personal data: it shows enough of it to find it.
"""

from collections.abc import Iterable, Iterator, Sequence

from bot.domain.notice_contacts import digits, printed_contacts
from bot.domain.notice_wording import Phrase, WordRule, said_as
from bot.domain.personal_data import PersonalData, found
from bot.domain.phrases import words_of
from bot.domain.report_findings import ReviewFinding, Written, written
from bot.domain.reports import OWN_FILE, ReportFact, ReportFacts
from bot.sentences import Sentence, listed, sentence

READERS, BLAME, ADVICE = "report", "MIN2", "R12"
"""The readership that a report's phrases have in the library; the rule about blame; the rule about legal advice, beside
which every other is R4 in a report."""

MOST_SHOWN = 3  # of one kind in one place


def worded(report: ReportFacts, rules: Iterable[WordRule]) -> Iterator[ReviewFinding]:
    """R4 and R12, by rule."""
    for name, own in _by_rule(rules).items():
        yield from _said_in(report, name, own)


def _by_rule(rules: Iterable[WordRule]) -> dict[str, list[WordRule]]:
    named: dict[str, list[WordRule]] = {}
    for one in rules:
        if one.id == BLAME or READERS in one.audiences:
            named.setdefault(ADVICE if one.id == ADVICE else "R4", []).append(one)
    return named


def _said_in(report: ReportFacts, name: str, rules: Sequence[WordRule]) -> Iterator[ReviewFinding]:
    phrases = [(language, one) for rule in rules for language, ones in rule.phrases.items() for one in ones]
    seen: set[str] = set()
    for one in written(report):
        for said, instead in _said(one.text, phrases):
            if said.lower() not in seen:
                seen.add(said.lower())
                yield ReviewFinding(name, one.place, sentence("It says “{said}”.", said=said), instead)


def _said(text: str, phrases: Iterable[tuple[str, Phrase]]) -> Iterator[tuple[str, str]]:
    words = {language: words_of(text, language) for language, _phrase in phrases} if text else {}
    for language, phrase in phrases if text else ():
        for said in said_as(phrase, words[language], language):
            yield said, phrase.instead


def personal(report: ReportFacts) -> Iterator[ReviewFinding]:
    """R5: one finding for each kind in each place."""
    contacts = printed_contacts(fact.current.value for fact in report.facts if _is_contact(fact))
    seen: set[str] = set()
    texts = list(written(report))
    for one in texts:
        by_kind: dict[Sentence, list[PersonalData]] = {}
        for piece in found(_all_of(one), for_everyone=one.for_everyone):
            if piece.text not in seen and not {piece.text.lower(), digits(piece.text)} & contacts:
                seen.add(piece.text)
                by_kind.setdefault(piece.kind, []).append(piece)
        for kind, pieces in by_kind.items():
            shown = listed([piece.masked for piece in pieces[:MOST_SHOWN]])
            say = sentence("It holds {kind}: {shown}.", kind=kind, shown=shown)
            yield ReviewFinding("R5", one.place, say, _take_out(report, texts, pieces))


def _is_contact(fact: ReportFact) -> bool:
    return fact.current.source == OWN_FILE or fact.key.endswith(("_email", "_phone"))


def _all_of(one: Written) -> str:
    """With its title, which may be someone's text, too."""
    return f"{one.place}\n\n{one.text}"


def _take_out(report: ReportFacts, texts: Iterable[Written], pieces: Sequence[PersonalData]) -> Sentence:
    """Where it is to be changed, and the entries of the audit log from which it is to be removed."""
    entries = [one.entry for one in texts if one.entry and any(piece.text in one.text for piece in pieces)]
    if not entries:
        return sentence("Write it without that.")
    return sentence(
        "Write it without that, and remove it from the audit log (entries: {entries}): "
        "breachbot audit redact {ref} {entry} FIELD",
        entries=listed(map(str, entries)),
        ref=report.ref,
        entry=str(entries[0]),
    )
