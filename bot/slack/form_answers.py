"""How the answers to a form look: each field in a box of its own, ready to copy, with what the law asks for above."""

from bot.actions.form_answers import AnswersShown
from bot.domain.form_answers import FormAnswer
from bot.domain.notice_facts import NotKnownYet
from bot.law.facts import show_value
from bot.messages import _, translate
from bot.messages.phrases import calendar_day
from bot.sentences import cut
from bot.slack.block_kit import Block, Message, actions, button, context, header, safe, section, told
from bot.slack.callbacks import Target
from bot.slack.callbacks import listed as listed_names
from bot.slack.clock_lines import state_words
from bot.slack.duty_names import headed
from bot.slack.requests import Reader

LONGEST = 2500  # characters of one answer; the record has all of it


def shown(outcome: AnswersShown, reader: Reader) -> Message:
    duty = outcome.finding.duty
    title = _("Answers for: {duty}", duty=_(duty.title))
    blocks: list[Block] = [header(title), section(_head(outcome, reader))]
    if duty.contents:
        rows = "\n".join(f"• {safe(one)}" for one in duty.contents)
        blocks.append(section(f"*{_('What it asks for')}* ({safe(duty.cites)})\n{rows}"))
    for heading, fields in outcome.answers.items():
        blocks += [_field(outcome, one, _(heading) if one is fields[0] else "") for one in fields]
    if outcome.incident.state == "open" and (buttons := _buttons(outcome)):
        blocks.append(actions(*buttons, block_id="ask"))
    blocks.append(
        context(
            _("Copy each answer into the form. Check the form's own questions: they may ask for more."),
            _("After you send it, record that: /breach met {duty} ref NUMBER at TIME", duty=duty.id),
        )
    )
    return Message(title, tuple(blocks))


def _buttons(outcome: AnswersShown) -> list[Block]:
    incident, found = outcome.incident.id, []
    if outcome.missing:
        missing = Target(incident, listed_names(outcome.missing))
        found.append(button(_("Answer missing questions"), "facts.ask", missing))
    if outcome.with_form:
        found.append(button(_("Get the authority's form"), "notice.form", Target(incident, outcome.with_form)))
    return found


def _head(outcome: AnswersShown, reader: Reader) -> str:
    finding = outcome.finding
    rows = [headed(finding.duty), *map(told, finding.authority_lines)]
    if finding.duty.form:
        rows.append(_("*Where to send it:* {form}", form=safe(finding.duty.form)))
    if outcome.line:
        rows.insert(1, state_words(outcome.line, reader.now))
    return "\n".join(rows)


def _field(outcome: AnswersShown, one: FormAnswer, heading: str) -> Block:
    """A box that Slack offers to copy, in which nothing is markup; above the first of a group, its heading."""
    label = {"type": "text", "text": _(outcome.law.vocabulary[one.fact].label)}
    above = [{"type": "text", "text": f"{heading}\n", "style": {"bold": True}}] if heading else []
    text = {"type": "text", "text": cut(_words(outcome, one), LONGEST)}
    return {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [*above, label]},
            {"type": "rich_text_preformatted", "elements": [text]},
        ],
    }


def _words(outcome: AnswersShown, one: FormAnswer) -> str:
    match one.value:
        case None:
            return f"[[{_('MISSING')}]]"
        case NotKnownYet():
            if one.value.next_update_on is None:
                return _("Not known yet")
            return _("Not known yet; next update on {day}", day=calendar_day(one.value.next_update_on, weekday=False))
    law = outcome.law
    return translate(show_value(law.vocabulary, law.places, one.fact, one.value, outcome.incident.zone))
