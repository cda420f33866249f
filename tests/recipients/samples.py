"""Made-up lists, written where a test wants them, and read as the command does."""

from datetime import date
from pathlib import Path

from bot.recipients.columns import ColumnMapping, load_mappings
from bot.recipients.lists import RecipientList, RowRules, open_list
from tests.shipped import ROOT, law

ON = date(2026, 11, 29)
HEADER = "Name,Street,City,State,ZIP,Country,Email"
ANNA = "Anna Beispiel,Main Street 1,Boston,MA,02108,US,anna@example.org"


def write(folder: Path, *lines: str, encoding: str = "utf-8", name: str = "people.csv") -> Path:
    file = folder / name
    file.write_bytes("".join(f"{line}\r\n" for line in lines).encode(encoding))
    return file


def opened(file: Path, chosen: ColumnMapping | None = None, home: str = "") -> RecipientList:
    return open_list(file, load_mappings(ROOT / "recipients"), RowRules(law().places, ON, home), chosen)
