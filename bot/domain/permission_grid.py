"""The grid of permissions as people read it: what each role may do, computed by asking `permissions.may`.

Decides nothing about permission: each mark is an answer of `may`. Roles that may do exactly the same share a column. A
step or a notice may narrow what its act allows; the words of such an act say so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.domain.incidents import IncidentState
from bot.domain.permissions import Act, Actor, IncidentSubject, NoticeSubject, Subject, may
from bot.domain.roles import ROLES

OTHERS, OUTSIDE = "other members", "anyone else"
WORDS: Mapping[Act, str] = {
    Act.HELP: "see what breachbot understands",
    Act.LANGUAGE: "choose one's own language",
    Act.OPEN: "open an incident or a drill",
    Act.LIST: "list one's own incidents",
    Act.SEE: "read the incident",
    Act.NOTE: "add a note",
    Act.FACTS: "state and correct facts",
    Act.LOOSEN: "confirm facts that end or delay duties",
    Act.STEPS: "work on steps (some steps and decisions name their roles)",
    Act.TASK: "add tasks and work on them",
    Act.SNOOZE: "snooze one's own reminders",
    Act.ASSIGN: "assign roles, and answer the question about conflicts",
    Act.HAND_OVER: "pass on a role that one holds",
    Act.RATE: "set the severity",
    Act.SAFETY: "have a person in danger told first",
    Act.MOVE: "move the incident to another runbook",
    Act.MEET: "record that a duty is met",
    Act.DECLINE: "decide not to notify",
    Act.HOLD: "record a hold and its end",
    Act.RISK: "decide the risk to people",
    Act.LAW: "take or leave a newer version of the law",
    Act.EXPOSURE: "read the ceilings of fines",
    Act.MOVE_TIME: "move a drill's time",
    Act.DRAFT: "draft a notice",
    Act.APPROVE: "approve a notice that names one's role, drafted by someone else",
    Act.REPORT: "make a report or the memo",
    Act.PRIVILEGE: "direct the privileged annex of the report",
    Act.COST: "estimate costs for the privileged annex, and read the estimates",
    Act.REVIEW: "review the report (a second person says that it is done)",
    Act.CLOSE: "close the incident",
    Act.REOPEN: "reopen it",
    Act.PROPOSE: "propose what is for someone else",
    Act.CONFIRM: "confirm what someone else proposed and one may do oneself",
    Act.REJECT: "reject it, or withdraw one's own proposal",
}


@dataclass(frozen=True)
class PermissionRow:
    """`allowed` has one mark for each column of the grid; `when_closed`: the same people may do it in a closed
    incident."""

    act: Act
    words: str
    allowed: tuple[bool, ...]
    when_closed: bool


@dataclass(frozen=True)
class PermissionGrid:
    columns: tuple[str, ...]
    rows: tuple[PermissionRow, ...]


def permission_grid() -> PermissionGrid:
    """Every act in its order; columns from the role with the most rights in words to whoever isn't in the incident."""
    by_rights: dict[tuple[bool, ...], list[str]] = {}
    for role in ROLES:
        by_rights.setdefault(tuple(_may(act, role) for act in Act), []).append(role)
    others = tuple(_may(act, "responder") for act in Act)
    groups = {_named(roles): rights for rights, roles in by_rights.items() if rights != others}
    groups |= {OTHERS: others, OUTSIDE: tuple(_may(act) for act in Act)}
    rows = tuple(
        PermissionRow(act, WORDS[act], tuple(rights[number] for rights in groups.values()), _when_closed(act))
        for number, act in enumerate(Act)
    )
    return PermissionGrid(tuple(groups), rows)


def can_approve(role: str) -> bool:
    """Whether a notice that names this role can be approved by whoever holds it."""
    return _may(Act.APPROVE, role)


def _named(roles: Sequence[str]) -> str:
    return ", ".join(ROLES[role] for role in roles)


def _may(act: Act, *roles: str, state: IncidentState = IncidentState.OPEN) -> bool:
    """Whether someone with these roles may, where nothing narrows it; a notice is one that names their role."""
    incident = IncidentSubject("", state)
    subject: Subject = NoticeSubject(incident, (roles[0],), "another") if act is Act.APPROVE and roles else incident
    return may(Actor("one", frozenset(roles)), act, subject).allowed


def _when_closed(act: Act) -> bool:
    return any(_may(act, role, state=IncidentState.CLOSED) for role in ROLES)
