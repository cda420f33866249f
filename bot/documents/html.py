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

from bot.documents.covers import Cover, chart_of, imprint
from bot.domain.markdown import parser, tokens

HERE = Path(__file__).parent


def to_html(markdown: str, cover: Cover) -> str:
    """The whole page."""
    made = parser()
    made.add_render_rule("table_open", _table_open)
    made.add_render_rule("table_close", _table_close)
    made.add_render_rule("th_open", _th_open)
    made.add_render_rule("gap", _gap)
    made.add_render_rule("fence", _fence)
    body = made.renderer.render(tokens(markdown), made.options, {"cover": cover})
    page = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    ).get_template("page.html.j2")
    style = (HERE / "page.css").read_text(encoding="utf-8")
    return page.render(cover=cover, body=Markup(body), style=Markup(style), imprint=imprint(cover))


def _table_open(_r: RendererHTML, _t: Sequence[Token], _i: int, _o: OptionsDict, _e: Mapping[str, object]) -> str:
    return '<div class="table">\n<table>\n'


def _table_close(_r: RendererHTML, _t: Sequence[Token], _i: int, _o: OptionsDict, _e: Mapping[str, object]) -> str:
    return "</table>\n</div>\n"


def _th_open(_r: RendererHTML, stream: Sequence[Token], at: int, _o: OptionsDict, _e: Mapping[str, object]) -> str:
    return '<th scope="row">' if stream[at].meta.get("names_row") else '<th scope="col">'


def _fence(
    made: RendererHTML, stream: Sequence[Token], at: int, options: OptionsDict, env: MutableMapping[str, Any]
) -> str:
    if drawn := chart_of(env["cover"], stream[at]):
        label = escape(" ".join(stream[at].content.split()))
        return f'<div class="chart" role="img" aria-label="{label}">{drawn}</div>\n'
    return RendererHTML.fence(made, stream, at, options, env)


def _gap(_r: RendererHTML, stream: Sequence[Token], at: int, _o: OptionsDict, _e: Mapping[str, object]) -> str:
    return f'<mark class="missing">{escape(stream[at].content)}</mark>'
