"""PDF by typst, tagged for screen readers (PDF/UA-1), fonts embedded, no dates or names in its metadata.

Decides how each Markdown token is typeset; the design is `page.typ`. Text reaches typst only as quoted strings, so
nothing in it can be read as a command. The same Markdown and cover give the same bytes on the same fonts.

Caveats: typst's own fonts are used for every script they cover; only text beyond them (Arabic, Chinese ...) makes it
use the machine's fonts, and then the bytes depend on the machine. Emoji are named (`emoji`). What cannot meet PDF/UA is
made without it.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE
from threading import Timer
from typing import IO, Literal

from markdown_it.token import Token

from bot.documents.columns import widths, words
from bot.documents.covers import PAGE_WORDS, Cover, chart_of, foot
from bot.documents.emoji import named
from bot.domain.drills import MARK
from bot.domain.markdown import plain, tokens
from bot.errors import Refused

HERE = Path(__file__).parent
# Scripts that the fonts inside typst cover: Latin, Greek, Cyrillic, Hebrew, and typographic signs.
_BEYOND_OWN_FONTS = re.compile(r"[^\u0000-\u052f\u0590-\u05ff\u1e00-\u2bff\ufb00-\ufb06]")
_CELL_OR_ROW_END = ("th_open", "td_open", "tr_close")
PRINTED = 200  # documents of one process
SIGNS = {"pdf": b"%PDF", "png": b"\x89PNG"}  # what a file of each kind begins with
LONGEST = 120.0  # seconds for typst; a report with 5,000 entries takes a few
LINE_LONG, CELL_LONG = 30, 10  # letters of a word that fits on a line, and in the narrowest column
WHOLE = 400  # characters: rows with longer cells may go over two pages
_SIZES = {"letter": "11pt", "report": "10pt", "brief": "9.5pt"}
_BLOCKS = {
    "bullet_list_open": "#list(",
    "bullet_list_close": ")\n\n",
    "ordered_list_open": "#enum(",
    "ordered_list_close": ")\n\n",
    "list_item_open": "[",
    "list_item_close": "],",
    "blockquote_open": "#quote(block: true)[",
    "blockquote_close": "]\n\n",
    "hr": "#line(length: 100%, stroke: 0.5pt + rule)\n\n",
    "paragraph_open": "",
    "paragraph_close": "\n\n",
    "heading_close": "]\n\n",
}
_INLINE = {
    "strong_open": "#strong[",
    "strong_close": "];",
    "em_open": "#emph[",
    "em_close": "];",
    "link_close": "];",
    "softbreak": " ",
    "hardbreak": "#linebreak();",
}


class NotTypeset(Refused):
    """typst could not set the document, or took too long."""

    def __init__(self) -> None:
        super().__init__("The PDF could not be made.", "Make it in another format: docx or html.")


def to_pdf(markdown: str, cover: Cover) -> bytes:
    """The document as PDF. Same input, same bytes. Raises NotTypeset."""
    with Press() as press:
        return press.print(typeset(markdown, cover))


def compiled(page: str) -> bytes:
    """The PDF of a document's typst source. Raises NotTypeset."""
    with Press() as press:
        return press.print(page)


class Press:
    """Makes PDFs in a process of its own, which ends after a number of them, because typst keeps what it compiled.

    The process starts at once, so that it is ready when the first document is. Both ways lead through pipes: nothing of
    an incident is in the list of processes or in a file, and what typst says of a fault is dropped, because it may
    quote the text.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._left = 0

    def __enter__(self) -> "Press":
        with suppress(OSError):  # which the first document meets again
            self._start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._kill()
        if self._process:
            self._process.communicate()
            self._process, self._left = None, 0

    def _start(self) -> None:
        command = [sys.executable, "-I", str(HERE / "typesetting.py")]
        self._process = subprocess.Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
        self._left = PRINTED

    def _ready(self) -> tuple[IO[bytes], IO[bytes]]:
        """The process's input and output; that of another one where this one has made enough, or has failed."""
        if self._left == 0:
            self.__exit__()
            self._start()
        self._left -= 1
        assert self._process
        assert self._process.stdin
        assert self._process.stdout
        return self._process.stdin, self._process.stdout

    def _kill(self) -> None:
        if self._process:
            self._process.kill()

    def print(self, page: str, format: Literal["pdf", "png"] = "pdf") -> bytes:
        """The PDF of a document's typst source, or the picture of its only page. Raises NotTypeset."""
        page = named(page)
        too_late = Timer(LONGEST, self._kill)
        too_late.start()
        try:
            made = self._answer(page.encode(), format, own_fonts=not _BEYOND_OWN_FONTS.search(page))
        except (OSError, ValueError):
            made = b""
        finally:
            too_late.cancel()
        if not made.startswith(SIGNS[format]):
            self._left = 0
            raise NotTypeset
        return made

    def _answer(self, source: bytes, format: str, *, own_fonts: bool) -> bytes:
        asked, answer = self._ready()
        about = {"own_fonts": own_fonts, "format": format, "length": len(source)}
        asked.write(json.dumps(about).encode() + b"\n" + source)
        asked.flush()
        length = int(answer.readline())
        made = answer.read(length)
        return made if len(made) == length else b""


