"""What Slack asks of one kind of block that no table can say: things that are counted, unique, or fit together."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from bot.workspace.core.block_kit.contents import MAX_CATEGORIES
from bot.workspace.core.block_kit.scalars import Problems, problem
from bot.workspace.core.block_kit.schema import MAX_CHARTS, MAX_DATA_TABLE_CHARACTERS, MAX_TABLE_COLUMNS
from bot.workspace.core.json import Json


@dataclass
class Counts:
    """What is counted across a whole message or view on `surface`; `refused` are kinds that no one here knows yet."""

    surface: str
    refused: frozenset[str] = frozenset()
    block_ids: set[str] = field(default_factory=set)
    focused: int = 0
    markdown: int = 0
    inputs: int = 0
    charts: int = 0
    cells: int = 0  # characters in the cells of data tables
    elements: list[Json] = field(default_factory=list)


def _list(value: object) -> list[Json]:
    """What can be looked into; that the rest is wrong, the tables say."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _input(block: Json, counts: Counts, pointer: str) -> Problems:
    counts.inputs += 1
    element = block.get("element")
    kind = element.get("type") if isinstance(element, dict) else None
    if kind == "file_input" and counts.surface != "modal":
        yield problem("file_input is only allowed in a modal", f"{pointer}/element")


def _markdown(block: Json, counts: Counts, _pointer: str) -> Problems:
    counts.markdown += len(str(block.get("text", "")))
    return iter(())


def _rows(block: Json) -> list[list[object]]:
    rows = block.get("rows")
    return [row if isinstance(row, list) else [] for row in rows] if isinstance(rows, list) else []


def _table(block: Json, _counts: Counts, pointer: str) -> Problems:
    widths = {len(row) for row in _rows(block)}
    if widths and (min(widths) < 1 or max(widths) > MAX_TABLE_COLUMNS):
        yield problem(f"a row must have 1 to {MAX_TABLE_COLUMNS} cells", f"{pointer}/rows")
    if len(widths) > 1:
        yield problem("all rows must have the same number of cells", f"{pointer}/rows")


def _data_table(block: Json, counts: Counts, pointer: str) -> Problems:
    yield from _table(block, counts, pointer)
    rows = _rows(block)
    head = rows[0] if rows else []
    if any(cell.get("type") == "rich_text" for cell in _list(head)):
        yield problem("a header cell must not be rich_text", f"{pointer}/rows/0")
    index = block.get("row_header_column_index")
    if isinstance(index, int) and index >= len(head):
        yield problem("must be the index of a column", f"{pointer}/row_header_column_index")
    counts.cells += sum(len(text) for row in rows for text in _texts(row))
    if counts.cells > MAX_DATA_TABLE_CHARACTERS:
        yield problem(f"data tables must be at most {MAX_DATA_TABLE_CHARACTERS} characters together", f"{pointer}/rows")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name == "text" and isinstance(item, str):
                yield item
            else:
                yield from _texts(item)


def _plan(block: Json, _counts: Counts, pointer: str) -> Problems:
    ids = [str(task.get("task_id")) for task in _list(block.get("tasks"))]
    for twice in sorted({id_ for id_ in ids if ids.count(id_) > 1}):
        yield problem(f"task_id must be unique in its plan: {twice}", f"{pointer}/tasks")


def _container(block: Json, _counts: Counts, pointer: str) -> Problems:
    folds = block.get("is_collapsible") is True
    if block.get("default_collapsed") is True and not folds:
        yield problem("requires is_collapsible", f"{pointer}/default_collapsed")
    if block.get("has_header_divider") is True and folds:
        yield problem("must not be set together with is_collapsible", f"{pointer}/has_header_divider")


def _chart(block: Json, counts: Counts, pointer: str) -> Problems:
    counts.charts += 1
    if counts.charts > MAX_CHARTS:
        yield problem(f"no more than {MAX_CHARTS} data_visualization blocks allowed", pointer)
    chart = block.get("chart")
    axis = chart.get("axis_config") if isinstance(chart, dict) else None
    categories = axis.get("categories") if isinstance(axis, dict) else None
    if not isinstance(chart, dict) or not isinstance(categories, list):
        return
    if not 1 <= len(categories) <= MAX_CATEGORIES:
        yield problem(f"must be 1 to {MAX_CATEGORIES} items", f"{pointer}/chart/axis_config/categories")
    series = _list(chart.get("series"))
    if len({str(one.get("name")) for one in series}) < len(series):
        yield problem("the names of the series must be unique", f"{pointer}/chart/series")
    for number, one in enumerate(series):
        if [point.get("label") for point in _list(one.get("data"))] != categories:
            yield problem("must have one data point for each category", f"{pointer}/chart/series/{number}/data")


SPECIAL: dict[str, Callable[[Json, Counts, str], Problems]] = {
    "input": _input,
    "markdown": _markdown,
    "table": _table,
    "data_table": _data_table,
    "plan": _plan,
    "container": _container,
    "data_visualization": _chart,
}
