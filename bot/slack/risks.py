"""How the risk worksheet looks, and the form in which a named person decides."""

import re

from bot.actions.contents import RiskNote
from bot.actions.risks import DecideRisk, RiskDecided, RiskWeighed
from bot.domain.permissions import Act, who_may
from bot.errors import UsageError
from bot.law.risk_arguments import Argument
from bot.law.risks import NEEDED
from bot.messages import _, plural
from bot.messages.phrases import heading, list_of, within
from bot.slack.block_kit import (
    Block,
    Message,
    Modal,
    actions,
    button,
    context,
    field_input,
    header,
    mention,
    option,
    safe,
    section,
    select,
    spoken,
    text_box,
    told,
)
from bot.slack.callbacks import Target
from bot.slack.parse import not_understood, reason_in
from bot.slack.requests import Form, Reader, RequestContext

MOST_NAMED = 3  # duties in one sentence
REFINING = (
    "breach_of", "reveals_patients",
    "consequence", "identifiability", "vulnerable", "recovered", "already_public", "identity_theft", "backup",
    "availability_lost_for", "outage_impact",
)  # fmt: skip
"""Facts that the worksheet can do without, but is better with."""
LEVELS = (
    (re.compile("hoch|hohes risiko|élevé|risque élevé|alto|riesgo alto"), "high"),
    (re.compile("(a )?risk|(ein )?risiko|wahrscheinlich|(un )?risque|(un )?riesgo|probable"), "likely"),
    (re.compile("no risk|kein risiko|unwahrscheinlich|pas de risque|peu probable|sin riesgo|improbable"), "unlikely"),
)
"""What people call a level in other words than the vocabulary's."""


def weighed(outcome: RiskWeighed, reader: Reader) -> Message:
    """What speaks for and against, the suggestion and its rule, what is missing; then what was decided."""
    sheet = outcome.sheet
    blocks: list[Block] = [header(_("Risk to people")), section(_suggestion(outcome))]
    blocks.append(section(f"*{_('Arguments for a risk')}*\n{_arguments(sheet.arguments_for, '+')}"))
    blocks.append(section(f"*{_('Arguments against')}*\n{_arguments(sheet.arguments_against, '–')}"))
    if sheet.missing:
        blocks.append(section(_("*Not known yet:* {facts}", facts=safe(_labels(outcome, sheet.missing)))))
    blocks.append(context(_consequence(outcome)))
    if outcome.decided:
        blocks.append(section(_decided(outcome, reader)))
    if outcome.incident.state == "open":
        blocks.append(_buttons(outcome, reader))
    blocks.append(context(told(sheet.note), _("Who decides: {roles}.", roles=who_may(Act.RISK))))
    return Message(_("Risk to people: {level}", level=_level(outcome)), tuple(blocks))


def _level(outcome: RiskWeighed) -> str:
    levels = outcome.law.vocabulary["risk"].choices
    level = levels.get(outcome.sheet.suggestion)
    return _(level) if level else _("no suggestion yet")


def _suggestion(outcome: RiskWeighed) -> str:
    suggestion = _("Suggestion: {level}", level=safe(_level(outcome)))
    decided_by = told(outcome.sheet.decided_by)
    so_far = _("Reason so far: {reason}.", reason=decided_by)
    reason = so_far if outcome.sheet.open else _("Reason: {reason}.", reason=decided_by)
    return f"*{suggestion}*\n{reason}{_could_be(outcome)}"


def _could_be(outcome: RiskWeighed) -> str:
    """What the open facts could still make of it; empty when they can't raise it."""
    sheet = outcome.sheet
    if not sheet.open:
        return ""
    level = _(outcome.law.vocabulary["risk"].choices[sheet.could_be])
    facts = _labels(outcome, sheet.open)
    return "\n" + _("It could be higher: {level}. That depends on: {facts}.", level=safe(level), facts=safe(facts))


def _arguments(found: tuple[Argument, ...], mark: str) -> str:
    return "\n".join(f"{mark} {told(one.says)}" for one in found) or _("none known")


def _labels(outcome: RiskWeighed, names: tuple[str, ...]) -> str:
    return ", ".join(within(_(outcome.law.vocabulary[name].label)) for name in names)


def _consequence(outcome: RiskWeighed) -> str:
    """What would follow under the GDPR if it were decided as suggested."""
    sheet = outcome.sheet
    if sheet.tell_authority is None:
        return _("The GDPR requires you to record every breach (Art. 33(5)). Other laws ask about other kinds of harm.")
    if sheet.tell_people is None:
        told = _("Under the GDPR this would mean: notify the authority, perhaps the people too, and record the breach.")
    elif sheet.tell_authority and sheet.tell_people:
        told = _("Under the GDPR this would mean: notify the authority and the people, and record the breach.")
    elif sheet.tell_authority:
        told = _("Under the GDPR this would mean: notify the authority, not the people, and record the breach.")
    elif sheet.tell_people:
        told = _("Under the GDPR this would mean: notify the people, not the authority, and record the breach.")
    else:
        told = _("Under the GDPR this would mean: record the breach, without notifying the authority or the people.")
    return f"{told} {_('Other laws ask about other kinds of harm.')}"


