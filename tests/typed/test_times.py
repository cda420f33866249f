"""Times as people type them become instants, or prompt a question; nothing is guessed and nothing is dropped."""

import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Ambiguous, UsageError
from bot.messages import speaking
from bot.typed.moments import heard
from bot.typed.times import Sense, Writer, is_time, read_day, read_moment
from tests.typed.outcomes import outcome

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)  # a Saturday; 13:00 in Berlin, 07:00 in New York
BERLIN, NEW_YORK, LONDON = "Europe/Berlin", "America/New_York", "Europe/London"


def read(text: str, zone: str = BERLIN, sense: Sense = Sense.PAST, now: datetime = NOW) -> datetime:
    return read_moment("Aware", text, Writer(zone, now), sense).at


def asked(text: str, zone: str = BERLIN, sense: Sense = Sense.PAST, now: datetime = NOW) -> dict[datetime, str]:
    """The instants that are offered, with what each would be typed as. Each is read back without another question."""
    with pytest.raises(Ambiguous) as question:
        read(text, zone, sense, now)
    return {read(one.text, zone, sense, now): one.text for one in question.value.readings}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("now", "2026-11-28 12:00"),
        ("yesterday 4pm", "2026-11-27 15:00"),
        ("Yesterday at 4 p.m.", "2026-11-27 15:00"),
        ("yesterday 14:30", "2026-11-27 13:30"),
        ("today 09:00", "2026-11-28 08:00"),
        ("the day before yesterday 16:00", "2026-11-26 15:00"),
        ("2 days ago 4pm", "2026-11-26 15:00"),
        ("2 hours ago", "2026-11-28 10:00"),
        ("two hours ago", "2026-11-28 10:00"),
        ("an hour ago", "2026-11-28 11:00"),
        ("half an hour ago", "2026-11-28 11:30"),
        ("90 min ago", "2026-11-28 10:30"),
        ("2 hours and 30 minutes ago", "2026-11-28 09:30"),
        ("1h30 ago", "2026-11-28 10:30"),
        ("1.5 hours ago", "2026-11-28 10:30"),
        ("half past nine", "2026-11-28 08:30"),
        ("half past nine yesterday morning", "2026-11-27 08:30"),
        ("quarter to ten", "2026-11-28 08:45"),
        ("twenty past nine", "2026-11-28 08:20"),
        ("yesterday end of day", "2026-11-27 22:59:59"),
        ("noon", "2026-11-28 11:00"),
        ("yesterday 24:00", "2026-11-27 23:00"),
        ("yesterday 0930 zulu", "2026-11-27 09:30"),
        ("yesterday 9:30 Eastern Standard Time", "2026-11-27 14:30"),
        ("yesterday 9:30 pacific daylight time", "2026-11-27 16:30"),
        ("yesterday 9:30 central european summer time", "2026-11-27 07:30"),
        ("yesterday 9:30 Mountain", "2026-11-27 16:30"),
        ("yesterday 9:30 Central", "2026-11-27 15:30"),
        ("yesterday 9:30 NYC", "2026-11-27 14:30"),
        ("yesterday 9:30 in Berlin", "2026-11-27 08:30"),
        ("yesterday 15:00 PM", "2026-11-27 14:00"),
        ("yesterday 5p", "2026-11-27 16:00"),
        ("Nov 26 '26 9:30", "2026-11-26 08:30"),
        ("26 Nov 2026 ９：３０", "2026-11-26 08:30"),
        ("٢٦ Nov ٢٠٢٦ ٠٩:٣٠", "2026-11-26 08:30"),
        ("noon yesterday", "2026-11-27 11:00"),
        ("midnight", "2026-11-27 23:00"),
        ("3am", "2026-11-28 02:00"),
        ("3 am", "2026-11-28 02:00"),
        ("12am", "2026-11-27 23:00"),
        ("12pm", "2026-11-28 11:00"),
        ("9.30", "2026-11-28 08:30"),
        ("0930 hours", "2026-11-28 08:30"),
        ("yesterday 1630", "2026-11-27 15:30"),
        ("this morning 9:30", "2026-11-28 08:30"),
        ("yesterday evening 9:30", "2026-11-27 20:30"),
        ("11/28/2026 9am", "2026-11-28 08:00"),
        ("24/11/2025 10:00", "2025-11-24 09:00"),
        ("11/24/2025 10:00", "2025-11-24 09:00"),
        ("03/03/2025 10:00", "2025-03-03 09:00"),
        ("24.11.2026 9:00", "2026-11-24 08:00"),
        ("24.11.26 9:00", "2026-11-24 08:00"),
        ("03.04.2026 9.30", "2026-04-03 07:30"),
        ("24.11. 9.30", "2026-11-24 08:30"),
        ("20 Nov 2026 14:30", "2026-11-20 13:30"),
        ("14:30 20 November 2026", "2026-11-20 13:30"),
        ("24th of November, 2025 9:30am", "2025-11-24 08:30"),
        ("Nov 24 2025 9:30", "2025-11-24 08:30"),
        ("November 24, 2025 at 5pm", "2025-11-24 16:00"),
        ("Nov 24 9:30", "2026-11-24 08:30"),
        ("2026-11-05 14:30", "2026-11-05 13:30"),
        ("2026/11/05 14:30", "2026-11-05 13:30"),
        ("2026-11-20T14:30Z", "2026-11-20 14:30"),
        ("2026-11-24T09:30+02:00", "2026-11-24 07:30"),
        ("2026-11-24T09:30-05:00", "2026-11-24 14:30"),
        ("2026-11-24T09:30:15.250Z", "2026-11-24 09:30:15"),
        ("1 Mar 2026 09:00 -08:00", "2026-03-01 17:00"),
        ("Monday 9:00", "2026-11-23 08:00"),
        ("on Monday at 9:00", "2026-11-23 08:00"),
        ("Saturday 9:00", "2026-11-28 08:00"),
        ("Mon 23 Nov 2026 9:00", "2026-11-23 08:00"),
        ("last night at 11", "2026-11-27 22:00"),
        ("last night 2am", "2026-11-28 01:00"),
        ("an hour and a half ago", "2026-11-28 10:30"),
        ("9:30 local time", "2026-11-28 08:30"),
        # as machines write them
        ("20261124T093000Z", "2026-11-24 09:30"),
        ("2026-11-24 09:30:00,123", "2026-11-24 08:30"),
        ("2026-11-24T09:30:00.000000+00:00", "2026-11-24 09:30"),
        ("24 Nov 2026 9:30+01:00", "2026-11-24 08:30"),
        ("24/Nov/2026:09:30:00 +0100", "2026-11-24 08:30"),
        ("Tue, 24 Nov 2026 09:30:00 +0100", "2026-11-24 08:30"),
        ("Tue Nov 24 09:30:00 UTC 2026", "2026-11-24 09:30"),
        ("24-Nov-2026 9:30", "2026-11-24 08:30"),
        ("Nov 24, 2026, 9:30:00 AM EST", "2026-11-24 14:30"),
        # German
        ("gestern Nacht um 11", "2026-11-27 22:00"),
        ("vorgestern um halb zehn abends", "2026-11-26 20:30"),
        ("Montag, 23. November 2026, 9:00 Uhr", "2026-11-23 08:00"),
        ("gestern 16 Uhr", "2026-11-27 15:00"),
        ("gestern um 16:30 Uhr", "2026-11-27 15:30"),
        ("heute 9 Uhr", "2026-11-28 08:00"),
        ("heute morgen 9 Uhr", "2026-11-28 08:00"),
        ("gestern abend 8 Uhr", "2026-11-27 19:00"),
        ("vor 2 Stunden", "2026-11-28 10:00"),
        ("vor einer halben Stunde", "2026-11-28 11:30"),
        ("halb zehn", "2026-11-28 08:30"),
        ("am 24. November um 9 Uhr", "2026-11-24 08:00"),
        ("24. März 2026, 9:30 Uhr", "2026-03-24 08:30"),
        ("Montag 9:00", "2026-11-23 08:00"),
        # French
        ("hier à midi", "2026-11-27 11:00"),
        ("cet après-midi à 1h", "2026-11-28 12:00"),
        ("il y a une demi-heure", "2026-11-28 11:30"),
        ("le lundi 23 novembre à 9h", "2026-11-23 08:00"),
        ("hier 16h", "2026-11-27 15:00"),
        ("hier à 16h30", "2026-11-27 15:30"),
        ("hier soir 8h", "2026-11-27 19:00"),
        ("il y a 2 heures", "2026-11-28 10:00"),
        ("aujourd'hui 9h", "2026-11-28 08:00"),
        ("le 24 août 2026 à 9h30", "2026-08-24 07:30"),
        ("lundi 9h", "2026-11-23 08:00"),
        ("midi", "2026-11-28 11:00"),
        # Spanish
        ("anoche a las 11", "2026-11-27 22:00"),
        ("hace una hora y media", "2026-11-28 10:30"),
        ("esta mañana a las 9", "2026-11-28 08:00"),
        ("ayer a las 16", "2026-11-27 15:00"),
        ("ayer a las 4 de la tarde", "2026-11-27 15:00"),
        ("hace 2 horas", "2026-11-28 10:00"),
        ("hoy a las 9:00", "2026-11-28 08:00"),
        ("24 de noviembre de 2025 a las 9:30", "2025-11-24 08:30"),
        ("lunes 9:00", "2026-11-23 08:00"),
    ],
)
def test_a_time_is_understood_as_people_type_it(text: str, at: str) -> None:
    assert read(text) == utc(at)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("1 Mar 2026 9:30 PST", "2026-03-01 17:30"),
        ("1 Jul 2026 9:30 PST", "2026-07-01 17:30"),  # an offset, in every season
        ("1 Jul 2026 9:30 PDT", "2026-07-01 16:30"),
        ("1 Jul 2026 9:30 EST", "2026-07-01 14:30"),
        ("1 Jul 2026 9:30 ET", "2026-07-01 13:30"),  # a zone, with summer time
        ("1 Mar 2026 9:30 ET", "2026-03-01 14:30"),
        ("1 Mar 2026 9:30 Pacific time", "2026-03-01 17:30"),
        ("24 Nov 2025 9:30 CET", "2025-11-24 08:30"),
        ("24 Nov 2025 9:30CET", "2025-11-24 08:30"),
        ("24 Nov 2025 9:30 (CET)", "2025-11-24 08:30"),
        ("24 Jul 2025 9:30 CEST", "2025-07-24 07:30"),
        ("24 Jul 2025 9:30 MESZ", "2025-07-24 07:30"),
        ("24 Nov 2025 9:30 UTC", "2025-11-24 09:30"),
        ("24 Nov 2025 9:30 GMT", "2025-11-24 09:30"),
        ("24 Nov 2025 9:30 UTC+1", "2025-11-24 08:30"),
        ("24 Nov 2025 9:30 +0530", "2025-11-24 04:00"),
        ("24 Nov 2025 9:30 JST", "2025-11-24 00:30"),
        ("24 Nov 2025 9:30 AEST", "2025-11-23 23:30"),
        ("24 Nov 2025 9:30 Asia/Tokyo", "2025-11-24 00:30"),
        ("24 Jul 2025 9:30 New York time", "2025-07-24 13:30"),
        ("24 Jul 2025 9:30 Berlin", "2025-07-24 07:30"),
    ],
)
@pytest.mark.parametrize("zone", [BERLIN, NEW_YORK, "Asia/Tokyo"])
def test_a_zone_that_is_named_counts_and_not_the_writers_own(text: str, at: str, zone: str) -> None:
    assert read(text, zone) == utc(at)


