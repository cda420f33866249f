"""How the risk worksheet looks, and the form in which a named person decides."""

from bot.actions.contents import RiskNote
from bot.actions.risks import DecideRisk, RiskDecided, RiskWeighed
from bot.domain.permissions import Act, who_may
from bot.errors import UsageError
from bot.law.risks import NEEDED, Argument
from bot.slack.block_kit import (
    Block,
    Message,
    Modal,
    actions,
    button,
    context,
    field_input,
    header,
    many,
    mention,
    option,
    safe,
    section,
    select,
    spoken,
    text_box,
)
from bot.slack.callbacks import Target
from bot.slack.parse import FieldError, reason_in
from bot.slack.requests import Form, Reader, RequestContext

REFINING = (
    "consequence", "identifiability", "vulnerable", "recovered", "already_public", "identity_theft", "backup",
    "availability_lost_for", "outage_impact",
)  # fmt: skip
"""Facts that the worksheet can do without, but is better with."""
LEVELS = {"risk": "likely", "a risk": "likely", "no risk": "unlikely"}


def weighed(outcome: RiskWeighed, reader: Reader) -> Message:
    """What speaks for and against, the suggestion and its rule, what is missing; then what was decided."""
    sheet = outcome.sheet
    blocks: list[Block] = [header("Risk to people"), section(_suggestion(outcome))]
    blocks.append(section("*For a risk*\n" + _arguments(sheet.arguments_for, "+")))
    blocks.append(section("*Against*\n" + _arguments(sheet.arguments_against, "–")))
    if sheet.missing:
        blocks.append(section("*Not known yet:* " + safe(_labels(outcome, sheet.missing))))
    blocks.append(context(_consequence(outcome)))
    if outcome.decided:
        blocks.append(section(_decided(outcome, reader)))
    if outcome.incident.state == "open":
        blocks.append(_buttons(outcome, reader))
    blocks.append(context(f"{sheet.note} It is for the {who_may(Act.RISK)}."))
    return Message(f"Risk to people: {_level(outcome)}", tuple(blocks))


def _level(outcome: RiskWeighed) -> str:
    levels = outcome.law.vocabulary["risk"].choices
    return levels.get(outcome.sheet.suggestion, "no suggestion yet")


def _suggestion(outcome: RiskWeighed) -> str:
    return f"*Suggestion: {safe(_level(outcome))}*\nBecause {safe(outcome.sheet.decided_by)}."


def _arguments(found: tuple[Argument, ...], mark: str) -> str:
    return "\n".join(f"{mark} {safe(one.says)}" for one in found) or "nothing that is known"


def _labels(outcome: RiskWeighed, names: tuple[str, ...]) -> str:
    return ", ".join(outcome.law.vocabulary[name].label.lower() for name in names)


def _consequence(outcome: RiskWeighed) -> str:
    """What would follow under the GDPR if it were decided as suggested."""
    sheet = outcome.sheet
    if sheet.tell_authority is None:
        return "Every breach is recorded (GDPR Art. 33(5)). Other laws ask for other kinds of harm."
    authority = "tell the authority" if sheet.tell_authority else "the authority need not be told"
    people = "tell the people" if sheet.tell_people else "the people need not be told"
    return f"Under the GDPR that would mean: {authority}, {people}, record it. Other laws ask for other kinds of harm."


def _decided(outcome: RiskWeighed, reader: Reader) -> str:
    fact = outcome.decided
    assert fact is not None, "asked only when there is a decision"
    level = outcome.law.vocabulary["risk"].choices.get(str(fact.value), str(fact.value))
    return f"*Decided: {safe(level)}* · {mention(fact.by)}, {spoken(fact.at, reader.zone)}\n{safe(fact.note)}"


def _buttons(outcome: RiskWeighed, reader: Reader) -> Block:
    known = outcome.incident.facts.known
    lacking = [name for name in (*NEEDED, *REFINING) if name not in known and name in outcome.law.vocabulary]
    shown, target = [], Target(outcome.incident.id)
    if lacking:
        label = f"Answer {many(len(lacking), 'question', 'questions')}"
        shown.append(button(label, "facts.ask", Target(outcome.incident.id, ",".join(lacking))))
    if reader.may(Act.RISK, outcome.incident):
        shown.append(button("Decide", "risk.decide", target, "primary"))
    return actions(*(shown or [button("Weigh again", "risk.show", target)]), block_id="risk")


def decided(outcome: RiskDecided, reader: Reader) -> Message:
    if outcome.again:
        return Message("It was decided so already, for the same reason. Nothing was changed.")
    against = f" It goes against the suggestion ({outcome.against}), which is recorded too." if outcome.against else ""
    count = len(outcome.duties)
    moved = f" {many(count, 'duty', 'duties')} changed; the channel shows which." if count else ""
    return Message(f"Decided: {outcome.level}, with your name and reason.{against}{moved}")


def decided_message(content: RiskNote) -> Message:
    """The note in the incident's channel."""
    blocks = [section(f"*Risk to people decided: {safe(content.level)}*\n{safe(content.reason)}")]
    said = [f"by {mention(content.person)}"]
    if content.against:
        said.append(f"against the worksheet's suggestion ({safe(content.against)})")
    return Message(f"Risk to people: {content.level}.", (*blocks, context(" · ".join(said))))


def read_risk(context: RequestContext) -> DecideRisk | Form:
    """`/breach risk high because ...` decides; a level alone opens the form with it."""
    words, reason = reason_in(context.request.text)
    level = LEVELS.get(words.lower(), words.lower().removesuffix(" risk").strip())
    if not level:
        raise UsageError("Please name the level.", "For example: /breach risk high because the cards are being used")
    return DecideRisk(level, reason) if reason else Form("risk_decide", level)


def draw_decide(outcome: RiskWeighed, level: str) -> Modal:
    """`level`: chosen in advance, when it is one."""
    sheet, choices = outcome.sheet, outcome.law.vocabulary["risk"].choices
    levels = [option(label.capitalize(), key) for key, label in choices.items()]
    arguments = (
        f"*For*\n{_arguments(sheet.arguments_for, '+')}\n\n*Against*\n{_arguments(sheet.arguments_against, '–')}"
    )
    blocks = [section(_suggestion(outcome)), section(arguments)]
    if sheet.missing:
        blocks.append(context("Not known yet: " + safe(_labels(outcome, sheet.missing))))
    blocks += [
        field_input("level", "How likely is a risk to people?", select(levels, chosen=level)),
        field_input(
            "reason",
            "Why?",
            text_box(lines=True),
            hint="The arguments both ways, as an authority would read them. Your name and the time go with it.",
        ),
    ]
    return Modal("risk_decide", "Decide the risk", tuple(blocks), "Decide")


def read_decide_form(context: RequestContext) -> DecideRisk:
    reason = context.request.entered("reason").strip()
    if len(reason.split()) < 3:
        raise FieldError("reason", "Please give the reason in a sentence that an authority could read.")
    return DecideRisk(context.request.entered("level"), reason)
