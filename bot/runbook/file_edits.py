"""What a suggestion is in a runbook's file: lines added, replaced or removed, and nothing else touched.

Decides where in the text each suggestion belongs, and shows all of them as one unified diff. Whoever asks for it checks
the result; an edit that the file's own layout makes impossible (a list in brackets, a comment inside what would go) is
left out and named, never forced.

Caveats: lines are found by where the YAML reader sees keys and items, so text in a file keeps its spaces, quotes and
comments. The file ends its lines with one sign, which the new lines have too.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from bot.runbook.model import Phase, RunbookFile
from bot.runbook.suggestions import DroppedStep, LaterDue, NewStep, Suggestion
from bot.strict import Document, LibraryFaults, parse, read_text

WIDTH = 110
BYTE_ORDER_MARK = "\ufeff"
_KEY = re.compile(r"\s*[^\s#-]")
Fits = Callable[[RunbookFile, Document], bool]
"""Whether a changed file is consistent with the others."""


class NotPossible(ValueError):
    """The layout of the file doesn't allow this edit."""


@dataclass(frozen=True)
class Proposed:
    """A file as it would be. `left_out`: what can't be done in its text, or wouldn't pass the check."""

    before: str
    after: str
    done: tuple[Suggestion, ...]
    left_out: tuple[Suggestion, ...]

    def diff(self, name: str) -> str:
        """What `patch -p1` and `git apply` take; empty where nothing is changed."""
        return "".join(
            line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
            for line in difflib.unified_diff(_lines(self.before), _lines(self.after), f"a/{name}", f"b/{name}")
        )


def propose(text: str, file: Path, wanted: Iterable[Suggestion], fits: Fits) -> Proposed:
    """Each suggestion by itself, in its order, and the next version of the file. A byte order mark stays."""
    mark = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    text = text.removeprefix(mark)
    now, done, left_out = text, list[Suggestion](), list[Suggestion]()
    for one in wanted:
        try:
            edited = "".join(_edited(now, file, one))
            is_good = _is_good(now, edited, file, fits)
        except (NotPossible, LibraryFaults):
            is_good = False
        if is_good:
            now = edited
        (done if is_good else left_out).append(one)
    after = "".join(_next_version(now, file)) if done else text
    return Proposed(f"{mark}{text}", f"{mark}{after}", tuple(done), tuple(left_out))


def _is_good(before: str, after: str, file: Path, fits: Fits) -> bool:
    """One step is another, everything else is as it was, no comment is gone, and the file is consistent."""
    was, document = parse(RunbookFile, read_text(before, file)), read_text(after, file)
    now = parse(RunbookFile, document)
    old, new = _parts(was), _parts(now)
    touched = {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
    return len(touched) == 1 and after.count("#") >= before.count("#") and fits(now, document)


def _parts(file: RunbookFile) -> dict[tuple[str, str], object]:
    """Everything that a file says, piece by piece."""
    whole = {name: value for name, value in file if name not in ("changes", "drops", "phases")}
    steps = {("steps", step.id): step for step in file.steps}
    tables = {("changes", name): one for name, one in file.changes.items()}
    drops = {("drops", name): reason for name, reason in file.drops.items()}
    return {**{("file", name): value for name, value in whole.items()}, **steps, **tables, **drops}


def _lines(text: str) -> list[str]:
    """With their ends; only a line feed ends one, as for `patch`."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)


@dataclass(frozen=True)
class _Text:
    """A file's lines (counted from 1), and where its keys are."""

    lines: list[str]
    document: Document
    file: RunbookFile

    @property
    def end(self) -> str:
        return "\r\n" if self.lines and self.lines[0].endswith("\r\n") else "\n"

    def at(self, *path: str | int) -> int:
        """The line of exactly this key or item. Raises NotPossible where there is none of its own."""
        line = self.document.lines.get(path)
        if line is None:
            raise NotPossible
        return line

    def indent(self, line: int) -> int:
        text = self.lines[line - 1]
        return len(text) - len(text.lstrip(" "))

    def last_of(self, line: int) -> int:
        """The last line of the block that begins on this one: what stands further to the right, to its last key or
        text."""
        own, last = self.indent(line), line
        for number in range(line + 1, len(self.lines) + 1):
            text = self.lines[number - 1]
            if text.strip() and not text.lstrip().startswith("#"):
                is_item = text.lstrip().startswith("- ") and not self.lines[line - 1].lstrip().startswith("- ")
                if self.indent(number) < own + (not is_item):
                    break
                last = number
        return last

    def opens_block(self, line: int) -> None:
        """Raises NotPossible for a key with its value beside it: `changes: {}`."""
        if not re.fullmatch(r"\s*[^#]*:\s*(?:#.*)?", self.lines[line - 1].rstrip()):
            raise NotPossible

    def inserted(self, after: int, new: Sequence[str]) -> list[str]:
        head = self.lines[:after]
        if head and not head[-1].endswith("\n"):
            head = [*head[:-1], head[-1] + self.end]
        return [*head, *(f"{line}{self.end}" if line else self.end for line in new), *self.lines[after:]]


def _text(text: str, file: Path) -> _Text:
    document = read_text(text, file)
    return _Text(_lines(text), document, parse(RunbookFile, document))


def _edited(text: str, file: Path, one: Suggestion) -> list[str]:
    known = _text(text, file)
    match one:
        case NewStep():
            return _with_step(known, one)
        case DroppedStep():
            return _without_step(known, one)
        case LaterDue():
            return _with_due(known, one)


def _next_version(text: str, file: Path) -> list[str]:
    known = _text(text, file)
    new = f"version: {known.file.version + 1}"
    if ("version",) not in known.document.lines:
        return known.inserted(known.at("kind"), [new])
    return _replaced(known, known.at("version"), "version", str(known.file.version + 1))


def _replaced(known: _Text, line: int, key: str, value: str) -> list[str]:
    """The value of a key on one line, with what stands before and after it."""
    pattern = rf"(?P<head>\s*(?:- )?{key}:\s+)[^#\s](?:[^#\n\r]*[^#\s])?(?P<tail>(?:\s+#.*)?\s*)"
    found = re.fullmatch(pattern, known.lines[line - 1])
    if not found:
        raise NotPossible
    return [*known.lines[: line - 1], f"{found['head']}{value}{found['tail']}", *known.lines[line:]]


def _with_step(known: _Text, one: NewStep) -> list[str]:
    """At the end of its phase; the phase at the end of all."""
    entry = {"id": _free_id(known.file, one.phase), "title": one.title, "do": one.do, "owner": one.owner}
    if ("phases", one.phase, 0) not in known.document.lines:
        return _with_phase(known, one.phase, entry)
    first = known.at("phases", one.phase, 0)
    if not known.lines[first - 1].lstrip().startswith("- "):
        raise NotPossible
    last = known.last_of(known.at("phases", one.phase))
    items = known.file.phases[one.phase]
    second = known.at("phases", one.phase, 1) if len(items) > 1 else 0
    is_apart = second > 1 and not known.lines[second - 2].strip()
    return known.inserted(last, [*([""] if is_apart or not second else []), *_item(entry, known.indent(first))])


def _with_phase(known: _Text, phase: Phase, entry: dict[str, str]) -> list[str]:
    line = known.at("phases")
    if not known.file.phases:
        found = re.fullmatch(r"(?P<head>phases:)\s*\{\s*\}(?P<tail>(?:\s+#.*)?\s*)", known.lines[line - 1])
        if not found:
            raise NotPossible
        opened = replace(known, lines=[*known.lines[: line - 1], found["head"] + found["tail"], *known.lines[line:]])
        return opened.inserted(line, [f"  {phase}:", *_item(entry, 4)])
    known.opens_block(line)
    inner = known.indent(known.at("phases", next(iter(known.file.phases))))
    return known.inserted(known.last_of(line), ["", f"{' ' * inner}{phase}:", *_item(entry, inner + 2)])


def _item(entry: dict[str, str], indent: int) -> list[str]:
    lines = _dumped(entry)
    return [f"{' ' * indent}{'  ' if number else '- '}{line}" for number, line in enumerate(lines)]


def _dumped(value: dict[str, str]) -> list[str]:
    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=WIDTH)
    return text.splitlines()


