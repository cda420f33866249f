"""Who may do what: the only place where permission is decided.

`may` is asked with a person, an act and what the act is about, and answers with the refusal that the person reads, or
with none. Being a member of an incident is holding any role in it, `responder` included: a person in its channel.

Leaves to the actions what is possible at all: a step that waits for another, a notice that lacks a fact.

Caveats: to an outsider an incident does not exist, whatever its state; so they are refused before anything else
is said. Who left the channel keeps their roles on paper but is given to `may` without any.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.incidents import IncidentState
from bot.domain.roles import ADVISERS, LEADERS, ROLES
from bot.errors import IncidentIsClosed, NotAllowed, NotFound, Refused
from bot.messages import _, translate
from bot.sentences import Listed, listed, sentence


class Act(StrEnum):
    HELP = "help"  # read what the bot understands
    LANGUAGE = "language"  # choose the language in which one is spoken to
    OPEN = "open"  # open an incident or a drill
    LIST = "list"  # list one's own incidents
    SEE = "see"  # read everything of an incident except the ceilings of fines
    NOTE = "note"  # put words on the record
    FACTS = "facts"  # state and correct facts; those that move deadlines count unconfirmed, or wait
    LOOSEN = "loosen"  # change and confirm facts that move deadlines, also where duties end or are due later
    STEPS = "steps"  # take, finish, decide, skip steps, say what is in the way, add evidence
    TASK = "task"  # add a task, and work on tasks, also after the closing
    SNOOZE = "snooze"  # put off one's own reminders of a clock or a step
    ASSIGN = "assign"  # name a person to a role, and decide about visitors
    HAND_OVER = "hand over"  # post where things stand, and pass a role on
    RATE = "rate"  # set the severity
    SAFETY = "safety"  # let a person in danger be told first
    MOVE = "move"  # move the incident to another runbook or a newer version of it
    MEET = "meet"  # record that a notice has gone out, which ends a clock
    DECLINE = "decline"  # decide not to notify, and look again at what was decided
    HOLD = "hold"  # record an agency's request to wait, and its end
    RISK = "risk"  # decide the risk to people
    LAW = "law"  # take over a newer version of the law, or keep the one in use
    EXPOSURE = "exposure"  # read the ceilings of fines
    MOVE_TIME = "move time"  # move a drill's time
    DRAFT = "draft"  # draft a notice
    APPROVE = "approve"  # approve one version of a notice
    REPORT = "report"  # make a report or the memo for counsel
    PRIVILEGE = "privilege"  # direct a privileged annex of the report to be made, and take that back
    COST = "cost"  # estimate what the incident costs, and read the estimates
    REVIEW = "review"  # start the review of the report, and say that it is reviewed or closed
    CLOSE = "close"  # close the incident
    REOPEN = "reopen"  # open a closed incident again
    PROPOSE = "propose"  # propose what another person must confirm
    CONFIRM = "confirm"  # confirm a proposal: anyone who may do what is proposed, but never its proposer
    REJECT = "reject"  # reject a proposal, or withdraw one's own


ANYONE = "anyone"  # any person in the workspace
MEMBER = "member"  # anyone in the incident

RIGHTS: Mapping[Act, Sequence[str]] = {
    Act.HELP: (ANYONE,),
    Act.LANGUAGE: (ANYONE,),
    Act.OPEN: (ANYONE,),
    Act.LIST: (ANYONE,),
    Act.SEE: (MEMBER,),
    Act.NOTE: (MEMBER,),
    Act.FACTS: (MEMBER,),
    Act.LOOSEN: (*ADVISERS, "lead"),
    Act.STEPS: (MEMBER,),
    Act.TASK: (MEMBER,),
    Act.SNOOZE: (MEMBER,),
    Act.ASSIGN: (*LEADERS, *ADVISERS, "executive"),
    Act.HAND_OVER: (MEMBER,),
    Act.RATE: (*LEADERS, *ADVISERS, "executive"),
    Act.SAFETY: (MEMBER,),
    Act.MOVE: (*LEADERS, *ADVISERS),
    Act.MEET: ("lead", *ADVISERS),
    Act.DECLINE: (*ADVISERS, "lead"),
    Act.HOLD: (*ADVISERS, "lead"),
    Act.RISK: (*ADVISERS, "lead"),
    Act.LAW: (*ADVISERS, "lead"),
    Act.EXPOSURE: ("lead", *ADVISERS, "executive"),
    Act.MOVE_TIME: LEADERS,
    Act.DRAFT: (MEMBER,),
    Act.APPROVE: (MEMBER,),  # each notice names the roles that approve it
    Act.REPORT: (MEMBER,),
    Act.PRIVILEGE: ("counsel",),
    Act.COST: ("lead", "counsel", "executive"),
    Act.REVIEW: (*LEADERS, *ADVISERS, "executive"),
    Act.CLOSE: (*LEADERS, *ADVISERS),
    Act.REOPEN: (*LEADERS, *ADVISERS),
    Act.PROPOSE: (MEMBER,),
    Act.CONFIRM: (MEMBER,),  # and may do what is proposed
    Act.REJECT: (MEMBER,),  # and may do what is proposed, or proposed it
}
"""The roles that each act is for. What it is about may narrow that (a restricted step) or name the role (a notice)."""

WHEN_CLOSED = frozenset(
    {
        *(Act.HELP, Act.LANGUAGE, Act.OPEN, Act.LIST, Act.SEE, Act.EXPOSURE, Act.REPORT, Act.PRIVILEGE),
        *(Act.COST, Act.REOPEN, Act.TASK, Act.SNOOZE, Act.REVIEW),
    }
)
"""What stays possible once an incident is closed: its record no longer changes, except for tasks and the review."""


DECIDING = frozenset(
    {
        Act.ASSIGN, Act.MOVE, Act.DECLINE, Act.HOLD, Act.RISK, Act.LAW, Act.APPROVE, Act.CLOSE, Act.REOPEN, Act.CONFIRM,
        Act.REVIEW,
    }
)  # fmt: skip
"""What a possible witness or suspect leaves to others, besides the decisions of steps and passing on a role."""


@dataclass(frozen=True)
class Actor:
    """A person as one incident knows them. `left`: they were in it and are out of its channel, so they hold no role.
    `conflicted`: someone else has said that they may be a witness or a suspect. `unchecked`: they were in it when
    breachbot last knew, so they hold no role until Slack has told who is in the channel. `outside`: a guest, or someone
    of another organization."""

    person: str
    roles: frozenset[str] = frozenset()
    left: bool = False
    conflicted: bool = False
    unchecked: bool = False
    outside: bool = False


@dataclass(frozen=True)
class Nothing:
    """No incident yet: help, the list, opening one."""


@dataclass(frozen=True)
class IncidentSubject:
    ref: str
    state: IncidentState


@dataclass(frozen=True)
class StepSubject:
    """`restricted_to`: the only roles that may work on it; `decided_by`: those whose word is being given now, as the
    first, or as the second once another person has said the same.

    `settled`: it is over; then everyone hears from the action that it is. `is_task`: people added it to the incident,
    and it outlives the closing.
    """

    incident: IncidentSubject
    step_id: str
    settled: bool
    restricted_to: Sequence[str] = ()
    decided_by: Sequence[str] = ()
    is_task: bool = False


@dataclass(frozen=True)
class DutySubject:
    """A duty that is being declined. `seconds`: who may, besides those whose act it is: the roles of the decision about
    all duties of its group, once a first person has declined it."""

    incident: IncidentSubject
    seconds: Sequence[str] = ()


@dataclass(frozen=True)
class NoticeSubject:
    """One version of a notice: the roles of which one may approve it now, and who drafted it, where they may not;
    else empty. `first`: the first of two people, once one has approved it."""

    incident: IncidentSubject
    approvers: Sequence[str]
    drafter: str = ""
    first: str = ""


@dataclass(frozen=True)
class ReviewSubject:
    """The review of the report; `starter`: who started it, where they may not; else empty."""

    incident: IncidentSubject
    starter: str = ""


@dataclass(frozen=True)
class SeatSubject:
    """A role that is passed on; its holder may, besides those who name people."""

    incident: IncidentSubject
    role: str


@dataclass(frozen=True)
class ProposalSubject:
    """What a proposal would do, as permission sees it: `act` about `about`."""

    incident: IncidentSubject
    proposer: str
    act: Act
    about: "Subject"


Subject = (
    Nothing
    | IncidentSubject
    | StepSubject
    | DutySubject
    | NoticeSubject
    | ReviewSubject
    | SeatSubject
    | ProposalSubject
)


@dataclass(frozen=True)
class AccessDecision:
    """`refusal` is what the person reads; None: they may."""

    refusal: Refused | None = None

    @property
    def allowed(self) -> bool:
        return self.refusal is None

    def require(self) -> None:
        """Raises the refusal."""
        if self.refusal:
            raise self.refusal


def may(actor: Actor, act: Act, subject: Subject) -> AccessDecision:
    """Refuses with NotFound for outsiders, IncidentIsClosed, or NotAllowed naming who may; in this order."""
    if actor.outside and act is Act.OPEN:
        return AccessDecision(_of_others())
    if RIGHTS[act] == (ANYONE,):
        return AccessDecision()
    if not actor.roles:
        return AccessDecision(_outside(actor))
    refusal = _closed(act, subject) or _by_role(actor, act, subject) or _about(actor, act, subject)
    return AccessDecision(refusal or _conflict(actor, act, subject))


def require_open(incident: IncidentSubject) -> None:
    """For whoever writes the record from the machine it is on, beside all roles. Raises IncidentIsClosed."""
    if refusal := _closed(Act.FACTS, incident):
        raise refusal


def who_may(act: Act) -> str:
    """The roles that may, in words: “incident lead, deputy lead, DPO or privacy counsel”."""
    return roles_in_words(RIGHTS[act]) or _("anyone in the incident")


def roles_in_words(roles: Iterable[str]) -> str:
    """“incident lead, DPO or privacy counsel”; empty for none."""
    return translate(roles_listed(roles))


def roles_listed(roles: Iterable[str]) -> Listed:
    return listed((sentence(ROLES[role]) for role in roles if role in ROLES), "or")


def outsider() -> NotFound:
    """What everyone reads who is not part of an incident, whether there is one or not."""
    return NotFound(_("You are not part of that incident."), _("Ask its lead to add you."))


def _of_others() -> Refused:
    return NotAllowed(
        _("Guests and people from other organizations can't open incidents."),
        _("Tell someone in this organization right away, and ask them to type /breach open."),
    )


def _outside(actor: Actor) -> Refused:
    if actor.unchecked:
        return NotAllowed(
            _("breachbot is still checking who is in this incident's channel; nothing was changed."),
            _("Try again in a moment, or type the command in that channel."),
        )
    if actor.left:
        return NotAllowed(
            _("You're no longer in this incident's channel; nothing was changed."),
            _("Ask its lead to invite you back."),
        )
    return outsider()


def _closed(act: Act, subject: Subject) -> Refused | None:
    match subject:
        case Nothing():
            return None
        case IncidentSubject():
            incident = subject
        case _:
            incident = subject.incident
    stays = subject.is_task if isinstance(subject, StepSubject) else act in WHEN_CLOSED
    if incident.state is not IncidentState.CLOSED or stays:
        return None
    return IncidentIsClosed(
        _("{ref} is closed; its record no longer changes.", ref=incident.ref),
        _("Its lead can reopen it with /breach reopen."),
    )


def _by_role(actor: Actor, act: Act, subject: Subject) -> Refused | None:
    wanted = (*RIGHTS[act], *(subject.seconds if isinstance(subject, DutySubject) else ()))
    return None if MEMBER in wanted or not actor.roles.isdisjoint(wanted) else _for(who_may(act))


def _conflict(actor: Actor, act: Act, subject: Subject) -> Refused | None:
    """Says no more than that it is for others: a suspect must not learn it here."""
    decides = act in DECIDING or isinstance(subject, SeatSubject)
    if isinstance(subject, StepSubject):
        decides = bool(subject.decided_by) and not subject.settled
    if not (actor.conflicted and decides):
        return None
    return NotAllowed(_("Someone else must decide this."), _("Ask the {who}.", who=who_may(Act.ASSIGN)))


def _for(who: str) -> Refused:
    return NotAllowed(_("This is for the {who}.", who=who), _("Ask them; /breach status shows who it is."))


def _about(actor: Actor, act: Act, subject: Subject) -> Refused | None:
    match subject:
        case StepSubject(settled=False):
            return _step(actor, subject)
        case NoticeSubject():
            return _notice(actor, subject)
        case ReviewSubject() if actor.person == subject.starter:
            return NotAllowed(
                _("You started this review, so a second person must say that it is done."),
                _("Ask the {who}. If you work alone, set two_people: off in organisation.yaml.", who=who_may(act)),
            )
        case SeatSubject():
            return None if subject.role in actor.roles else _by_role(actor, Act.ASSIGN, subject)
        case ProposalSubject():
            return _proposal(actor, act, subject)
    return None


def _proposal(actor: Actor, act: Act, proposal: ProposalSubject) -> Refused | None:
    if actor.person == proposal.proposer:
        return _own(proposal) if act is Act.CONFIRM else None
    return may(actor, proposal.act, proposal.about).refusal


def _own(proposal: ProposalSubject) -> Refused:
    who = roles_in_words(roles_for(proposal.act, proposal.about))
    remedy = _("Ask the {who}.", who=who) if who else _("Anyone else in the incident can.")
    return NotAllowed(_("You proposed this yourself; a second person must confirm it."), remedy)


def roles_for(act: Act, subject: Subject) -> Sequence[str]:
    """The roles that may do this; empty: anyone in the incident."""
    match subject:
        case StepSubject():
            wanted: Sequence[str] = subject.decided_by or subject.restricted_to
        case DutySubject():
            wanted = tuple(dict.fromkeys((*RIGHTS[act], *subject.seconds)))
        case NoticeSubject():
            wanted = subject.approvers
        case _:
            wanted = RIGHTS[act]
    return tuple(role for role in wanted if role in ROLES)


def _step(actor: Actor, step: StepSubject) -> Refused | None:
    if step.restricted_to and actor.roles.isdisjoint(step.restricted_to):
        who = roles_in_words(step.restricted_to)
        return NotAllowed(_("{step} is for the {who} only.", step=step.step_id, who=who), _("Ask them to take it."))
    if step.decided_by and actor.roles.isdisjoint(step.decided_by):
        who = roles_in_words(step.decided_by)
        return NotAllowed(_("This decision is for the {who}.", who=who), _("Ask them; the step stays open."))
    return None


def _notice(actor: Actor, notice: NoticeSubject) -> Refused | None:
    who = roles_in_words(notice.approvers) or ", ".join(notice.approvers)
    if actor.person == notice.first:
        return Refused(
            _("You already approved this version. A second person must approve it."),
            _("Ask the {who} to approve it.", who=who),
        )
    if actor.roles.isdisjoint(notice.approvers):
        return _for(who)
    if actor.person == notice.drafter:
        return NotAllowed(
            _("You drafted this notice, so a second person must read and approve it."),
            _("Ask the {who} to approve it.", who=who),
        )
    return None