def test_without_a_zone_it_is_the_writers_own() -> None:
    assert read("24 Nov 2025 9:30", NEW_YORK) == utc("2025-11-24 14:30")
    assert read("yesterday 4pm", NEW_YORK) == utc("2026-11-27 21:00")
    late = datetime(2026, 11, 28, 2, tzinfo=UTC)  # still the 27th in New York
    assert read("yesterday 4pm", NEW_YORK, now=late) == utc("2026-11-26 21:00")
    assert read("yesterday 4pm", BERLIN, now=late) == utc("2026-11-27 15:00")


@pytest.mark.parametrize(
    ("text", "ats"),
    [
        ("03/04/2025 09:00", {"2025-04-03 07:00", "2025-03-04 08:00"}),
        ("03-04-2025 09:00", {"2025-04-03 07:00", "2025-03-04 08:00"}),
        ("3/4 9:30", {"2026-04-03 07:30", "2026-03-04 08:30"}),
        ("24/11/25 9:00", {"2025-11-24 08:00", "2024-11-25 08:00"}),
        ("1 Mar 2026 9:30 IST", {"2026-03-01 04:00", "2026-03-01 07:30", "2026-03-01 08:30"}),
        ("1 Mar 2026 9:30 BST", {"2026-03-01 08:30", "2026-03-01 03:30"}),
        ("1 Mar 2026 9:30 CST", {"2026-03-01 15:30", "2026-03-01 01:30"}),
        ("1 Mar 2026 9:30 AST", {"2026-03-01 13:30", "2026-03-01 06:30"}),
        ("29 Mar 2026 02:30", {"2026-03-29 00:30", "2026-03-29 01:30"}),  # clocks were set forward
        ("25 Oct 2026 02:30", {"2026-10-25 00:30", "2026-10-25 01:30"}),  # and back
        ("yesterday half past nine", {"2026-11-27 08:30", "2026-11-27 20:30"}),
        ("yesterday at 9", {"2026-11-27 08:00", "2026-11-27 20:00"}),
        ("yesterday midnight", {"2026-11-26 23:00", "2026-11-27 23:00"}),
        ("half nine", {"2026-11-28 07:30", "2026-11-28 08:30"}),  # to a Briton half past nine
        ("last Monday 9:00", {"2026-11-23 08:00", "2026-11-16 08:00"}),
        (
            "03/04/2025 9:30 IST",
            {f"2025-{day} {at}" for day in ("04-03", "03-04") for at in ("04:00", "07:30", "08:30")},
        ),
        # The natural meaning lies in the future: what else may be meant is asked about.
        ("23:00", {"2026-11-27 22:00"}),
        ("Saturday 18:00", {"2026-11-21 17:00"}),
        ("30 Nov 9:00", {"2025-11-30 08:00"}),
        ("11/12/2026 9:00", {"2026-11-12 08:00"}),
        ("end of day", {"2026-11-27 22:59:59"}),
    ],
)
def test_what_has_several_readings_is_asked_with_all_of_them(text: str, ats: set[str]) -> None:
    assert set(asked(text)) == {utc(at) for at in ats}


