"""How fast a list of 100,000 people becomes letters, beside bare Jinja2 that renders the same body in the same run.

The list is made up: people of six states and three countries, as a CRM exports them. Ours reads it three times
(duplicates, reconciliation, letters), decides for each person, writes a file for each and checks that it adds up; the
yardstick has its facts as plain text and writes nothing. Prints, never fails; what misses its goal is marked.
"""

import csv
import resource
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import cycle
from pathlib import Path
from time import perf_counter
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import DictLoader, Environment

from benchmarks.answers import show
from bot.documents.covers import Cover
from bot.documents.drafts import render
from bot.documents.molds import mold
from bot.documents.pdf import Press
from bot.domain.merge_fields import ApprovedLetter, with_every_field
from bot.domain.notice_templates import Templates
from bot.law import load
from bot.law.values import Choices, Count, People
from bot.library.templates import load_templates
from bot.recipients.addressing import own_values
from bot.recipients.batches import Folder
from bot.recipients.columns import load_mappings
from bot.recipients.lists import RecipientList, RowRules, open_list
from bot.recipients.merging import Merge, Style, merge, planned
from bot.recipients.repeats import repeated, with_repeats

ROOT = Path(__file__).parents[1]
PEOPLE, BARE, PDFS = 100_000, 10_000, 100
STATES = ("CA", "FL", "IL", "MA", "NY", "TX")
COUNTRIES = {"DE": ("Köln", "50667"), "FR": ("Lyon", "69001"), "ES": ("Madrid", "28001")}
NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
FACTS: Mapping[str, Any] = {
    "organisation_name": "Larkfield",
    "organisation_address": "1 Harbor Street, Fresno, CA 93650",
    "data": Choices(("names", "email", "ssn")),
    "what_happened": "Someone stole a password and copied our list of customers.",
    "occurred_from": datetime(2026, 11, 17, 22, 5, tzinfo=UTC),
    "noticed_at": datetime(2026, 11, 19, 15, 30, tzinfo=UTC),
    "measures_taken": "We closed the account that was used.\nWe told the police.",
    "likely_consequences": "Criminals can send you messages that look like ours.",
    "support_phone": "1-800-555-0100",
    "contact_point_name": "Mara Lindqvist",
    "contact_point_email": "privacy@larkfield.example",
    "authority_name": "The data protection authority",
    "sender_name": "Ada Marsh",
    "sender_title": "Managing director",
    "hold_asked": False,
    "help_offered": "We pay for two years of credit monitoring.",
    "help_how": "Call the service.",
    "people": People({"US-CA": Count(5000, 5000), "DE": Count(1200, 1200)}),
}


def made_up(file: Path) -> None:
    with file.open("w", encoding="utf-8", newline="") as opened:
        rows = csv.writer(opened)
        rows.writerow(
            ["Key", "Name", "Street", "City", "State", "ZIP", "Country", "Email", "Opt out", "E-SIGN consent"]
        )
        for number, place in zip(range(PEOPLE), cycle([*STATES, *COUNTRIES]), strict=False):
            city, code = COUNTRIES.get(place, ("Springfield", f"{number % 90_000 + 10_000}"))
            where = [city, "", code, place] if place in COUNTRIES else [city, place, code, "US"]
            agreed = "yes" if number % 11 == 0 else ""
            opted = "yes" if number % 3 == 0 else ""
            street = "" if number % 97 == 0 else f"{number} Elm Street"
            rows.writerow([f"K{number}", f"Ana Ruiz {number}", street, *where, f"p{number}@example.com", opted, agreed])