def _decided(outcome: RiskWeighed, reader: Reader) -> str:
    fact = outcome.decided
    assert fact is not None  # asked only when there is a decision
    level = outcome.law.vocabulary["risk"].choices.get(str(fact.value), str(fact.value))
    head = _("Decided: {level}", level=safe(_(level)))
    return f"*{head}* · {mention(fact.by)}, {spoken(fact.at, reader.zone)}\n{safe(fact.note)}"


def _buttons(outcome: RiskWeighed, reader: Reader) -> Block:
    known = outcome.incident.facts.known
    unknown = (name for name in (*NEEDED, *REFINING) if name not in known and name in outcome.law.vocabulary)
    lacking = list(dict.fromkeys((*outcome.sheet.open, *unknown)))
    shown, target = [], Target(outcome.incident.id)
    if lacking:
        label = plural("Answer {n} question", "Answer {n} questions", len(lacking))
        shown.append(button(label, "facts.ask", Target(outcome.incident.id, ",".join(lacking))))
    if reader.may(Act.RISK, outcome.incident):
        shown.append(button(_("Decide"), "risk.decide", target, "primary"))
    return actions(*(shown or [button(_("Refresh"), "risk.show", target)]), block_id="risk")


def decided(outcome: RiskDecided, reader: Reader) -> Message:
    if outcome.again:
        return Message(_("Already decided, for the same reason. No change."))
    said = [_("Decided: {level}. Your name and reason are recorded.", level=_(outcome.level))]
    if outcome.against:
        said.append(_("That differs from the suggestion ({level}), which is recorded too.", level=_(outcome.against)))
    if outcome.unstated:
        titles = list_of([_(title) for title in dict.fromkeys(outcome.unstated)][:MOST_NAMED], "and")
        said.append(
            _(
                "{duties}: counted from an earlier time, so that nothing is due later unseen. To count from when the "
                "assessment was finished: /breach facts assessed_at TIME",
                duties=titles,
            )
        )
    if outcome.could_be and outcome.could_be != outcome.against:
        said.append(_("Open facts could still make it: {level}. That is recorded too.", level=_(outcome.could_be)))
    if count := len(outcome.duties):
        said.append(
            plural("{n} duty changed; the channel shows which.", "{n} duties changed; the channel shows which.", count)
        )
    return Message(" ".join(said))


def decided_message(content: RiskNote) -> Message:
    """The note in the incident's channel."""
    head = _("Risk to people decided: {level}", level=safe(_(content.level)))
    said = _("by {person}", person=mention(content.person))
    if content.against:
        said += " · " + _("against the worksheet's suggestion ({level})", level=safe(_(content.against)))
    text = f"*{head}*\n{safe(content.reason)}"
    return Message(_("Risk to people: {level}.", level=_(content.level)), (section(text), context(said)))


def read_risk(context: RequestContext) -> DecideRisk | Form:
    """`/breach risk high because ...` decides; a level alone opens the form with it."""
    words, reason = reason_in(context.request.text)
    said = words.lower()
    level = next((one for named, one in LEVELS if named.fullmatch(said)), said.removesuffix(" risk").strip())
    if not level:
        raise UsageError(
            _("Name the level."),
            _("For example: {example}", example=_("`/breach risk high because the cards are being used`")),
        )
    if reason:
        return DecideRisk(level, reason)
    if level not in (choices := context.work.library.law.vocabulary["risk"].choices):
        raise not_understood(words, choices, choices)
    return Form("risk_decide", level)


def draw_decide(outcome: RiskWeighed, level: str) -> Modal:
    """`level`: chosen in advance, when it is one."""
    sheet, choices = outcome.sheet, outcome.law.vocabulary["risk"].choices
    levels = [option(heading(_(label)), key) for key, label in choices.items()]
    arguments = (
        f"*{_('Arguments for a risk')}*\n{_arguments(sheet.arguments_for, '+')}\n\n"
        f"*{_('Arguments against')}*\n{_arguments(sheet.arguments_against, '–')}"
    )
    blocks = [section(_suggestion(outcome)), section(arguments)]
    if sheet.missing:
        blocks.append(context(_("Not known yet: {facts}", facts=safe(_labels(outcome, sheet.missing)))))
    blocks += [
        field_input("level", _("How likely is a risk to people?"), select(levels, chosen=level)),
        field_input(
            "reason",
            _("Why?"),
            text_box(lines=True),
            hint=_(
                "Give arguments for and against, so that an authority can follow. Your name and the time are recorded."
            ),
        ),
    ]
    return Modal("risk_decide", _("Decide the risk"), tuple(blocks), _("Decide"))


def read_decide_form(context: RequestContext) -> DecideRisk:
    return DecideRisk(context.request.entered("level"), context.request.entered("reason"))
