"""The graph of a runbook: every step and every need is drawn, and no text becomes markup."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bot.runbook.graph import Highlight, to_svg
from bot.runbook.inheritance import build_runbook
from bot.runbook.model import Phase, RunbookFile
from tests import shipped

ROOT = Path(__file__).parents[2]
RUNBOOKS = shipped.runbooks()
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("kind", RUNBOOKS)
def test_every_step_has_its_box_inside_the_frame(kind: str) -> None:
    root = ElementTree.fromstring(to_svg(RUNBOOKS[kind]))
    width, height = (float(part) for part in root.attrib["viewBox"].split()[2:])
    boxes = root.findall(f".//{SVG}rect")
    assert len(boxes) == len(RUNBOOKS[kind].steps)
    for box in boxes:
        x, y, w, h = (float(box.attrib[key]) for key in ("x", "y", "width", "height"))
        assert 0 <= x <= x + w <= width
        assert 0 <= y <= y + h <= height


@pytest.mark.parametrize("kind", RUNBOOKS)
def test_no_two_boxes_overlap(kind: str) -> None:
    root = ElementTree.fromstring(to_svg(RUNBOOKS[kind]))
    places = [(box.attrib["x"], box.attrib["y"]) for box in root.findall(f".//{SVG}rect")]
    assert len(set(places)) == len(places)


def test_every_need_has_its_line() -> None:
    book = RUNBOOKS["other"]
    root = ElementTree.fromstring(to_svg(book))
    lines = sum(len({*step.needs, *step.if_decided}) for step in book.steps)
    assert len(root.findall(f".//{SVG}path")) == lines


def test_a_step_with_a_gate_has_a_border_of_its_own_and_says_which() -> None:
    root = ElementTree.fromstring(to_svg(RUNBOOKS["ransomware"]))
    gated = [group for group in root.findall(f".//{SVG}g") if "gated" in group.attrib["class"].split()]
    assert len(gated) == sum(step.gate is not None for step in RUNBOOKS["ransomware"].steps)
    assert any("gate: reconnecting" in "".join(group.itertext()) for group in gated)


def test_text_in_a_runbook_cannot_become_markup() -> None:
    hostile: Any = {"id": "S1", "title": "<script>&\"'", "do": "</svg><x>", "owner": "lead"}
    file = RunbookFile(kind="test", title="<b>A&B</b>", about="x", phases={Phase.CONTAIN: (hostile,)})
    text = to_svg(build_runbook(file))
    ElementTree.fromstring(text)
    assert "<script" not in text
    assert "<b>" not in text


def test_what_is_set_aside_is_highlighted() -> None:
    root = ElementTree.fromstring(to_svg(RUNBOOKS["other"], {"N07": Highlight.SET_ASIDE}))
    highlighted = [group for group in root.findall(f".//{SVG}g") if "set_aside" in group.attrib["class"]]
    assert len(highlighted) == 1