def _free_id(file: RunbookFile, phase: Phase) -> str:
    """The next number after those of the phase, with their letter; X where there is none."""
    steps = file.phases.get(phase, ()) or tuple(step for each in file.phases.values() for step in each)
    letter = re.sub(r"\d.*", "", steps[-1].id) if steps else "X"
    taken = {step.id for step in file.steps} | file.changes.keys() | file.drops.keys()
    numbers = (int(found[1]) for step in steps if (found := re.fullmatch(rf"{letter}(\d+)", step.id)))
    number = max(numbers, default=0) + 1
    while f"{letter}{number}" in taken:
        number += 1
    return f"{letter}{number}"


def _without_step(known: _Text, one: DroppedStep) -> list[str]:
    """A step of the core is named under `drops`; the file's own is taken out."""
    place = _place(known.file, one.step.id)
    if place is None:
        return _in_table(known, "drops", _dumped({one.step.id: one.reason}))
    first = known.at("phases", *place)
    following = known.document.lines.get(("phases", place[0], place[1] + 1))
    last = known.last_of(first) if following is None else _before(known, following)
    while following is None and not known.lines[first - 2].strip():
        first -= 1
    return [*known.lines[: first - 1], *known.lines[last:]]


def _before(known: _Text, line: int) -> int:
    """The last line before the comments that stand above this one."""
    while line > 1 and known.lines[line - 2].lstrip().startswith("#"):
        line -= 1
    return line - 1


def _with_due(known: _Text, one: LaterDue) -> list[str]:
    step, due = one.step.id, str(one.due)
    if place := _place(known.file, step):
        return _replaced(known, known.at("phases", *place, "due"), "due", due)
    if step not in known.file.changes:
        return _in_table(known, "changes", [f"{step}:", f"  due: {due}"])
    if ("changes", step, "due") in known.document.lines:
        return _replaced(known, known.at("changes", step, "due"), "due", due)
    line = known.at("changes", step)
    known.opens_block(line)
    inner = next(number for number in range(line + 1, len(known.lines) + 1) if _KEY.match(known.lines[number - 1]))
    return known.inserted(known.last_of(line), [f"{' ' * known.indent(inner)}due: {due}"])


def _place(file: RunbookFile, step_id: str) -> tuple[str, int] | None:
    """The phase and number of a step that the file itself has."""
    for phase, steps in file.phases.items():
        for number, step in enumerate(steps):
            if step.id == step_id:
                return str(phase), number
    return None


def _in_table(known: _Text, name: str, new: Sequence[str]) -> list[str]:
    """Under this key, or under a new one above the phases."""
    if (name,) in known.document.lines:
        line = known.at(name)
        known.opens_block(line)
        inner = " " * known.indent(known.at(name, next(iter(getattr(known.file, name)))))
        return known.inserted(known.last_of(line), [f"{inner}{row}" for row in new])
    above = _before(known, known.at("phases"))
    return known.inserted(above, [f"{name}:", *(f"  {row}" for row in new), ""])
