"""Reads the notices: their contents lists, their texts, the wording rules and the words for each fact.

Decides whether the files fit together: every text parses, every fact it names is declared by its notice, every
required fact is printed in every language, every include exists. Leaves rendering to `documents`, whose
`template_checks` renders each notice with no fact and with every fact known.

Caveats: files of a later root replace those of an earlier one, file by file, so an organization replaces one
text without copying the rest. Folders whose name starts with an underscore, `partials` and `report` contain no notice.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from jinja2 import TemplateSyntaxError, nodes
from pydantic import BaseModel, ConfigDict

from bot.cleaning import clean
from bot.domain.notice_wording import WordRule
from bot.domain.notices import NoticeTemplate, Templates, text_hash
from bot.domain.permission_grid import can_approve
from bot.errors import LibraryError
from bot.library.bounded_templates import BoundedTemplates
from bot.source import read_source
from bot.strict import Document, LibraryFaults, parse, read

NOT_NOTICES = ("partials", "report")
_PARSER = BoundedTemplates({}, str, {})
Files = Mapping[str, Path]  # name relative to its root -> the file that stands for it


class _WordRules(BaseModel):
    model_config = ConfigDict(extra="forbid")
    rules: tuple[WordRule, ...]
    known_sites: tuple[str, ...] = ()


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid")
    names: dict[str, str]
    choices: dict[str, dict[str, dict[str, str]]]  # fact -> choice -> language -> words


def load_templates(root: Path, *over: Path) -> Templates:
    """Every notice under `root`, with files of `over` replacing its own. Raises LibraryFaults with every fault."""
    files = _files(root, *over)
    texts, faults = _texts(files)
    if "words.yaml" not in files:
        raise LibraryFaults([LibraryError(root, None, "words.yaml", "no notice templates found here.")])
    notices: dict[str, tuple[NoticeTemplate, Document]] = {}
    for name, file in files.items():
        if name.endswith("/notice.yaml"):
            try:
                notice = _notice(file)
                notices[notice.id] = (notice, read(file))
            except LibraryFaults as found:
                faults += found.faults
    templates = _assemble(files, texts, {name: notice for name, (notice, _) in notices.items()}, faults)
    faults += _unparsable(files, texts)
    faults += [fault for notice, document in notices.values() for fault in _check(notice, document, files, texts)]
    if faults or templates is None:
        raise LibraryFaults(faults)
    _named(templates, files["words.yaml"])
    return templates


def check_templates(root: Path, *over: Path) -> list[LibraryError]:
    """The faults that `load_templates` would raise, as a list."""
    try:
        load_templates(root, *over)
    except LibraryFaults as found:
        return found.faults
    return []


def _files(*roots: Path) -> dict[str, Path]:
    found = {
        file.relative_to(root).as_posix(): file
        for root in roots
        for pattern in ("*.yaml", "*/*.yaml", "*/*.j2")
        for file in root.glob(pattern)
        if not file.parent.name.startswith("_")
    }
    return dict(sorted(found.items()))


def _notice(file: Path) -> NoticeTemplate:
    document = read(file)
    notice = parse(NoticeTemplate, document)
    if notice.id != file.parent.name:
        raise LibraryFaults([document.fault(("id",), "the notice id must match its folder name.", (file.parent.name,))])
    return notice


def _texts(files: Files) -> tuple[dict[str, str], list[LibraryError]]:
    """The text of every file that can be read, and why the others can't."""
    texts, faults = {}, []
    for name, file in files.items():
        try:
            texts[name] = clean(read_source(file))
        except LibraryError as fault:
            texts[name] = ""
            if name.endswith(".j2"):  # the others are read once more, by the reader of YAML
                faults.append(fault)
    return texts, faults


