"""How one clock reads: its state, its due time and what else there is to know, in a few lines of text."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions.clocks import ClockLine
from bot.law.duties import Finding
from bot.messages import N_, _
from bot.messages.phrases import duration
from bot.sentences import cut
from bot.slack.block_kit import mention, safe, told, when
from bot.store.tables import Clock

MARKS = {
    "late": N_("🔴 late"),
    "running": N_("🟢 running"),
    "held": N_("⚪ on hold"),
    "pending": N_("⚪ not started"),
    "undetermined": N_("⚪ undetermined"),
    "met": N_("✅ met"),
    "declined": N_("➖ declined"),
    "not_owed": N_("➖ not owed"),
}
SOON = 24 * 3600
NO_NUMBER = "🟡"


def state_words(line: ClockLine, now: datetime) -> str:
    """`🟠 18 h 20 min left`, `🔴 late by 3 h`, `✅ met`."""
    target = line.clock.target_at
    if line.state == "late":
        return _("🔴 late by {duration}", duration=duration(line.late_for.total_seconds()))
    if line.state == "running" and target:
        left = (target - now).total_seconds()
        return _("{mark} {duration} left", mark=_mark(left), duration=duration(left))
    if line.state == "running":
        return _without_number(line, now)
    if line.state == "met" and line.late_for:
        return _("✅ met, late by {duration}", duration=duration(line.late_for.total_seconds()))
    return _(MARKS[line.state])


def brief_state(line: ClockLine, now: datetime) -> str:
    """The same where there is little room: a target of our own is only said to be ours."""
    ours = line.clock.house_at
    if line.state != "running" or line.clock.target_at or ours is None:
        return state_words(line, now)
    left = (ours - now).total_seconds()
    if left < 0:
        return _("🟠 house target passed {duration} ago", duration=duration(left))
    return _("{mark} {duration} left to the house target", mark=_mark(left, NO_NUMBER), duration=duration(left))


def _mark(left: float, far: str = "🟢") -> str:
    return "🟠" if left < SOON else far


def _without_number(line: ClockLine, now: datetime) -> str:
    """Where the law has no number: the house target, else since when it runs. Never green: no one knows that there is
    time."""
    ours, contract = line.clock.house_at, line.finding.duty.kind == "contract"
    if ours is None:
        begun = line.clock.starts_at
        if begun is None:
            return _("🟡 no fixed deadline")
        return _("🟡 no fixed deadline, started {duration} ago", duration=duration((now - begun).total_seconds()))
    left = (ours - now).total_seconds()
    length = duration(left)
    if left < 0 and contract:
        return _("🟠 house target passed {duration} ago (no fixed deadline in the contract)", duration=length)
    if left < 0:
        return _("🟠 house target passed {duration} ago (no fixed deadline in law)", duration=length)
    if contract:
        return _(
            "{mark} {duration} left to the house target (no fixed deadline in the contract)",
            mark=_mark(left, NO_NUMBER),
            duration=length,
        )
    return _(
        "{mark} {duration} left to the house target (no fixed deadline in law)",
        mark=_mark(left, NO_NUMBER),
        duration=length,
    )


def standing(line: ClockLine, now: datetime, zone: str) -> str:
    """How a clock stands, without the name of its duty and without what follows it in an explanation."""
    return "\n".join(_rows(line, now, zone, explained=True))


def clock_text(line: ClockLine, now: datetime, zone: str | None = None) -> str:
    """One clock in a few lines; `zone` is the reader's: a second time is shown only where it differs."""
    duty = line.finding.duty
    head = f"*{safe(_(duty.title))}* · {safe(duty.law)}, {safe(duty.cites)}"
    return "\n".join([head, *_rows(line, now, zone, explained=False)])


def _rows(line: ClockLine, now: datetime, zone: str | None, *, explained: bool) -> list[str]:
    """How it stands; `explained`: limit and exceptions are told beside it."""
    clock = line.clock
    rows = [state_words(line, now)]
    there = line.zone if line.zone != zone else None
    if clock.target_at and line.state in ("late", "running", "held") and clock.target_at != clock.held_until:
        rows[0] += " · " + _("by {time}", time=when(clock.target_at, there))
        if clock.limit_at and clock.limit_at != clock.target_at and not explained:
            rows.append(_("Latest defensible deadline: {time}", time=when(clock.limit_at)))
    elif clock.house_at and line.state == "running":
        rows[0] += f" · {when(clock.house_at)}"
    if line.state == "running" and not clock.target_at:
        rows.append(f"_{safe(line.finding.duty.words)}_")
    if clock.met_at and line.state == "met":
        rows[0] += f" · {when(clock.met_at)} · " + _("reference {reference}", reference=safe(clock.reference or ""))
    if clock.decision == "declined":
        reason = safe(cut(clock.reason or "", 300))
        both = ", ".join(map(mention, line.decided_by))
        rows[0] = _("➖ declined by {person}: {reason}", person=both, reason=reason)
    if not explained and line.state.is_open:
        rows += map(told, line.finding.authority_lines)
    return [*rows, *_remarks(line, explained=explained)]


def _remarks(line: ClockLine, *, explained: bool) -> list[str]:
    """What else there is to know: the hold, the bar, what is not shown yet, how sure the entry is."""
    clock, finding = line.clock, line.finding
    deadline = finding.deadline
    rows = []
    if finding.tentative and line.state.is_open:
        rows.append(_("_Unconfirmed: this depends on a proposal that is still waiting to be confirmed._"))
    if line.state == "pending":
        rows.append(_starts_with(line.lacks))
    elif not explained and line.state.is_open and deadline and deadline.expected:
        rows.append(f"_{told(deadline.steps[-1].sentence)}_")
    if line.state == "held" and clock.held_until:
        rows.append(_held(clock, clock.held_until, barred=deadline is not None and deadline.not_before))
    if deadline and deadline.advisory and line.state.is_open:
        rows.append(_("_Advisory: {text}_", text=safe(deadline.advisory)))
    if not explained and line.state.is_open and (excuses := _open_excuses(finding)):
        rows.append(_not_established(excuses, runs=line.state in ("late", "running")))
    if clock.question:
        rows.append(_("*Review needed:* {reason}", reason=told(clock.question)))
    if finding.unconfirmed:
        rows.append(_("_Unconfirmed: ask counsel_"))
    return rows


def _starts_with(lacks: Sequence[str]) -> str:
    if not lacks:
        return _("_The clock starts with an event that hasn't happened yet_")
    return _("_The clock starts once this is known: {facts}_", facts=safe(", ".join(lacks)))


def _held(clock: Clock, until: datetime, *, barred: bool) -> str:
    if barred:
        return _("Not before {time}", time=when(until))
    if clock.hold:
        return _("On hold at the request of {agency} until {time}", agency=safe(clock.hold.authority), time=when(until))
    return _("On hold until {time}", time=when(until))


def _not_established(excuses: str, *, runs: bool) -> str:
    if runs:
        return _("_Exemption not established: {exemption}. The clock keeps running._", exemption=excuses)
    return _("_Exemption not established: {exemption}._", exemption=excuses)


def _open_excuses(finding: Finding) -> str:
    """The exceptions that would end the duty, if someone showed them."""
    return "; ".join(told(clause.says) for clause in finding.because if clause.exception and clause.is_true is None)


def none_running(lines: Sequence[ClockLine]) -> str:
    """What stands where no clock runs; `lines`: every duty that is owed, those that are met or declined too."""
    return _("No clock is running.") if lines else _("No clock is running yet.")
