"""Molds: a copy says what the format says of the same text with the values in it, and no value becomes markup."""

from io import BytesIO

import pytest
from docx import Document

from bot.documents import pdf
from bot.documents.covers import Cover
from bot.documents.formats import to_format
from bot.documents.molds import MOLDS, mold
from bot.documents.pdf import NotTypeset, Press
from bot.domain.markdown import escape
from bot.domain.merge_fields import Field
from bot.errors import Refused, UsageError

TEXT = "[[ADDRESS]]\n\n# Notice\n\n[[SALUTATION]]\n\nUse [[CODE]] at https://example.com.\n\n- Again: [[CODE]]\n"
NASTY = 'Ana <b> & "Ruiz" \\ #x[1] $y$ *z* \u202e=1+1'
SHOWN = 'Ana <b> & "Ruiz" \\ #x[1] $y$ *z* =1+1'
VALUES = {Field.ADDRESS: [NASTY, "12 Elm Street"], Field.SALUTATION: [f"Dear {NASTY},"], Field.CODE: ["A-1"]}
COVER = Cover("Notice of a breach", language="en")


def test_a_copy_as_text_and_html_is_what_the_format_makes_of_the_text_itself() -> None:
    plain = TEXT.replace("[[ADDRESS]]", "Ana Ruiz\\\n12 Elm Street").replace("[[SALUTATION]]", "Dear Ana,")
    values = {Field.ADDRESS: ["Ana Ruiz", "12 Elm Street"], Field.SALUTATION: ["Dear Ana,"], Field.CODE: ["A-1"]}
    for format in ("txt", "html"):
        whole = to_format(plain.replace("[[CODE]]", "A-1"), COVER, format).decode()
        assert mold(TEXT, COVER, format).text(values) == whole.replace("<br />", "<br>")


def test_no_value_is_read_as_markup() -> None:
    assert f"{SHOWN}\n12 Elm Street\n" in mold(TEXT, COVER, "txt").text(VALUES)
    page = mold(TEXT, COVER, "html").text(VALUES)
    assert "Ana &lt;b&gt; &amp; &quot;Ruiz&quot;" in page
    assert "<b>" not in page
    read = Document(BytesIO(mold(TEXT, COVER, "docx").copy(VALUES)))
    first = [one.text for one in read.paragraphs][:3]
    assert first == [f"{SHOWN}\n12 Elm Street", "Notice", f"Dear {SHOWN},"]


def test_a_pdf_is_made_of_the_same_pieces() -> None:
    made = mold(TEXT, COVER, "pdf")
    assert made.copy(VALUES).startswith(b"%PDF")
    assert '\\"Ruiz\\" \\\\ #x[1]' in made.text(VALUES), "inside a string of typst's"


def test_a_press_prints_many_and_each_as_if_it_were_the_only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "PRINTED", 2)  # so that the third is another process's
    with Press() as press:
        made = mold(TEXT, COVER, "pdf", press)
        copies = [made.copy({**VALUES, Field.CODE: [code]}) for code in ("A-1", "A-2", "A-1")]
        with pytest.raises(NotTypeset):
            press.print("#panic(1)")
        assert press.print(made.text(VALUES)) == copies[0], "after a fault too"
    assert copies[0] == copies[2] != copies[1]


def test_what_only_looks_like_a_field_stays_as_it_is() -> None:
    made = mold(f"{escape('[[NAME]] [[code]]')} and \ufdd0", COVER, "txt")
    assert made.fields == ()
    assert made.text({}) == "[[NAME]] [[code]] and\n"


def test_a_field_in_the_address_of_a_link_is_refused() -> None:
    for format in MOLDS:
        with pytest.raises(Refused, match="address of a link"):
            mold("[here](https://example.com/[[CODE]])\n", COVER, format)
    with pytest.raises(UsageError, match="can't be written as “md”"):
        mold(TEXT, COVER, "md")
