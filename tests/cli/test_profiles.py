"""`law profile`, `compare` and `calendar` as people and programs use them."""

import json
import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typer
from typer.testing import CliRunner, Result

from bot.cli import profiles
from bot.documents.tables import RowGroup, Table, to_markdown, to_xlsx
from bot.errors import UsageError
from bot.settings import example

app = typer.Typer()
for name in ("law_profile", "law_compare", "law_calendar"):
    app.command(name)(getattr(profiles, name))
ON = ("--on", "2026-11-29")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, home_with_law: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BREACHBOT_HOME", str(home_with_law))
    monkeypatch.setenv("BREACHBOT_ORGANISATION", str(example("organisation.demo.yaml")))
    return tmp_path


def run(*words: str) -> Result:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code == 0, f"{result.output} {result.exception!r}"
    return result


def refused(*words: str) -> str:
    error = CliRunner().invoke(app, list(words)).exception
    assert isinstance(error, UsageError), repr(error)
    return f"{error.say} {error.remedy}"


def cells(sheet: bytes) -> list[list[str]]:
    """The rows of a spreadsheet's only sheet, as a program for spreadsheets reads them."""
    tag = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(BytesIO(sheet)) as parts:
        shared = ["".join(one.itertext()) for one in ElementTree.fromstring(parts.read("xl/sharedStrings.xml"))]
        rows = ElementTree.fromstring(parts.read("xl/worksheets/sheet1.xml")).iter(f"{tag}row")
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        return [[shared[int(cell.findtext(f"{tag}v") or 0)] for cell in row] for row in rows]


def test_the_profile_of_the_demo_says_whom_to_tell_by_when_on_its_first_page() -> None:
    page = run("law_profile", *ON, "--format", "md").stdout
    glance = page[page.index("## At a glance") : page.index("## European Economic Area")]
    assert glance.count("72 hours from “Aware”") == 2  # the authorities of the EEA and of the United Kingdom
    for words in ("Northwind AG", "California Attorney General", "New York State Police", "(house target: 48 hours)"):
        assert words in glance, words
    assert "Berlin Commissioner for Data Protection" in glance  # the lead authority of the demo's organization
    assert "https://www.datenschutz-berlin.de" in page
    assert "doesn't say" not in page
    assert "This is not legal advice" in " ".join(run("law_profile", *ON).stdout.split())


def test_every_format_of_the_profile_names_the_same_duties(home: Path) -> None:
    rows = json.loads(run("law_profile", *ON, "--json").stdout)
    assert {"duty", "by_when", "recipient", "if", "unless", "confidence"} <= rows[0].keys()
    for kind in ("md", "html", "txt"):
        text = run("law_profile", *ON, "--format", kind).stdout
        assert all(row["title"].split()[-1] in text for row in rows), kind
    file = home / "profile.xlsx"
    run("law_profile", *ON, "--format", "xlsx", "-o", str(file))
    head, *body = cells(file.read_bytes())
    assert head == ["Place", "Duty", "To whom", "By when", "If", "Unless"]
    assert [row[1].splitlines()[0] for row in body] == [row["title"] for row in rows]
    assert run("law_profile", *ON, "--format", "pdf").stdout_bytes.startswith(b"%PDF")


def test_places_stand_side_by_side_without_sectors_unless_asked_for() -> None:
    text = run("law_compare", "US-CA", "us-ny", "DE", *ON, "--format", "md").stdout
    assert "| California | New York | Germany |" in text
    assert "DORA" not in text
    columns = json.loads(run("law_compare", "US-CA", "DE", *ON, "--json").stdout)
    assert list(columns) == ["US-CA", "DE"]
    assert {"us-ca-individuals", "us-ca-ag"} <= {row["duty"] for row in columns["US-CA"]}
    every = json.loads(run("law_compare", "US-CA", "DE", "--all", *ON, "--json").stdout)
    assert "eu-dora-initial" in {row["duty"] for row in every["DE"]}


def test_the_calendar_has_ones_own_changes_or_all_of_them() -> None:
    own = json.loads(run("law_calendar", *ON, "--json").stdout)
    every = json.loads(run("law_calendar", "--all", *ON, "--json").stdout)
    assert len(own) < len(every)
    assert {"on": "2026-12-01", "change": "begins"}.items() <= every[0].items()
    assert "1 December 2026" in run("law_calendar", "--all", *ON).stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("law_compare", "US-CA"), "Name two or more places"),
        (("law_compare", "US-CA", "XX"), "Unknown place 'XX'. Enter a code or a name"),
        (("law_profile", "--format", "doc"), "Choose one of: md, html, pdf, docx, txt, xlsx."),
        (("law_calendar", "--on", "soon"), "'soon' is not a date. Write 2026-11-24."),
        (("law_profile", "-o", "/nowhere/at/all.md"), "Can't write /nowhere/at/all.md"),
    ],
)
def test_what_cant_be_done_is_said_with_the_remedy(words: Sequence[str], says: str) -> None:
    assert says in refused(*words)


def test_an_organization_that_says_too_little_is_told_what_to_add(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = home / "organisation.yaml"
    monkeypatch.setenv("BREACHBOT_ORGANISATION", str(file))
    file.write_text("name: Small\n")
    assert "Add `places: [DE, US-CA]` to it" in refused("law_profile")
    file.write_text("name: Small\nplaces: [DE]\n")
    assert "Until it does, this list is not complete." in " ".join(run("law_profile", *ON).stdout.split())


def test_no_cell_is_a_formula_a_link_or_markup() -> None:
    hostile = ('=HYPERLINK("https://x.example")', "a | b\nhttps://x.example", "<b>#</b>")
    table = Table("T", ("A", "B", "C"), (RowGroup("=1+1", (hostile,)),))
    assert cells(to_xlsx(table, "G")) == [["G", "A", "B", "C"], ["=1+1", *hostile]]
    assert "| a \\| b; https://x.example | \\<b\\>#\\</b\\> |" in to_markdown(table)


def test_a_row_of_a_spreadsheet_is_as_high_as_its_longest_cell() -> None:
    """A column has at most 60 digits, or 66 letters: 40 words of five, each with its space, take 240 letters, or four
    lines; with the line before them, five of 15 points. A name that is longer than its cells takes two lines."""
    long = "first\n" + "words " * 40
    table = Table("T & T", ("Known (UTC)", "B"), (RowGroup("G", (("1", "2"), ("1", long))),))
    sheet = zipfile.ZipFile(BytesIO(to_xlsx(table, "G"))).read("xl/worksheets/sheet1.xml").decode()
    assert [float(one) for one in re.findall(r'<row r="\d+"[^>]* ht="([\d.]+)"', sheet)] == [30, 75]
    assert "&amp;LT &amp;&amp; T" in sheet
    assert "Page &amp;P of &amp;N" in sheet
