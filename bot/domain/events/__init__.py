"""The vocabulary of the audit log: every event there is, by its name in storage. Nothing else can be written."""

from collections.abc import Mapping
from typing import Any

from bot.domain.events import clocks, facts, incidents, notices, people, proposals, steps, tasks
from bot.domain.events.event import Event

EVENTS: Mapping[str, type[Event]] = {
    event.name: event
    for event in (
        incidents.IncidentOpened,
        incidents.IncidentClosed,
        incidents.IncidentReopened,
        incidents.ChannelCreated,
        incidents.SeverityRated,
        incidents.LawChanged,
        incidents.LawKept,
        incidents.RunbookMoved,
        incidents.DrillMoved,
        incidents.NoteAdded,
        incidents.EvidenceAdded,
        incidents.EntryRedacted,
        people.RoleAssigned,
        people.RolesCombined,
        people.RoleReleased,
        people.ConflictAnswered,
        people.TeamAnswered,
        people.PersonJoined,
        people.PersonLeft,
        people.PersonReturned,
        people.ShiftHandedOver,
        facts.FactsBegun,
        facts.FactBegun,
        facts.FactStated,
        facts.FactCorrected,
        facts.FactUnconfirmed,
        facts.FactsConfirmed,
        facts.LooseningConfirmed,
        facts.RiskDecided,
        facts.MemoMade,
        facts.ReportMade,
        clocks.DutyAssessed,
        clocks.DutyAppeared,
        clocks.DutyMoved,
        clocks.DutyLapsed,
        clocks.DutyOpened,
        clocks.DutyQuestioned,
        clocks.ClockMet,
        clocks.ClockDeclined,
        clocks.ClockHeld,
        clocks.ClockReleased,
        clocks.ClockConfirmed,
        clocks.ClockReopened,
        clocks.ClockLate,
        steps.StepClaimed,
        steps.StepAssigned,
        steps.StepDone,
        steps.StepDoneEarly,
        steps.StepDeviation,
        steps.StepSkipped,
        steps.StepStuck,
        steps.StepReleased,
        steps.StepNotKnown,
        steps.StepCompleted,
        steps.StepAskedAgain,
        steps.StepLate,
        steps.StepAppeared,
        steps.StepSetAside,
        steps.StepException,
        steps.DecisionMade,
        tasks.TaskAdded,
        tasks.TaskChanged,
        tasks.TaskReopened,
        proposals.ProposalMade,
        proposals.ProposalConfirmed,
        proposals.ProposalDoneAlone,
        proposals.ProposalRejected,
        proposals.ProposalWithdrawn,
        proposals.ProposalOutdated,
        notices.NoticeDrafted,
        notices.NoticeApproved,
        notices.NoticeSuperseded,
        notices.ReminderSent,
        notices.ReminderSnoozed,
        notices.EscalationSent,
        notices.DeliveryFailed,
    )
}


def read_event(name: str, plain: Mapping[str, Any]) -> Event:
    """The event from its name and its stored fields. Raises KeyError for a name that is none."""
    return EVENTS[name].read(plain)
