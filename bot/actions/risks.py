"""The risk worksheet of an incident, and the decision that a named person takes on it.

A score never closes a duty: only the fact `risk` does, and only this file states it, with who decided, why, and what
spoke for and against. Deciding against the suggestion is allowed; it is said and recorded.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions import channels, facts
from bot.actions.contents import RiskNote
from bot.actions.proposals import Prepared
from bot.actions.work import Work
from bot.domain.events import facts as events
from bot.domain.proposals import deciding_risk
from bot.errors import UsageError
from bot.law.changes import DutyChange, loosens
from bot.law.fact_edits import FactEdit, How
from bot.law.facts import Fact as Statement
from bot.law.model import Law
from bot.law.risks import Suggestion, Worksheet, weigh
from bot.messages import _
from bot.store.tables import Incident

ASSESSED = "assessed_at"


@dataclass(frozen=True)
class RiskWeighed:
    """The worksheet as the facts stand now; `decided` is the statement that holds, None while no one has decided."""

    incident: Incident
    law: Law
    sheet: Worksheet
    decided: Statement | None


@dataclass(frozen=True)
class DecideRisk:
    level: str
    reason: str


@dataclass(frozen=True)
class RiskDecided:
    """`against`: the suggestion it goes against, empty when it follows it or there was none. `could_be`: the higher
    level that open facts could still make it, if any. `unstated`: the duties, by title, for which someone still has to
    say when the assessment was finished, because they would be due later by it."""

    incident: Incident
    level: str
    against: str
    could_be: str
    duties: Sequence[DutyChange]
    again: bool = False
    unstated: Sequence[str] = ()


def weigh_risk(work: Work, incident: Incident) -> RiskWeighed:
    return RiskWeighed(incident, work.law(incident), weigh(incident.facts), incident.facts.fact("risk"))


def prepare_risk(work: Work, incident: Incident, command: DecideRisk) -> Prepared[DecideRisk]:
    """Raises UsageError for a level that there is not, or a reason that says nothing."""
    levels = work.law(incident).vocabulary["risk"].choices
    if command.level not in levels:
        raise UsageError(
            _("“{level}” is not a level of risk.", level=command.level),
            _("Choose one of these: {listed}.", listed=", ".join(levels)),
            field="level",
        )
    reason = command.reason.strip()
    if len(reason.split()) < 3:
        raise UsageError(
            _("Deciding the risk needs a reason, in a sentence that an authority could read."),
            _("For example: the data were encrypted, and the key is safe"),
            field="reason",
        )
    version = str(len(incident.facts.history("risk")))
    return Prepared(DecideRisk(command.level, reason), deciding_risk(levels[command.level]), reason, version)


def decide_risk(work: Work, incident: Incident, command: DecideRisk) -> RiskDecided:
    """The level, by name and with its reason; the worksheet of that moment goes on the record. The same again changes
    nothing."""
    prepared, levels = prepare_risk(work, incident, command), work.law(incident).vocabulary["risk"].choices
    reason, earlier, label = prepared.reason, incident.facts.fact("risk"), levels[command.level]
    if earlier and (earlier.value, earlier.note) == (command.level, reason):
        return RiskDecided(incident, label, "", "", (), again=True)
    sheet = weigh(incident.facts)
    against = "" if sheet.suggestion in (Suggestion.UNDETERMINED, command.level) else levels[sheet.suggestion]
    could_be = levels[sheet.could_be] if sheet.leaves_open(command.level) else ""
    _record(work, incident, label, reason, sheet, against, could_be)
    decided = [FactEdit("risk", How.REPLACE, command.level), *_assessed(work, incident, command.level)]
    stated = facts.change(work, incident, decided, reason, done=prepared.done)
    channels.post(
        work,
        incident,
        f"risk:{incident.id}:{work.newest(incident)}",
        RiskNote(label, reason, against, work.actor),
        urgency=2,
    )
    return RiskDecided(incident, label, against, could_be, stated.duties, unstated=_unstated(work, incident))


def _assessed(work: Work, incident: Incident, level: str) -> Sequence[FactEdit]:
    """Whoever decides the risk has finished assessing it, which is stated with it; another level is a new finding. What
    a person stated stays, and so does what would end or delay a duty that is owed: that they state themselves, having
    seen which."""
    risk, known = incident.facts.fact("risk"), incident.facts.fact(ASSESSED)
    decisions = {(one.by, one.at) for one in incident.facts.history("risk")}
    if known and ((known.by, known.at) not in decisions or (risk and risk.value == level)):
        return ()
    law, snapshot, at = work.law(incident), work.snapshot(incident), work.now_in(incident)
    now = at.replace(second=0, microsecond=0)
    decided = incident.facts.set(law.vocabulary, "risk", level, work.actor, at)
    anew = decided.set(law.vocabulary, ASSESSED, now, work.actor, at)
    found = snapshot.findings_with(anew, ("risk", ASSESSED))
    if loosens(snapshot.findings, found, law.vocabulary, ("risk", ASSESSED)):
        return ()
    return (FactEdit(ASSESSED, How.REPLACE, now),)


def _unstated(work: Work, incident: Incident) -> Sequence[str]:
    """The duties that are owed and count from an earlier instant, by their titles."""
    found = (one for one in work.snapshot(incident).findings if one.runs and ASSESSED in one.missing)
    return [one.duty.title for one in found]


def _record(
    work: Work, incident: Incident, level: str, reason: str, sheet: Worksheet, against: str, could_be: str
) -> None:
    suggested = f"(The worksheet suggested: {against}.)" if against else ""
    left_open = f"(Open facts could still make it: {could_be}.)" if could_be and could_be != against else ""
    said = " ".join(filter(None, (reason, suggested, left_open)))
    work.record(
        incident,
        events.RiskDecided(
            level=level,
            reason=said,
            suggestion=sheet.suggestion,
            rule=str(sheet.decided_by),
            pro=tuple(str(one.says) for one in sheet.arguments_for),
            contra=tuple(str(one.says) for one in sheet.arguments_against),
            missing=tuple(dict.fromkeys((*sheet.open, *sheet.missing))),
        ),
    )
