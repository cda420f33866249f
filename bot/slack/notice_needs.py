"""What a draft still needs, fact by fact, each with its citation and a button to answer it; and how it is sent."""

from bot.actions.sending_advice import SendingAdvice
from bot.domain.notice_completeness import MissingItem
from bot.messages import _, plural
from bot.slack.block_kit import Block, actions, button, mention, safe, section, sections, told
from bot.slack.callbacks import Target
from bot.slack.callbacks import listed as listed_names
from bot.slack.newer_blocks import container
from bot.store.tables import Notice

ONE_BY_ONE = 10  # missing facts with a button each; the others are in the form of all


def missing(notice: Notice) -> list[Block]:
    if not notice.missing:
        return []
    items = [MissingItem.model_validate(item) for item in notice.missing]
    rows = [section(_row(one), _answer(notice, one)) for one in items[:ONE_BY_ONE]]
    rest = sections([_row(one) for one in items[ONE_BY_ONE:]]) if items[ONE_BY_ONE:] else []
    return [section(missing_count(len(items))), *rows, *rest, answer_all(notice, f"ask:{notice.id}")]


def answer_all(notice: Notice, block_id: str) -> Block:
    facts = listed_names(dict.fromkeys(MissingItem.model_validate(item).asks for item in notice.missing))
    every = button(_("Answer missing questions"), "facts.ask", Target(notice.incident_id, facts), "primary")
    return actions(every, block_id=block_id)


def missing_count(number: int) -> str:
    return plural(
        "*Missing: {n} fact.* The notice can't be approved until it is answered.",
        "*Missing: {n} facts.* The notice can't be approved until they are answered.",
        number,
    )


def _row(item: MissingItem) -> str:
    because = f": {told(item.because)}" if item.because else ""
    row = f"• {safe(item.words)} — {safe(item.item)} ({safe(item.cites)}){because}"
    if item.may_be_unknown:
        row += "\n" + _("_You may say that it isn't known yet, and when you will tell it._")
    return row


def _answer(notice: Notice, item: MissingItem) -> Block:
    return button(_("Answer"), "facts.ask", Target(notice.incident_id, item.asks))


def how_to_send(advice: SendingAdvice) -> list[Block]:
    """Folded; nothing where nothing is known about it."""
    lines = sending_lines(advice)
    return [container(_("How to send it"), *sections(lines)[:10], block_id="sending")] if lines else []


def sending_lines(advice: SendingAdvice) -> list[str]:
    rows = [f"• {safe(note)}" for note in advice.notes]
    for one in advice.findings:
        where = [safe(one.duty.form), *map(told, one.authority_lines)]
        rows += [f"• {line}" for line in where if line]
    if advice.sender:
        rows.append("• " + _("It is for {person} to send.", person=mention(advice.sender)))
    return list(dict.fromkeys(rows))
