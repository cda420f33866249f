"""How facts look: the list, what was stated, the forms that state or correct them."""

from collections.abc import Sequence

from bot.actions.contents import FactsCorrected
from bot.actions.fact_changes import DECIDED, FactsStated, StateFacts
from bot.actions.fact_wording import LeftStanding, Unchanged
from bot.actions.known_facts import FactsListed
from bot.actions.loosenings import FactChange, Part, PartKind
from bot.domain.organisation import lasting_lines
from bot.domain.permissions import Act, who_may
from bot.law.facts import NOT_KNOWN, Certainty, show_value
from bot.law.facts import Fact as Statement
from bot.law.implications import implied
from bot.law.model import Law
from bot.law.prose import LANGUAGES
from bot.law.values import plain
from bot.law.vocabulary import FactType
from bot.messages import N_, _, plural
from bot.messages.phrases import heading
from bot.sentences import Text
from bot.sentences import Value as Shown
from bot.slack.block_kit import (
    Block,
    Message,
    Modal,
    actions,
    button,
    context,
    cut_markup,
    field_input,
    mention,
    option,
    safe,
    section,
    select_in_groups,
    told,
    when,
)
from bot.slack.callbacks import Target
from bot.slack.duties import moved
from bot.slack.fact_words import fact_and_rest, read_edit
from bot.slack.first_hour import contradicting
from bot.slack.parse import reason_in
from bot.slack.requests import Form, IncidentContext, Reader

NAMED = 4  # duties, in the reply to a fact
SURE = {Certainty.CERTAIN: "", Certainty.LIKELY: N_("likely"), Certainty.ASSUMED: N_("assumed")}


def how_sure(fact: Statement) -> str:
    """Behind the value; empty where it is certain."""
    return f" _({_(SURE[fact.sure])})_" if SURE[fact.sure] else ""


def listed(outcome: FactsListed, reader: Reader) -> Message:
    """What is known by group, with who said it; then what would help most."""
    incident, law = outcome.incident, outcome.law
    groups: dict[str, list[str]] = {}
    for name, fact in outcome.known:
        definition = law.vocabulary[name]
        shown = show_value(law.vocabulary, law.places, name, fact.value, reader.zone)
        sure = how_sure(fact)
        if fact.unconfirmed:
            sure += f" · _{_('unconfirmed')}_"
        if fact.language and not definition.language:
            sure += f" · _{told(LANGUAGES[fact.language])}_"
        said = _("*{fact}:* {value}", fact=safe(_(definition.label)), value=_short(shown))
        groups.setdefault(definition.group, []).append(f"{said}{sure} · {mention(fact.by)}")
    for name, one in implied(incident.facts.known, law.vocabulary).items():
        definition, shown = law.vocabulary[name], show_value(law.vocabulary, law.places, name, one.value, reader.zone)
        said = _("*{fact}:* {value}", fact=safe(_(definition.label)), value=_short(shown))
        groups.setdefault(definition.group, []).append(f"{said} · _{told(one.reason(law.vocabulary))}_")
    blocks: list[Block] = [
        section(f"*{safe(heading(_(group)))}*\n" + "\n".join(rows)) for group, rows in groups.items()
    ]
    if not blocks:
        blocks.append(section(_("No facts are known yet.")))
    blocks += contradicting(incident.facts, law)
    if helpful := [_question(law.vocabulary[one.name].ask, len(one.duties)) for one in outcome.questions[:5]]:
        blocks.append(section(f"*{_('Key questions')}*\n" + "\n".join(helpful)))
    if incident.state == "open":
        blocks.append(
            actions(
                button(_("Answer key questions"), "facts.ask", Target(incident.id), "primary"),
                button(_("Correct a fact"), "facts.choose", Target(incident.id)),
                block_id="facts",
            )
        )
    return Message(_("Known facts"), tuple(blocks))


def _question(ask: str, settles: int) -> str:
    note = plural("resolves {n} duty", "resolves up to {n} duties", settles)
    return f"• {safe(_(ask))} _({note})_"


def stated(outcome: FactsStated, reader: Reader) -> Message:
    """What was added, replaced or removed, in words, and the duties that this changed."""
    done = outcome.changes or outcome.waiting or outcome.confirmed
    if not done and not any(one.missing for one in outcome.unchanged):
        if outcome.unchanged and all(one.there == NOT_KNOWN for one in outcome.unchanged):
            names = ", ".join(_(one.label) for one in outcome.unchanged)
            return Message(_("{facts}: not known, as before. No change.", facts=names))
        there = outcome.unchanged
        return Message(_("Already recorded. No change.") if there else _("Nothing was entered. No change."))
    said = [_("Recorded. {facts}.", facts="; ".join(map(change_words, outcome.changes)))] if outcome.changes else []
    if outcome.confirmed:
        said.append(_("Confirmed: {facts}.", facts=cut_markup("; ".join(map(told, outcome.confirmed)), 300)))
    else:
        said += [_nothing_changed(one) for one in outcome.unchanged]
    said += _waits(outcome)
    if outcome.duties:
        said.append(_duties(outcome))
    if outcome.running:
        said.append(_which_were_met(outcome))
    if outcome.left:
        said.append(_left(outcome.left))
    said += map(_left_standing, outcome.standing)
    said += map(told, outcome.contradicting)
    return Message("\n".join(filter(None, (" ".join(said), _to_keep(outcome)))))


def _to_keep(outcome: FactsStated) -> str:
    """The lines for the organization's file, where what was stated is true of it in every incident."""
    facts = outcome.incident.facts
    known = {one.name: plain(value) for one in outcome.changes if (value := facts.value(one.name)) is not None}
    if not (lines := lasting_lines(known)):
        return ""
    return (
        _("So that no one is asked again, put this into {file}:", file="organisation.yaml") + f"\n```{safe(lines)}```"
    )


