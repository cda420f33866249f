"""The marks that charts are made of, as SVG: lines, bars, dots and words.

Decides the size of a picture and the look of each mark. Words pass through one place, which cuts and escapes them.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from bot.documents.emoji import named
from bot.domain.markdown import INVISIBLE

WIDTH = 640  # points of every picture
BLUE, ORANGE, GREEN, RED, GRAY = "#0072b2", "#e69f00", "#009e73", "#d55e00", "#8a8f98"
INK, PALE = "#1a1a1a", "#e3e6eb"


def svg(height: float, marks: Iterable[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
        f'height="{height:.0f}" font-family="Libertinus Serif, Georgia, serif" font-size="11">{"".join(marks)}</svg>'
    )


def text(
    x: float, y: float, words: str, *, anchor: str = "start", size: float = 11, color: str = INK, most: int = 60
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size:g}" fill="{color}">'
        f"{escape(_cut(named(words), most))}</text>"
    )


def _cut(words: str, most: int) -> str:
    line = " ".join(INVISIBLE.sub("", words).split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def bar(x: float, y: float, long: float, color: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(long, 1):.1f}" height="14" fill="{color}"/>'


def line(x1: float, y1: float, x2: float, y2: float, color: str, *, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="4 3"' if dashed else ""
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}" stroke-width="1.2"{dash}/>'


def circle(x: float, y: float, color: str, *, hollow: bool = False) -> str:
    fill = "#ffffff" if hollow else color
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{fill}" stroke="{color}" stroke-width="1.5"/>'


def staircase(points: Sequence[tuple[float, float]], color: str) -> str:
    """A line that stays at each height until the next point."""
    path = "".join(_corners(points))
    return f'<path d="{path}" fill="none" stroke="{color}" stroke-width="2"/>'


def _corners(points: Sequence[tuple[float, float]]) -> Iterator[str]:
    (x, y), *rest = points
    yield f"M{x:.1f} {y:.1f}"
    for x, y in rest:
        yield f" H{x:.1f} V{y:.1f}"


def diamond(x: float, y: float) -> str:
    return f'<path d="M{x:.1f} {y - 1:.1f} l5 8 l-5 8 l-5 -8 z" fill="{INK}"/>'


def torn(x: float, y: float) -> str:
    """Two white cuts through a bar: it goes on further than it is drawn."""
    cuts = "".join(f"M{x + gap:.1f} {y + 15:.1f} l4 -16 " for gap in (0, 5))
    return f'<path d="{cuts.strip()}" fill="none" stroke="#ffffff" stroke-width="2"/>'
