"""The sources as the checks of the catalog read them: every call that speaks, and every literal outside the catalog."""

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from bot import errors

ROOT = Path(__file__).parents[2]

CONVERTED = (
    "bot/domain/incidents.py",
    "bot/domain/roles.py",
    "bot/slack",
)
"""The folders and files in which every text for people goes through the catalog."""

REFUSING = ("bot/actions", "bot/domain", "bot/timers")
"""The folders whose errors go through the catalog. Their other texts are stored or leave the house, so in English."""

AT_THE_COMMAND_LINE = {
    "bot/actions/audit_log.py",
    "bot/actions/register_imports.py",
    "bot/domain/audit_log.py",
    "bot/domain/register_import.py",
    "bot/timers/undelivered.py",
}
"""Their errors are read at the command line, which is English."""

TRANSLATING = ("_", "plural", "N_", "sentence", "counted")
PLURAL = ("plural", "counted")
NOT_SHOWN = {
    "LibraryError",
    "StartError",
    "Rejected",
    "Unclear",
    "Unexplained",
}  # at the command line and in the outbox: English
ERRORS = {
    name
    for name, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, errors.BotError) and name not in NOT_SHOWN
} | {"NotApprovable"}

TEXTS: dict[str, tuple[tuple[int, ...], tuple[str, ...]]] = {
    **dict.fromkeys(ERRORS, ((0, 1), ("say", "remedy"))),
    "Message": ((0,), ("text",)),
    "Modal": ((1, 3, 4), ("title", "submit", "close")),
    "plain": ((0,), ("text",)),
    "mrkdwn": ((0,), ("text",)),
    "header": ((0,), ("text",)),
    "section": ((0,), ("text",)),
    "context": (tuple(range(10)), ()),
    "button": ((0,), ("text",)),
    "confirm": ((0, 1, 2, 3), ("title", "text", "yes", "no")),
    "option": ((0, 2), ("text", "description")),
    "field_input": ((1,), ("label", "hint")),
    "text_box": ((), ("placeholder",)),
    "select": ((), ("placeholder",)),
    "select_many": ((), ("placeholder",)),
}
"""What shows text to people: the positions and the names of its arguments that are text."""

CODE = re.compile(r"`[^`]*`|<[^<>]*>|/breach( [a-z]+)?|:[a-z0-9_+-]+:|https?://\S+|breachbot")
WORDS = re.compile(r"[^\W\d_]{2,}[,;:.…”*_]* +[“(*_]*[^\W\d_]{2,}|^[A-Z][a-z]+[.…?!]?$")
LETTERS = re.compile(r"[^\W\d_]{2,}")


def name_of(call: ast.Call) -> str:
    """`f` for `f(...)` and `x.f(...)`."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def files(places: Iterable[str] = CONVERTED) -> Iterator[Path]:
    for place in places:
        path = ROOT / place
        yield from sorted(path.rglob("*.py")) if path.is_dir() else (path,)


@cache
def tree_of(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def literal(node: ast.expr) -> str | None:
    """The text of a literal; in an f-string `{}` stands for each place."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return None


def refusing() -> Iterator[Path]:
    return (file for file in files(REFUSING) if str(file.relative_to(ROOT)) not in AT_THE_COMMAND_LINE)


def untranslated(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and text of every literal that people read and that is outside the catalog."""
    seen: set[tuple[int, str]] = set()
    for found in (*untranslated_shown(tree), *_sentences(tree)):
        if found not in seen:
            seen.add(found)
            yield found


def untranslated_shown(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Letters in an argument that is shown, or in a variable of the same function that is."""
    for scope in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        given = _assigned(scope)
        for call in (node for node in ast.walk(scope) if isinstance(node, ast.Call) and name_of(node) in TEXTS):
            for argument in _texts(call):
                for part in _parts(argument, given):
                    if LETTERS.search(CODE.sub("", text := literal(part) or "")):
                        yield part.lineno, text


def _assigned(scope: ast.FunctionDef) -> dict[str, list[ast.expr]]:
    given: dict[str, list[ast.expr]] = {}
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    given.setdefault(target.id, []).append(node.value)
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    for one, value in zip(target.elts, node.value.elts, strict=True):
                        if isinstance(one, ast.Name):
                            given.setdefault(one.id, []).append(value)
    return given


def _texts(call: ast.Call) -> Iterator[ast.expr]:
    positions, names = TEXTS[name_of(call)]
    yield from (call.args[at] for at in positions if at < len(call.args))
    yield from (word.value for word in call.keywords if word.arg in names)


def _parts(node: ast.expr, given: dict[str, list[ast.expr]], deep: int = 0) -> Iterator[ast.expr]:
    """The literals that become part of a text; not the names of things, and not what is translated already."""
    if literal(node) is not None:
        yield node
    inner: list[ast.expr] = []
    match node:
        case ast.JoinedStr():
            inner = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
        case ast.BinOp():
            inner = [node.left, node.right]
        case ast.IfExp():
            inner = [node.body, node.orelse]
        case ast.BoolOp():
            inner = node.values
        case ast.Tuple() | ast.List():
            inner = node.elts
        case ast.Starred():
            inner = [node.value]
        case ast.GeneratorExp() | ast.ListComp():
            inner = [node.elt]
        case ast.Call() if isinstance(node.func, ast.Attribute) and node.func.attr in ("join", "strip", "format"):
            inner = [node.func.value, *node.args]
        case ast.Name() if deep < 3:
            for value in given.get(node.id, ()):
                yield from _parts(value, given, deep + 1)
    for each in inner:
        yield from _parts(each, given, deep)


def _sentences(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Literals that read like words, wherever they stand: in a table, behind a `return`, in a function's argument."""
    skipped = _not_for_people(tree)
    for node in ast.walk(tree):
        text = literal(node) if isinstance(node, ast.expr) and id(node) not in skipped else None
        if isinstance(node, ast.expr) and text and WORDS.search(CODE.sub("", text)):
            yield node.lineno, text


def _not_for_people(tree: ast.Module) -> set[int]:
    """Docstrings, what the catalog gets, faults of ours and of files, annotations, patterns, logs."""
    skipped: set[int] = set()
    for node in ast.walk(tree):
        skip: list[ast.AST] = []
        match node:
            case ast.Expr(value=ast.Constant()):
                skip = [node.value]
            case ast.JoinedStr():
                skip = [part for part in node.values if isinstance(part, ast.Constant)]
                skipped |= {id(one) for one in skip}
                continue
            case ast.Call() if name_of(node) in TRANSLATING:
                skip = [one for one in node.args if literal(one) is not None]
            case ast.Call() if name_of(node) in {*NOT_SHOWN, "ValueError", "LookupError", "TypeError", "compile"}:
                skip = [node]
            case ast.Call() if name_of(node) in ("info", "warning", "error", "Field", "TypeVar", "ParamSpec", "cast"):
                skip = [node]
            case ast.AnnAssign() | ast.arg():
                skip = [node.annotation] if node.annotation else []
            case ast.FunctionDef():
                skip = [node.returns] if node.returns else []
        for part in skip:
            skipped |= {id(inner) for inner in ast.walk(part)}
    return skipped


def calls(tree: ast.Module) -> Iterator[ast.Call]:
    """Every call into the catalog."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATING:
            yield node
