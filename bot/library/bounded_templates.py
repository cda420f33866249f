"""Jinja within limits: what a template may use, and how much it may do before it is refused.

Threads can't be killed, so a template that would run for hours or fill the memory must be stopped from inside. What
can't be bounded (macros, recursion, powers, text times a number, filters that pad) is refused when it is loaded. Loops,
includes and printed text are counted while it runs, and what they may add up to is limited.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, Template, TemplateSyntaxError, nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST = 50_000  # characters of one file; five times the longest of ours
MOST_STEPS = 200_000  # of all loops together
MOST_TEXT = 20_000_000  # characters, printed or copied
LARGEST_NUMBER = 10**15
REFUSED: Mapping[type[nodes.Node], str] = {
    nodes.Macro: "macros", nodes.CallBlock: "macros", nodes.Import: "imports", nodes.FromImport: "imports",
    nodes.Extends: "inheritance", nodes.Block: "inheritance", nodes.Pow: "powers (**)", nodes.Concat: "the operator ~",
    nodes.AssignBlock: "set blocks", nodes.FilterBlock: "filter blocks",
}  # fmt: skip
BUILT_IN = (
    "abs", "capitalize", "count", "d", "default", "dictsort", "first", "groupby", "int", "join", "last", "length",
    "list", "lower", "map", "reject", "rejectattr", "replace", "select", "selectattr", "sort", "sum", "title", "trim",
    "unique", "upper",
)  # fmt: skip
"""The filters of Jinja that can't make a long text out of a short one. `replace` is limited by what it returns."""
_BUILT_IN_TYPES = (str, bytes, int, float, list, tuple, dict, set, frozenset)


@dataclass
class _Budget:
    steps: int = MOST_STEPS
    text: int = MOST_TEXT

    def spend(self, steps: int, text: int) -> None:
        self.steps -= steps
        self.text -= text
        if self.steps < 0 or self.text < 0:
            raise SecurityError("this template does too much: it repeats too often or prints too long a text")


_budget: ContextVar[_Budget] = ContextVar("_budget")


@contextmanager
def limited() -> Iterator[None]:
    """One rendering, with all that it may do."""
    token = _budget.set(_Budget())
    try:
        yield
    finally:
        _budget.reset(token)


def _spend(steps: int = 0, text: int = 0) -> None:
    if budget := _budget.get(None):
        budget.spend(steps, text)


class BoundedTemplates(ImmutableSandboxedEnvironment):
    """The environment of every template that is drafted from or checked."""

    intercepted_binops = frozenset({"+", "-", "*", "/", "//", "%", "**"})

    def __init__(
        self,
        sources: Mapping[str, str],
        place: Callable[[str], str],
        filters: Mapping[str, Callable[..., object]],
        show: Callable[[Context, object], str] | None = None,
    ) -> None:
        """`show` makes text of each printed value; `place` is a template's file, for its faults."""

        def source(name: str) -> tuple[str, str, None] | None:
            return (sources[name], place(name), None) if name in sources else None

        super().__init__(
            loader=FunctionLoader(source),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,  # the text is Markdown: `finalize` escapes for it, and HTML is made from tokens
            finalize=show,
            cache_size=-1,
        )
        self._sources = sources
        self.globals.clear()
        built_in = {name: self.filters[name] for name in BUILT_IN} | {"replace": _replace}
        self.filters = {**built_in, **filters, "_counted": _counted}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        if len(source) > LONGEST:
            raise TemplateSyntaxError(f"at most {LONGEST:,} characters are read", 1, name, filename)
        try:
            tree = super()._parse(source, name, filename)
            for loop in _loops(tree, name, filename):
                _count(loop)
        except RecursionError:
            raise TemplateSyntaxError("nested too deeply", 1, name, filename) from None
        return tree

    def get_template(
        self, name: str | Template, parent: str | None = None, globals: MutableMapping[str, Any] | None = None
    ) -> Template:
        """Also for each include, which copies the text of its file."""
        _spend(steps=1, text=len(self._sources.get(str(name), "")))
        return super().get_template(name, parent, globals)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:  # noqa: ARG002
        """None: there is no `format`, whose widths have no limit."""
        return None

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        return attr not in ("format", "format_map") and super().is_safe_attribute(obj, attr, value)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        numbers = all(isinstance(one, int | float) and abs(one) <= LARGEST_NUMBER for one in (left, right))
        if operator == "+" and not numbers and hasattr(left, "__len__") and hasattr(right, "__len__"):
            _spend(text=len(left) + len(right))
        elif operator in ("*", "**", "%") and not numbers:
            raise SecurityError(f"the operator {operator} is for numbers up to {LARGEST_NUMBER:,}")
        return super().call_binop(context, operator, left, right)

    def call(self, context: Context, obj: Any, *args: Any, **kwargs: Any) -> Any:
        if (args or kwargs) and isinstance(getattr(obj, "__self__", None), _BUILT_IN_TYPES):
            raise SecurityError(f"{getattr(obj, '__name__', 'this')}() can't be used with values in a template")
        return super().call(context, obj, *args, **kwargs)


def _loops(tree: nodes.Template, name: str | None, filename: str | None) -> list[nodes.For]:
    """Raises TemplateSyntaxError for what can't be bounded."""
    loops = []
    for node in tree.find_all(nodes.Node):
        what = REFUSED.get(type(node))
        if isinstance(node, nodes.For):
            loops.append(node)
            what = "recursive loops" if node.recursive else what
        if what:
            raise TemplateSyntaxError(f"{what} can't be used in a template", node.lineno, name, filename)
    return loops


def _count(loop: nodes.For) -> None:
    """A loop runs over what it names through `_counted`, which pays for the text that one round copies."""
    copied = sum(len(text.data) for text in loop.find_all(nodes.TemplateData))
    weight = nodes.Const(copied, lineno=loop.lineno)
    loop.iter = nodes.Filter(loop.iter, "_counted", [weight], [], None, None, lineno=loop.lineno)


def _counted(items: Iterable[object], copied: int) -> Iterable[object]:
    """A list, since a loop may ask how long it is; a text is not a list of letters."""
    found = list(items)
    _spend(steps=len(found), text=len(found) * copied)
    return found


def _replace(text: object, old: str, new: str) -> str:
    value = str(text)
    _spend(text=len(value) + value.count(old) * len(new))
    return value.replace(old, new)


def spend_text(text: str) -> str:
    """Printed text counts."""
    _spend(text=len(text))
    return text
