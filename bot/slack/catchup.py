"""How a catch-up looks: ten lines at most about what changed, or the whole in short for who comes later."""

from collections.abc import Iterable, Sequence

from bot.actions.catchup import Briefing, CatchUp, CaughtUp
from bot.actions.clocks import ClockLine
from bot.actions.status import IncidentShown
from bot.domain.catchup import News, Topic
from bot.domain.events.facts import RiskDecided
from bot.domain.events.incidents import IncidentClosed, SeverityRated
from bot.domain.events.people import RoleAssigned
from bot.domain.events.steps import DecisionMade
from bot.domain.roles import ROLES
from bot.law.facts import show_value
from bot.law.model import Law
from bot.law.naming import BETWEEN, title_beside_law
from bot.messages import N_, _, plural
from bot.sentences import cut
from bot.slack.block_kit import Block, Message, actions, button, context, mention, safe, section, told, when
from bot.slack.callbacks import Target
from bot.slack.cards import people_rows, standing
from bot.slack.clock_lines import none_running, state_words
from bot.slack.readings import read_time
from bot.slack.requests import Reader, RequestContext

NAMED = 3  # names after one word; the others are counted
LONGEST = 60  # characters of one name
SINCE = ("since", "seit", "depuis", "desde")
DUTIES: dict[Topic, str] = {
    Topic.OWED: N_("now owed"),
    Topic.MOVED: N_("new deadline"),
    Topic.ENDED: N_("no longer owed"),
    Topic.LATE: N_("late"),
    Topic.MET: N_("met"),
    Topic.DECLINED: N_("declined"),
    Topic.HELD: N_("on hold"),
}
STEPS: dict[Topic, str] = {
    Topic.ADDED: N_("added"),
    Topic.DONE: N_("done"),
    Topic.SKIPPED: N_("skipped"),
    Topic.STUCK: N_("stuck"),
    Topic.STEP_LATE: N_("late"),
}
PEOPLE: dict[Topic, str] = {Topic.JOINED: N_("joined"), Topic.LEFT: N_("left")}
NOTICES: dict[Topic, str] = {
    Topic.DRAFTED: N_("drafted"),
    Topic.APPROVED: N_("approved"),
    Topic.UNAPPROVED: N_("changed since it was approved"),
    Topic.WITHDRAWN: N_("withdrawn"),
}
TOLD_FACTS = ("people", "data", "records")
"""Whose data it is, as far as it is known."""


def read_catch_up(context: RequestContext) -> CatchUp:
    """`/breach catchup`, `/breach catchup 2h`, `/breach catchup since 14:00`."""
    words = context.request.text.split()
    if words and words[0].lower() in SINCE:
        words = words[1:]
    if not words:
        return CatchUp()
    text = " ".join(words)
    length = text[:1].isdigit() and len(words) <= 2 and text[-1:].isalpha() and text[-2:].lower() not in ("am", "pm")
    return CatchUp(read_time(context, _("Since"), f"{text} ago" if length else text))


def caught_up(outcome: CaughtUp | Briefing, reader: Reader) -> Message:
    if isinstance(outcome, Briefing):
        return briefing(outcome)
    shown, incident = outcome.shown, outcome.shown.incident
    changed = [
        (_("Clocks"), _listed(outcome, DUTIES, {line.clock.duty_id: _(line.title) for line in shown.clocks})),
        (_("Decisions"), list(_decisions(outcome.news))),
        (_("Steps"), _listed(outcome, STEPS, {})),
        (_("Facts"), _facts(outcome)),
        (_("People"), [*_roles(outcome.news), *_listed(outcome, PEOPLE, {}, mentions=True)]),
        (_("Notices"), _listed(outcome, NOTICES, {})),
    ]
    head = _("Since {time}", time=when(outcome.since))
    entries = plural("{n} entry in the audit log", "{n} entries in the audit log", outcome.entries)
    lines = [f"*{incident.ref}* · {head} · {entries}"]
    lines += [f"*{topic}:* {' · '.join(said)}" for topic, said in changed if said]
    if len(lines) == 1:
        lines.append(_("Nothing changed in clocks, decisions, steps, facts, people or notices."))
    lines += [*_waiting(shown), *_next(shown, reader)]
    blocks = (section("\n".join(lines)), _buttons(incident.id), context(_("Only you see this.")))
    return Message(_("{ref}: what changed", ref=incident.ref), blocks)


