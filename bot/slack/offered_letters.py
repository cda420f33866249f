"""How the letters of an incident look: those that open duties want, next due first; the others folded."""

from collections.abc import Sequence
from itertools import islice

from bot.actions import notice_states
from bot.actions.clocks import ClockLine, DutyExplained
from bot.actions.offered_letters import LetterNeeded, LettersOffered
from bot.domain.letter_offers import Unneeded
from bot.domain.notice_templates import NoticeTemplate
from bot.law.model import Duty
from bot.messages import N_, _, plural
from bot.sentences import cut
from bot.slack.block_kit import (
    Block,
    Message,
    actions,
    button,
    context,
    cut_markup,
    header,
    safe,
    section,
    sections,
    when,
)
from bot.slack.callbacks import Target
from bot.slack.clock_lines import brief_state
from bot.slack.duty_names import named
from bot.slack.newer_blocks import container
from bot.slack.notice_proofs import brief_tally
from bot.slack.notices import state_of
from bot.slack.requests import Reader
from bot.store.tables import Notice

SHOWN, SERVED, WITH_BUTTONS = 30, 3, 6  # letters with a button, duties under one, folded letters with a button
MOST_LETTERS = 4  # of one duty
ROOM = 2800  # characters of a list of names
WHY = {
    Unneeded.FREE: N_("*No duty asks for these; send them when they help:*"),
    Unneeded.UNDETERMINED: N_("*Whether these are needed depends on facts that are missing:*"),
    Unneeded.SETTLED: N_("*Their duties are met or declined:*"),
    Unneeded.NOT_OWED: N_("*Not owed here:*"),
}


def listed(outcome: LettersOffered, reader: Reader) -> Message:
    runs, needed = outcome.incident.state == "open", outcome.needed
    blocks: list[Block] = [header(_("Notices"))]
    if not needed:
        blocks.append(section(_("No open duty needs a notice now.")))
    blocks += [_needed(outcome.incident.id, one, reader, runs=runs) for one in needed[:SHOWN]]
    if rest := needed[SHOWN:]:
        names = ", ".join(f"`{one.kind.id if one.kind else one.lines[0].finding.duty.id}`" for one in rest)
        said = _("And {count} more, with /breach notice NAME: {names}", count=len(rest), names=names)
        blocks.append(section(cut_markup(said, ROOM)))
    blocks += _others(outcome, runs=runs)
    blocks.append(
        context(
            _("In another language: /breach notice NAME de"),
            _("breachbot never sends notices outside your organization. Send them yourself, and record when."),
        )
    )
    return Message(_summary(needed), tuple(blocks))


def _summary(needed: Sequence[LetterNeeded]) -> str:
    if not needed:
        return _("No open duty needs a notice now.")
    duties = sum(len(one.lines) for one in needed if one.kind)
    return plural("Notices: {n} open duty has a letter.", "Notices: {n} open duties have a letter.", duties)


def _needed(incident: int, one: LetterNeeded, reader: Reader, *, runs: bool) -> Block:
    first = one.lines[0]
    due = _due(first, reader) if runs else _("⚪ open")
    if one.kind is None:
        duty = first.finding.duty
        text = "\n".join([f"*{safe(named(duty))}*", due, no_letter(duty)])
        return section(text, button(_("Show answers"), "notice.answers", Target(incident, duty.id)))
    duties = "; ".join(named(line.finding.duty) for line in one.lines[:SERVED])
    more = _(" and {number} more", number=len(one.lines) - SERVED) if len(one.lines) > SERVED else ""
    state = _state(one.newest)
    text = "\n".join(
        [f"*{safe(one.kind.title)}*", f"{due} · {state} · {_name(one.kind)}", _("For: {duties}", duties=duties + more)]
    )
    return section(cut_markup(text, ROOM), _draft(incident, one.kind, one.newest) if runs else None)


def _due(line: ClockLine, reader: Reader) -> str:
    at = line.clock.target_at or line.clock.house_at
    state = brief_state(line, reader.now)
    return f"{state} · {_('by {time}', time=when(at))}" if at and line.state.is_started else state


def _state(newest: Notice | None) -> str:
    if newest is None:
        return _("not drafted yet")
    said = _("version {version}, {state}", version=newest.version, state=state_of(newest))
    return said + brief_tally(notice_states.sendings(newest))


def _name(kind: NoticeTemplate) -> str:
    languages = f" · {', '.join(kind.languages)}" if len(kind.languages) > 1 else ""
    return f"`{kind.id}`{languages}"


def _draft(incident: int, kind: NoticeTemplate, newest: Notice | None) -> Block:
    return button(_("Redraft") if newest else _("Draft"), "notice.draft", Target(incident, kind.id))


def no_letter(duty: Duty) -> str:
    """Why a duty has no letter, and what takes its place."""
    form = safe(cut(duty.form, 300))
    if duty.kind == "contract":
        return _("A contract sets its own form. What it asks for is ready to copy.")
    if form:
        return _("Sent on a form, not as a letter: {form}. The answers are ready to copy.", form=form)
    return _("breachbot has no letter for it. What the recipient asks for is ready to copy.")


def _others(outcome: LettersOffered, *, runs: bool) -> list[Block]:
    """Every other letter, folded: by why it isn't needed now."""
    count = sum(map(len, outcome.others.values()))
    if not count:
        return []
    inner: list[Block] = []
    for why, kinds in outcome.others.items():
        buttons = kinds[:WITH_BUTTONS] if why is Unneeded.FREE and runs else ()
        if kinds:
            inner += sections([_(WHY[why]), *_rows(outcome, kinds[len(buttons) :])])
        inner += [_with_button(outcome, one) for one in buttons]
    title = plural("{n} other notice", "{n} other notices", count)
    return [container(title, *islice(inner, 10), block_id="others")]


def _with_button(outcome: LettersOffered, kind: NoticeTemplate) -> Block:
    return section(_row(outcome, kind), _draft(outcome.incident.id, kind, outcome.newest.get(kind.id)))


def _rows(outcome: LettersOffered, kinds: Sequence[NoticeTemplate]) -> list[str]:
    return [f"• {_row(outcome, one)}" for one in kinds]


def _row(outcome: LettersOffered, kind: NoticeTemplate) -> str:
    newest = outcome.newest.get(kind.id)
    drafted = f" · {_state(newest)}" if newest else ""
    return f"{safe(kind.title)} · {_name(kind)}{drafted}"


def of_duty(outcome: DutyExplained) -> list[Block]:
    """What can be drafted for one duty that is open; or why nothing can, with the answers that take its place."""
    incident, duty = outcome.incident, outcome.finding.duty
    if incident.state != "open" or outcome.line is None or not outcome.line.state.is_open:
        return []
    if not outcome.letters:
        show = button(_("Show answers"), "notice.answers", Target(incident.id, duty.id))
        return [section(no_letter(duty), show)]
    rows = [
        button(_("Draft: {notice}", notice=one.title), "notice.draft", Target(incident.id, one.id))
        for one in outcome.letters[:MOST_LETTERS]
    ]
    return [actions(row, block_id=f"letter:{number}") for number, row in enumerate(rows)]
