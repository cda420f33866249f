"""`breachbot register` on the command line: what it is asked for, what it writes, what it brings in."""

from pathlib import Path

from sqlalchemy import text

from bot.store.engine import open_engine, writing
from tests.cli.conftest import Breachbot

OLD = """Aktenzeichen;Aware;What happened;Effects;Remedial action taken;Places
2019-01;03.05.2019;A letter went astray.;A neighbor read it.;We took it back.;Germany
"""


def test_a_register_is_imported_written_and_verified(breachbot: Breachbot, home: Path, tmp_path: Path) -> None:
    breachbot("migrate")
    file, out = tmp_path / "old.csv", tmp_path / "register.csv"
    file.write_text(OLD, encoding="utf-8")
    import_ = ("register", "import", file, "--by", "Aoife Brennan")
    mapped = (*import_, "--column", "Aktenzeichen=ref")
    assert breachbot(*mapped, "--dry-run").out == "1 would be added, 0 already in the register.\n"
    assert breachbot(*mapped).out == "1 added, 0 already in the register.\n"
    said = breachbot("register", "--from", "2019-05-03", "--place", "EU", "-o", out)
    assert (said.status, said.err, said.out) == (0, "", f"{out}: 1 breach.\n")
    assert out.read_text(encoding="utf-8").startswith("\ufeffReference,Title,Origin")
    redacted = breachbot("audit", "redact", "register", "1", "file", "--reason", "a name", "--by", "Aoife Brennan")
    assert redacted.out == "register: file of entry 1 is redacted.\n"
    with writing(open_engine(f"sqlite:///{home}/breachbot.db")) as session:
        session.execute(text("UPDATE register_log SET details = replace(details, 'read it', 'ate it')"))
    said = breachbot("audit", "verify")
    assert (said.status, said.out.splitlines()[-1]) == (1, "register: entry 1 does not match the one before it")
    with writing(open_engine(f"sqlite:///{home}/breachbot.db")) as session:
        session.execute(text("UPDATE register_log SET details = '{}' WHERE seq = 1"))
    said = breachbot("register", "--format", "md")
    assert (said.status, said.err) == (
        0,
        "Entry 1 of the log of imported breaches was altered: run breachbot audit verify.\n",
    )
    assert "Entry 1 of the log of imported breaches was altered." in said.out


def test_what_is_asked_for_wrongly_is_answered(breachbot: Breachbot) -> None:
    for options, answer in (
        (("--format", "doc"), "There is no format “doc”."),
        (("--from", "yesterday"), "--from yesterday is no date."),
        (("--from", "2026-02-01", "--to", "2026-01-01"), "--from 2026-02-01 is after --to 2026-01-01."),
        (("import", "absent.csv", "--by", " "), "An import requires a name."),
    ):
        said = breachbot("register", *options)
        assert (said.status, said.out) == (2, "")
        assert answer in said.err
