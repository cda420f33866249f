"""A made-up export of people in six states and three countries, from the file to the last letter."""

import csv
from collections import Counter
from pathlib import Path

from bot.recipients.batches import Folder
from bot.recipients.counts import count
from bot.recipients.facts import people_of
from bot.recipients.merging import Merge, merge, planned
from bot.recipients.repeats import repeated, with_repeats
from tests.recipients.merges import LETTERS, SPOKEN, STATES, crowd, styles
from tests.recipients.samples import opened

MANY = 2700  # 300 of each place
HEADER = (
    "Key,Name,Street,City,State,ZIP,Country,Email,Phone,Language,Channel,E-SIGN consent,Do not call,Opt out,Minor,"
    "Deceased"
)


def export(file: Path) -> Path:
    """As a CRM writes it; the last three rows stand there twice."""
    people = list(crowd(MANY))
    with file.open("w", encoding="utf-8-sig", newline="") as written:
        rows = csv.writer(written, delimiter=";")
        rows.writerow(HEADER.split(","))
        for one in (*people, *people[-3:]):
            said = (one.electronic_consent, one.no_phone, one.no_marketing, one.minor, one.deceased)
            rows.writerow([
                one.key, one.name, one.street, one.city, one.region, one.postal_code, one.country, one.email, one.phone,
                one.language, one.channel, *("yes" if each else "" for each in said),
            ])  # fmt: skip
    return file


def test_an_export_becomes_counts_facts_letters_and_a_reconciliation_that_adds_up(tmp_path: Path) -> None:
    listed = opened(export(tmp_path / "export.csv"))
    counts = count(listed)
    facts = {place: number.least for place, number in people_of(counts).table.items()}
    assert facts == dict.fromkeys([*STATES, *SPOKEN], 300)
    again = repeated(listed)
    order = Merge(LETTERS, styles(LETTERS), lambda: with_repeats(listed, again), None, "txt", {"list": "a list"})
    plan = planned(order)
    made = merge(order, Folder(tmp_path / "out"), lambda _rows: None)
    assert made["people"] == dict(plan.people), "what was written is what was planned"
    people = made["people"]
    assert (people["rows"], people["duplicates"], people["to_notify"]) == (MANY + 3, 3, sum(facts.values()))
    assert people["to_notify"] == people["by_mail"] + people["by_email"] + people["unreachable"]
    assert people["opted_out_of_marketing"] == sum(bool(one.no_marketing) for one in crowd(MANY))
    assert right_letters(tmp_path / "out") == people["by_mail"] + people["by_email"]
    with (tmp_path / "out/unreachable.csv").open(encoding="utf-8", newline="") as file:
        reasons = Counter(row["reason"] for row in csv.DictReader(file))
    assert reasons.total() == people["unreachable"] > 0


def right_letters(out: Path) -> int:
    """How many letters and emails there are; each is its person's, in the language of the place or as asked for."""
    expected = {
        one.row: (one.place, (one.language or SPOKEN[one.place]) if one.place in SPOKEN else "en")
        for one in crowd(MANY)
    }
    with (out / "email.csv").open(encoding="utf-8", newline="") as file:
        emails = {int(row["row"]): row["body"] for row in csv.DictReader(file)}
    letters = {int(file.stem): file.read_text() for file in out.glob("letters/*/*.txt")}
    assert not emails.keys() & letters.keys()
    for row, body in (emails | letters).items():
        place, language = expected[row]
        kind = place if place.startswith("US-") else next(one for one, spoken in SPOKEN.items() if spoken == language)
        assert body.endswith(f"\nYour data, {kind} {language}"), row
    return len(emails) + len(letters)
