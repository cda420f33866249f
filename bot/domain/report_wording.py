"""What may not stand in a report's texts: blame, legal advice, and personal data.

Decides where it stands and what to do about it. The phrases are data (`notify_templates/wording.yaml`): the rule about
blame, which holds for every text, and those of the readership “report”. How personal data is recognized is in
`personal_data`.

Caveats: a phrase is found in any language that has phrases, whatever the language of the text. What people wrote may
stand in several places; it is found in the first, the audit log last. The contacts that the facts and the
organization's file state are meant to be read. A finding never repeats personal data: it shows enough of it to find it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.domain.notice_contacts import digits, printed_contacts
from bot.domain.notice_wording import Phrase, WordRule, said_as
from bot.domain.personal_data import PersonalData, found
from bot.domain.phrases import words_of
from bot.domain.report_findings import ReviewFinding, Written
from bot.domain.reports import OWN_FILE, ReportFact, ReportFacts
from bot.sentences import Sentence, listed, sentence

READERS, BLAME, ADVICE = "report", "MIN2", "R12"
"""The readership that a report's phrases have in the library; the rule about blame; the rule about legal advice, beside
which every other is R4 in a report."""

MOST_SHOWN = 3  # of one kind in one place


class _Wanted(NamedTuple):
    """One phrase of a rule, in a language."""

    rule: str
    language: str
    phrase: Phrase


def worded(texts: Iterable[Written], rules: Iterable[WordRule]) -> Iterator[ReviewFinding]:
    """R4 and R12. Each text is taken apart once for each language, and no text twice."""
    wanted = list(_phrases(rules))
    languages = dict.fromkeys(one.language for one in wanted)
    seen, read = set[tuple[str, str]](), set[str]()
    for text in texts:
        if not text.text.strip() or text.text in read:
            continue
        read.add(text.text)
        words = {language: words_of(text.text, language) for language in languages}
        for one in wanted:
            for said in said_as(one.phrase, words[one.language], one.language):
                if (key := (one.rule, said.lower())) not in seen:
                    seen.add(key)
                    yield ReviewFinding(
                        one.rule, text.place, sentence("It says “{said}”.", said=said), one.phrase.instead
                    )


def _phrases(rules: Iterable[WordRule]) -> Iterator[_Wanted]:
    for rule in rules:
        if rule.id == BLAME or READERS in rule.audiences:
            name = ADVICE if rule.id == ADVICE else "R4"
            yield from (_Wanted(name, language, one) for language, ones in rule.phrases.items() for one in ones)


def personal(report: ReportFacts, texts: Sequence[Written]) -> Iterator[ReviewFinding]:
    """R5: one finding for each kind in each place."""
    contacts = printed_contacts(fact.current.value for fact in report.facts if _is_contact(fact))
    seen: set[str] = set()
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