def _left(steps: Sequence[Text]) -> str:
    """A milestone that several steps mark is no result of any of them."""
    return _(
        "No step is done by that: each of these has a result of its own. Still open: {steps}.",
        steps="; ".join(map(told, steps)),
    )


def _left_standing(one: LeftStanding) -> str:
    """A step is open again, and what it stated is not taken back with it."""
    return _(
        "{step} is open again. {fact} stays recorded: {at}. To change it: /breach facts {name} TIME, or unknown",
        step=told(one.step),
        fact=_(one.label),
        at=when(one.at),
        name=one.name,
    )


def _which_were_met(outcome: FactsStated) -> str:
    """No clock ends because someone was told: a person says which duty that met."""
    more = ["…"] if len(outcome.running) > NAMED else []
    return _(
        "That didn't end a clock. Did it meet one of these duties? {duties}. Record each with /breach met DUTY ref "
        "NUMBER at TIME",
        duties=safe("; ".join([*map(_, outcome.running[:NAMED]), *more])),
    )


def _waits(outcome: FactsStated) -> list[str]:
    """What counts unconfirmed, and what does not count before it is confirmed."""
    if not outcome.proposals:
        return []
    who = who_may(Act.LOOSEN)
    if not outcome.waiting:
        return [_("It counts now, as unconfirmed. The channel asks the {people} to confirm it.", people=who)]
    facts = "; ".join(map(change_words, outcome.waiting))
    return [
        _(
            "{facts}: this would end duties or make them due later, so it waits for the {people} to confirm it.",
            facts=facts,
            people=who,
        )
    ]


def _nothing_changed(one: Unchanged) -> str:
    if one.missing:
        return _(
            "{fact}: {entries} was not listed, so nothing was removed.", fact=_(one.label), entries=safe(one.missing)
        )
    return _("{fact}: {value} was already recorded. No change.", fact=_(one.label), value=_short(one.there))


def _duties(outcome: FactsStated) -> str:
    shown = [f"{safe(_(one.title))} ({moved(one)})" for one in outcome.duties[:NAMED]]
    return plural(
        "{n} duty changed: {duties}. The channel shows why.",
        "{n} duties changed: {duties}. The channel shows all of them and why.",
        len(outcome.duties),
        duties="; ".join([*shown, *(["…"] if len(outcome.duties) > NAMED else [])]),
    )


def change_words(one: FactChange) -> str:
    """“People affected: added New York 12; removed France”, or the new value and what it was."""
    if one.old in (NOT_KNOWN, one.new):  # equal: its reason is new, or it was only assumed
        return _("{fact}: {value}", fact=_(one.label), value=_within(one.new))
    if one.parts and one.new != NOT_KNOWN:
        parts = cut_markup("; ".join(map(_part, one.parts)), 300)
        return _("{fact}: {value}", fact=_(one.label), value=parts)
    return _("{fact}: {value} (was {before})", fact=_(one.label), value=_within(one.new), before=_within(one.old))


def _part(one: Part) -> str:
    match one.kind:
        case PartKind.ADDED:
            return _("added {entry}", entry=f"{safe(_(one.entry))} {told(one.new)}".strip())
        case PartKind.REMOVED:
            return _("removed {entry}", entry=safe(_(one.entry)))
    return _("{entry}: {value} (was {before})", entry=safe(_(one.entry)), value=told(one.new), before=told(one.old))


def _short(value: Shown) -> str:
    return cut_markup(told(value), 300)


def _within(value: Shown) -> str:
    """In a sentence, which goes on after it or ends by itself."""
    return _short(value).removesuffix(".")


def changed_message(content: FactsCorrected) -> Message:
    """The note in the channel when a fact was corrected; the old value stays in the record."""
    rows = [
        "• " + _("*{fact}:* {value}", fact=safe(_(one.label)), value=f"{_short(one.old)} → {_short(one.new)}")
        for one in content.changes
    ]
    said = [_("by {person}", person=mention(content.person))]
    if content.reason:
        said.append(_("Reason: {reason}", reason=safe(content.reason)))
    return Message(
        _("A fact was corrected."),
        (section(f"*{_('Corrected')}*\n" + "\n".join(rows)), context(" · ".join(said))),
    )


def draw_choose(law: Law) -> Modal:
    """Which fact to correct: all of them, by group, a long one in parts, because Slack takes 100 options in each."""
    groups: dict[str, list[Block]] = {}
    for name, definition in law.vocabulary.facts.items():
        if definition.asked:
            groups.setdefault(heading(_(definition.group)), []).append(option(_(definition.label), name))
    element = select_in_groups(groups, placeholder=_("Choose a fact"))
    return Modal("facts_choose", _("Correct a fact"), (field_input("fact", _("Which fact?"), element),), _("Next"))


def form_for(names: Sequence[str], value: str = "") -> Form:
    """The form in which these facts are given; the risk to people is decided, with a reason."""
    if names and DECIDED.issuperset(names):
        return Form("risk_decide", value.strip().lower())
    return Form("facts_ask", ",".join(names))


def read_facts(context: IncidentContext) -> StateFacts | Form:
    """`/breach facts people DE 1200 because ...`: states one fact, whose name may be of several words; without a value
    its form opens."""
    name, text = fact_and_rest(context, context.request.text)
    if not text or name in DECIDED:
        return form_for([name], text)
    free = context.work.law(context.incident).vocabulary[name].type is FactType.TEXT
    words, reason = (text, "") if free else reason_in(text)
    return StateFacts((read_edit(context, name, words),), note=reason)
