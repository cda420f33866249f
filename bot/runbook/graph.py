"""A graph of a runbook's steps as SVG: one column per phase, a line from each step to what waits for it.

Decides how it looks and nothing else; the caller says which steps to highlight. Text only, no external program.

Caveats: `needs` and decisions are drawn as lines, and a step with a gate has a red border; a due that depends on
another step is text inside the box.
"""

import textwrap
from collections.abc import Iterator, Mapping
from enum import StrEnum
from html import escape

from bot.runbook.model import Phase, Runbook, Step

WIDTH, HEIGHT, GAP, GUTTER, TOP = 260, 58, 14, 90, 84
LEFT = GUTTER // 2
NAMES = {"contain": "Contain", "notify": "Notify", "investigate": "Investigate", "prevent": "Prevent"}
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1f2933; }
.name { font-weight: 600; font-size: 15px; } .head { font-weight: 600; font-size: 18px; }
.small { font-size: 10.5px; fill: #52606d; }
rect { fill: #ffffff; stroke: #7b8794; } .decision rect { stroke: #2f5d8a; stroke-width: 2; }
.gated rect { stroke: #9b2c2c; stroke-width: 2; }
.conditional rect { stroke-dasharray: 5 3; } .set_aside { opacity: 0.35; } .may_apply rect { fill: #fff8e6; }
path { fill: none; stroke: #9aa5b1; marker-end: url(#arrow); } path.decided { stroke: #2f5d8a; stroke-dasharray: 2 3; }
"""
Place = tuple[int, int]


class Highlight(StrEnum):
    """How a step is highlighted; the value is its class in the SVG."""

    SET_ASIDE = "set_aside"  # faded: it does not apply
    MAY_APPLY = "may_apply"  # tinted: it is not known whether it applies


def to_svg(runbook: Runbook, highlights: Mapping[str, Highlight] | None = None) -> str:
    """The SVG document. `highlights` by step id."""
    places = _places(runbook)
    width = len(Phase) * (WIDTH + GUTTER) + GAP
    height = max(y for _, y in places.values()) + HEIGHT + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="name">',
        f'<title id="name">{escape(runbook.title)}: {len(runbook.steps)} steps</title>',
        f"<style>{STYLE}</style>",
        '<defs><marker id="arrow" viewBox="0 0 6 6" refX="6" refY="3" markerWidth="6" markerHeight="6" orient="auto">'
        '<polygon points="0 0, 6 3, 0 6" fill="#9aa5b1"/></marker></defs>',
        f'<text class="head" x="{LEFT}" y="30">{escape(runbook.title)}</text>',
        *_columns(),
        *_lines(runbook, places),
        *(_box(step, places[step.id], (highlights or {}).get(step.id)) for step in runbook.steps),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _places(runbook: Runbook) -> dict[str, Place]:
    return {
        step.id: (LEFT + column * (WIDTH + GUTTER), TOP + row * (HEIGHT + GAP))
        for column, phase in enumerate(Phase)
        for row, step in enumerate(runbook.phase(phase))
    }


def _columns() -> Iterator[str]:
    for column, phase in enumerate(Phase):
        yield f'<text class="name" x="{LEFT + column * (WIDTH + GUTTER)}" y="{TOP - 16}">{NAMES[phase]}</text>'


def _lines(runbook: Runbook, places: Mapping[str, Place]) -> Iterator[str]:
    for step in runbook.steps:
        for other in dict.fromkeys((*step.needs, *step.if_decided)):
            if other in places:
                kind = ' class="decided"' if other in step.if_decided else ""
                yield f'<path{kind} d="{_curve(places[other], places[step.id])}"/>'


def _curve(start: Place, end: Place) -> str:
    """Within a column the line bends through the gutter on the left; between columns it runs straight across."""
    (x1, y1), (x2, y2) = start, end
    middle = HEIGHT // 2
    if x1 == x2:
        bend = min(10 + abs(y2 - y1) // 16, LEFT + GAP)
        return f"M {x1} {y1 + middle} C {x1 - bend} {y1 + middle}, {x2 - bend} {y2 + middle}, {x2} {y2 + middle}"
    left, right = (x1 + WIDTH, x2) if x1 < x2 else (x1, x2 + WIDTH)
    half = (left + right) // 2
    return f"M {left} {y1 + middle} C {half} {y1 + middle}, {half} {y2 + middle}, {right} {y2 + middle}"


def _box(step: Step, place: Place, highlight: Highlight | None) -> str:
    x, y = place
    conditional = "conditional" if step.when or step.if_decided else ""
    kinds = [highlight, "decision" if step.decision else "", "gated" if step.gate else "", conditional]
    words = textwrap.wrap(f"{step.id} · {step.title}", 36)
    texts = [f'<text x="{x + 10}" y="{y + 18 + 15 * row}">{escape(line)}</text>' for row, line in enumerate(words[:2])]
    about = f"{' / '.join(step.doers)}{f' · {step.due}' if step.due else ''}".replace("_", " ")
    about += f" · gate: {step.gate}" if step.gate else ""
    return (
        f'<g class="{" ".join(kind for kind in kinds if kind)}"><title>{escape(step.do)}</title>'
        f'<rect x="{x}" y="{y}" width="{WIDTH}" height="{HEIGHT}" rx="6"/>{"".join(texts)}'
        f'<text class="small" x="{x + 10}" y="{y + HEIGHT - 8}">{escape(about)}</text></g>'
    )
