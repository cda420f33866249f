"""Reads one YAML file strictly and says where it is wrong.

Stricter than YAML itself: a key may appear once, only `true` and `false` are booleans (so `NO` is Norway), `72:00` and
dates stay text until a typed field reads them, tags and aliases are refused. Every value remembers its line, so that a
fault found later by a pydantic model or by a rule of ours still names file, line and key.
"""

import difflib
import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.cleaning import clean
from bot.errors import BotError, LibraryError
from bot.source import DEEPEST, LARGEST_BYTES, read_source, too_deep, too_large

Path_ = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


class LibraryFaults(BotError):
    """All faults found in one reading, in the order of file and line."""

    def __init__(self, faults: list[LibraryError]) -> None:
        self.faults = sorted(faults, key=lambda fault: (fault.file, fault.line or 0))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class Document:
    """One file's value, and the line (from 1) at which each key or item stands."""

    file: Path
    value: Any
    lines: dict[Path_, int]

    def line(self, path: Path_) -> int | None:
        """The line of `path`, or of its nearest ancestor that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def fault(self, path: Path_, say: str, allowed: tuple[str, ...] = ()) -> LibraryError:
        return LibraryError(self.file, self.line(path), _dotted(path), say, allowed)


def masked(text: str) -> str:
    """An address only by its scheme: one that was written in the wrong place may contain a password."""
    scheme, separator, _ = text.partition("://")
    return f"{scheme}{separator}…" if separator else text


def _dotted(path: Path_) -> str:
    return ".".join(masked(str(part)) for part in path)


class _Loader(yaml.CSafeLoader):
    """libyaml's safe loader with the resolvers of YAML 1.2's core schema only."""


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", ["t", "f"]),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("tag:yaml.org,2002:float", r"^[-+]?[0-9]+\.[0-9]+$", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), _first)


def yaml_files(root: Path, *, deep: bool = False) -> list[Path]:
    """The YAML files of a root in order; a root may be a single file."""
    return [root] if root.is_file() else sorted(root.rglob("*.yaml") if deep else root.glob("*.yaml"))


def read(file: Path) -> Document:
    """Read one file. Raises LibraryFaults when it is missing, not UTF-8, not YAML, too large, too deep, or repeats a
    key."""
    try:
        text = read_source(file)
    except LibraryError as error:
        raise LibraryFaults([error]) from error
    return read_text(text, file)


def read_text(text: str, file: Path) -> Document:
    """Like `read`, for text that did not come from a file; `file` is only a name."""
    lines: dict[Path_, int] = {}
    try:
        _limit(text, file)
        loader = _Loader(text)
    except LibraryError as error:
        raise LibraryFaults([error]) from error
    except (ValueError, yaml.YAMLError) as error:
        raise LibraryFaults([_unreadable(error, text, file)]) from error
    try:
        node = loader.get_single_node()
        faults = [] if node is None else list(_walk(node, (), lines, file, set()))
        if faults:
            raise LibraryFaults(faults)
        value = None if node is None else loader.construct_document(node)
    except (ValueError, yaml.YAMLError) as error:
        raise LibraryFaults([_unreadable(error, text, file)]) from error
    finally:
        loader.dispose()
    return Document(file, value, lines)


_MANY_BRACKETS = 1000
_FAR_RIGHT = re.compile(r"^[ \-?:\t]{200}", re.MULTILINE)


def _limit(text: str, file: Path) -> None:
    """Raises LibraryError before the composer recurses too deeply. Where a file has few brackets and nothing stands far
    to the right it cannot, so only the others are read twice."""
    if len(text) > LARGEST_BYTES:
        raise too_large(file)
    if text.count("[") + text.count("{") <= _MANY_BRACKETS and not _FAR_RIGHT.search(text):
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise too_deep(file, event.start_mark.line + 1 if event.start_mark else 1)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _unreadable(error: Exception, text: str, file: Path) -> LibraryError:
    match error:
        case yaml.MarkedYAMLError():
            mark = error.problem_mark
            return LibraryError(file, mark.line + 1 if mark else None, "", f"not valid YAML: {error.problem}.")
        case yaml.reader.ReaderError():
            at = next((number for number, one in enumerate(text) if _UNPRINTABLE.match(one)), 0)
            say = f"not valid YAML: U+{ord(text[at]):04X} is not a character for a text. Remove it."
            return LibraryError(file, text.count("\n", 0, at) + 1, "", say)
    return LibraryError(file, None, "", f"not valid YAML: {error}.")


_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_DIGITS = 18  # in a whole number: more than anything here counts, and as many as every database can keep


def _walk(node: yaml.Node, path: Path_, lines: dict[Path_, int], file: Path, seen: set[int]) -> Iterator[LibraryError]:
    line = node.start_mark.line + 1
    lines.setdefault(path, line)
    if id(node) in seen:  # the composer hands out the same node again for an alias
        yield LibraryError(file, line, "", "not valid YAML here: aliases are not allowed.")
        return
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        node.value = clean(node.value)
        if node.tag == "tag:yaml.org,2002:int" and len(node.value) > _DIGITS:
            yield LibraryError(file, line, _dotted(path), f"a number has at most {_DIGITS} digits.")
    elif len(path) >= DEEPEST:
        yield too_deep(file, line)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _walk_entry(key, value, path, lines, file, seen)
    else:
        for index, item in enumerate(node.value):
            yield from _walk(item, (*path, index), lines, file, seen)


def _walk_entry(
    key: yaml.Node, value: yaml.Node, path: Path_, lines: dict[Path_, int], file: Path, seen: set[int]
) -> Iterator[LibraryError]:
    line = key.start_mark.line + 1
    if not isinstance(key, yaml.ScalarNode):
        yield LibraryError(file, line, _dotted(path), "a key must be plain text.")
        return
    key.value = clean(key.value)
    here = (*path, key.value)
    if here in lines:
        yield LibraryError(file, line, _dotted(here), f"duplicate key (first on line {lines[here]}).")
        return
    lines[here] = line
    yield from _walk(value, here, lines, file, seen)


def parse(model: type[Model], document: Document, at: Path_ = ()) -> Model:
    """Check the document (or the part of it at `at`) against a model. Raises LibraryFaults with every fault at once."""
    value = document.value
    for key in at:
        value = value[key]
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise LibraryFaults([_fault(model, document, at, item) for item in error.errors()]) from error


WANTED = {
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type", "mapping_type"), "expected keys with values"),
    **dict.fromkeys(("tuple_type", "list_type"), "expected a list"),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float"), "expected a whole number"),
    **dict.fromkeys(("bool_type", "bool_parsing"), "expected true or false"),
    "string_type": "expected text",
}
"""Messages that replace those of the validation library."""


def _fault(model: type[BaseModel], document: Document, at: Path_, item: Any) -> LibraryError:
    loc = tuple(part for part in item["loc"] if (*at, part) in document.lines or _in_document(document, at, part, item))
    path = (*at, *loc)
    if item["type"] == "extra_forbidden":
        known = _fields(model, item["loc"][:-1])
        near = difflib.get_close_matches(str(item["loc"][-1]), known, n=1)
        hint = f" Did you mean '{near[0]}'?" if near else ""
        return document.fault(path, f"unknown key.{hint}", tuple(known))
    if item["type"] == "missing":
        return document.fault(path, "this key is missing.")
    context = item.get("ctx") or {}
    allowed = tuple(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    message = WANTED.get(item["type"]) or item["msg"].removeprefix("Value error, ").rstrip(".")
    given = item["input"]
    unsaid = isinstance(given, (dict, list)) or _is_secret(model, item["loc"])
    shown = masked(given) if isinstance(given, str) else given
    seen = "" if unsaid else " (found nothing)" if given is None else f" (found {shown!r:.80})"
    near = difflib.get_close_matches(str(given), allowed, n=1) if not unsaid else []
    hint = f" Did you mean '{near[0]}'?" if near else ""
    return document.fault(path, f"{message}{seen}.{hint}", allowed)


def _in_document(document: Document, at: Path_, part: str | int, item: Any) -> bool:
    """Union tags appear in pydantic's locations but not in the file; keep only what the file has, or lacks."""
    if part == item["loc"][-1] and item["type"] in ("missing", "extra_forbidden"):
        return True
    return any(path[: len(at)] == at and part in path[len(at) :] for path in document.lines)


def _is_secret(model: type[BaseModel], loc: Path_) -> bool:
    """Whether a field on the way to `loc` is one that is not shown (`repr=False`)."""
    for number, part in enumerate(loc):
        fields = [m.model_fields[str(part)] for m in _at(model, loc[:number]) if str(part) in m.model_fields]
        if any(not field.repr for field in fields):
            return True
    return False


def _fields(model: Any, loc: Path_) -> list[str]:
    """The keys that the model at `loc` (seen from `model`) allows; empty when unknown."""
    return sorted({(field.alias or name) for m in _at(model, loc) for name, field in m.model_fields.items()})


def _at(model: Any, loc: Path_) -> list[type[BaseModel]]:
    """The models possible at `loc`, seen from `model`."""
    here = _models(model)
    for part in loc:
        step = [m.model_fields[str(part)].annotation for m in here if str(part) in m.model_fields] or list(here)
        here = [found for annotation in step for found in _models(annotation)] or here
    return here


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and not typing.get_args(annotation):
        return [annotation] if issubclass(annotation, BaseModel) else []
    return [found for part in typing.get_args(annotation) for found in _models(part)]