def briefing(outcome: Briefing) -> Message:
    """What happened, whose data it is, what is due next, who has which role, what is open and what was decided."""
    shown, incident = outcome.shown, outcome.shown.incident
    due = next((line for line in shown.running if line.clock.target_at), None)
    steps = [f"`{one.step.id}` {told(one.step.name)}" for one in shown.open_steps]
    decided = [f"{safe(_(one.question))} *{safe(_(one.choice))}*" for one in outcome.decided]
    rows = (
        (_("What happened"), [f"{safe(incident.title)} ({safe(shown.kind)}) · {standing(shown)}"]),
        (_("Whose data"), _known(shown, outcome.law) or [_("Not known yet.")]),
        (_("Next deadline"), [_deadline(due) if due else none_running(shown.clocks)]),
        (_("Open steps"), [_named(steps)] if steps else []),
        (_("Last decisions"), decided),
        (_("Roles"), [people_rows(shown).replace("\n", " · ")]),
    )
    said = [f"*{head}:* {' · '.join(texts)}" for head, texts in rows if texts]
    blocks: tuple[Block, ...] = (
        section(f"*{incident.ref}*\n" + "\n".join(said)),
        _buttons(incident.id),
        context(_("Only you see this. For what changes from now on: {example}", example="`/breach catchup`")),
    )
    return Message(_("{ref} in short", ref=incident.ref), blocks)


def _buttons(incident_id: int) -> Block:
    target = Target(incident_id)
    return actions(
        button(_("Show my steps"), "steps.next", target, "primary"),
        button(_("Show clocks"), "clocks.show", target),
        button(_("Show facts"), "facts.show", target),
        block_id="catchup",
    )


def _listed(
    outcome: CaughtUp, words: dict[Topic, str], names: dict[str, str], *, mentions: bool = False
) -> Sequence[str]:
    """One part for each topic that has news, with what it is about."""
    said = []
    for topic, text in words.items():
        found = [one for one in outcome.news if one.topic is topic]
        shown = [mention(one.subject) if mentions else _name(one, names) for one in found]
        if shown:
            said.append(_("{topic}: {names}", topic=_(text), names=_named(shown)))
    return said


def _name(one: News, names: dict[str, str]) -> str:
    """A step by its id, a duty or a notice by its title."""
    if hasattr(one.event, "step_id"):
        return f"`{one.subject}`"
    return safe(cut(names.get(one.subject) or str(getattr(one.event, "title", one.subject)), LONGEST))


def _named(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    said = ", ".join(names[:NAMED])
    return _("{names} and {count} more", names=said, count=more) if more > 0 else said


def _decisions(news: Iterable[News]) -> Iterable[str]:
    for one in news:
        match one.event:
            case DecisionMade() as made:
                yield f"`{made.step_id}` *{safe(cut(_(made.choice), LONGEST))}* ({mention(made.decided_by)})"
            case RiskDecided() as risk:
                yield _("risk to people: *{level}* ({person})", level=safe(risk.level), person=mention(one.actor))
            case SeverityRated() as rated:
                yield _("severity *{level}* ({person})", level=rated.severity, person=mention(one.actor))
            case IncidentClosed():
                yield _("closed by {person}", person=mention(one.actor))
            case _ if one.topic is Topic.REOPENED:
                yield _("reopened by {person}", person=mention(one.actor))


def _facts(outcome: CaughtUp) -> Sequence[str]:
    names = [one.subject for one in outcome.news if one.topic is Topic.FACT]
    said = _known(outcome.shown, outcome.law, names)
    more = len(said) - NAMED
    return [*said[:NAMED], _("and {count} more", count=more)] if more > 0 else said


def _known(shown: IncidentShown, law: Law, names: Iterable[str] = TOLD_FACTS) -> Sequence[str]:
    """`People affected: 12,000`, as it is known now."""
    incident, said = shown.incident, []
    for name in names:
        fact = incident.facts.fact(name)
        if name in law.vocabulary and fact:
            value = told(show_value(law.vocabulary, law.places, name, fact.value, incident.zone))
            label = safe(_(law.vocabulary[name].label))
            said.append(_("{label}: {value}", label=label, value=cut(value, LONGEST * 2)))
    return said


def _roles(news: Iterable[News]) -> Sequence[str]:
    found = [one.event for one in news if isinstance(one.event, RoleAssigned)]
    shown = [
        _("{label}: {value}", label=mention(one.person), value=_(ROLES[one.role])) for one in found if one.role in ROLES
    ]
    return [_named(shown)] if shown else []


def _waiting(shown: IncidentShown) -> Sequence[str]:
    if not shown.proposals:
        return []
    number = plural("{n} proposal", "{n} proposals", len(shown.proposals))
    return [f"*{_('Waiting for a second person')}:* {number}"]


def _next(shown: IncidentShown, reader: Reader) -> Sequence[str]:
    due = next((line for line in shown.running if line.clock.target_at), None)
    return [f"*{_('Next deadline')}:* {_deadline(due)} · {state_words(due, reader.now)}"] if due else []


def _deadline(line: ClockLine) -> str:
    at, duty = line.clock.target_at, line.finding.duty
    title = f"{safe(cut(title_beside_law(duty, _(line.title)), LONGEST))}{BETWEEN}{safe(duty.law)}"
    return f"{title} · {_('by {time}', time=when(at))}" if at else title