def test_the_zone_that_fits_the_writer_is_offered_first() -> None:
    assert next(iter(asked("1 Jul 2026 9:30 BST", LONDON))) == utc("2026-07-01 08:30")
    assert next(iter(asked("1 Jul 2026 9:30 IST", "Asia/Kolkata"))) == utc("2026-07-01 04:00")
    assert next(iter(asked("1 Jul 2026 9:30 IST", "Europe/Dublin"))) == utc("2026-07-01 08:30")


def test_the_order_of_the_organizations_country_is_offered_first() -> None:
    def first(country: str) -> str:
        with pytest.raises(Ambiguous) as question:
            read_moment("Aware", "03/04/2025 09:00", Writer(BERLIN, NOW, country))
        return question.value.readings[0].text

    assert first("US") == "2025-03-04 09:00"
    assert first("GB") == first("DE") == "2025-04-03 09:00"


def test_the_question_names_both_readings_in_words() -> None:
    with pytest.raises(Ambiguous) as question:
        read("03/04/2025 09:00")
    assert question.value.say == "Aware: “03/04/2025 09:00” can be read in more than one way."
    assert {one.label for one in question.value.readings} == {
        "Thu 3 Apr 2025, 09:00 CEST (07:00 UTC)", "Tue 4 Mar 2025, 09:00 CET (08:00 UTC)"
    }  # fmt: skip


