"""Which scripts a PDF can show."""

import pytest

from bot.documents import fonts
from bot.documents.pdf import _BEYOND_OWN_FONTS


def test_every_one_of_them_makes_a_pdf_use_the_fonts_of_the_machine() -> None:
    assert all(_BEYOND_OWN_FONTS.search(sample) for sample in fonts.SAMPLES.values())


def test_only_what_neither_typst_nor_the_machine_has_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "SAMPLES", {"Greek": "Ελένη", "Hebrew": "דנה", "Thai": "สมชาย"})
    assert fonts.scripts_without_font(machine=False) == ("Thai",)
