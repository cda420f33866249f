"""How a notice is sent, and by whom: what its template, the law and the authority's own contacts say about that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.actions import people
from bot.actions.work import Work
from bot.domain.notice_templates import NoticeTemplate
from bot.domain.roles import ADVISERS
from bot.law.duties import Finding
from bot.store.tables import Incident

SENDERS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("individuals", "customers", "employees", "media"), ("communications", *ADVISERS)),
    "executives": ("lead",),
}
"""Who sends a notice, by its audience: the first of these roles that someone has. Of every other, the advisers."""


@dataclass(frozen=True)
class SendingAdvice:
    """`findings`: the duties that it meets and that run, for their forms and authorities; `sender`: the person."""

    notes: Sequence[str]
    findings: Sequence[Finding]
    sender: str | None


def advice(work: Work, incident: Incident, kind: NoticeTemplate) -> SendingAdvice:
    findings = [one for one in work.snapshot(incident).findings if one.duty.id in kind.serves and one.runs]
    roles = SENDERS.get(kind.audience, ADVISERS)
    sender = next((person for role in roles if (person := people.holder(work, incident, role))), None)
    return SendingAdvice(kind.sending, findings, sender)
