"""The strict reader: what YAML would accept, and the reported location of each fault."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict

from bot.strict import LibraryFaults, parse, read_text

FILE = Path("law.yaml")


class Due(BaseModel):
    model_config = ConfigDict(extra="forbid")
    within: str


class Duty(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str
    due: Due | None = None


class Instrument(BaseModel):
    model_config = ConfigDict(extra="forbid")
    duties: list[Duty]


def faults(text: str, model: type[BaseModel] = Instrument) -> list[str]:
    with pytest.raises(LibraryFaults) as caught:
        parse(model, read_text(text, FILE))
    return [str(fault) for fault in caught.value.faults]


def test_norway_dates_and_clock_times_stay_text() -> None:
    value = read_text("a: NO\nb: 72:00\nc: 2018-05-25\nd: on\ne: 1\nf: true\ng: 1e3\n", FILE).value
    assert value == {"a": "NO", "b": "72:00", "c": "2018-05-25", "d": "on", "e": 1, "f": True, "g": "1e3"}


def test_a_duplicate_key_names_both_lines() -> None:
    with pytest.raises(LibraryFaults, match=r"law.yaml:3: a: duplicate key \(first on line 1\)"):
        read_text("a: 1\nb: 2\na: 3\n", FILE)


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\nb: *x\n",
        "a: [1\n",
        "a: !!python/object:os.x 1\n",
        "a: b: c\n",
        "a: !!str [b, c]\n",
        "a: !!seq {b: c}\n",
        "a: !!map b\n",
    ],
)
def test_what_is_not_plain_yaml_is_refused(text: str) -> None:
    with pytest.raises(LibraryFaults, match="not valid YAML"):
        read_text(text, FILE)


def test_a_misspelled_key_is_named_with_its_line_and_what_is_allowed() -> None:
    [fault] = faults(
        "duties:\n  - id: x\n    due:\n      withn: 72 hours\n      within: 1\n".replace("within: 1", "within: a")
    )
    assert fault.startswith("law.yaml:4: duties.0.due.withn: unknown key. Did you mean 'within'?")
    assert "Allowed: within." in fault


def test_every_fault_is_reported_at_once() -> None:
    found = faults("duties:\n  - due:\n      within: []\n  - id: 3\n")
    assert [text.split(": ")[0] for text in found] == ["law.yaml:2", "law.yaml:3", "law.yaml:4"]


def test_a_missing_file_is_a_fault_and_not_a_crash(tmp_path: Path) -> None:
    from bot.strict import read

    with pytest.raises(LibraryFaults, match="cannot be read"):
        read(tmp_path / "absent.yaml")


@pytest.mark.parametrize(
    "before", ["", "x:\n  ", "x:\r  ", "x:\r\n  ", "x:\x85  ", "x:\u2028  ", "x:\u2029  ", "\ufeff"]
)
def test_what_is_nested_too_deeply_is_refused_after_every_break_of_a_line(before: str) -> None:
    with pytest.raises(LibraryFaults, match="nested too deeply"):
        read_text(f"{before}{'- ' * 200_000}a\n", FILE)


def test_a_key_that_only_looks_like_another_one_of_its_table_is_the_same() -> None:
    with pytest.raises(LibraryFaults, match=r"law.yaml:3: b.1: duplicate key \(first on line 2\)"):
        read_text('b:\n  1: x\n  "1": y\n', FILE)
