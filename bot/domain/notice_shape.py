"""The shape of a notice: how hard it is to read, how long, what people can do, what is left to fill in, its links.

Decides the remarks that need no list of words; those that do are in `notice_wording`. The numbers are measured in
`documents.readability`.
"""

import re
from collections.abc import Iterable

from bot.domain.markdown import FIELD
from bot.domain.notice_wording import ADDRESSED_TO_PEOPLE, Level, Measures, Reading, Remark
from bot.sentences import Text, counted, cut, sentence

LONGEST_MESSAGE = 320  # characters: two text messages in one
LONGEST_EXAMPLE = 90  # characters of a text that a remark repeats
_PLACEHOLDER = re.compile(
    r"\[\[MISSING: [^\]]*\]\]|"
    r"\[(?!\[|MISSING)(?:[A-Z][A-Z _/-]{2,40}|(?i:insert|enter|your|name|date|number|company|address|phone|einfügen|"
    r"insérer|nom|insertar|nombre|fecha|datum)\b[^\]]{0,60})\]|\{\{[^}]*\}\}|<[A-Z][A-Z _-]{2,30}>|"
    r"_{4,}|(?i:\blorem ipsum\b)"
)
_STANDS_IN = re.compile(r"(?:\S+ )?\b(?:TBD|TBC|TODO|FIXME|XXX+|N\.N\.)(?!\w)(?: \w+)?")
"""A word for what is still to come, with the words around it: it may be part of a name."""


def shape(reading: Reading) -> Iterable[Remark]:
    yield from _reading_level(reading)
    yield from _gaps(reading)
    yield from _forbidden_numbers(reading)
    yield from _not_for(reading)
    yield from _short_help(reading)
    yield from _foreign_links(reading)
    if reading.audience in ADDRESSED_TO_PEOPLE:
        yield from _length(reading.measures)
        yield from _actions(reading)
        yield from _whole(reading)


def _reading_level(reading: Reading) -> Iterable[Remark]:
    grade, limit = reading.measures.grade, reading.grade
    if grade is None or limit is None or grade <= limit - 2:
        return
    level: Level = "fail" if grade > limit else "warn"
    yield Remark(
        rule="PL1",
        level=level,
        say=sentence(
            "The text needs reading grade {grade}. Aim for {aim}; {limit} is the maximum.",
            grade=f"{grade:.1f}",
            aim=limit - 2,
            limit=limit,
        ),
        found=cut(reading.measures.longest_sentence, LONGEST_EXAMPLE),
        instead=sentence("Shorten the longest sentences; use everyday words."),
    )


def _length(measures: Measures) -> Iterable[Remark]:
    if measures.longest_words > 30:
        yield _plain(
            "PL2",
            sentence("A sentence has {count} words; 30 is the maximum.", count=measures.longest_words),
            cut(measures.longest_sentence, LONGEST_EXAMPLE),
            sentence("Split it into two sentences."),
        )
    if measures.words_per_sentence > 18:
        yield _plain(
            "PL2",
            sentence("Sentences have {count} words on average; aim for 18.", count=round(measures.words_per_sentence)),
            cut(measures.longest_sentence, LONGEST_EXAMPLE),
            sentence("Say one thing in each sentence."),
        )


def _actions(reading: Reading) -> Iterable[Remark]:
    if reading.actions == 0:
        yield _final(
            "PL5",
            sentence("The text gives people nothing to do."),
            sentence("no action"),
            sentence("Give at least one action that fits the data, the most urgent first."),
        )
    elif reading.actions is not None and reading.actions > 6:
        yield _plain(
            "PL5",
            sentence("There are {count} actions; aim for at most six.", count=reading.actions),
            counted("{n} action", "{n} actions", reading.actions),
            sentence("Keep the ones that matter most; move the others to an annex."),
        )


