"""Reads the notices: their contents lists, their texts, the wording rules and the words for each fact.

Decides whether the files fit together: every text parses, every fact it names is declared by its notice, every
required fact is printed in every language, every include exists. Leaves rendering to `documents`, whose
`template_checks` renders each notice with no fact and with every fact known.

Caveats: files of a later root replace those of an earlier one, file by file, so an organization replaces one
text without copying the rest. Folders whose name starts with an underscore, `forms`, `partials` and `report` contain
no notice.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import TemplateSyntaxError, nodes
from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from bot.cleaning import clean
from bot.domain.notice_contacts import printed_contacts
from bot.domain.notice_templates import NoticeTemplate, Templates, text_hash
from bot.domain.notice_wording import WordRule
from bot.domain.phrases import Groups, compiled, written_out
from bot.errors import LibraryError
from bot.kept import KeptFiles, code_hash
from bot.library.bounded_templates import BoundedTemplates
from bot.library.notice_families import Family, Files, read_family
from bot.source import read_source
from bot.strict import LibraryFaults, parse, read

NOT_NOTICES = ("forms", "partials", "report")
CHANGED = (
    "this note that the notices were checked was changed after breachbot had written it. It isn't used: the notices "
    "were checked again. Find out who changed it, then delete this file."
)
UNCLOSED = re.compile(r"\{(?:%(?:(?!%\}|\{[%{]).)*|\{(?:(?!\}\}|\{[%{]).)*)(?:\{[%{]|\Z)", re.DOTALL)
_PARSER = BoundedTemplates({}, str, {})


class _WordRules(BaseModel):
    """`groups`: phrases by language and name, written out where a rule names them."""

    model_config = ConfigDict(extra="forbid")
    groups: dict[str, dict[str, list[str]]] = {}
    rules: tuple[WordRule, ...]
    known_sites: tuple[str, ...] = ()
    longest_letter: dict[str, int] = {}

    @field_validator("rules", mode="before")
    @classmethod
    def _write_out(cls, rules: Any, given: ValidationInfo) -> Any:
        groups = given.data.get("groups", {})
        if not isinstance(rules, list):
            return rules
        return [_written_out(rule, groups) for rule in rules]


def _written_out(rule: Any, groups: Mapping[str, Groups]) -> Any:
    """The rule as the file has it, without groups in its phrases; what has another shape is left to its model."""
    if not isinstance(rule, dict) or not isinstance(rule.get("phrases"), dict):
        return rule
    phrases = {
        language: [_plain(phrase, groups.get(language, {})) for phrase in each] if isinstance(each, list) else each
        for language, each in rule["phrases"].items()
    }
    return {**rule, "phrases": phrases}


def _plain(phrase: Any, groups: Groups) -> Any:
    if not isinstance(phrase, dict):
        return phrase
    plain = {**phrase}
    if isinstance(phrase.get("words"), str):
        plain["words"] = written_out(phrase["words"], groups)
    if isinstance(phrase.get("unless"), list):
        plain["unless"] = [written_out(str(one), groups) for one in phrase["unless"]]
    return plain


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid")
    names: dict[str, str]
    choices: dict[str, dict[str, dict[str, str]]]  # fact -> choice -> language -> words


def load_templates(root: Path, *over: Path, cache: Path | None = None) -> Templates:
    """Every notice under `root`, with files of `over` replacing its own. Raises LibraryFaults with every fault.

    With `cache`, a directory, it is noted there that these files have no fault. Then the next start doesn't parse their
    texts, and phrases are compiled when the first notice is checked.
    """
    files = _files(root, *over)
    texts, faults = _texts(files)
    if "words.yaml" not in files:
        raise LibraryFaults([LibraryError(root, None, "words.yaml", "no notice templates found here.")])
    families: list[Family] = []
    for name, file in files.items():
        if name.endswith("/notice.yaml"):
            try:
                families.append(read_family(file, files))
            except LibraryFaults as found:
                faults += found.faults
    templates = _assemble(files, texts, {one.id: one for family in families for one in family.letters}, faults)
    kept = _kept(cache) if cache else None
    if kept and templates and not faults and kept.read(templates.hash) is not None:
        return templates
    faults += _faults(files, texts, families)
    faults += _phrase_faults(templates.rules, files["wording.yaml"]) if templates and templates.rules else []
    if faults or templates is None:
        raise LibraryFaults(faults)
    _named(templates, files["words.yaml"])
    if kept:
        kept.write(templates.hash, b"")
    return templates


def changed_notes(cache: Path) -> list[LibraryError]:
    """Each note of a check that someone has changed."""
    return [LibraryError(file, None, "", CHANGED) for file in _kept(cache).refused()]


def _kept(folder: Path) -> KeptFiles:
    """What is decided about a notice's files is decided by this code, and by Jinja."""
    bot = Path(__file__).parent.parent
    places = (bot / "library", bot / "domain", bot / "law", bot / "strict.py", bot / "source.py", bot / "cleaning.py")
    return KeptFiles(folder, "notices", code_hash(places, jinja2.__version__))


