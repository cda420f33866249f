"""The small words of Block Kit that the views are built from, with Slack's lengths kept.

User text always passes through `safe`: nothing a person typed can mention, link or format. Times are shown in each
reader's own zone by Slack itself, with a zone that is said in words as the fallback.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.drills import MARK, marked
from bot.errors import BotError
from bot.messages import _, translate
from bot.messages.phrases import calendar_time
from bot.sentences import Value, cut
from bot.slack.callbacks import MENU, Target, in_menu
from bot.slack.drill_scope import is_about_drill, named

Block = dict[str, Any]
MOST_TEXT = 4000  # characters of a message's text that Slack shows for sure
MOST_IN_SECTION = 3000  # characters
MOST_OPTIONS = 100  # of a menu, or under one of its headings
MOST_IN_MESSAGE, MOST_IN_VIEW = 50, 100  # blocks that Slack takes


@dataclass(frozen=True)
class Message:
    """What is posted or answered: `text` is what notifications and old clients show. `drill`: it has the mark."""

    text: str
    blocks: tuple[Block, ...] = ()
    drill: bool = field(default_factory=is_about_drill)

    def body(self) -> dict[str, Any]:
        """Cut where Slack would stop showing it: an answer may repeat what was typed, however long that was."""
        text = cut_markup(marked(self.text) if self.drill else self.text, MOST_TEXT)
        blocks = marked_blocks(self.blocks, MOST_IN_MESSAGE) if self.drill else list(self.blocks)
        return {"text": text, "blocks": blocks} if blocks else {"text": text}


@dataclass(frozen=True)
class Modal:
    """A form; `callback` is its row in the table of forms. `subject` and `version` come back with the submission.
    `drill`: it has the mark."""

    callback: str
    title: str
    blocks: tuple[Block, ...]
    submit: str | None = field(default_factory=lambda: _("Save"))
    close: str = field(default_factory=lambda: _("Cancel"))
    subject: str = ""
    version: str = ""
    drill: bool = field(default_factory=is_about_drill)

    def view(self, incident_id: int | None = None, answer_url: str = "") -> dict[str, Any]:
        view: dict[str, Any] = {
            "type": "modal",
            "callback_id": self.callback,
            "title": plain(marked(self.title) if self.drill else self.title, 24),
            "close": plain(self.close, 24),
            "blocks": marked_blocks(self.blocks, MOST_IN_VIEW) if self.drill else list(self.blocks),
            "private_metadata": Target(incident_id, self.subject, self.version, answer_url).encode(),
        }
        if self.submit:
            view["submit"] = plain(self.submit, 24)
        return view


def marked_blocks(blocks: Sequence[Block], most: int = MOST_IN_MESSAGE) -> list[Block]:
    """The mark of a drill in the first words; a line of its own where the first block has none."""
    if not blocks:
        return []
    first, *rest = blocks
    if first["type"] == "card":
        return [{**first, "title": mrkdwn(marked(first["title"]["text"]), 150)}, *rest]
    text = first.get("text")
    if not text or first["type"] not in ("header", "section"):
        return [context(f"*{MARK}* · {_('practice, not a real incident')}"), *blocks][:most]
    if text["type"] == "mrkdwn":
        return [{**first, "text": mrkdwn(f"*{MARK}* · {text['text']}")}, *rest]
    return [{**first, "text": plain(marked(text["text"]), 150 if first["type"] == "header" else 3000)}, *rest]


def escaped(text: str) -> str:
    """Text of ours that may hold any letter: its emphasis stays, but it cannot mention or link."""
    return str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


LOOKALIKE = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ", ">": "›"})
SIGN = re.compile(r"(?<![^\W_])[*_~]|[*_~](?![^\W_])|`")
QUOTE = re.compile(r"^(\s*)>", re.MULTILINE)


def safe(text: str) -> str:
    """Text that a person gave: no mention, no link, no emphasis that could pass for a word of the bot's own.

    Slack has no escape for its signs of emphasis; where one could open or close something, its look-alike stands. Signs
    within a word (`a_b.csv`, `2*3`) stay. The record keeps every letter as it was typed.
    """
    return escaped(QUOTE.sub(r"\1›", SIGN.sub(lambda sign: sign[0].translate(LOOKALIKE), str(text))))


def told(text: Value) -> str:
    """A kept sentence in the current language, each instant in it in the reader's own zone."""
    return translate(text, safe, lambda instant: when(instant.at))


def both(error: BotError) -> str:
    """What happened and what to do, as plain text."""
    return f"{translate(error.say)} {translate(error.remedy)}".strip()


def plain(text: str, most: int = 3000) -> Block:
    return {"type": "plain_text", "text": cut(text, most), "emoji": False}


def mrkdwn(text: str, most: int = 3000) -> Block:
    """`verbatim`: Slack makes no links or mentions of its own out of addresses, #names and @names."""
    return {"type": "mrkdwn", "text": cut_markup(text, most) or " ", "verbatim": True}


def cut_markup(text: str, most: int) -> str:
    """As `cut`, and never through the middle of a mention, a time or an escaped letter."""
    if len(text) <= most:
        return text
    return re.sub(r"(<[^<>]*|&[a-z]*)$", "", text[: most - 1]).rstrip() + "…"


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, 150)}


def section(text: str, accessory: Block | None = None, block_id: str | None = None) -> Block:
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory:
        block["accessory"] = accessory
    if block_id:
        block["block_id"] = cut(block_id, 255)
    return block


