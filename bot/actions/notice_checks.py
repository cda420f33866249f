"""What is checked of a notice besides its own words: whether it agrees with the others and with the record; and the
decision of the person who may approve it to keep what a rule stopped."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pydantic import ValidationError

from bot.actions import notice_posts, recorded_facts
from bot.actions.fact_wording import label_of, words_of
from bot.actions.work import Drafted, Work
from bot.domain.contradictions import RULE, ShowFact, Told, contradictions, outdated
from bot.domain.events.notices import RuleOverridden
from bot.domain.notice_wording import Override, Remark, carried, overridden
from bot.domain.notices import MAY_GO
from bot.errors import Refused, UsageError
from bot.law.values import reader
from bot.messages import _
from bot.sentences import Text, sentence
from bot.sentences import Value as Shown
from bot.store.tables import Incident, Notice


@dataclass(frozen=True)
class OverrideRule:
    """Keep what this rule stopped in the newest version of the notice."""

    notice: str
    rule: str
    reason: str


@dataclass(frozen=True)
class Overridden:
    incident: Incident
    notice: Notice
    title: str
    rule: str
    found: Sequence[str]


def remarks_of(notice: Notice) -> tuple[Remark, ...]:
    """The remarks that were made when it was drafted, with the overrides that were given since."""
    return tuple(Remark.model_validate(one) for one in notice.lint)


def overrides_of(remarks: Sequence[Remark]) -> list[Override]:
    return [one.override for one in remarks if one.override]


def checked(work: Work, incident: Incident, template: str, drawn: Drafted, notices: Sequence[Notice]) -> Drafted:
    """The draft, also compared with the notices that were approved; what was overridden in an earlier version stays
    so."""
    kept = [one for row in notices if row.template == template for one in overrides_of(remarks_of(row))]
    found = contradictions(drawn.told, _approved(work, template, notices), *_words(work, incident))
    return replace(drawn, remarks=carried((*drawn.remarks, *found), kept))


def standing(work: Work, incident: Incident, notice: Notice, notices: Sequence[Notice]) -> tuple[Remark, ...]:
    """What stands against the notice now: the remarks of its draft, and how it differs from the record and from the
    notices that were approved, as they are now."""
    remarks, words = remarks_of(notice), _words(work, incident)
    kind = work.library.templates.notices[notice.template]
    record = recorded_facts.draw(work, incident, kind, notice.language, work.now_in(incident), checked=False).told
    found = (
        *outdated(notice.told, record, *words),
        *contradictions(notice.told, _approved(work, notice.template, notices), *words),
    )
    own = [one for one in remarks if one.rule != RULE]
    return (*own, *carried(found, overrides_of(remarks)))


def _approved(work: Work, template: str, notices: Sequence[Notice]) -> Mapping[str, Told]:
    """What the newest approved or sent notice of each other kind states, by its title and version."""
    known, newest = work.library.templates.notices, dict[tuple[str, str], Notice]()
    for row in notices:  # the oldest of each kind first
        if row.state in MAY_GO and row.template != template and row.template in known:
            newest[row.template, row.language] = row
    return {f"{known[row.template].title}, {row.version} ({row.language})": row.told for row in newest.values()}


def _words(work: Work, incident: Incident) -> tuple[Callable[[str], Text], ShowFact]:
    """How a fact is called, and how its value is shown."""

    def label(name: str) -> Text:
        return sentence(label_of(work, incident, name))

    return label, partial(_shown, work, incident)


def _shown(work: Work, incident: Incident, name: str, told: Any) -> Shown:
    kind = work.law(incident).vocabulary[name].type
    return words_of(work, incident, name, reader(kind, None)(told))


def override(
    work: Work, incident: Incident, notice: Notice, rule: str, reason: str, notices: Sequence[Notice]
) -> Overridden:
    """Raises Refused when nothing of this rule blocks the notice, or the rule may never be overridden; UsageError for a
    reason that says nothing."""
    title = work.library.templates.notices[notice.template].title
    remarks = standing(work, incident, notice, notices)
    wanted = [one for one in remarks if one.rule == rule and one.blocks]
    if not wanted:
        blocking = ", ".join(dict.fromkeys(one.rule for one in remarks if one.blocks and one.overridable))
        remedy = _("You can override: {rules}.", rules=blocking) if blocking else _("No change.")
        raise Refused(_("{rule} doesn't block “{title}”.", rule=rule, title=title), remedy)
    if not any(one.overridable for one in wanted):
        raise Refused(_("{rule} can't be overridden.", rule=rule), _("Correct the text, then draft it again."))
    at = work.now_in(incident)
    try:
        changed = overridden(remarks, rule, reason=reason, by=work.actor, at=at)
    except ValidationError:
        raise _no_reason(notice.template, rule) from None
    found = tuple(str(one.found) for one in wanted if one.overridable)
    notice.lint = [one.model_dump(mode="json") for one in changed]
    about = (notice.id, notice.template, title, notice.version)
    work.record(incident, RuleOverridden(*about, rule=rule, found=found, reason=reason, remarks=changed))
    notice_posts.refresh(work, incident, notice)
    return Overridden(incident, notice, title, rule, found)


def _no_reason(kind: str, rule: str) -> UsageError:
    example = _("/breach override {notice} {rule} because that is the name of our product", notice=kind, rule=rule)
    return UsageError(_("Give a reason of at least three words."), _("For example: {example}", example=example))
