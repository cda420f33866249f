"""Reads one YAML file strictly and says where it is wrong.

Stricter than YAML itself: a key may appear once, only `true` and `false` are booleans (so `NO` is Norway), `72:00` and
dates stay text until a typed field reads them, tags and aliases are refused. Every value remembers its line, so that a
fault found later by a pydantic model or by a rule of ours still names file, line and key.
"""

import difflib
import re
import typing
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Self, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.cleaning import clean
from bot.errors import BotError, LibraryError
from bot.source import DEEPEST, LARGEST_BYTES, MOST_DIGITS, decoded, read_content, too_deep, too_large

Path_ = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


class Lean(BaseModel):
    """A frozen model of which a library has thousands. pydantic notes for each which keys were given, in a set that is
    as large as the values, and no one asks; here all share one.

    A copy is made to be changed: what follows from its fields, and was kept, is found anew."""

    def model_post_init(self, context: Any, /) -> None:  # noqa: ARG002
        object.__setattr__(self, "__pydantic_fields_set__", _NOT_NOTED)

    def __copy__(self) -> Self:
        copied = super().__copy__()
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied


_NOT_NOTED: set[str] = set()


class LibraryFaults(BotError):
    """All faults found in one reading, in the order of file and line."""

    def __init__(self, faults: list[LibraryError]) -> None:
        self.faults = sorted(faults, key=lambda fault: (fault.file, fault.line or 0))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True)