def _assemble(
    files: Files, texts: Mapping[str, str], notices: Mapping[str, NoticeTemplate], faults: list[LibraryError]
) -> Templates | None:
    try:
        wording = parse(_WordRules, read(files["wording.yaml"])) if "wording.yaml" in files else _WordRules(rules=())
        words = parse(_Words, read(files["words.yaml"]))
    except LibraryFaults as found:
        faults += found.faults
        return None
    return Templates(
        notices=notices,
        sources={name: text for name, text in texts.items() if name.endswith(".j2")},
        words=_by_language(words.choices),
        names=words.names,
        rules=wording.rules,
        known_sites=wording.known_sites,
        hash=text_hash("\x00".join(f"{name}\x00{text}" for name, text in texts.items())),
        files={name: str(file) for name, file in files.items()},
    )


def _by_language(choices: Mapping[str, Mapping[str, Mapping[str, str]]]) -> dict[str, dict[str, dict[str, str]]]:
    languages = {language for fact in choices.values() for said in fact.values() for language in said}
    return {
        language: {
            fact: {choice: said[language] for choice, said in options.items() if language in said}
            for fact, options in choices.items()
        }
        for language in sorted(languages)
    }


def _named(templates: Templates, file: Path) -> None:
    wanted = {fact: notice.id for notice in templates.notices.values() for fact in notice.facts}
    if unnamed := sorted(wanted.keys() - templates.names.keys()):
        document = read(file)
        raise LibraryFaults(
            [document.fault(("names",), f"'{fact}' (used by {wanted[fact]}) has no display name.") for fact in unnamed]
        )


def _check(
    notice: NoticeTemplate, document: Document, files: Files, texts: Mapping[str, str]
) -> Iterator[LibraryError]:
    """May its approver approve it, do its texts exist, and do they name exactly the facts that the notice
    declares?"""
    if not can_approve(notice.approver):
        yield document.fault(("approver",), f"'{notice.approver}' may not approve notices.")
    for index, language in enumerate(notice.languages):
        used: set[str] = set()
        for part in ("subject", "body"):
            name = f"{notice.id}/{part}.{language}.j2"
            if name not in files:
                yield document.fault(("languages", index), f"{name} is missing.")
                continue
            for fact, file, line in _facts_named(name, files, texts, set()):
                used.add(fact)
                if fact not in notice.facts:
                    yield LibraryError(
                        file,
                        line,
                        f"facts.{fact}",
                        f"the notice '{notice.id}' does not declare this fact.",
                        tuple(sorted(notice.facts)),
                    )
        for position, need in enumerate(notice.requires):
            if need.fact not in used:
                yield document.fault(
                    ("requires", position, "fact"),
                    f"'{need.fact}' is required but the {language} text never prints it.",
                )


def _facts_named(name: str, files: Files, texts: Mapping[str, str], seen: set[str]) -> Iterator[tuple[str, Path, int]]:
    """Each `facts.x` in a text and in what it includes."""
    if name in seen or name not in files:
        return
    seen.add(name)
    try:
        tree = _PARSER.parse(texts[name])
    except TemplateSyntaxError:
        return
    for use in tree.find_all(nodes.Getattr):
        if isinstance(use.node, nodes.Name) and use.node.name == "facts":
            yield use.attr, files[name], use.lineno
    for include in tree.find_all(nodes.Include):
        if isinstance(include.template, nodes.Const):
            yield from _facts_named(include.template.value, files, texts, seen)


def _unparsable(files: Files, texts: Mapping[str, str]) -> Iterator[LibraryError]:
    for name, file in files.items():
        if not name.endswith(".j2"):
            continue
        try:
            tree = _PARSER.parse(texts[name])
        except TemplateSyntaxError as error:
            yield LibraryError(file, error.lineno, "", f"not a valid template: {error.message}.")
            continue
        for include in tree.find_all(nodes.Include):
            target = include.template.value if isinstance(include.template, nodes.Const) else None
            if target not in files:
                said = f"'{target}' does not exist." if target else "an include must name its file as plain text."
                yield LibraryError(file, include.lineno, "include", said)
