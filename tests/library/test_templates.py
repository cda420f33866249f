"""Notice templates as files: the shipped ones are consistent, and each fault names its location."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import nodes

from bot.domain import permissions
from bot.domain.permissions import RIGHTS, Act
from bot.errors import LibraryError
from bot.library import templates as reading
from bot.library.bounded_templates import BoundedTemplates
from bot.library.templates import changed_notes, load_templates
from bot.strict import LibraryFaults
from tests import shipped

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "notify_templates"
BROKEN = ROOT / "tests" / "broken" / "notices"


def faults_in(*roots: Path) -> list[LibraryError]:
    try:
        load_templates(*roots)
    except LibraryFaults as found:
        return found.faults
    return []


def faults_of(name: str, tmp_path: Path) -> list[LibraryError]:
    """The shipped words and rules, with one broken notice (or file) added."""
    root = tmp_path / "templates"
    root.mkdir()
    shutil.copytree(SHIPPED / "partials", root / "partials")
    for file in ("words.yaml", "wording.yaml"):
        shutil.copy(SHIPPED / file, root / file)
    shutil.copytree(BROKEN / name, root, dirs_exist_ok=True)
    return faults_in(root)


def test_the_shipped_templates_have_no_faults() -> None:
    assert faults_in(SHIPPED) == []


CASES = [
    ("misspelt-fact", "letter/body.en.j2:3", "does not declare this fact", "cause"),
    ("misspelt-key", "letter/notice.yaml:3", "Did you mean 'audience'?", "audience"),
    ("unprinted-fact", "letter/notice.yaml:10", "the en text never prints it", ""),
    ("missing-language", "letter/notice.yaml:5", "letter/body.de.j2 is missing", ""),
    ("not-a-template", "letter/body.en.j2:2", "not a valid template", ""),
    ("unknown-include", "letter/body.en.j2:1", "'partials/nothing.j2' does not exist", ""),
    ("wrong-folder", "letter/notice.yaml:1", "must match its folder", "letter"),
    ("bad-condition", "letter/notice.yaml:9", "does not compile", ""),
    ("unnamed-fact", "words.yaml", "has no display name", ""),
    ("bad-pattern", "wording.yaml:9", "this pattern does not compile", ""),
    ("bad-phrase", "wording.yaml:9", "this phrase is not well formed", ""),
    ("unknown-audience", "letter/notice.yaml:3", "found 'neighbours'", "individuals"),
    ("unknown-topic", "letter/places.yaml:11", "there is no topic 'caus'", "cause"),
    ("forbidden-and-required", "letter/places.yaml:4", "'cause' is both required and forbidden", ""),
    ("untold-topic", "letter/places.yaml:2", "'freeze' is required but the en text never prints it", ""),
    ("unknown-approver", "letter/notice.yaml:6", "found 'boss'", "executive"),
]


@pytest.mark.parametrize(("name", "where", "says", "allowed"), CASES)
def test_each_way_of_being_broken_names_file_line_and_what_is_allowed(
    name: str, where: str, says: str, allowed: str, tmp_path: Path
) -> None:
    found = faults_of(name, tmp_path)
    assert any(where in str(fault) and says in str(fault) and allowed in str(fault) for fault in found), found


def test_every_broken_folder_is_tested() -> None:
    tested = {row[0] for row in CASES}
    assert {folder.name for folder in BROKEN.iterdir()} == tested


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    for name in ("misspelt-fact", "not-a-template"):
        shutil.copytree(BROKEN / name / "letter", tmp_path / name)
    assert len(faults_in(tmp_path)) >= 1
    with pytest.raises(LibraryFaults, match="no notice templates found here"):
        load_templates(tmp_path)


def test_an_organization_replaces_one_file_without_copying_the_rest(tmp_path: Path) -> None:
    own = tmp_path / "gdpr-individuals"
    own.mkdir()
    (own / "subject.en.j2").write_text("News about your data at {{ facts.organisation_name }}\n", encoding="utf-8")
    shipped, laid = load_templates(SHIPPED), load_templates(SHIPPED, tmp_path)
    assert laid.sources["gdpr-individuals/subject.en.j2"].startswith("News about")
    assert laid.sources["gdpr-individuals/body.en.j2"] == shipped.sources["gdpr-individuals/body.en.j2"]
    assert laid.hash != shipped.hash


def test_the_version_of_a_notice_changes_with_its_own_text_and_not_with_another(tmp_path: Path) -> None:
    (tmp_path / "gdpr-individuals").mkdir()
    subject = tmp_path / "gdpr-individuals" / "subject.en.j2"
    subject.write_text("{{ facts.organisation_name }}!\n", encoding="utf-8")
    shipped, laid = load_templates(SHIPPED), load_templates(SHIPPED, tmp_path)
    assert laid.version("gdpr-individuals") != shipped.version("gdpr-individuals")
    assert laid.version("report") == shipped.version("report")


def test_a_notice_whose_approver_may_not_approve_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "RIGHTS", {**RIGHTS, Act.APPROVE: ("dpo",)})
    brief = next(fault for fault in faults_in(SHIPPED) if "executive-brief" in fault.file)
    file = SHIPPED / "executive-brief" / "notice.yaml"
    line = file.read_text(encoding="utf-8").splitlines().index("approver: lead") + 1
    assert str(brief).startswith(f"{file}:{line}: approver: 'lead' may not approve")


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """A folder with one letter and what it is made of."""
    root = tmp_path / "few"
    for name in ("partials", "report", "executive-brief"):
        shutil.copytree(SHIPPED / name, root / name)
    for file in ("words.yaml", "wording.yaml"):
        shutil.copy(SHIPPED / file, root / file)
    return root


def test_of_a_text_that_can_not_be_read_nothing_else_is_said(few: Path) -> None:
    body = few / "executive-brief" / "body.en.j2"
    lines = body.read_text(encoding="utf-8").splitlines()
    body.write_text("\n".join([*lines[:4], "{% if facts.x %", *lines[4:]]), encoding="utf-8")
    assert [str(fault).split(": ")[:2] for fault in faults_in(few)] == [[f"{body}:5", "not a valid template"]]


def test_templates_that_were_checked_are_not_parsed_again_and_are_the_same(
    few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = load_templates(few, cache=tmp_path / "cache")
    monkeypatch.setattr(reading, "_parsed", None)
    assert load_templates(few, cache=tmp_path / "cache") == first


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("executive-brief/body.en.j2", "{% if %}", "not a valid template"),
        ("partials/contact.en.j2", "{% include 'partials/none.j2' %}", "does not exist"),
        ("wording.yaml", (BROKEN / "bad-phrase" / "wording.yaml").read_text(encoding="utf-8"), "not well formed"),
    ],
)
def test_a_file_that_is_broken_after_a_check_is_found_by_the_next_start(
    few: Path, tmp_path: Path, file: str, text: str, says: str
) -> None:
    load_templates(few, cache=tmp_path / "cache")
    (few / file).write_text(text, encoding="utf-8")
    for _ in range(2):
        with pytest.raises(LibraryFaults, match=says):
            load_templates(few, cache=tmp_path / "cache")


@pytest.mark.parametrize("change", [lambda whole: whole + b"x", lambda whole: whole[:-5]])
def test_a_note_of_a_check_that_someone_changed_is_not_trusted(
    few: Path, tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    cache = tmp_path / "cache"
    load_templates(few, cache=cache)
    [note] = cache.iterdir()
    written = note.read_bytes()
    assert changed_notes(cache) == []
    note.write_bytes(change(written))
    load_templates(few, cache=cache)
    assert note.read_bytes() == written
    assert ["was changed after breachbot had written it" in str(fault) for fault in changed_notes(cache)] == [True]


def printed_texts(node: nodes.Node) -> list[str]:
    """What an expression may print that stands in it as such."""
    match node:
        case nodes.Const(value=str() as text):
            return [text]
        case nodes.CondExpr(expr1=one, expr2=other):
            return [*printed_texts(one), *(printed_texts(other) if other else ())]
        case nodes.Or(left=one, right=other) | nodes.And(left=one, right=other):
            return [*printed_texts(one), *printed_texts(other)]
    return []


def test_no_printed_text_begins_or_ends_with_a_space() -> None:
    """What is printed is put on one line, without spaces around it: `{{ "; " if more }}` prints no space. Write the
    space between the tags: `{% if more %}; {% endif %}`."""
    sources = shipped.templates().sources
    parser = BoundedTemplates(sources, str, {})
    parser.filters.update(dict.fromkeys(("at", "brief", "bullets", "day", "digits", "here", "items"), str))
    lost = [
        f"{name}: {text!r}"
        for name, source in sources.items()
        for output in parser.parse(source).find_all(nodes.Output)
        for node in output.nodes
        for text in printed_texts(node)
        if text != text.strip()
    ]
    assert lost == []