def test_the_question_says_when_the_clocks_were_changed() -> None:
    for text in ("29 Mar 2026 02:30", "25 Oct 2026 02:30"):
        with pytest.raises(Ambiguous, match="the clocks changed then"):
            read(text)


@pytest.mark.parametrize("text", ["around 4pm yesterday", "gestern gegen 16 Uhr", "hier vers 16h", "~16:00 yesterday"])
def test_a_time_that_is_not_exact_is_asked_about(text: str) -> None:
    assert list(asked(text)) == [utc("2026-11-27 15:00")]
    with pytest.raises(Ambiguous, match="is not exact"):
        read(text)


EXAMPLES = {
    "de": ("20. Nov. 2026 14:30", "gestern 16 Uhr", "Montag 9:00", "vor 2 Stunden"),
    "fr": ("20 nov. 2026 14:30", "hier 16h", "lundi 9:00", "il y a 2 heures"),
    "es": ("20 nov 2026 14:30", "ayer a las 16", "lunes 9:00", "hace 2 horas"),
}


@pytest.mark.parametrize("language", EXAMPLES)
def test_the_examples_in_every_language_are_understood(language: str) -> None:
    expected = [read(text) for text in ("20 Nov 2026 14:30", "yesterday 4pm", "Monday 9:00", "2 hours ago")]
    assert [read(text) for text in EXAMPLES[language]] == expected
    assert read_day("Day", EXAMPLES[language][0].rpartition(" ")[0], Writer(BERLIN, NOW)).isoformat() == "2026-11-20"
    with speaking(language), pytest.raises(UsageError) as refused:
        read("x")
    for example in EXAMPLES[language][:2]:
        assert example in str(refused.value)


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("20 Nov 2026", "no time of day"),
        ("yesterday", "no time of day"),
        ("Monday", "no time of day"),
        ("2 days ago", "no time of day"),
        ("soon", "“soon” is not a time"),
        ("tomorow", "“tomorow” is not a time. Did you mean “tomorrow”?"),
        ("yestreday 16:00", "“yestreday” in “yestreday 16:00” is not part of a time. Did you mean “yesterday”?"),
        ("Mitwoch 9:00", "Did you mean “mittwoch”?"),
        ("9:30 XYZ", "“XYZ”"),
        ("9:30 PST please", "“please”"),
        ("20 Nov 2026 14:30 or so", "“or”"),
        ("9:30-10:30", "is not part of a time"),
        ("9", "“9” is not a time"),
        ("24 Nov 20", "“20”"),
        ("24 Nov 26 9:30", "“26”"),
        ("Easter Monday 9:30", "“Easter”"),
        ("10.11 9:30", "more than one time"),
        ("last night 14:00", "contradict"),
        ("9:30 and 10:30", "“and”"),
        ("9:30 10:30", "more than one time"),
        ("9:30 PST CET", "more than one time"),
        ("yesterday today 9:30", "more than one time"),
        ("2 hours ago 9:30", "more than one time"),
        ("24/11 2026", "has no time of day"),
        ("32 Nov 2026 10:00", "is not a day that exists"),
        ("31 Feb 2026 10:00", "is not a day that exists"),
        ("2026-02-30 10:00", "is not a day that exists"),
        ("29 Feb 9:00", "Not every year has a February 29"),
        ("25:00", "“25:00” is not a time"),
        ("13pm", "“13pm” is not a time"),
        ("yesterday 16:00 in the morning", "contradict"),
        ("Tue 23 Nov 2026 9:00", "The date is Mon 23 Nov 2026, not the day of the week"),
        ("22 Dec 2026 09:00", "Tue 22 Dec 2026, 09:00 CET is in the future"),
        ("tomorrow 9:00", "is in the future"),
        ("0001-01-01T00:00", "before 1970"),
        ("1969-12-31 23:00", "before 1970"),
        ("0000-01-01 00:00", "is not a day that exists"),
        ("9999-12-31T23:59", "too far in the future"),
        ("999999999999 hours ago", "before 1970"),
        ("99999999999999 days ago 4pm", "before 1970"),
        ("9" * 100_000, "too long"),
        ("yesterday " * 10_000, "too long"),
        ("", "no time of day"),
        ("\ud800", "no time of day"),
        ("9:30 \udfff\ud800x", "“x”"),
    ],
)
def test_what_is_no_time_is_refused_with_what_to_write(text: str, say: str) -> None:
    with pytest.raises(UsageError) as refused:
        read(text)
    assert not isinstance(refused.value, Ambiguous)
    assert say in str(refused.value)
    assert refused.value.remedy
    assert len(str(refused.value)) < 300
    str(refused.value).encode()


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-12-20", "2026-12-20 22:59:59"),
        ("20 Dec 2026", "2026-12-20 22:59:59"),
        ("20.12.2026", "2026-12-20 22:59:59"),
        ("20 Dec", "2026-12-20 22:59:59"),
        ("1 Feb", "2027-02-01 22:59:59"),
        ("Monday", "2026-11-30 22:59:59"),
        ("tomorrow", "2026-11-29 22:59:59"),
        ("tomorrow noon", "2026-11-29 11:00"),
        ("in 3 days", "2026-12-01 22:59:59"),
        ("in 2 Stunden", "2026-11-28 14:00"),
        ("end of day", "2026-11-28 22:59:59"),
        ("20 Mar 2027 17:00", "2027-03-20 16:00"),
    ],
)
def test_until_a_day_means_its_last_second(text: str, at: str) -> None:
    assert read(text, sense=Sense.UNTIL) == utc(at)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("next week", ("2026-11-30 22:59:59", "2026-12-04 22:59:59")),
        ("Nächste Woche", ("2026-11-30 22:59:59", "2026-12-04 22:59:59")),
        ("la semaine prochaine", ("2026-11-30 22:59:59", "2026-12-04 22:59:59")),
        ("la próxima semana", ("2026-11-30 22:59:59", "2026-12-04 22:59:59")),
        ("next month", ("2026-12-01 22:59:59", "2026-12-31 22:59:59")),
        ("nächsten Monat", ("2026-12-01 22:59:59", "2026-12-31 22:59:59")),
    ],
)
def test_until_a_week_or_a_month_asks_for_its_first_or_last_day(text: str, days: tuple[str, str]) -> None:
    assert set(asked(text, sense=Sense.UNTIL)) == set(map(utc, days))


