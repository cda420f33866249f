"""The rows of a file, whatever wrote it; and where it is broken, by row and column, without what is in a cell."""

from pathlib import Path

import pytest

from bot.errors import UsageError
from tests.recipients.samples import ANNA, HEADER, opened, write

JOERG = "Jörg Müßig,Gänsemarkt 3,Köln,,50667,DE,joerg@example.org"


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"), ("cp1252", "cp1252"),
    ],
)  # fmt: skip
def test_the_encoding_is_found(encoding: str, expected: str, tmp_path: Path) -> None:
    listed = opened(write(tmp_path, HEADER, ANNA, JOERG, encoding=encoding))
    assert [one.name for one in listed] == ["Anna Beispiel", "Jörg Müßig"]
    assert listed.format.encoding == expected
    assert listed.format.guessed == (expected == "cp1252")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_and_a_quoted_cell_may_hold_it_and_line_breaks(delimiter: str, tmp_path: Path) -> None:
    cells = ["Anna Beispiel", '"Haus 1\n2, Hof; links"', "Köln", "", "50667", "Germany", "anna@example.org"]
    lines = (HEADER.replace(",", delimiter), delimiter.join(cells), delimiter.join(["Bo", *cells[1:]]))
    first, second = opened(write(tmp_path, *lines))
    assert (first.street, first.city, first.place) == ("Haus 1\n2, Hof; links", "Köln", "DE")
    assert (first.row, second.row) == (2, 3)


def test_excels_own_ways(tmp_path: Path) -> None:
    """A line that names the delimiter, a text that keeps its zeros as a formula, empty rows at the end."""
    lines = ("sep=;", "Name;ZIP;Country", 'Anna;"=""01234""";US', ";;", "")
    (anna,) = opened(write(tmp_path, *lines))
    assert (anna.row, anna.postal_code, anna.place) == (3, "01234", "US-MA")


def test_cells_are_clean_and_trimmed(tmp_path: Path) -> None:
    (anna,) = opened(write(tmp_path, "Name,Country", " Anna\u202eX , Germany "))
    assert (anna.name, anna.place) == ("Anna⟨U+202E⟩X", "DE")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"Name,City\nAnna,Bonn\nBo\xffris,Bonn\n\xc3\x84da,Bonn\n", "Row 3, column 'Name': not valid UTF-8."),
        (b"Name,City\nAnna,Bonn\nBo,Bo\0nn\n", "Row 3, column 'City': there is a NUL byte here."),
        (b"Name,City\nAnna,Bonn\nBo\nCy,Bonn,Rhein\n", "Row 3 has 1 cell; the header has 2.\nRow 4 has 3 cells; "),
        (b'Name,City\nAnna,"Bonn\nBo,Bonn\n', "A quoted cell doesn't end"),
        (b"Name,City\nAnna,Bonn\nBo," + b"x" * 200_000, "Line 3: a cell is longer than 131,072 characters"),
        (b'Name,City\n"Anna" B,Bonn\n', "Line 2: a quoted cell goes on after its closing quote."),
        (b"", "is empty"),
        (b"PK\x03\x04rest", "an Excel workbook"),
        (b"Name:City\nAnna:Bonn\nBo:Bonn\n", "The list has one column: 'Name:City'."),
        ("Name,City\nAnna,Bonn\n".encode("utf-16")[:-1], "not valid UTF-16"),
    ],
)  # fmt: skip
def test_what_is_broken_is_said_with_row_and_column_and_without_the_cell(
    content: bytes, says: str, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    with pytest.raises(UsageError) as refused:
        list(opened(file))
    assert says in str(refused.value.say)
    assert refused.value.remedy
    assert not any(name in str(refused.value) for name in ("Anna", "Bo,", "Rhein"))


def test_a_line_without_an_end_is_refused_before_it_takes_all_memory(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("Name,City\n" + "x" * (2 << 20) + ",Bonn\n")
    with pytest.raises(UsageError, match="a line of more than a million bytes"):
        opened(file)


def test_ten_uneven_rows_are_enough(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        list(opened(write(tmp_path, "Name,City", *["x"] * 30)))
    assert str(refused.value.say).count("has 1 cell;") == 10
    assert str(refused.value.say).endswith("There may be more.")


def test_what_is_no_file(tmp_path: Path) -> None:
    for path, says in ((tmp_path / "absent.csv", "does not exist"), (tmp_path, "is not a regular file")):
        with pytest.raises(UsageError, match=says):
            opened(path)
