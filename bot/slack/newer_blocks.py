"""Slack's newer blocks, as the views use them: a plan, a card, a container that folds, a table of values.

Not every workspace takes them yet. `plain_form` says the same in older blocks, so no view writes anything twice;
`sending` chooses between the two. Modals and Home get the plain form, because few of these are allowed there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from bot.sentences import cut
from bot.slack.block_kit import Block, Message, actions, context, mrkdwn, plain, safe, section, sections, spoken

Status = Literal["pending", "in_progress", "complete", "error"]
MOST_BLOCKS = 50  # in one message
DATE = "{date_short_pretty} {time}"
MARKS = {"pending": "⚪", "in_progress": "🔵", "complete": "✅", "error": "🔴"}  # of a task, in the plain form


@dataclass(frozen=True)
class Task:
    """One line of a plan. `key` is unique in its plan; `details` stand under the title."""

    key: str
    title: str
    status: Status
    details: str = ""


Cell = str | datetime


def plan(title: str, tasks: Sequence[Task], block_id: str | None = None) -> Block:
    """At most fifty tasks. Slack shows the statuses as signs, so the titles need none."""
    shown = [_task(task) for task in tasks]
    return _named({"type": "plan", "title": cut(title, 150), "tasks": shown}, block_id)


def _task(task: Task) -> Block:
    shown: Block = {"task_id": task.key, "title": cut(task.title, 255), "status": task.status}
    return {**shown, "details": rich_text(cut(task.details, 1000))} if task.details else shown


def rich_text(*pieces: Cell) -> Block:
    """Text that Slack reads for no markup, and instants in each reader's own zone."""
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [_piece(piece) for piece in pieces]}],
    }


def _piece(piece: Cell) -> Block:
    if isinstance(piece, datetime):
        return {
            "type": "date",
            "timestamp": int(piece.timestamp()),
            "format": DATE,
            "fallback": spoken(piece, "UTC"),
        }
    return {"type": "text", "text": piece or " "}


def container(title: str, *children: Block, subtitle: str = "", block_id: str | None = None) -> Block:
    """Folded until the reader opens it. `title` is plain text; one to ten sections, contexts, dividers or rows of

    buttons go in.
    """
    block: Block = {
        "type": "container",
        "title": plain(title, 150),
        "child_blocks": list(children),
        "is_collapsible": True,
        "default_collapsed": True,
    }
    if subtitle:
        block["subtitle"] = mrkdwn(subtitle, 150)
    return _named(block, block_id)


def card(
    title: str, *, subtitle: str = "", body: str = "", buttons: Sequence[Block] = (), block_id: str | None = None
) -> Block:
    """All three texts are markup: what people typed goes through `safe` first. Slack shows the title in bold. At most

    three buttons.
    """
    block: Block = {"type": "card", "title": mrkdwn(title, 150)}
    if subtitle:
        block["subtitle"] = mrkdwn(subtitle, 150)
    if body:
        block["body"] = mrkdwn(body, 200)
    if buttons:
        block["actions"] = list(buttons)
    return _named(block, block_id)


def data_table(caption: str, head: Sequence[str], rows: Sequence[Sequence[Cell]]) -> Block:
    """Values to be sorted and paged through; a cell takes no markup and no button. The first column names its row."""
    cells = [[_cell(value) for value in row] for row in (head, *rows)]
    return {"type": "data_table", "caption": caption, "rows": cells}


def _cell(value: Cell) -> Block:
    return rich_text(value) if isinstance(value, datetime) else {"type": "raw_text", "text": value or " "}


def _named(block: Block, block_id: str | None) -> Block:
    return {**block, "block_id": cut(block_id, 255)} if block_id else block


def newer_in(message: Message) -> tuple[str, ...]:
    """The kinds of newer blocks in the message, each once."""
    return tuple(dict.fromkeys(str(block["type"]) for block in message.blocks if block["type"] in OLDER))


def plain_form(message: Message) -> Message:
    """The same message without newer blocks; it is itself when it has none. Never more blocks than Slack takes."""
    if not newer_in(message):
        return message
    older = [one for block in message.blocks for one in _older(block)]
    return replace(message, blocks=tuple(older[:MOST_BLOCKS]))


def _older(block: Block) -> list[Block]:
    change = OLDER.get(block["type"])
    return change(block) if change else [block]


def _older_plan(block: Block) -> list[Block]:
    return sections([f"*{safe(block['title'])}*", *(_task_row(task) for task in block["tasks"])])


def _task_row(task: Block) -> str:
    row = f"{MARKS[task['status']]} {safe(task['title'])}"
    return f"{row} — {_flat(task['details'])}" if "details" in task else row


def _older_card(block: Block) -> list[Block]:
    texts = [block[name]["text"] for name in ("subtitle", "body") if name in block]
    shown = [section("\n".join([f"*{block['title']['text']}*", *texts]))]
    return [*shown, actions(*block["actions"], block_id=block.get("block_id"))] if "actions" in block else shown


def _older_container(block: Block) -> list[Block]:
    head = f"*{safe(block['title']['text'])}*"
    under = [context(block["subtitle"]["text"])] if "subtitle" in block else []
    return [section(head), *under, *block["child_blocks"]]


def _older_table(block: Block) -> list[Block]:
    head, *rows = ([_cell_words(cell) for cell in row] for row in block["rows"])
    named = (f"*{row[0]}* · {' · '.join(row[1:])}" if len(row) > 1 else f"*{row[0]}*" for row in rows)
    return sections([f"*{safe(block['caption'])}*", f"_{' · '.join(head)}_", *named])


def _cell_words(cell: Block) -> str:
    return safe(cell["text"]) if cell["type"] == "raw_text" else _flat(cell)


def _older_text(block: Block) -> list[Block]:
    """A line for each item of a list, with its number; what stands in several lines stays so."""
    return sections([line for part in block["elements"] for line in _older_part(part)])


def _older_part(part: Block) -> list[str]:
    if part["type"] != "rich_text_list":
        said = "".join(map(_marked, part["elements"]))
        return [f"```{said}```"] if part["type"] == "rich_text_preformatted" else said.split("\n")
    first, deep = part.get("offset", 0) + 1, "    " * part.get("indent", 0)
    signs = [f"{first + at}." if part["style"] == "ordered" else "•" for at in range(len(part["elements"]))]
    return [
        f"{deep}{sign} {''.join(map(_marked, item['elements']))}"
        for sign, item in zip(signs, part["elements"], strict=True)
    ]


def _flat(rich: Block) -> str:
    """Our own rich text as markup."""
    return "".join(_marked(piece) for part in rich["elements"] for piece in part["elements"])


def _marked(piece: Mapping[str, Any]) -> str:
    if piece["type"] == "date":
        return f"<!date^{piece['timestamp']}^{piece['format']}|{piece['fallback']}>"
    words, style = safe(piece["text"]), piece.get("style", {})
    if piece["type"] == "link":
        return f"<{piece['url']}|{words}>"
    for name, sign in (("code", "`"), ("bold", "*"), ("italic", "_")):
        if style.get(name) and words.strip() == words and "\n" not in words:
            words = f"{sign}{words}{sign}"
    return words


OLDER: Mapping[str, Callable[[Block], list[Block]]] = {
    "plan": _older_plan,
    "card": _older_card,
    "container": _older_container,
    "data_table": _older_table,
    "rich_text": _older_text,
}