def test_what_happened_next_week_is_refused() -> None:
    with pytest.raises(UsageError) as refused:
        read("next week")
    assert not isinstance(refused.value, Ambiguous)


def test_until_asks_where_the_next_day_of_that_name_is_not_plain() -> None:
    assert set(asked("Saturday", sense=Sense.UNTIL)) == {utc("2026-11-28 22:59:59"), utc("2026-12-05 22:59:59")}
    assert set(asked("9:00", sense=Sense.UNTIL)) == {utc("2026-11-29 08:00")}


def test_an_expected_time_may_lie_ahead_or_behind() -> None:
    assert read("22 Dec 2026 09:00", sense=Sense.ANY) == utc("2026-12-22 08:00")
    assert read("22 Nov 2026 09:00", sense=Sense.ANY) == utc("2026-11-22 08:00")
    assert set(asked("Monday 9:00", sense=Sense.ANY)) == {utc("2026-11-23 08:00"), utc("2026-11-30 08:00")}


def test_days_are_read_without_a_time() -> None:
    writer = Writer(BERLIN, NOW)
    assert read_day("Next update", "24.12.2026", writer).isoformat() == "2026-12-24"
    assert read_day("Next update", "tomorrow", writer).isoformat() == "2026-11-29"
    with pytest.raises(Ambiguous, match="more than one way"):
        read_day("Next update", "3/4/2027", writer)
    with pytest.raises(UsageError, match="is not a day"):
        read_day("Next update", "24.12.2026 9:00", writer)