def typeset(markdown: str, cover: Cover) -> str:
    """The typst source of the whole document."""
    page_words = ", ".join(_string(word) for word in PAGE_WORDS.get(cover.language, PAGE_WORDS["en"]))
    paper = (HERE / "page.typ").read_text(encoding="utf-8")
    head = (
        f"#show: paper.with(title: {_string(cover.title)}, language: {_string(cover.language)}, "
        f"kind: {_string(cover.kind)}, marking: {_string(cover.marking)}, foot-left: {_string(foot(cover))}, "
        f"size: {_SIZES[cover.kind]}, page-words: ({page_words}), watermark: {_string(MARK if cover.drill else '')}, "
        f"sheet: {_string(cover.paper)}, keywords: ({_string(cover.sha256)},))\n\n"
    )
    return paper + head + "".join(_blocks(tokens(markdown), cover))


def _string(text: str) -> str:
    """A typst string literal: the only way text is passed."""
    return f'"{quoted(text)}"'


def quoted(text: str) -> str:
    """What stands between the quotation marks of a typst string."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "").replace("\t", "\\t")


def _blocks(stream: Sequence[Token], cover: Cover) -> Iterator[str]:
    position = 0
    while position < len(stream):
        token = stream[position]
        if token.type == "table_open":
            end = next(i for i in range(position, len(stream)) if stream[i].type == "table_close")
            yield _table(stream[position:end])
            position = end
        elif token.type == "inline":
            yield "".join(_inline(token.children or ()))
        elif token.type == "heading_open":
            yield f"#heading(level: {token.tag[1]})["
        elif drawn := chart_of(cover, token):
            yield _picture(drawn, token.content)
        elif token.type in ("fence", "code_block"):
            yield f"#raw(block: true, {_string(token.content)})\n\n"
        else:
            yield _BLOCKS[token.type]
        position += 1


def _picture(drawn: str, described: str) -> str:
    alt = _string(" ".join(described.split()))
    return f'#image(bytes({_string(drawn)}), format: "svg", width: 100%, alt: {alt})\n\n'


def to_png(drawn: str, marking: str = "", title: str = "", *, on_white: bool = True) -> bytes:
    """A chart as a picture for Word and Slack, three times as fine as a screen, below its `marking` and its title where
    it stands alone. `on_white` False: what is behind it shows through. Raises NotTypeset."""
    lines = (("8.5pt", "#7a5a00", marking), ("13pt", "#1c1f24", title))
    said = (
        f'#text(size: {size}, fill: rgb("{color}"), strong({_string(words)}))' for size, color, words in lines if words
    )
    above = "".join(f"{line}\n\n" for line in said)
    size = f"width: auto, height: auto, margin: 6pt, fill: {'white' if on_white else 'none'}"
    page = f'#set page({size})\n{above}#image(bytes({_string(drawn)}), format: "svg")\n'
    with Press() as press:
        return press.print(page, "png")


def _words(text: str, longest: int) -> Iterator[str]:
    """The text, with words that may be broken anywhere where they are too long for their column."""
    for part, breaks in words(text, longest):
        yield f"#long({_string(part)});" if breaks else f"#{_string(part)};"


def _inline(children: Sequence[Token], longest: int = LINE_LONG) -> Iterator[str]:
    """`longest`: letters of a word that fits on a line in any case."""
    for token in children:
        if token.type in ("text", "text_special"):
            yield from _words(token.content, longest)
        elif token.type == "gap":
            yield f"#missing[{''.join(_words(token.content, longest))}];"
        elif token.type == "code_inline":
            yield f"#code[{''.join(_words(token.content, longest))}];"
        elif token.type == "link_open":
            yield f"#link({_string(str(token.attrs['href']))})["
        else:
            yield _INLINE[token.type]


def _table(stream: Sequence[Token]) -> str:
    """Short columns don't break words. A row stays on one page unless a cell of it is long; so do the first two rows,
    and the last two."""
    cells = [token for token in stream if token.type == "inline"]
    kinds = [token.type for token in stream if token.type in _CELL_OR_ROW_END]
    width = kinds.index("tr_close")
    texts = [plain(cell) for cell in cells]
    columns = ", ".join(f"{one:.1f}fr" for one in widths([texts[start::width] for start in range(width)]))
    set_cells = ["[" + "".join(_inline(cell.children or (), CELL_LONG)) + "]" for cell in cells]
    named = stream[0].meta.get("names_rows", False)
    head, rows = ([], set_cells) if named else (set_cells[:width], set_cells[width:])
    rest = texts if named else texts[width:]
    longest = [max(map(len, rest[at : at + width])) for at in range(0, len(rest), width)]
    breaks = "true" if max(map(len, texts)) > WHOLE else "false"
    kept = ", ".join(f"{'true' if sum(two) <= WHOLE else 'false'}" for two in (longest[:2], longest[-2:]))
    kind = f"{'row' if named else 'grid'}-table.with(breaks: {breaks}, kept: ({kept}))"
    return f"#({kind})(({columns},), {_array(head)}, {_array(rows)})\n\n"


def _array(cells: list[str]) -> str:
    return "(" + "".join(f"{cell}, " for cell in cells) + ")"
