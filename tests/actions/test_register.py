"""The register: every breach with the reasons for and against, no drill, no formula; what was kept elsewhere, once."""

import csv
import io
import json
from zipfile import ZipFile

import pytest

from bot.actions.audit_log import RedactEntry
from bot.actions.register import entries
from bot.actions.register_imports import BreachesImported, ImportBreaches, first_broken, import_breaches, redact_import
from bot.documents.register import Scope, to_format
from bot.domain.register_import import EntryRules, columns_of, read_entries
from bot.errors import Refused, UsageError
from tests.slack.desk import DPO, LEAD, Desk

AUTHORITY, PEOPLE = "eu-gdpr-33-1-authority", "eu-gdpr-34-individuals"
EVIL = '=HYPERLINK("http://evil.example","click")'


@pytest.fixture
def kept(inside: Desk) -> Desk:
    """Two breaches and a drill; of the first, only the authority was told."""
    for fact in ("people DE 1200", "data email", "aware_at today 08:30", f"likely_consequences {EVIL}"):
        inside.say(DPO, f"/breach facts {fact}")
    inside.say(DPO, "/breach risk high because names and addresses let strangers write to people")
    inside.say(DPO, f"/breach met {AUTHORITY} ref LDA-7 by portal because our counsel filed it for us")
    for person in (DPO, LEAD):
        inside.say(person, f"/breach decline {PEOPLE} because the disk was encrypted")
    inside.later(hours=1)
    inside.say(LEAD, "/breach open phone lost in Graz", channel="C0GENERAL")
    inside.say(LEAD, "/breach drill ransomware on the file server", channel="C0GENERAL")
    return inside


def made(desk: Desk, format: str) -> bytes:
    with desk.opens(LEAD, True) as work:
        found = sorted(entries(work), key=lambda one: (one.known_on, one.ref))
        return to_format(found, Scope(work.now, "Europe/Berlin"), format)


def test_each_breach_is_one_entry_with_its_reasons_and_no_drill(kept: Desk) -> None:
    rows = list(csv.DictReader(io.StringIO(made(kept, "csv").decode("utf-8-sig"))))
    first, second = rows
    assert (first["Title"], second["Title"]) == ("laptop lost in Lyon", "phone lost in Graz")
    assert first["Effects"] == f"'{EVIL}"
    assert "LDA-7, by online portal or form" in first["Notified"]
    assert "Notify affected people (GDPR): " in first["Not notified, and why"]
    assert "the disk was encrypted" in first["Not notified, and why"]
    assert first["Risk to people"].endswith("let strangers write to people")
    assert (first["Recorded (Europe/Berlin)"], first["People told"], first["Places"]) == (
        "2026-03-02 10:00",
        "",
        "Germany",
    )
    assert "Notify the supervisory authority (GDPR)" in second["Not decided yet"]
    whole = json.loads(made(kept, "json"))["breaches"][0]
    assert (whole["aware_at"], whole["effects"]) == ("2026-03-02T07:30:00Z", EVIL)
    sheet = ZipFile(io.BytesIO(made(kept, "xlsx"))).read("xl/worksheets/sheet1.xml").decode()
    strings = ZipFile(io.BytesIO(made(kept, "xlsx"))).read("xl/sharedStrings.xml").decode()
    assert "<t>Aware (Europe/Berlin)</t>" in strings
    assert ("<f>" in sheet, "<hyperlink" in sheet) == (False, False)
    assert "### BR-2223 · laptop lost in Lyon" in made(kept, "md").decode()


def test_what_was_kept_elsewhere_is_imported_once_and_marked(kept: Desk) -> None:
    rules = EntryRules(kept.library.law.places, "Europe/Berlin", kept.now.date(), {})

    def brought(ref: str, effects: str) -> BreachesImported:
        row = [ref, "2019-05-03", "A letter went astray.", effects, "We took it back."]
        columns = ["ref", "aware_at", "what_happened", "effects", "measures_taken"]
        with kept.opens("Aoife Brennan", False) as work:
            found = read_entries(columns_of(columns, rules), [(2, row)], rules)
            return import_breaches(work, ImportBreaches(found, "old.csv", "a" * 64))

    assert [len(brought("2019-01", "A neighbor read it.").added) for _again in range(2)] == [1, 0]
    assert len(brought("2019-02", "Nobody read it.").added) == 1
    with pytest.raises(UsageError, match="with other contents already: 2019-01"):
        brought("2019-01", "A neighbor sold it.")
    with pytest.raises(UsageError, match="with other contents already: BR-2223"):
        brought("BR-2223", "A neighbor read it.")
    with kept.opens(LEAD, True) as work:
        found = {one.ref: one for one in entries(work)}
        assert first_broken(work.session) is None
    assert len(found) == 4
    assert str(found["2019-01"].cells["origin"]).startswith("imported from old.csv on ")
    assert found["2019-01"].cells["effects"] == "A neighbor read it."
    with kept.opens("Aoife Brennan", False) as work:
        redact_import(work, RedactEntry(1, "cells", "a name was in it"))
    with kept.opens(LEAD, True) as work:
        found = {one.ref: one for one in entries(work)}
        assert first_broken(work.session) is None
    assert set(found["2019-01"].cells) == {"ref", "origin"}
    assert len(brought("2019-01", "A neighbor read it.").added) == 0
    for wrong, answer in (
        (RedactEntry(9, "cells", "no"), "no imported entry 9"),
        (RedactEntry(1, "cells", "no"), "already"),
    ):
        with kept.opens(LEAD, False) as work, pytest.raises(Refused, match=answer):
            redact_import(work, wrong)