def test_the_answer_says_how_a_time_was_read_and_in_whose_zone() -> None:
    own, named = (read_moment("Aware", text, Writer(BERLIN, NOW)) for text in ("yesterday 4pm", "1 Mar 2026 9:30 PST"))
    assert heard(own, BERLIN) == (
        "Read as Fri 27 Nov 2026, 16:00 CET (15:00 UTC), in your Slack time zone, Europe/Berlin."
    )
    assert heard(named, BERLIN) == "Read as Sun 1 Mar 2026, 18:30 CET (17:30 UTC), because you wrote PST."
    other_day = read_moment("Aware", "25 Nov 2026 20:00", Writer(NEW_YORK, NOW))
    assert "20:00 EST (Thu 26 Nov 2026, 01:00 UTC)" in heard(other_day, NEW_YORK)


@pytest.mark.parametrize("text", ["9:30", "yesterday 4pm", "now", "2 hours ago", "03/04/2025 9:00", "half past nine"])
def test_what_is_a_time_is_told_from_other_words(text: str) -> None:
    assert is_time(text)
    assert not is_time(f"gdpr {text}")


SCRIPT = """
from datetime import UTC, datetime
from bot.typed.times import Writer, read_moment
now = datetime(2026, 11, 28, 2, tzinfo=UTC)
for text in ("yesterday 4pm", "24 Nov 2025 9:30", "Monday 9:00", "1 Mar 2026 9:30 PST", "2 hours ago"):
    print(read_moment("x", text, Writer("America/New_York", now)).at.isoformat())
"""


