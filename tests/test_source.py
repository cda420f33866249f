"""What is not text, too large or too deep is named with its line, and never parsed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import LibraryError
from bot.source import DEEPEST, LARGEST_BYTES, read_json, read_source
from bot.strict import LibraryFaults, read, read_text

FILE = Path("law.yaml")


def written(folder: Path, content: bytes, name: str = "one.yaml") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("name: Müller\n".encode("utf-16"), r"one\.yaml: .*looks like UTF-16\. Save it as UTF-8: .*iconv -f UTF-16 "),
        ("a: b\nname: Müller\n".encode("latin-1"), r"one\.yaml:2: .*0xFC here is not UTF-8, but “ü” in Latin-1.* Save"),
        (
            "a: b\nname: „x“\n".encode("cp1252"),
            r"one\.yaml:2: .*0x84 here is not UTF-8, but “„” in Windows-1252, .* Save",
        ),
        ("a: b\n".encode("utf-16-le"), r"one\.yaml: .*looks like UTF-16LE\. Save"),
        ("a: b\n".encode("utf-16-be"), r"one\.yaml: .*looks like UTF-16BE\. Save"),
        ("a: b\n".encode("utf-32"), r"one\.yaml: .*looks like UTF-32\. Save"),
        (b"a:\n\tb: c\n\td: e\n", r"one\.yaml:2: .*a tab indents this line. Use spaces\.\n.*one\.yaml:3: "),
        (b"a: b\n\nc: \0d\n", r"one\.yaml:3: .*NUL byte"),
        (b"a: \x1b[31m\n", r"one\.yaml:1: .*U\+001B is not a character for a text\. Remove it\."),
        (b"x" * (LARGEST_BYTES + 1), r"one\.yaml: too large: at most 1,000,000 bytes"),
    ],
)
def test_what_is_not_text_says_where_and_what_to_do(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(LibraryFaults, match=says):
        read(written(tmp_path, content))


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert read(written(tmp_path, b"\xef\xbb\xbfname: x\n")).value == {"name": "x"}
    assert read_json(written(tmp_path, b'\xef\xbb\xbf{"name": "x"}', "one.json")) == {"name": "x"}


def test_only_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(pipe := tmp_path / "pipe.yaml")
    for place, says in ((pipe, "a device or a pipe"), (tmp_path, "this is a folder"), (Path("/dev/zero"), "device")):
        with pytest.raises(LibraryError, match=says):
            read_source(place)
    for place in (tmp_path / "absent.yaml", Path("a\0b")):
        with pytest.raises(LibraryError, match=r"cannot be read .*Check the path"):
            read_source(place)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "a: " + "{b: " * 200_000,
        "- " * 200_000 + "x",
        "? " * 200_000 + "x",
        "".join(" " * level + "a:\n" for level in range(300)),
        "a:\n" + "".join(" " * level + "- \n" for level in range(300)),
        "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1),
    ],
    ids=["lists", "tables", "points", "keys", "indented", "indented points", "one too many"],
)
def test_yaml_that_goes_too_deep_is_refused_before_it_is_composed(text: str) -> None:
    with pytest.raises(LibraryFaults, match=rf"law\.yaml:\d+: .*at most {DEEPEST} levels"):
        read_text(text, FILE)


def test_as_deep_as_allowed_is_read() -> None:
    value = read_text("[" * DEEPEST + "]" * DEEPEST, FILE).value
    assert json.dumps(value) == "[" * DEEPEST + "]" * DEEPEST


def test_many_short_lists_are_not_deep() -> None:
    assert len(read_text("\n".join(f"k{number}: [a, b]" for number in range(2_000)), FILE).value) == 2_000


def test_depth_does_not_end_the_interpreter(tmp_path: Path) -> None:
    """In a process of its own: before there was a limit, this was a segmentation fault."""
    code = "import sys; from pathlib import Path; from bot.strict import read; read(Path(sys.argv[1]))"
    file = written(tmp_path, b"[" * 200_000)
    done = subprocess.run(
        [sys.executable, "-c", code, str(file)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert "nested too deeply" in done.stderr


def test_numbers_have_only_as_many_digits_as_something_can_count() -> None:
    with pytest.raises(LibraryFaults, match=r"law\.yaml:2: b: a number has at most 18 digits"):
        read_text(f"a: {'9' * 18}\nb: {'9' * 400}\n", FILE)


def test_text_is_cleaned() -> None:
    assert read_text('"a\\u202eb": "c\\0d\\u200be"\n', FILE).value == {"a⟨U+202E⟩b": "cd⟨U+200B⟩e"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[" * 200_000, r":1: nested too deeply"),
        ('{"a":\n' * 101 + "1" + "}" * 101, r":101: nested too deeply"),
        ('{"a": "[[[["', r":1: not valid JSON"),
        ('{"a": NaN}', r"not valid JSON: NaN is not a number that can be read\. Correct it"),
        ('{"a": -1e999}', "not valid JSON: -1e999 is not a number"),
        ("9" * 5_000, "not valid JSON: a number has at most 18 digits"),
        ('{"a": {"b": 1, "c": 2, "b": 3}}', "not valid JSON: the key 'b' is there twice in the same table"),
        ("", r":1: not valid JSON: Expecting value \(column 1\)\. Correct it"),
    ],
)
def test_json_that_is_wrong_says_where(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(LibraryError, match=says):
        read_json(written(tmp_path, text.encode(), "one.json"))


def test_brackets_inside_texts_are_not_depth(tmp_path: Path) -> None:
    value = {"a": "[" * 500 + '\\"' + "{" * 500}
    assert read_json(written(tmp_path, json.dumps(value).encode(), "one.json")) == value


def test_json_text_is_cleaned(tmp_path: Path) -> None:
    assert read_json(written(tmp_path, rb'["a\ud800b\u0000c", "\ud83d\ude00"]', "one.json")) == ["abc", "😀"]