def approved(templates: Templates) -> Iterator[ApprovedLetter]:
    wanted = [(f"us-individuals-{state.lower()}", "en", f"US-{state}") for state in STATES]
    wanted += [("gdpr-individuals", country.lower(), "") for country in COUNTRIES]
    for kind, language, place in wanted:
        draft = render(templates, kind, FACTS, now=NOW, language=language, zone=ZoneInfo("UTC"))
        notice = templates.notices[kind]
        yield ApprovedLetter(
            1, kind, language, 1, draft.sha256, draft.subject, draft.markdown, place,
            frozenset([place] if place else COUNTRIES), notice.languages, notice.email,
        )  # fmt: skip


def merged(listed: RecipientList, letters: list[ApprovedLetter], folder: Path) -> Mapping[str, Any]:
    styles = []
    for one in letters:
        made = mold(with_every_field(one.markdown, one.language, code=False), Cover(one.subject, one.language), "txt")
        styles.append(Style(made.copy, made.text))
    again = repeated(listed)
    order = Merge(letters, styles, lambda: with_repeats(listed, again), None, "txt", {"list": listed.format.sha256})
    planned(order)
    return merge(order, Folder(folder), lambda _rows: None)


def bare(templates: Templates) -> float:
    """Letters a second of the same body, the facts as plain text and the same words at each place."""
    environment = Environment(loader=DictLoader(dict(templates.sources)), trim_blocks=True, autoescape=False)
    for name in ("day", "total", "paragraphs", "places"):
        environment.filters[name] = str
    environment.filters["items"] = environment.filters["bullets"] = lambda lines: lines
    notice: Any = templates.notices["us-individuals-ca"]
    facts = {name: said.items if isinstance(said, Choices) else said for name, said in FACTS.items()}
    view = {
        "facts": facts, "today": NOW, "readers": "US", "place": notice.law, "place_code": notice.place,
        "prints": dict.fromkeys(notice.topics, True), "headings": notice.headings,
    }  # fmt: skip
    body = environment.get_template("us-individuals/body.en.j2")
    begun = perf_counter()
    for number in range(BARE):
        body.render({**view, "salutation": f"Dear Ana Ruiz {number},"})
    return BARE / (perf_counter() - begun)


def pdfs(letter: ApprovedLetter) -> None:
    person: Any = SimpleNamespace(
        name="Ana Ruiz", email="", street="12 Elm Street", city="Fresno", region="CA", postal_code="93650",
        place="US-CA", country="US", country_name="", deceased=False, minor=False, representative="",
    )  # fmt: skip
    with Press() as press:
        made = mold(with_every_field(letter.markdown, "en", code=True), Cover(letter.subject), "pdf", press)
        took = []
        for number in range(PDFS):
            begun = perf_counter()
            made.copy(own_values(person, "en", f"C-{number}", by_email=False))
            took.append((perf_counter() - begun) * 1000)
    show("PDF: the first", took[0], "ms")
    show(f"PDF: each of the next {PDFS - 1}", sum(took[1:]) / (PDFS - 1), "ms", 50)


def main() -> None:
    templates, places = load_templates(ROOT / "notify_templates"), load(ROOT / "regulations").places
    letters = list(approved(templates))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    with tempfile.TemporaryDirectory() as folder:
        made_up(Path(folder) / "people.csv")
        rules = RowRules(places, date(2026, 11, 29), "")
        begun = perf_counter()
        listed = open_list(Path(folder) / "people.csv", load_mappings(ROOT / "recipients"), rules)
        manifest = merged(listed, letters, Path(folder) / "letters")
        took = perf_counter() - begun
    people = manifest["people"]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    yardstick = bare(templates)
    show(f"{PEOPLE:,} people: {people['by_mail']:,} letters, {people['by_email']:,} emails", took, "s")
    show("letters a second", PEOPLE / took, "/s")
    show("bare Jinja2, the same body", yardstick, "/s")
    show("bare Jinja2 for one of ours, in time", took / PEOPLE * yardstick, "x", 2)
    show("memory at most", memory, "MB", 200)
    show("of that, before the list: law and templates", before, "MB")
    pdfs(letters[0])


if __name__ == "__main__":
    main()
