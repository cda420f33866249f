"""How fast a list of a million people is counted, and in how much memory, beside the csv module reading the same file.
Prints, never fails.

Run with `python -m benchmarks.recipients`. It shows CPU time; on a busy machine that grows too. The people are made up:
a Salesforce export of six US states and three EU countries, with a row in fifty that has something to say about.
"""

import csv
import resource
import tempfile
from datetime import date
from itertools import cycle
from pathlib import Path
from time import process_time

from bot.law import load
from bot.recipients.columns import load_mappings
from bot.recipients.counts import count
from bot.recipients.lists import RowRules, open_list

ROOT = Path(__file__).parents[1]
ROWS = 1_000_000
ON = date(2026, 11, 29)
HEADER = (
    "Contact ID", "Salutation", "First Name", "Last Name", "Mailing Street", "Mailing City", "Mailing State/Province",
    "Mailing Zip/Postal Code", "Mailing Country", "Email", "Phone", "Preferred Language", "Do Not Call",
    "Email Opt Out", "Birthdate", "Deceased", "Account Owner",
)  # fmt: skip
PLACES = (
    ("Boston", "Massachusetts", "02108", "United States"), ("Austin", "TX", "78701", "US"), ("Köln", "", "50667", "DE"),
    ("Sacramento", "Calif.", "95814", "USA"), ("Lyon", "", "69001", "France"), ("Albany", "NY", "12207", "US"),
    ("Miami", "Fla.", "33101", "US"), ("Chicago", "Illinois", "60601", "US"), ("Wien", "", "1010", "Österreich"),
)  # fmt: skip
SALUTATIONS, LANGUAGES = ("Mr.", "Ms.", "", "Dr."), ("English", "de", "Spanish", "", "fr-FR")


def write_list(file: Path) -> None:
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(HEADER)
        parts = zip(cycle(PLACES), cycle(SALUTATIONS), cycle(LANGUAGES), range(ROWS), strict=False)
        for (city, state, postal_code, country), salutation, language, number in parts:
            odd = number % 50 == 0
            rows.writerow((
                number - odd, salutation, f"Given{number % 5000}", f"Family{number % 7919}",
                f"{number % 400} Main Street", city, state, postal_code, "Utopia" if odd else country,
                f"p{number}@example.org", f"+1 555 {number:07}",
                language, number % 2, int(number % 3 == 0), f"{1940 + number % 80}-0{1 + number % 9}-1{number % 10}",
                int(odd), "Owner",
            ))  # fmt: skip


def read_plainly(file: Path) -> int:
    with file.open(newline="", encoding="utf-8") as opened:
        return sum(1 for _row in csv.reader(opened))


def peak() -> int:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    places, mappings = load(ROOT / "regulations").places, load_mappings(ROOT / "recipients")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "people.csv"
        write_list(file)
        begun = process_time()
        read_plainly(file)
        plain, before, begun = process_time() - begun, peak(), process_time()
        counts = count(open_list(file, mappings, RowRules(places, ON)))
        took = process_time() - begun
        size = file.stat().st_size // 1_000_000
    print(
        f"{counts.rows:,} rows, {size} MB: {counts.people:,} people in {len(counts.by(lambda one: one.place))} places"
    )
    print(f"{'counted':40} {took:6.2f} s  {counts.rows / took:11,.0f} rows a second")
    print(f"{'the csv module alone':40} {plain:6.2f} s  {took / plain:.1f} times as fast")
    print(f"{'memory for it':40} {peak() - before:6} MB")


if __name__ == "__main__":
    main()
