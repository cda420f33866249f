"""An authority's form filled in from the facts of an incident, and its fields as JSON.

Decides how the words of a fact get into an answer, and that nothing leaves as JSON that isn't valid by the form's own
schema. What the answers are is decided by `domain.filled_forms`; the table of them is in `form_tables`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any
from zoneinfo import ZoneInfo

from bot.documents.display import Display
from bot.domain.authority_forms import AuthorityForm
from bot.domain.filled_forms import Answer, FilledForm, Gap, fill
from bot.domain.form_entries import stored
from bot.domain.form_facts import form_facts
from bot.domain.form_schemas import FORMAT, json_schema
from bot.domain.notice_facts import NotKnownYet, OtherLanguage, is_missing
from bot.domain.notice_templates import NoticeTemplate, Templates
from bot.domain.roles import ROLES
from bot.errors import BotError, UsageError
from bot.law.authorities import with_authority
from bot.law.facts import Facts
from bot.law.model import Law
from bot.law.places import Places
from bot.law.values import Choices
from bot.library.forms import form_named
from bot.messages import ENGLISH, _, speaking, translate


class InvalidForm(BotError):
    """What was made isn't valid by the form's own schema, so it isn't handed out."""


@dataclass(frozen=True)
class FormDraft:
    """A form filled in for one notice. `practice`: in a drill."""

    filled: FilledForm
    notice: NoticeTemplate
    language: str
    display: Display
    made_at: datetime
    reference: str = ""
    practice: bool = False

    @property
    def form(self) -> AuthorityForm:
        return self.filled.form


def draft_form(
    templates: Templates,
    notice: NoticeTemplate,
    facts: Facts,
    law: Law,
    *,
    now: datetime,
    zone: ZoneInfo,
    language: str = "en",
    given: Mapping[str, Answer] | None = None,
    practice: bool = False,
) -> FormDraft:
    """The form of the authority that the notice goes to, from the facts and from what people answered themselves.
    Raises UsageError where the notice has no form."""
    if notice.authority_form is None:
        raise UsageError(f"“{notice.id}” has no form of an authority.", "Choose another format.")
    known = with_authority(facts.confirmed, law.places.authorities, law.places.seats)
    with speaking(language):
        places = {code: _(place.name) for code, place in law.places.places.items()}
        labels = {name: _(one.label) for name, one in law.vocabulary.facts.items()}
    display = Display(language, zone, templates.words.get(language, {}), places)
    filled = fill(
        form_named(templates, notice.authority_form),
        form_facts(facts, known, law, now, zone, notice, language),
        given or {},
        said=partial(_said, display),
        label=lambda name: labels.get(name, name),
        within=partial(_country, law.places, now.astimezone(zone).date()),
        zone=zone,
    )
    return FormDraft(filled, notice, language, display, now, str(known.get("incident_reference", "")), practice)


def _said(display: Display, name: str, value: object) -> str:
    """The words of a fact; empty where it says nothing in this language."""
    if is_missing(value) or isinstance(value, NotKnownYet | OtherLanguage):
        return ""
    if isinstance(value, Choices):
        words = [display.choice(name, item) for item in value.items]
        return display.listed([*words, *(() if value.complete else (display.phrases["more"],))])
    if name in display.words and isinstance(value, str):
        return display.show(display.choice(name, value))
    return display.show(value).strip()


def _country(places: Places, on: date, code: str, group: str) -> str:
    """The country of a place, if it is in the group on that day."""
    place = places.places.get(code)
    country = place.part_of or code if place else ""
    return country if country and (not group or group in places.containing([country], on)) else ""


def document(draft: FormDraft) -> Mapping[str, Any]:
    """The fields as JSON holds them. Raises InvalidForm where its own schema says that it isn't valid."""
    filled, form = draft.filled, draft.form
    template = {"name": form.template, "version": form.version, "status": form.status, "source": form.source}
    made = {
        "format": FORMAT,
        "form": form.id,
        "template": template | _stated(attribution=form.attribution, limits=form.limits),
        "notice": draft.notice.id,
        **_stated(reference=draft.reference),
        "language": draft.language,
        "made_at": draft.made_at.astimezone(draft.display.zone).isoformat(timespec="seconds"),
        **({"practice": True} if draft.practice else {}),
        "complete": filled.is_complete,
        "circumstances": dict(filled.circumstances),
        "answers": {number: stored(answer) for number, answer in filled.answers.items()},
        "still_needed": [_needed(draft, gap) for gap in filled.gaps],
    }
    _validate(form, made)
    return made


@lru_cache(maxsize=16)
def _validator(form: AuthorityForm) -> Any:
    from jsonschema import Draft202012Validator  # slow to import, and few ask for JSON

    return Draft202012Validator(json_schema(form))


def _validate(form: AuthorityForm, made: Mapping[str, Any]) -> None:
    if found := next(iter(_validator(form).iter_errors(made)), None):
        where = "/".join(map(str, found.absolute_path)) or "the document"
        raise InvalidForm(
            f"The form “{form.id}” isn't valid by its own schema ({where}: {found.message[:200]}).",
            "This is a fault of breachbot: report it, and take the table instead.",
        )


def _stated(**named: str) -> dict[str, str]:
    return {name: value for name, value in named.items() if value}


def _needed(draft: FormDraft, gap: Gap) -> Mapping[str, Any]:
    with speaking(draft.language):
        return {
            "field": gap.field.n if gap.field else None,
            "label": gap.label,
            "demanded": gap.is_demanded,
            **_stated(reason=translate(gap.because)),
            "who": _(ROLES[gap.field.who if gap.field else "dpo"]),
            "facts": list(gap.facts),
            "known_later": gap.later,
        }


def needed_lines(draft: FormDraft) -> Iterator[str]:
    """What is still needed, one line each, what the form demands first; in English, as the command line speaks."""
    with speaking(ENGLISH):
        for gap in sorted(draft.filled.gaps, key=lambda gap: not gap.is_demanded):
            number = f"{gap.field.n} " if gap.field else ""
            told = [translate(gap.because)] if gap.because else []
            told.append(_("demanded") if gap.is_demanded else _("not demanded"))
            told.append(_("state {facts}", facts=", ".join(gap.facts)) if gap.facts else _("answer it in the form"))
            told.append(_("ask: {role}", role=_(ROLES[gap.field.who if gap.field else "dpo"])))
            yield f"{number}{gap.label} ({'; '.join(told)})"