def _whole(reading: Reading) -> Iterable[Remark]:
    """How long a text of its form may be, and whether a reader finds the way through a letter."""
    body = reading.text.partition("\n\n")[2]
    if reading.form == "message" and len(body) > LONGEST_MESSAGE:
        yield Remark(
            rule="PL2",
            level="fail",
            say=sentence(
                "The message has {count} characters; {most} is the maximum.", count=len(body), most=LONGEST_MESSAGE
            ),
            found=cut(body, LONGEST_EXAMPLE),
            instead=sentence("Shorten it; the letter says the rest."),
        )
    if reading.form != "letter":
        return
    if (longest := reading.measures.longest_paragraph) > 4:
        yield _plain(
            "PL2",
            sentence("A paragraph has {count} sentences; 4 is the maximum.", count=longest),
            counted("{n} sentence", "{n} sentences", longest),
            sentence("Split it, or make a list."),
        )
    if reading.longest and (words := reading.measures.words) > reading.longest:
        yield _plain(
            "PL2",
            sentence("The text has {count} words; aim for at most {most}.", count=words, most=reading.longest),
            counted("{n} word", "{n} words", words),
            sentence("Move what few people need to an annex."),
        )
    if reading.headings == 0:
        yield _plain(
            "PL6",
            sentence("The text has no headings."),
            sentence("no heading"),
            sentence("Give each part a heading: a question or its name."),
        )


def _gaps(reading: Reading) -> Iterable[Remark]:
    """Facts that are missing, and what is left for someone to fill in: not what the merge fills in for each reader."""
    for mark in reading.missing:
        instead = sentence("Record the fact. breachbot then fills it in.")
        yield _final("CHK", sentence("A required fact is missing."), mark, instead)
    text = FIELD.sub("", reading.text) if reading.audience == "individuals" else reading.text
    for mark in sorted(set(_PLACEHOLDER.findall(text)) - set(reading.missing)):
        instead = sentence("Write what belongs there, or take it out.")
        yield _final("CHK", sentence("Something is left to fill in."), mark, instead)
    for words in sorted(set(_STANDS_IN.findall(reading.text))):
        yield Remark(
            rule="CHK",
            level="fail",
            say=sentence("Something is left to fill in."),
            found=words,
            instead=sentence("Write what belongs there, or take it out. If it is part of a name, override the rule."),
        )


def _forbidden_numbers(reading: Reading) -> Iterable[Remark]:
    for number, cites in reading.slipped_in.items():
        yield Remark(
            rule="BAN",
            level="fail",
            say=sentence("The law of this place forbids stating how many people are affected ({cites}).", cites=cites),
            found=number,
            instead=sentence("Take the number out of the fact. If it counts something else, override the rule."),
        )


def _not_for(reading: Reading) -> Iterable[Remark]:
    instead = sentence("Don't address it to them. Send them the letter of their place.")
    if reading.form == "script":
        instead = sentence("Tell callers from there no more than the letter of their place says.")
    for place, cites in reading.not_for.items():
        yield _plain(
            "BAN",
            sentence(
                "The law of {place} forbids telling people there what this text says ({cites}).",
                place=place,
                cites=cites,
            ),
            place,
            instead,
        )


def _short_help(reading: Reading) -> Iterable[Remark]:
    if short := reading.too_short:
        yield Remark(
            rule="HELP",
            level="fail" if short.stated else "warn",
            say=sentence(
                "The law of this place requires free help for {months} months ({cites}).",
                months=short.months,
                cites=short.cites,
            ),
            found=cut(short.text, LONGEST_EXAMPLE),
            instead=sentence("Offer it for that long, and say so in months."),
        )


def _foreign_links(reading: Reading) -> Iterable[Remark]:
    for link in reading.links:
        host = re.sub(r"^[a-z]+://", "", link).split("/")[0].removeprefix("www.").lower()
        if link.startswith(("mailto:", "tel:")) or host in reading.known_hosts:
            continue
        yield Remark(
            rule="SEC",
            level="fail",
            say=sentence("The text links to an address that readers don't associate with you."),
            found=link,
            instead=sentence("Link to your own site or a public authority, or name the page in words."),
        )


def _plain(rule: str, say: Text, found: Text, instead: Text) -> Remark:
    return Remark(rule=rule, level="warn", say=say, found=found, instead=instead)


def _final(rule: str, say: Text, found: Text, instead: Text) -> Remark:
    """A fault that no one may override."""
    return Remark(rule=rule, level="fail", say=say, found=found, instead=instead, overridable=False)
