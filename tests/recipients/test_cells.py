"""What single cells say; what isn't understood is None, never no."""

from datetime import date

from bot.recipients.cells import read_channel, read_deceased, read_language, reader_of_age, reader_of_yes

ON = date(2026, 11, 29)


def test_yes_and_no() -> None:
    read = reader_of_yes(["Werbesperre"])
    assert [read(cell) for cell in ("1", "Yes", "TRUE", "ja", "Oui", "Sí", "x", "werbesperre")] == [True] * 8
    assert [read(cell) for cell in ("", "0", "no", "Nein", "non", "FALSE", "-")] == [False] * 7
    assert [read(cell) for cell in ("maybe", "2")] == [None, None]
    assert [read(cell) for cell in ("✓", "☑", "1.0", "Opted out", "opt-out", "Abgemeldet", "Désabonné")] == [True] * 7
    assert [read(cell) for cell in ("0.0", "NULL", "opted in", "N/A")] == [False] * 4


def test_languages() -> None:
    written = ("de", "de-AT", "en_US", "German", "Deutsch", "allemand", "Español", "français", "Polski", "English (US)")
    assert [read_language(cell) for cell in written] == ["de", "de", "en", "de", "de", "de", "es", "fr", "pl", "en"]
    assert [read_language(cell) for cell in ("", "xx", "Klingon")] == ["", None, None]
    assert [read_language(cell) for cell in ("eng", "deu", "GER", "fra", "spa")] == ["en", "de", "de", "fr", "es"]


def test_channels() -> None:
    written = ("Email", "E-Mail", "Post", "Brief", "Letter", "Phone", "SMS", "Email; Phone", "")
    assert [read_channel(cell) for cell in written] == [
        "email",
        "email",
        "post",
        "post",
        "post",
        "phone",
        "sms",
        "email",
        "",
    ]
    assert read_channel("Carrier pigeon") is None


def test_who_is_under_eighteen_on_the_day() -> None:
    read = reader_of_age(ON)
    assert [read(cell) for cell in ("2008-11-30", "30.11.2008", "30/11/2008", "2010-01-01T00:00:00Z")] == [True] * 4
    assert [read(cell) for cell in ("2008-11-29", "29.11.2008", "1/5/1950", "")] == [False] * 4
    other = ("20100101", "2010/01/01", "2010-01-01 00:00", "1/2/2010 0:00", "1-2-2010", "2010.1.1")
    assert [read(cell) for cell in other] == [True] * 6
    assert [read(cell) for cell in ("1/1/10", "2010", "0000-00-00", "1-1/2010", "12-11-2008", "2010101")] == [None] * 6
    assert [read(cell) for cell in ("12/11/2008", "soon", "2008-13-01", "2030-01-01")] == [None] * 4


def test_the_deceased_by_a_mark_or_a_day() -> None:
    written = ("yes", "2024-05-01", "1.5.2024", "Deceased", "", "no", "0000-00-00", "?", "2024-13-45")
    said = [True, True, True, True, False, False, False, None, None]
    assert [read_deceased(cell) for cell in written] == said