def test_the_zone_of_the_server_has_no_effect() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "TZ": zone, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for zone in ("UTC", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Kiritimati")
    }
    assert len(said) == 1
    assert said.pop().splitlines()[:2] == ["2026-11-26T21:00:00+00:00", "2025-11-24T14:30:00+00:00"]


WORDS = (
    "yesterday", "today", "Monday", "last", "4pm", "9:30", "9.30", "9", "03/04/2025", "24/11/2025", "24.11.", "20",
    "Nov", "2026", "CET", "IST", "ET", "PST", "+02:00", "Z", "noon", "midnight", "half", "past", "nine", "end", "of",
    "day", "2", "hours", "ago", "in", "vor", "heute", "morgen", "hier", "à", "16h", "T", "at", ",", "-", "2026-11-24",
    "2026-10-25", "2:30",
)  # fmt: skip
TEXTS = st.text(max_size=40) | st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join)


@settings(max_examples=400, deadline=None)
@given(TEXTS, st.sampled_from(Sense))
def test_any_text_is_an_instant_or_a_question_or_refused(text: str, sense: Sense) -> None:
    got = outcome(lambda: read(text, sense=sense))
    if isinstance(got, Ambiguous):
        found = [read(one.text, sense=sense) for one in got.readings]
        assert found
        assert len(set(found)) == len(found)
    elif isinstance(got, UsageError):
        assert got.remedy
        str(got).encode()
    else:
        assert got.tzinfo is UTC
        assert sense is not Sense.PAST or got <= NOW
