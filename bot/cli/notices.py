"""`breachbot notice`: a draft outside any incident, with its completeness check and its wording remarks.

The draft goes to stdout or to a file, what is missing or poorly worded to stderr. Exit status 1: the draft is not
complete, or a wording rule blocks it.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.files import write
from bot.cli.law import read_file, read_law
from bot.cli.notice_forms import filled_form, form_asked
from bot.documents.covers import Cover, cover_of
from bot.documents.drafts import Draft, find_notice, render
from bot.documents.formats import to_format
from bot.documents.readability import review
from bot.documents.regions import readers_region
from bot.domain.notice_completeness import duties_not_owed, is_late
from bot.domain.notice_templates import NoticeTemplate, Templates
from bot.domain.notice_wording import Remark
from bot.domain.place_letters import PlaceLetter
from bot.errors import UsageError
from bot.law.authorities import with_authority
from bot.law.facts import Facts
from bot.law.model import Duty, Law
from bot.law.places import Places
from bot.law.values import Value
from bot.library.templates import load_templates
from bot.messages import _, speaking
from bot.settings import read_settings, roots
from bot.typed.places import codes_named

FOLDER = "notify_templates"


def notice(
    template: Annotated[
        str,
        typer.Argument(
            help="The notice, for example gdpr-authority; “list” shows them all, “duties” shows what none is for."
        ),
    ],
    facts: Annotated[Path | None, typer.Option(help="A YAML file of facts, as used by `breachbot assess`.")] = None,
    place: Annotated[
        str,
        typer.Option(
            "--for",
            help="The place whose people read it, as a code or a name (US-MA, Massachusetts); for letters with PLACE.",
        ),
    ] = "",
    language: Annotated[str, typer.Option(help="The language of the notice.")] = "en",
    format: Annotated[
        str,
        typer.Option(help="md, html, pdf, docx or txt; of the authority's own form: edpb-json, edpb-docx and so on."),
    ] = "md",
    answers: Annotated[
        Path | None,
        typer.Option(help="A YAML file of answers to the authority's own form, by number of the field."),
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="The file to write (default: stdout).")] = None,
) -> None:
    settings = read_settings()
    templates = load_templates(*roots(settings, FOLDER), cache=settings.cache)
    if template == "list":
        typer.echo(_listed(templates))
        return
    if template == "duties":
        typer.echo(_unserved(templates, read_law().duties))
        return
    law = read_law()
    template = _letter_for(templates, template.removesuffix("-PLACE"), place, law.places) if place else template
    if facts is None:
        raise UsageError("Drafting a notice requires facts.", "Pass a file: --facts FACTS.yaml.")
    now = datetime.now(UTC)
    stated = read_file(facts, law, now)
    kind = find_notice(templates, template, language)
    if form_asked(templates, format):
        content, said, complete = filled_form(templates, kind, stated, law, now, language, format, answers)
        write(content, output)
        typer.echo(said, err=True)
        raise typer.Exit(0 if complete else 1)
    known = with_authority(stated.confirmed, law.places.authorities, law.places.seats)
    draft = _draft(templates, kind, language, stated, known, law, now)
    remarks = review(templates, draft, known)
    write(to_format(draft.markdown, _cover(kind, draft, known), format), output)
    typer.echo(f"{kind.title}\n{findings(kind, draft, remarks)}", err=True)
    if draft.missing or any(remark.blocks for remark in remarks):
        raise typer.Exit(1)


def _draft(
    templates: Templates,
    kind: NoticeTemplate,
    language: str,
    stated: Facts,
    known: Mapping[str, Value],
    law: Law,
    now: datetime,
) -> Draft:
    with speaking(language):
        places = {code: _(place.name) for code, place in law.places.places.items()}
    return render(
        templates,
        kind.id,
        known,
        language=language,
        zone=_zone(known),
        places=places,
        spoken=stated.languages,
        now=now,
        not_owed=duties_not_owed(kind, stated, law, now),
        late=is_late(kind, stated, law, now),
    )


def _cover(kind: NoticeTemplate, draft: Draft, known: Mapping[str, Value]) -> Cover:
    marking = "INCOMPLETE DRAFT" if draft.missing else "DRAFT, not approved"
    region, version = readers_region(kind, known, _zone(known)), draft.template_version
    return cover_of(kind, draft.language, draft.subject, draft.sha256, region=region, version=version, marking=marking)


def _zone(known: Mapping[str, Value]) -> ZoneInfo:
    return ZoneInfo(str(known.get("zone", "UTC")))


def _letter_for(templates: Templates, family: str, place: str, places: Places) -> str:
    """The id of the letter that is meant: a code or a name, with or without the country."""
    letters = {
        one.place: one.id for one in templates.notices.values() if isinstance(one, PlaceLetter) and one.family == family
    }
    if family in templates.notices:
        raise UsageError(f"“{family}” isn't a letter for one place.", "Leave out --for.")
    countries = {code.partition("-")[0] for code in letters}
    country = countries.pop() if len(countries) == 1 else None
    found = [code for code in codes_named(place, places, country) if code in letters]
    if not letters:
        return family  # which drafting refuses, with what there is
    if len(found) != 1:
        raise UsageError(f"There is no “{family}” for “{place}”.", f"Choose one, with --for: {', '.join(letters)}.")
    return letters[found[0]]


def _listed(templates: Templates) -> str:
    """One line for each notice; the letters of one family, which differ by place, in one line together."""
    notices = templates.notices.values()
    rows = [(one.id, one.languages, one.title) for one in notices if not isinstance(one, PlaceLetter)]
    for family, found in groupby((one for one in notices if isinstance(one, PlaceLetter)), lambda one: one.family):
        each = list(found)
        places = ", ".join(one.place for one in each)
        rows.append((f"{family}-PLACE", each[0].languages, f"{each[0].subject}, with --for one of: {places}"))
    return "\n".join(f"{name:30} {', '.join(languages):14} {title}" for name, languages, title in sorted(rows))


def _unserved(templates: Templates, duties: Iterable[Duty]) -> str:
    """The duties that no notice meets yet, by whom they are owed to, with the contents that their law asks for."""
    served = {duty for one in templates.notices.values() for duty in one.serves}
    left = {duty.id: duty for duty in duties if duty.id not in served}  # of several texts, the newest
    lines = []
    for owed_to, found in groupby(
        sorted(left.values(), key=lambda one: (one.owed_to, one.id)), lambda one: one.owed_to
    ):
        lines.append(f"No notice yet, owed to {owed_to}:")
        for duty in found:
            asked = "; ".join(duty.contents) or "not in the catalog: ask counsel"
            lines += [f"  {duty.id}: {duty.title} ({duty.cites})", f"    contents: {asked}"]
    return "\n".join(lines)


def findings(notice: NoticeTemplate, draft: Draft, remarks: tuple[Remark, ...]) -> str:
    """What this draft still needs for approval, one line each."""
    count = len(draft.missing)
    head = (
        f"Missing: {count} of {len(draft.required)} required facts."
        if count
        else "Complete: all required facts are known."
    )
    missing = [f"  {item.sentence}" for item in draft.missing]
    worded = [f"  {remark.rule} ({remark.level}): {remark.sentence}" for remark in remarks if remark.rule != "CHK"]
    sending = [f"  {line}" for line in notice.sending]
    parts = (("Wording:", worded), ("When you send it:", sending))
    return "\n".join([head, *missing, *(line for title, lines in parts if lines for line in (title, *lines))])
