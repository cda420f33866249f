"""The letters of an incident that may go to people: approved, unaltered, and still what the record gives.

Leaves who gets which to `recipients`. breachbot sends none of them; what was written is recorded with counts and hashes
only, never with a row of the list.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.actions import facts, notice_changes, notice_states, notices, people
from bot.actions.recipients import refuse_account
from bot.actions.work import Work
from bot.domain.events.letters import LettersWritten
from bot.domain.merge_fields import ApprovedLetter
from bot.domain.notice_templates import NoticeTemplate
from bot.domain.notices import MAY_GO
from bot.domain.permissions import require_open
from bot.domain.place_letters import PlaceLetter
from bot.errors import NotFound, Refused, Stale
from bot.law.fact_edits import FactEdit, How
from bot.law.values import ELSEWHERE, Count, People
from bot.messages import _
from bot.store.tables import Incident, Notice, TimelineEntry

COUNTED = "Counted by breachbot letters: those whose contact details don't allow a letter."


@dataclass(frozen=True)
class LettersFound:
    """`sending`: what the sender must observe; `serves`: the duties that the letters meet."""

    letters: tuple[ApprovedLetter, ...]
    sending: tuple[str, ...]
    serves: tuple[str, ...]


def find_letters(work: Work, incident: Incident, words: Sequence[str]) -> LettersFound:
    """The letters of these kinds or families that may go out, in the order of the words. Raises NotFound or Refused
    where one has none; Stale or TextAltered where one of them may no longer go out as it is; IncidentIsClosed."""
    require_open(people.subject_of(incident))
    found: dict[int, ApprovedLetter] = {}
    sending, serves = dict[str, None](), dict[str, None]()
    for word in words:
        kinds = _kinds(work, word)
        drafted = (notices.newest(work, incident, kind.id, spoken) for kind in kinds for spoken in kind.languages)
        rows = [one for one in drafted if one]
        ready = [one for one in rows if one.state in MAY_GO]
        if not ready:
            example = rows[0].template if rows else word
            raise Refused(
                _("No letter “{word}” is approved in {ref}. Nothing was written.", word=word, ref=incident.ref),
                _("Draft it and have it approved first: /breach notice {kind}", kind=example),
            )
        for one in ready:
            found[one.id] = _approved(work, incident, one)
            kind = notices.kind_of(work, one)
            sending |= dict.fromkeys(kind.sending)
            serves |= dict.fromkeys(kind.serves)
    return LettersFound(tuple(found.values()), tuple(sending), tuple(serves))


def _kinds(work: Work, word: str) -> Sequence[NoticeTemplate]:
    """The letters that a word names: one, or those of a family, one for each place."""
    known = work.library.templates.notices.values()
    named = [one for one in known if word.lower() in (one.id, one.folder)]
    if not named:
        raise NotFound(_("There is no notice “{word}”.", word=word), _("List them: breachbot notice list"))
    letters = [one for one in named if one.audience == "individuals" and one.form == "letter"]
    if not letters:
        raise Refused(
            _("“{title}” is no letter to the people affected. Nothing was written.", title=named[0].title),
            _("Name letters to people, such as us-individuals or gdpr-individuals."),
        )
    return letters


def _approved(work: Work, incident: Incident, notice: Notice) -> ApprovedLetter:
    notice_states.intact(notice)
    title = notice_states.title_of(work, notice)
    if notice.differs or not notice_changes.is_current(work, incident, notice):
        raise Stale(
            _("What “{title}” says has changed since it was approved. Nothing was written.", title=title),
            _("Read its latest version and have it approved: /breach notice {kind}", kind=notice.template),
        )
    kind = notices.kind_of(work, notice)
    return ApprovedLetter(
        notice=notice.id,
        kind=kind.id,
        language=notice.language,
        version=notice.version,
        sha256=notice.text_hash,
        subject=notice.subject,
        markdown=notice.text,
        place=kind.place if isinstance(kind, PlaceLetter) else "",
        places=frozenset(_places(work, incident, kind)),
        languages=kind.languages,
        email=kind.email,
    )


def _places(work: Work, incident: Incident, kind: NoticeTemplate) -> Iterable[str]:
    """Every place whose people it is for; none: it is for people anywhere."""
    law, today = work.law(incident), work.now_in(incident).date()
    named = {duty.place for name in kind.serves for duty in law.versions(name)}
    if isinstance(kind, PlaceLetter):
        named = {kind.place}
    return () if kind.anywhere else (code for place in named for code in law.places.atoms(place, today))


def record_letters(work: Work, incident: Incident, written: LettersWritten, unreachable: Mapping[str, int]) -> None:
    """Once for each manifest; and whose contact details don't allow a letter, by place, becomes a fact. Raises
    IncidentIsClosed, and UsageError for an actor whom Slack knows."""
    work.lock(incident)
    require_open(people.subject_of(incident))
    refuse_account(work, incident)
    rows = select(TimelineEntry).where(
        TimelineEntry.incident_id == incident.id, TimelineEntry.event == LettersWritten.name
    )
    if written.manifest_hash not in {entry.details.get("manifest_hash") for entry in work.session.scalars(rows)}:
        work.record(incident, written)
        table = {place or ELSEWHERE: Count(count, count) for place, count in unreachable.items()}
        facts.change(work, incident, [FactEdit("people_unreachable", How.REPLACE, People(table))], COUNTED)


def substitutes(work: Work, incident: Incident, duties: Iterable[str], unreachable: Mapping[str, int]) -> Iterator[str]:
    """What the law of each duty allows instead of letters to those who can't be reached, with how many they are."""
    law, today = work.law(incident), work.now_in(incident).date()
    for duty in (law.versions(name)[-1] for name in duties if law.versions(name)):
        covered = law.places.atoms(duty.place, today)
        count = sum(number for place, number in unreachable.items() if place in covered)
        if count and (rule := duty.remedies.get("substitute_notice")):
            yield f"{law.places.name(duty.place)}, {count} not reached: {rule} ({duty.cites})"