def _faults(files: Files, texts: Mapping[str, str], families: Sequence[Family]) -> Iterator[LibraryError]:
    """What is wrong with texts that could be read."""
    parsed = {name: _parsed(file, texts[name]) for name, file in files.items() if name.endswith(".j2")}
    for text in parsed.values():
        yield from _unusable(text, files)
    for family in families:
        yield from _check(family, parsed)


def _phrase_faults(rules: Sequence[WordRule], file: Path) -> Iterator[LibraryError]:
    for number, rule in enumerate(rules):
        for language, phrases in rule.phrases.items():
            for at, phrase in enumerate(phrases):
                for words in filter(None, (phrase.words, *phrase.unless)):
                    try:
                        compiled(words, language)
                    except ValueError as error:
                        yield read(file).fault(("rules", number, "phrases", language, at), f"{error}.")


def _files(*roots: Path) -> dict[str, Path]:
    found = {
        file.relative_to(root).as_posix(): file
        for root in roots
        for pattern in ("*.yaml", "*/*.yaml", "*/*.j2")
        for file in root.glob(pattern)
        if not file.parent.name.startswith("_")
    }
    return dict(sorted(found.items()))


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
        longest_letter=wording.longest_letter,
        contacts=printed_contacts(texts.values()),
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


@dataclass(frozen=True)
class _Parsed:
    """What one text says: each `facts.x` and `prints.x` with its line, and each include; or why it can't be read."""

    file: Path
    named: tuple[tuple[str, str, int], ...] = ()
    includes: tuple[tuple[str | None, int], ...] = ()  # None: not plain text
    fault: TemplateSyntaxError | None = None


@lru_cache(maxsize=1000)
def _parsed(file: Path, text: str) -> _Parsed:
    """KeptFiles, since the files are read again whenever one of them changes, and few do."""
    try:
        tree = _PARSER.parse(text)
    except TemplateSyntaxError as error:
        error.lineno = _line_of(error, text)
        return _Parsed(file, fault=error)
    found = list(tree.find_all((nodes.Getattr, nodes.Include)))
    uses = [use for use in found if isinstance(use, nodes.Getattr)]
    roots = [(use.node.name, use.attr, use.lineno) for use in uses if isinstance(use.node, nodes.Name)]
    includes = [
        (one.template.value if isinstance(one.template, nodes.Const) else None, one.lineno)
        for one in found
        if isinstance(one, nodes.Include)
    ]
    return _Parsed(file, tuple(use for use in roots if use[0] in ("facts", "prints")), tuple(includes))


def _line_of(error: TemplateSyntaxError, text: str) -> int:
    """Of a tag that isn't closed the line where it begins; Jinja names the one where it stopped reading."""
    unclosed = UNCLOSED.search(text)
    return min(error.lineno, text.count("\n", 0, unclosed.start()) + 1) if unclosed else error.lineno


def _check(family: Family, parsed: Mapping[str, _Parsed]) -> Iterator[LibraryError]:
    """Do its texts exist, and do they name exactly the facts that it declares? What a text that can't be read as a
    whole leaves out is not said: its own fault is."""
    notice = family.notice
    for index, language in enumerate(notice.languages):
        used: dict[str, set[str]] = {"facts": set(), "prints": set()}
        names = [f"{notice.id}/{part}.{language}.j2" for part in ("subject", "body")]
        for name in (one for one in names if one not in parsed):
            yield family.document.fault(("languages", index), f"{name} is missing.")
        texts = [text for name in names for text in _with_included(name, parsed, set())]
        for text in texts:
            for root, word, line in text.named:
                used[root].add(word)
                if root == "facts" and word not in family.facts:
                    said = f"the notice '{notice.id}' does not declare this fact."
                    yield LibraryError(text.file, line, f"facts.{word}", said, tuple(sorted(family.facts)))
        wanted = {*names, *(target for text in texts for target, _line in text.includes)}
        if wanted <= parsed.keys() and not any(text.fault for text in texts):
            yield from family.untold(used["facts"], used["prints"], language)


def _with_included(name: str | None, parsed: Mapping[str, _Parsed], seen: set[str]) -> Iterator[_Parsed]:
    """A text and those that it includes, each once."""
    if name is None or name in seen or name not in parsed:
        return
    seen.add(name)
    yield parsed[name]
    for target, _ in parsed[name].includes:
        yield from _with_included(target, parsed, seen)


def _unusable(text: _Parsed, files: Files) -> Iterator[LibraryError]:
    if text.fault:
        yield LibraryError(text.file, text.fault.lineno, "", f"not a valid template: {text.fault.message}.")
    for target, line in text.includes:
        if target not in files:
            said = f"'{target}' does not exist." if target else "an include must name its file as plain text."
            yield LibraryError(text.file, line, "include", said)