class Document:
    """One file's value. `find_lines` is called when the first line is asked for: few files have a fault."""

    file: Path
    value: Any
    find_lines: Callable[[], dict[Path_, int]] = dict

    @cached_property
    def lines(self) -> dict[Path_, int]:
        """The line (from 1) at which each key or item stands; of a key that is repeated, the first."""
        return self.find_lines()

    def line(self, path: Path_) -> int | None:
        """The line of `path`, or of its nearest ancestor that has one."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path)

    def fault(self, path: Path_, say: str, allowed: tuple[str, ...] = (), *, key: Path_ | None = None) -> LibraryError:
        """`key`: what is shown instead of the path."""
        return LibraryError(self.file, self.line(path), _dotted(path if key is None else key), say, allowed)


def masked(text: str) -> str:
    """An address only by its scheme: one that was written in the wrong place may contain a password."""
    scheme, separator, _ = text.partition("://")
    return f"{scheme}{separator}…" if separator else text


def _dotted(path: Path_) -> str:
    return ".".join(masked(str(part)) for part in path)


TEXT = "tag:yaml.org,2002:str"
NUMBER = "tag:yaml.org,2002:int"
LIST = "tag:yaml.org,2002:seq"
TABLE = "tag:yaml.org,2002:map"


class _Loader(yaml.CSafeLoader):
    """libyaml's safe loader with the resolvers of YAML 1.2's core schema only."""

    def resolve(self, kind: type[yaml.Node], value: str | None, implicit: tuple[bool, bool]) -> str:
        """As its base does, without what only other schemas need: it is asked for every node."""
        if kind is not yaml.ScalarNode:
            return LIST if kind is yaml.SequenceNode else TABLE
        could = self.yaml_implicit_resolvers.get((value or "")[:1], ()) if implicit[0] else ()
        return next((tag for tag, pattern in could if pattern.match(value or "")), TEXT) if could else TEXT


_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("tag:yaml.org,2002:null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("tag:yaml.org,2002:bool", r"^(?:true|false)$", ["t", "f"]),
    (NUMBER, r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("tag:yaml.org,2002:float", r"^[-+]?[0-9]+\.[0-9]+$", list("-+0123456789")),
):
    _Loader.add_implicit_resolver(_tag, re.compile(_pattern), _first)


def yaml_files(root: Path) -> list[Path]:
    """The YAML files of a root in order; a root may be a single file."""
    return [root] if root.is_file() else sorted(root.glob("*.yaml"))


def read(file: Path) -> Document:
    """Read one file. Raises LibraryFaults when it is missing, not UTF-8, not YAML, too large, too deep, or repeats a
    key."""
    return _whole(*read_partly(file))


def read_again(content: bytes, file: Path) -> Document:
    """Like `read`, for what was read from the file before."""
    return _whole(*_decoded_partly(content, file))


def read_text(text: str, file: Path) -> Document:
    """Like `read`, for text that did not come from a file; `file` is only a name."""
    return _whole(*_read_partly(text, file))


def read_partly(file: Path) -> tuple[Document, list[LibraryError]]:
    """As much of one file as could be read (None when it is not YAML), and its faults, so that others can be looked for
    in what was read: a key that is repeated has its first value."""
    try:
        return _decoded_partly(read_content(file), file)
    except LibraryError as error:
        return Document(file, None), [error]


def _decoded_partly(content: bytes, file: Path) -> tuple[Document, list[LibraryError]]:
    try:
        return _read_partly(decoded(content, file), file)
    except LibraryError as error:
        return Document(file, None), [error]


def _whole(document: Document, faults: list[LibraryError]) -> Document:
    if faults:
        raise LibraryFaults(faults)
    return document


def _read_partly(text: str, file: Path) -> tuple[Document, list[LibraryError]]:
    nothing = Document(file, None)
    try:
        _limit(text, file)
        loader = _Loader(text)
    except LibraryError as error:
        return nothing, [error]
    except (ValueError, yaml.YAMLError) as error:
        return nothing, _unreadable(error, text, file)
    reading, value = _Reading(text, file, loader), None
    try:
        if node := loader.get_single_node():
            value = reading.value(node, None, 0)
    except (ValueError, yaml.YAMLError) as error:
        return nothing, [*reading.faults, *_unreadable(error, text, file)]
    finally:
        loader.dispose()
    return Document(file, value, partial(_lines, text)), reading.faults


_MANY_BRACKETS = 1000
_BREAKS = re.compile("[\r\x85\u2028\u2029\ufeff]")
"""After which a line begins for the composer too, beside U+000A; a byte order mark is nothing to it."""
_FAR_RIGHT = re.compile("\n[ \\-?:\t]{200}")


def _limit(text: str, file: Path) -> None:
    """Raises LibraryError before the composer recurses too deeply. Where a file has few brackets and nothing stands far
    to the right it cannot, so only the others are read twice."""
    if len(text) > LARGEST_BYTES:
        raise too_large(file)
    few_brackets = text.count("[") + text.count("{") <= _MANY_BRACKETS
    if few_brackets and not _FAR_RIGHT.search(_BREAKS.sub("\n", f"\n{text}")):
        return
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise too_deep(file, event.start_mark.line + 1 if event.start_mark else 1)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _unreadable(error: Exception, text: str, file: Path) -> list[LibraryError]:
    """Why this is not YAML: where it was noticed, or each tab that indents a line, which is never allowed."""
    tabs = [text.count("\n", 0, found.start()) + 1 for found in _TABS.finditer(text)]
    if tabs and isinstance(error, yaml.MarkedYAMLError):
        return [LibraryError(file, line, "", "not valid YAML: a tab indents this line. Use spaces.") for line in tabs]
    return [_not_yaml(error, text, file)]


def _not_yaml(error: Exception, text: str, file: Path) -> LibraryError:
    match error:
        case yaml.MarkedYAMLError():
            mark = error.problem_mark
            return LibraryError(file, mark.line + 1 if mark else None, "", f"not valid YAML: {error.problem}.")
        case yaml.reader.ReaderError():
            at = next((number for number, one in enumerate(text) if _UNPRINTABLE.match(one)), 0)
            say = f"not valid YAML: U+{ord(text[at]):04X} is not a character for a text. Remove it."
            return LibraryError(file, text.count("\n", 0, at) + 1, "", say)
    return LibraryError(file, None, "", f"not valid YAML: {error}.")


_TABS = re.compile(r"^ *\t", re.MULTILINE)
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


_Way = tuple["_Way", str | int] | None
"""A path as a chain from its end, which takes no longer where it is deep."""


def _path(way: _Way) -> Path_:
    path: list[str | int] = []
    while way:
        way, last = way
        path.append(last)
    return tuple(reversed(path))


class _Reading:
    """One walk over the nodes of a file: their values, and what is not allowed among them."""

    def __init__(self, text: str, file: Path, loader: _Loader) -> None:
        self.file, self.loader = file, loader
        self._clean = "\\" not in text and clean(text) == text  # an escape may stand for any character
        self.faults: list[LibraryError] = []
        self._seen: set[int] = set()

    def value(self, node: yaml.Node, way: _Way, depth: int) -> Any:
        """None where a fault was noted."""
        if id(node) in self._seen:  # the composer hands out the same node again for an alias
            return self._fault(node, "", "not valid YAML here: aliases are not allowed.")
        self._seen.add(id(node))
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node, way)
        if depth >= DEEPEST:
            return self.faults.append(too_deep(self.file, node.start_mark.line + 1))
        found: Any
        if isinstance(node, yaml.MappingNode):
            plain, found = TABLE, self._mapping(node, way, depth + 1)
        else:
            plain, found = LIST, [self.value(one, (way, index), depth + 1) for index, one in enumerate(node.value)]
        return found if node.tag == plain else self.loader.construct_object(node, deep=True)  # which refuses its tag

    def _scalar(self, node: yaml.ScalarNode, way: _Way) -> Any:
        if not self._clean:
            node.value = clean(node.value)
        if node.tag == TEXT:
            return node.value
        if node.tag == NUMBER and len(node.value) > MOST_DIGITS:
            return self._fault(node, _dotted(_path(way)), f"a number has at most {MOST_DIGITS} digits.")
        return self.loader.construct_object(node, deep=True)

    def _mapping(self, node: yaml.MappingNode, way: _Way, depth: int) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        first: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._fault(key, _dotted(_path(way)), "a key must be plain text.")
                continue
            name = self._scalar(key, way)
            here = (way, key.value)
            if first.setdefault(key.value, key) is not key:
                line = first[key.value].start_mark.line + 1
                self._fault(key, _dotted(_path(here)), f"duplicate key (first on line {line}).")
                continue
            found[name] = self.value(value, here, depth)
        return found

    def _fault(self, node: yaml.Node, key: str, say: str) -> None:
        self.faults.append(LibraryError(self.file, node.start_mark.line + 1, key, say))


def _lines(text: str) -> dict[Path_, int]:
    """The line of each key and item of a text that was read before."""
    loader, found, seen = _Loader(text), dict[Path_, int](), set[int]()

    def walk(node: yaml.Node, path: Path_) -> None:
        found.setdefault(path, node.start_mark.line + 1)
        if id(node) in seen or len(path) >= DEEPEST:
            return
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                walk(item, (*path, index))
        elif isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                here = (*path, clean(key.value)) if isinstance(key, yaml.ScalarNode) else path
                if here not in found:
                    found[here] = key.start_mark.line + 1
                    walk(value, here)

    try:
        if node := loader.get_single_node():
            walk(node, ())
    finally:
        loader.dispose()
    return found


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