def sections(lines: Sequence[str]) -> list[Block]:
    """The lines in as few sections as hold them."""
    texts = [""]
    for line in lines:
        row = cut_markup(line, MOST_IN_SECTION)
        if len(texts[-1]) + len(row) + 1 > MOST_IN_SECTION:
            texts.append("")
        texts[-1] = f"{texts[-1]}\n{row}" if texts[-1] else row
    return [section(text) for text in texts]


def context(*texts: str) -> Block:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:10]]}


def bullets(names: Sequence[str], most: int = 10) -> str:
    """Names of ours or of people, one a line; how manymore, where not all are shown."""
    rows = [f"• {safe(name)}" for name in names[:most]]
    return "\n".join([*rows, _("_and {number} more_", number=len(names) - most)] if len(names) > most else rows)


def divider() -> Block:
    return {"type": "divider"}


def actions(*elements: Block, block_id: str | None = None) -> Block:
    block: Block = {"type": "actions", "elements": list(elements[:25])}
    if block_id:
        block["block_id"] = cut(block_id, 255)
    return block


def button(text: str, action: str, target: Target, style: str | None = None, confirm: Block | None = None) -> Block:
    block: Block = {"type": "button", "text": plain(text, 75), "action_id": action, "value": target.encode()}
    if style:
        block["style"] = style
    if confirm:
        block["confirm"] = confirm
    return block


def menu(target: Target, items: Mapping[str, str]) -> Block:
    """An overflow menu of buttons about the same: the words of each, by its row in the table of buttons."""
    options = [option(text, in_menu(action, target)) for action, text in items.items()]
    return {"type": "overflow", "action_id": MENU, "options": options}


def confirm(title: str, text: str, yes: str, no: str = "") -> Block:
    return {
        "title": plain(named(title), 100),
        "text": plain(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no or _("Not yet"), 30),
    }


def option(text: str, value: str, description: str = "") -> Block:
    block: Block = {"text": plain(text, 75), "value": value}
    if description:
        block["description"] = plain(description, 75)
    return block


def field_input(name: str, label: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    """An input whose block and action are both called `name`, so that an answer is found under one word."""
    block: Block = {
        "type": "input",
        "block_id": name,
        "label": plain(label, 2000),
        "optional": optional,
        "element": {**element, "action_id": name},
    }
    if hint:
        block["hint"] = plain(hint, 2000)
    return block


def text_box(*, value: str = "", lines: bool = False, placeholder: str = "", most: int = 3000) -> Block:
    block: Block = {"type": "plain_text_input", "multiline": lines, "max_length": most}
    if value:
        block["initial_value"] = cut(value, most)
    if placeholder:
        block["placeholder"] = plain(placeholder, 150)
    return block


def select(options: Sequence[Block], *, chosen: str | None = None, placeholder: str = "") -> Block:
    shown = plain(placeholder or _("Choose"), 150)
    block: Block = {"type": "static_select", "options": list(options[:MOST_OPTIONS]), "placeholder": shown}
    found = next((option for option in options if option["value"] == chosen), None)
    return {**block, "initial_option": found} if found else block


def select_in_groups(groups: Mapping[str, Sequence[Block]], *, placeholder: str) -> Block:
    """A menu whose options stand under headings. Slack shows at most 100 under one, so a longer group goes on under the
    same heading with a number."""
    parts = [
        (label if len(options) <= MOST_OPTIONS else f"{cut(label, 70)} ({begin // MOST_OPTIONS + 1})", begin, options)
        for label, options in groups.items()
        for begin in range(0, len(options), MOST_OPTIONS)
    ]
    return {
        "type": "static_select",
        "placeholder": plain(placeholder, 150),
        "option_groups": [
            {"label": plain(label, 75), "options": list(options[begin : begin + MOST_OPTIONS])}
            for label, begin, options in parts
        ],
    }


def select_many(options: Sequence[Block], *, chosen: Iterable[str] = ()) -> Block:
    block: Block = {
        "type": "multi_static_select",
        "options": list(options[:MOST_OPTIONS]),
        "placeholder": plain(_("Choose"), 150),
    }
    wanted = set(chosen)
    found = [option for option in options if option["value"] in wanted]
    return {**block, "initial_options": found} if found else block


def person_picker(chosen: str = "") -> Block:
    block: Block = {"type": "users_select", "placeholder": plain(_("Choose"), 150)}
    return {**block, "initial_user": chosen} if chosen else block


def moment(chosen: datetime | None = None) -> Block:
    block: Block = {"type": "datetimepicker"}
    return {**block, "initial_date_time": int(chosen.timestamp())} if chosen else block


_ACCOUNT = re.compile("[UW][A-Z0-9]+")
"""Whom Slack knows; others acted on the command line, under a name."""


def mention(person_id: str | None) -> str:
    if not person_id:
        return _("nobody yet")
    return f"<@{person_id}>" if _ACCOUNT.fullmatch(person_id) else safe(person_id)


def when(at: datetime, zone: str | None = None) -> str:
    """The moment in the reader's own zone, and in `zone` (the authority's or the team's) where one is given."""
    said = f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{spoken(at, 'UTC')}>"
    return f"{said} ({spoken(at, zone)})" if zone else said


def spoken(at: datetime, zone: str) -> str:
    """`Fri 27 Nov 2026, 10:30 Berlin`: for every place where Slack does not turn the moment itself."""
    local = at.astimezone(UTC if zone == "UTC" else ZoneInfo(zone))
    place = "UTC" if zone == "UTC" else zone.rsplit("/", 1)[-1].replace("_", " ")
    return f"{calendar_time(local)} {place}"
