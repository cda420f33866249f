"""A DOCX is read as it was written, with counsel's tracked changes; what is no letter is refused."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from bot.documents.covers import Cover
from bot.documents.word import to_docx
from bot.domain.notice_edits import written
from bot.domain.notice_lines import lines
from bot.domain.word_files import read_word
from bot.errors import UsageError
from tests.documents.test_one_text import each, made
from tests.documents.test_word import LETTER


def changed(xml: str, at: int = 1) -> bytes:
    """A letter of two paragraphs, with something of Word's at the end of one."""
    page = Document(io.BytesIO(to_docx("First.\n\nSecond.\n", Cover("x"))))
    page.paragraphs[at]._p.append(parse_xml(xml.replace(">", f" {nsdecls('w')}>", 1)))
    out = io.BytesIO()
    page.save(out)
    return out.getvalue()


def said(content: bytes) -> str:
    return written(read_word(content).lines)


def test_what_was_written_is_read_again() -> None:
    file = read_word(to_docx(LETTER, Cover("x", sha256="ab" * 32)))
    assert written(file.lines) == written(lines(LETTER))
    assert file.sha256 == "ab" * 32


def test_shipped_letters_come_back_as_they_were() -> None:
    for template, language in list(each())[::4]:
        markdown = made(template, language)
        assert said(to_docx(markdown, Cover("x"))) == written(lines(markdown)), template


def test_tracked_insertions_count_and_deletions_do_not() -> None:
    run = "<w:r><w:t xml:space='preserve'> Added.</w:t></w:r>"
    assert said(changed(f"<w:ins w:id='1' w:author='x'>{run}</w:ins>")) == "First.\n\nSecond. Added."
    gone = "<w:r><w:delText>Gone.</w:delText></w:r>"
    assert said(changed(f"<w:del w:id='1' w:author='x'>{gone}</w:del>")) == "First.\n\nSecond."


def test_what_is_typed_in_word_is_text_and_no_markup() -> None:
    typed = changed("<w:r><w:t>&lt;b&gt; # [x](javascript:y) [[MISSING: z]]</w:t></w:r>")
    [_first, second] = lines(said(typed))
    assert second.words == "Second.<b> # [x](javascript:y) [[MISSING: z]]"
    assert [span.gap for span in second.spans] == [False, True]
    assert not any(span.link for span in second.spans)


def zipped(*sizes: int) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as parts:
        for number, size in enumerate(sizes):
            parts.writestr(f"{number}.xml", b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not a Word file"),
        (b"PK\x03\x04 broken", "not a Word file"),
        (zipped(10), "not a Word file"),
        (to_docx("x", Cover("x"))[:-200], "not a Word file"),
        (zipped(31_000_000), "larger than a letter"),
        (zipped(*[1] * 501), "larger than a letter"),
    ],
)
def test_what_is_no_letter_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(UsageError, match=why):
        read_word(content)
