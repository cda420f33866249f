"""HTML: one self-contained page with its style inline, for the screen and for print.

Decides the page around the text; leaves the dialect and the escaping to `markdown`. Nothing is fetched and nothing can
run: the page's own content security policy forbids both. Safety doesn't depend on sanitizing afterward: the parser
makes no HTML from text, and everything around the body is escaped.
"""

from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape

from bot.documents.columns import words
from bot.documents.covers import PAGE_WORDS, Cover, chart_of, foot
from bot.domain.markdown import parser, plain, tokens

HERE = Path(__file__).parent
WIDE = 4  # columns that don't fit on a telephone
LONG = 16  # letters of a word that is too long for a column
ROLES = {
    "table_open": "table", "thead_open": "rowgroup", "tbody_open": "rowgroup", "tr_open": "row",
    "th_open": "columnheader", "td_open": "cell",
}  # fmt: skip


def to_html(markdown: str, cover: Cover) -> str:
    """The whole page."""
    made = parser()
    stream = tokens(markdown)
    for at, token in enumerate(stream):
        if token.type == "table_open":
            _prepare(stream, at)
    made.add_render_rule("text", _text)
    made.add_render_rule("table_open", _table_open)
    made.add_render_rule("table_close", _table_close)
    made.add_render_rule("th_open", _th_open)
    made.add_render_rule("gap", _gap)
    made.add_render_rule("fence", _fence)
    body = made.renderer.render(stream, made.options, {"cover": cover})
    page = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template("page.html.j2")
    style = (HERE / "page.css").read_text(encoding="utf-8")
    return page.render(
        cover=cover,
        body=Markup(body),
        style=Markup(style),
        imprint=foot(cover),
        page_words=PAGE_WORDS.get(cover.language, PAGE_WORDS["en"]),
    )


def _prepare(stream: Sequence[Token], start: int) -> None:
    """A wide table becomes a list on a telephone: each cell then bears the name of its column, and each part its role,
    which a browser forgets where it shows a table otherwise."""
    end = next(at for at in range(start, len(stream)) if stream[at].type == "table_close")
    inside = stream[start:end]
    heads = [plain(inside[at + 1]) for at, one in enumerate(inside) if one.type == "th_open"]
    if stream[start].meta.get("names_rows") or len(heads) < WIDE:
        return
    stream[start].attrSet("class", "wide")
    cells = [one for one in inside if one.type == "td_open"]
    for number, cell in enumerate(cells):
        cell.attrSet("data-column", heads[number % len(heads)])
    for one in inside:
        if role := ROLES.get(one.type):
            one.attrSet("role", role)


def _text(_r: RendererHTML, stream: Sequence[Token], at: int, _o: OptionsDict, _e: Mapping[str, object]) -> str:
    """A word that fits in no column may be broken anywhere; other words stay whole."""
    parts = words(stream[at].content, LONG)
    return "".join(f'<span class="long">{escape(part)}</span>' if breaks else escape(part) for part, breaks in parts)


def _table_open(made: RendererHTML, stream: Sequence[Token], at: int, _o: OptionsDict, _e: Mapping[str, object]) -> str:
    return f'<div class="table">\n<table{made.renderAttrs(stream[at])}>\n'


def _table_close(_r: RendererHTML, _t: Sequence[Token], _i: int, _o: OptionsDict, _e: Mapping[str, object]) -> str:
    return "</table>\n</div>\n"


def _th_open(made: RendererHTML, stream: Sequence[Token], at: int, _o: OptionsDict, _e: Mapping[str, object]) -> str:
    stream[at].attrSet("scope", "row" if stream[at].meta.get("names_row") else "col")
    return f"<th{made.renderAttrs(stream[at])}>"


def _fence(
    made: RendererHTML, stream: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    if drawn := chart_of(env["cover"], stream[at]):
        label = escape(" ".join(stream[at].content.split()))
        return f'<div class="chart" role="img" aria-label="{label}">{drawn}</div>\n'
    return RendererHTML.fence(made, stream, at, options, env)


def _gap(_r: RendererHTML, stream: Sequence[Token], at: int, _o: OptionsDict, _e: Mapping[str, object]) -> str:
    return f'<mark class="missing">{escape(stream[at].content)}</mark>'
