"""How facts are asked for: one form for all key questions at once, by group, each with what its answer would do."""

from collections.abc import Sequence
from itertools import islice

from bot.actions import questions
from bot.actions.clocks import EVERYTHING
from bot.actions.fact_changes import DECIDED, FactsStated, StateFacts
from bot.actions.questions import FactsAsked
from bot.domain.permissions import Act
from bot.domain.promised_updates import NEXT_UPDATE, PHASES, refuse_undated
from bot.law.model import Duty
from bot.law.questions import Question, sectors_of
from bot.law.sectors import REGULATED_AS
from bot.messages import _, plural
from bot.messages.phrases import heading
from bot.sentences import cut
from bot.slack.block_kit import Block, Message, Modal, actions, button, context, header, section
from bot.slack.callbacks import Target
from bot.slack.fact_fields import fact_input, read_edits, version_of
from bot.slack.facts import form_for, stated
from bot.slack.requests import Form, IncidentContext, Reader

MOST_NAMED = 60
"""Facts in a form that a step or a notice asks for; with their headings they fit into Slack's 100 blocks."""
REDRAFTED = 3  # drafts under one answer
NAMED, LONGEST_NAMES = 2, 200  # duties that a hint names, and their characters


def ask_facts(context: IncidentContext) -> Form:
    """The facts that a button names; the key questions when it names none, and the risk when only that is left."""
    if names := _names(context.request.subject):
        return form_for(names)
    open_ = {one.name for one in context.work.snapshot(context.incident).questions}
    if open_ & DECIDED and not questions.key_questions(context.work, context.incident):
        return form_for(sorted(open_ & DECIDED))
    return Form("facts_ask")


def ask_chosen(context: IncidentContext) -> Form:
    return form_for([context.request.entered("fact")])


def draw_ask(context: IncidentContext, form: Form) -> Modal:
    """The form for the facts that `form` names, or for the key questions. Raises Refused when none is left."""
    names = _names(form.subject)
    most = MOST_NAMED if names else questions.MOST_ASKED
    asked = questions.ask_facts(context.work, context.incident, names, most)
    return draw(asked, _("State facts") if names else _("Key questions"))


def draw(asked: FactsAsked, title: str) -> Modal:
    blank = _("Leave blank what you don't know. Every earlier value stays in the record.")
    edit = _("Only what you edit is changed; an emptied field becomes “not known”. The record keeps earlier values.")
    blocks: list[Block] = [section(edit if asked.known.keys() & set(asked.names) else blank)]
    vocabulary = asked.law.vocabulary
    plain = [name for name in asked.names if not (asked.phased and name in PHASES)]
    for group in dict.fromkeys(vocabulary[name].group for name in plain):
        here = [name for name in plain if vocabulary[name].group == group]
        if here and len(plain) > len(here):
            blocks.append(header(heading(_(group))))
        blocks += [_input(asked, name) for name in here]
    blocks += _in_phases(asked)
    if asked.left_out:
        blocks.append(context(_left_out(asked.left_out)))
    version = version_of(asked.incident.facts, asked.names)
    return Modal("facts_ask", title, tuple(blocks), _("Record"), subject=",".join(asked.names), version=version)


def _in_phases(asked: FactsAsked) -> list[Block]:
    """Instead of an answer: that it isn't known yet, and when the authority gets it."""
    if not asked.phased:
        return []
    said = _(
        "The law takes these in phases, such as GDPR Art. 33(4): leave the answer blank, choose it here, and say when "
        "you will tell it. A notice then prints “Not known yet; next update on” that day, and you are reminded of it."
    )
    return [
        header(_("Not known yet?")),
        context(said),
        *(fact_input(asked.law, name, asked.known.get(name), only=asked.phased) for name in PHASES),
    ]


def _left_out(count: int) -> str:
    return plural(
        "{n} less important question is left. Open this form again to answer it.",
        "{n} less important questions are left. Open this form again to answer them.",
        count,
    )


def _input(asked: FactsAsked, name: str) -> Block:
    note = effect(asked.questions[name]) if name in asked.questions else ""
    likely = asked.law.vocabulary.likely_rules(sectors_of(asked.incident.facts)) if name == REGULATED_AS else None
    return fact_input(asked.law, name, asked.known.get(name), note=note, likely=likely)


def effect(question: Question) -> str:
    """What an answer would do, for the hint of a form: the duties by name, or how many and the first of them."""
    duties = question.decides or question.dates
    named = cut("; ".join(_(duty.title) for duty in _first(duties)), LONGEST_NAMES)
    if len(duties) <= NAMED:
        if question.decides:
            return _("Decides: {duties}.", duties=named)
        return _("Sets the date of: {duties}.", duties=named)
    if question.decides:
        return _("Decides {n} duties, for example: {duties}.", n=len(duties), duties=named)
    return _("Sets the date of {n} duties, for example: {duties}.", n=len(duties), duties=named)


def _first(duties: Sequence[Duty]) -> Sequence[Duty]:
    """Of different laws where there are several."""
    by_law = list({duty.law: duty for duty in reversed(duties)}.values())[::-1]
    return (by_law if len(by_law) > 1 and len(duties) > NAMED else duties)[:NAMED]


def read_ask_form(context: IncidentContext) -> StateFacts:
    law = context.work.law(context.incident)
    names, version = _names(context.request.subject), context.request.version or ""
    edits = read_edits(context, law, names, version)
    if NEXT_UPDATE in names:
        refuse_undated(context.incident.facts, edits)
    return StateFacts(edits)


def answered(outcome: FactsStated, reader: Reader) -> Message:
    """What was recorded, and where to look next: the drafts that waited for it, who must be told by when, and the
    decision that no form asks for."""
    said, target = stated(outcome, reader), Target(outcome.incident.id)
    again = [
        actions(
            button(_("Redraft “{title}”", title=title), "notice.draft", Target(outcome.incident.id, name), "primary"),
            block_id=f"again:{name}",
        )
        for name, title in islice(outcome.drafts.items(), REDRAFTED)
    ]
    style = None if again else "primary"
    buttons = [button(_("Show clocks"), "clocks.show", Target(outcome.incident.id, EVERYTHING), style)]
    if outcome.incident.facts.value("risk") is None and reader.may(Act.RISK, outcome.incident):
        buttons.append(button(_("Decide the risk"), "risk.decide", target))
    return Message(said.text, (section(said.text), *again, actions(*buttons, block_id="answered")))


def _names(subject: str) -> list[str]:
    return [name for name in subject.split(",") if name]
