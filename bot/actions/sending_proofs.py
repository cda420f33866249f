"""What proves a sending, as people give it: checked against the incident's evidence; and the proofs on record.

`clock_decisions` and `notice_sendings` record it with what went out; what came back afterward is `returned_mail`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.actions import notice_states
from bot.actions.work import Work
from bot.domain.sendings import Exhibit, Method, NoticeProof, Proof, Sending
from bot.errors import UsageError
from bot.messages import _
from bot.store.tables import Clock, Evidence, Incident, Notice
from bot.typed.words import repeated

LEAST_DIGEST = 8  # digits of a hash that name a file
NAMED = 5  # pieces of evidence in one answer


@dataclass(frozen=True)
class GivenProof:
    """`evidence`: each by its number or by its SHA-256, whole or the first digits of it."""

    method: Method | None = None
    count: int | None = None
    sender: str = ""
    evidence: tuple[str, ...] = ()


def evidence_of(work: Work, incident: Incident) -> Sequence[Evidence]:
    """The newest first."""
    rows = select(Evidence).where(Evidence.incident_id == incident.id).order_by(Evidence.id.desc())
    return work.session.scalars(rows).all()


def checked(work: Work, incident: Incident, given: GivenProof) -> Proof:
    """Raises UsageError for a count that is none, and for evidence that isn't this incident's."""
    if given.count is not None and given.count < 1:
        raise UsageError(
            _("A notice that went to nobody was not sent."),
            _("Say to how many it went, or leave it out."),
            field="count",
        )
    rows = evidence_of(work, incident) if given.evidence else ()
    exhibits = tuple(dict.fromkeys(_exhibit(word, rows) for word in given.evidence))
    return Proof(method=given.method, count=given.count, sender=given.sender.strip(), evidence=exhibits)


def _exhibit(word: str, rows: Sequence[Evidence]) -> Exhibit:
    wanted = word.strip().lower().lstrip("#")
    numbered = [row for row in rows if str(row.id) == wanted]
    hashed = [row for row in rows if len(wanted) >= LEAST_DIGEST and (row.sha256 or "").startswith(wanted)]
    for row in numbered or hashed:
        return Exhibit(number=row.id, sha256=row.sha256 or "")
    known = ", ".join(f"{row.id} ({row.title})" for row in rows[:NAMED])
    raise UsageError(
        _("There is no evidence “{word}” in this incident.", word=repeated(word)),
        _("Choose one of these: {listed}.", listed=known) if known else _("Add it first, in the thread of its step."),
        field="evidence",
    )


def of_duty(work: Work, clock: Clock, serving: Sequence[Notice]) -> Sequence[NoticeProof]:
    """What went out for a duty, with the waves before; from the clock alone where no notice is on record for it."""
    found = [
        NoticeProof(notice_states.title_of(work, notice), notice.version, one)
        for notice in serving
        for one in notice_states.sendings(notice)
        if not one.duty or one.duty == clock.duty_id
    ]
    if clock.met_at and not any(one.sending.duty for one in found):
        own = Sending(
            duty=clock.duty_id,
            reference=clock.reference or "",
            at=clock.met_at,
            by=clock.decided_by or "",
            proof=clock.proof or Proof(),
        )
        found.append(NoticeProof("", 0, own))
    return sorted(found, key=lambda one: one.sending.at)
