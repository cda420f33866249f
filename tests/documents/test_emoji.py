"""What is printed has no empty boxes: emoji are named, and our own fonts have everything else that isn't a script."""

import io
import unicodedata
from typing import Any

import pypdf
import pytest
import typst

from bot.documents.chart_marks import text
from bot.documents.covers import Cover
from bot.documents.emoji import named
from bot.documents.pdf import to_pdf

OWN_FONTS = ("Libertinus", "DejaVu", "NewCM")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("the CFO wrote 👍", "the CFO wrote [emoji: thumbs up sign]"),
        ("👍👍", "[emoji: thumbs up sign][emoji: thumbs up sign]"),
        ("🟢 or 🔴", "[emoji: large green circle] or [emoji: large red circle]"),
        ("✅ ❌ ❗", "[emoji: white heavy check mark] [emoji: cross mark] [emoji: heavy exclamation mark symbol]"),
        ("❤️ ♥ ⭐ ✓ ★ → ☎️ ⚠️ ™", "❤ ♥ ⭐ ✓ ★ → ☎ ⚠ ™"),
        ("❤️‍🔥", "[emoji: heavy black heart, fire]"),
        ("👩🏽‍🚒", "[emoji: woman, fire engine]"),
        ("🇩🇪🇫🇷", "[emoji: flag DE][emoji: flag FR]"),
        ("#️⃣ 1⃣ but 10", "[emoji: key #] [emoji: key 1] but 10"),
        ("\U0001fae8", "[emoji: U+1FAE8]" if not unicodedata.name("\U0001fae8", "") else "[emoji: shaking face]"),
        ("漢字 مرحبا Ωß ½ 10 °C", "漢字 مرحبا Ωß ½ 10 °C"),
    ],
)
def test_emoji_are_named_and_what_our_fonts_draw_stays(typed: str, printed: str) -> None:
    assert named(typed) == printed


def test_our_fonts_draw_every_sign_that_is_not_named() -> None:
    """typst refuses PDF/UA where a letter has no glyph; so it does for an emoji that isn't named."""
    signs = [chr(code) for code in (*range(0x2190, 0x2C00), *range(0x1F000, 0x1FB00))]
    said = " ".join(named(one) for one in signs if unicodedata.category(one) not in ("Cn", "Co"))
    page = f'#set document(title: "T")\n#set text(lang: "en", font: "Libertinus Serif")\n= T\n#"{said}"\n'
    typst.compile(page.encode(), format="pdf", ignore_system_fonts=True, pdf_standards=["ua-1"])
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        typst.compile(page.replace(said, "✅").encode(), format="pdf", ignore_system_fonts=True, pdf_standards=["ua-1"])


def test_a_document_with_emoji_needs_no_font_of_the_machine_and_stays_readable_for_screen_readers() -> None:
    made = to_pdf(
        "# Report 🚨\n\nOn 🔥 since ⌚ 9:00. ⚠️\n\n| 🟢 | `✅` |\n|---|---|\n| 👍 | 🇩🇪 |\n", Cover("T 🚨", marking="📌")
    )
    reader = pypdf.PdfReader(io.BytesIO(made))
    said = " ".join(reader.pages[0].extract_text().split())
    for one in ("police cars revolving light", "fire", "large green circle", "thumbs up sign", "flag DE", "pushpin"):
        assert f"[emoji: {one}]" in said
    assert "On [emoji: fire] since ⌚ 9:00. ⚠" in said
    assert b"pdfuaid:part" in made
    resources: Any = reader.pages[0]["/Resources"]
    fonts = {str(font.get_object()["/BaseFont"]) for font in resources["/Font"].values()}
    assert [one for one in fonts if not any(own in one for own in OWN_FONTS)] == []


def test_the_label_of_a_chart_is_cut_after_its_emoji_are_named() -> None:
    assert ">Notify on [emoji: fire] at o…<" in text(0, 0, "Notify on 🔥 at once", most=29)
