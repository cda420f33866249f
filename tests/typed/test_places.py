"""Places by code, name and abbreviation in four languages; a name of several places prompts a question."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Ambiguous, UsageError
from bot.law.values import Choices, Count
from bot.typed.numbers import NOBODY
from bot.typed.people import read_people, read_row_places
from bot.typed.places import clear_text, codes_named, read_place, read_places
from bot.typed.words import replaced
from tests import shipped
from tests.typed.outcomes import outcome

PLACES = shipped.law().places


def place(text: str, country: str | None = "DE") -> str:
    return read_place("Place", text, PLACES, country)


def people(text: str, country: str | None = "DE") -> dict[str, Count]:
    return dict(read_people("People", text, PLACES, country).table)


def asked(text: str, country: str | None = "DE") -> list[str]:
    """The places that are offered, in order. Each is read back as that place, no matter who asks."""
    with pytest.raises(Ambiguous) as question:
        place(text, country)
    return [place(one.text, country) for one in question.value.readings]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DE", "DE"),
        ("de", "DE"),
        ("GERMANY", "DE"),
        ("Deutschland", "DE"),
        ("Allemagne", "DE"),
        ("Alemania", "DE"),
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("Great Britain", "GB"),
        ("England", "GB"),
        ("Schottland", "GB"),
        ("Pays de Galles", "GB"),
        ("Northern Ireland", "GB"),
        ("Ireland", "IE"),
        ("Vereinigtes Königreich", "GB"),
        ("USA", "US"),
        ("U.S.", "US"),
        ("the United States", "US"),
        ("États-Unis", "US"),
        ("Estados Unidos", "US"),
        ("EE. UU.", "US"),
        ("California", "US-CA"),
        ("Kalifornien", "US-CA"),
        ("Californie", "US-CA"),
        ("us-ca", "US-CA"),
        ("New York", "US-NY"),
        ("Nueva York", "US-NY"),
        ("Caroline du Nord", "US-NC"),
        ("TX", "US-TX"),
        ("D.C.", "US-DC"),
        ("Puerto Rico", "US-PR"),
        ("PR", "US-PR"),
        ("Québec", "CA-QC"),
        ("Quebec", "CA-QC"),
        ("British Columbia", "CA-BC"),
        ("Nouvelle-Écosse", "CA-NS"),
        ("Bayern", "DE-BY"),
        ("Bavaria", "DE-BY"),
        ("Bavière", "DE-BY"),
        ("DE-BY", "DE-BY"),
        ("DE BY", "DE-BY"),
        ("Thueringen", "DE-TH"),
        ("Baden Wuerttemberg", "DE-BW"),
        ("Oesterreich", "AT"),
        ("NRW", "DE-NW"),
        ("Nordrhein-Westfalen", "DE-NW"),
        ("Baja Sajonia", "DE-NI"),
        ("Hong Kong", "HK"),
        ("Hongkong", "HK"),
        ("Hong Kong SAR China", "HK"),
        ("Holland", "NL"),
        ("the Netherlands", "NL"),
        ("Niederlande", "NL"),
        ("Pays-Bas", "NL"),
        ("Czech Republic", "CZ"),
        ("Ivory Coast", "CI"),
        ("Côte d’Ivoire", "CI"),
        ("St. Lucia", "LC"),
        ("Saint Lucia", "LC"),
        ("Bosnia and Herzegovina", "BA"),
        ("Bosnia & Herzegovina", "BA"),
        ("Türkei", "TR"),
        ("UAE", "AE"),
        ("EU", "EU"),
        ("European Union", "EU"),
        ("EWR", "EEA"),
        ("BE", "BE"),  # Belgium to a German company too, not Berlin
        ("IN", "IN"),
        ("AL", "AL"),
    ],
)
def test_a_place_is_understood_as_people_name_it(text: str, code: str) -> None:
    assert place(text) == code


def test_a_name_of_several_places_is_asked_and_what_fits_the_organization_comes_first() -> None:
    assert asked("Georgia", "US") == ["US-GA", "GE"]
    assert asked("Georgia", "DE") == ["GE", "US-GA"]
    assert asked("Washington", "DE") == ["US-WA", "US-DC"]
    assert asked("Korea") == ["KP", "KR"]
    assert asked("Congo") == ["CD", "CG"]


def test_a_code_is_the_country_unless_the_organizations_own_states_are_written_so() -> None:
    assert asked("CA", "US") == ["US-CA", "CA"]
    assert asked("CA", "DE") == asked("CA", "CA") == asked("CA", None) == ["CA", "US-CA"]
    assert asked("IN", "US") == ["US-IN", "IN"]
    assert asked("DE", "US") == ["US-DE", "DE"]
    assert asked("GA", "US") == ["US-GA", "GA"]
    assert place("GA", "DE") == place("GA", None) == "GA"
    assert asked("NL", "CA") == ["CA-NL", "NL"]
    assert asked("WA", "AU") == ["AU-WA", "US-WA"]
    assert place("FR", "US") == "FR"


@pytest.mark.parametrize("country", [None, "DE", "US", "CA", "AU"])
def test_every_place_has_a_text_that_means_it_alone(country: str | None) -> None:
    twins = {"PR", "GU", "VI"}  # read as parts of the United States
    for code in {*PLACES.places, *PLACES.groups} - twins:
        assert codes_named(clear_text(code, PLACES), PLACES, country) == (code,)
        assert code in codes_named(PLACES.name(code), PLACES, country)


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("Atlantis", "there is no place “Atlantis”. Write a name such as Germany"),
        ("Germny", "Did you mean Germany?"),
        ("", "there is no place"),
        ("x" * 100_000, "too long"),
        ("\ud800", "there is no place"),
    ],
)
def test_an_unknown_place_is_refused_with_the_nearest(text: str, say: str) -> None:
    with pytest.raises(UsageError) as refused:
        place(text)
    assert say in str(refused.value)


def test_a_list_of_places_may_be_incomplete() -> None:
    assert read_places("Places", "DE, France and Bayern", PLACES, "DE") == Choices(("DE", "FR", "DE-BY"))
    assert read_places("Places", "DE, unknown", PLACES, "DE") == Choices(("DE",), complete=False)
    assert read_places("Places", "none", PLACES, "DE") == Choices(())
    assert read_places("Places", "Trinidad and Tobago and Bosnia and Herzegovina", PLACES, "DE").items == ("TT", "BA")


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("GERMANY 12000", {"DE": Count(12_000, 12_000)}),
        ("California 2300", {"US-CA": Count(2300, 2300)}),
        ("UK 500", {"GB": Count(500, 500)}),
        ("England 5", {"GB": Count(5, 5)}),
        ("England 5, Scotland 7", {"GB": Count(12, 12)}),
        ("Hong Kong 4", {"HK": Count(4, 4)}),
        ("12,000 DE", {"DE": Count(12_000, 12_000)}),
        ("DE 12,000", {"DE": Count(12_000, 12_000)}),
        ("DE 12.000", {"DE": Count(12_000, 12_000)}),
        ("Germany: 12 000", {"DE": Count(12_000, 12_000)}),
        ("DE=1200", {"DE": Count(1200, 1200)}),
        ("about 12k in Germany", {"DE": Count(10_800, 13_200, 12_000)}),
        ("12,000 people in the Netherlands", {"NL": Count(12_000, 12_000)}),
        ("Germany 12000 customers", {"DE": Count(12_000, 12_000)}),
        ("500 to 1,000 in Bavaria", {"DE-BY": Count(500, 1000)}),
        ("about 500 to 1,000 in Germany", {"DE": Count(500, 1000)}),
        ("DE 300 to 500 FR 200", {"DE": Count(300, 500), "FR": Count(200, 200)}),
        (
            "DE 12000 FR 900 US-CA 2300",
            {"DE": Count(12_000, 12_000), "FR": Count(900, 900), "US-CA": Count(2300, 2300)},
        ),
        ("Germany 12 500 New York 12", {"DE": Count(12_500, 12_500), "US-NY": Count(12, 12)}),
        ("900 in France 12k in Germany", {"FR": Count(900, 900), "DE": Count(12_000, 12_000)}),
        ("DE 12 FR 900, IT 3", {"DE": Count(12, 12), "FR": Count(900, 900), "IT": Count(3, 3)}),
        ("France 1,5 Mio, DE 12", {"FR": Count(1_500_000, 1_500_000), "DE": Count(12, 12)}),
        ("DE 12,FR 900", {"DE": Count(12, 12), "FR": Count(900, 900)}),
        ("DE 12,000, FR 900; US-CA 12", {"DE": Count(12_000, 12_000), "FR": Count(900, 900), "US-CA": Count(12, 12)}),
        ("DE 1\nFR 2", {"DE": Count(1, 1), "FR": Count(2, 2)}),
        ("Germany 12, France 13, and Italy 4", {"DE": Count(12, 12), "FR": Count(13, 13), "IT": Count(4, 4)}),
        ("Deutschland 3 und Österreich 4", {"DE": Count(3, 3), "AT": Count(4, 4)}),
        ("between 500 and 1000 in Germany and 3 in France", {"DE": Count(500, 1000), "FR": Count(3, 3)}),
        ("Bosnia and Herzegovina 4 and Trinidad and Tobago 7", {"BA": Count(4, 4), "TT": Count(7, 7)}),
        ("FR some, elsewhere unknown", {"FR": Count(1, None), "elsewhere": Count(0, None)}),
        ("North Carolina 3", {"US-NC": Count(3, 3)}),
        ("EU 300", {"EU": Count(300, 300)}),
        # the examples of the form, in each language
        (
            "Germany 1200, about 900 in France, California 501-900, elsewhere unknown",
            {
                "DE": Count(1200, 1200),
                "FR": Count(810, 990, 900),
                "US-CA": Count(501, 900),
                "elsewhere": Count(0, None),
            },
        ),
        (
            "Deutschland 1200, etwa 900 in Frankreich, Kalifornien 501-900, anderswo unbekannt",
            {
                "DE": Count(1200, 1200),
                "FR": Count(810, 990, 900),
                "US-CA": Count(501, 900),
                "elsewhere": Count(0, None),
            },
        ),
        (
            "Allemagne 1200, environ 900 en France, Californie 501-900, ailleurs inconnu",
            {
                "DE": Count(1200, 1200),
                "FR": Count(810, 990, 900),
                "US-CA": Count(501, 900),
                "elsewhere": Count(0, None),
            },
        ),
        (
            "Alemania 1200, unos 900 en Francia, California 501-900, otros desconocido",
            {
                "DE": Count(1200, 1200),
                "FR": Count(810, 990, 900),
                "US-CA": Count(501, 900),
                "elsewhere": Count(0, None),
            },
        ),
        ("DE > 500, FR < 20", {"DE": Count(501, None), "FR": Count(0, 19)}),
        ("40 in Calif., 5 Mass., Tex. 6", {"US-CA": Count(40, 40), "US-MA": Count(5, 5), "US-TX": Count(6, 6)}),
        ("DE ~ 500", {"DE": Count(450, 550, 500)}),
        ("DE １２０００", {"DE": Count(12000, 12000)}),
        ("DE ١٢٠٠", {"DE": Count(1200, 1200)}),
        ("DE 5, rest of the world unknown", {"DE": Count(5, 5), "elsewhere": Count(0, None)}),
        ("Frankreich einige", {"FR": Count(1, None)}),
        ("France quelques", {"FR": Count(1, None)}),
        ("Francia algunos", {"FR": Count(1, None)}),
    ],
)
def test_people_are_read_with_their_places(text: str, table: dict[str, Count]) -> None:
    assert people(text) == table


def test_a_row_of_several_meanings_is_asked_with_its_number() -> None:
    with pytest.raises(Ambiguous) as question:
        people("US-CA 2300, CA 40", "US")
    assert question.value.typed == "CA 40"
    assert [one.label for one in question.value.readings] == ["California (US-CA): 40", "Canada (CA): 40"]
    assert [people(one.text, "US") for one in question.value.readings] == [
        {"US-CA": Count(40, 40)}, {"CA": Count(40, 40)}
    ]  # fmt: skip
    assert replaced("US-CA 2300, CA  40", "CA 40", "Canada 40") == "US-CA 2300, Canada 40"


def test_place_and_number_may_both_have_several_meanings() -> None:
    with pytest.raises(Ambiguous) as question:
        people("Georgia 12.00")
    found = [people(one.text) for one in question.value.readings]
    assert found == [{code: Count(n, n)} for code in ("GE", "US-GA") for n in (12, 1200)]


def test_rows_are_named_by_their_places_alone() -> None:
    def rows(text: str) -> tuple[str, ...]:
        return read_row_places("People", text, PLACES, "DE").items

    assert rows("FR") == ("FR",)
    assert rows("France, Bosnia and Herzegovina and elsewhere") == ("FR", "BA", "elsewhere")
    assert rows("FR 900, California 12") == ("FR", "US-CA")
    with pytest.raises(Ambiguous) as question:
        rows("Georgia, FR")
    assert question.value.typed == "Georgia"


@pytest.mark.parametrize(
    ("text", "say"),
    [
        ("DE 5, Germany 6", "Germany is listed twice"),
        ("UK 5, England 6", "United Kingdom is listed twice"),
        ("England 5, England 6", "United Kingdom is listed twice"),
        ("12,000", "is not a place and a number"),
        ("DE", "is not a place and a number"),
        ("many", "is not a place and a number"),
        ("Atlantis 3", "there is no place “Atlantis”"),
        ("DE -5", "is not a place and a number"),
        ("a few 500 to 1,000 in Germany", "is not a place and a number"),
        ("DE 12000 FR", "is not a place and a number"),
        ("DE 12 500 FR 900 IT", "is not a place and a number"),
        ("DE FR 900", "there is no place"),
        ("", "name a place and a number"),
        (",,;", "name a place and a number"),
        ("a and " * 3000, "is not a place and a number"),
        ("x" * 100_000, "too long"),
        ("\ud800 5", "there is no place"),
    ],
)
def test_what_is_no_table_of_people_is_refused(text: str, say: str) -> None:
    with pytest.raises(UsageError) as refused:
        people(text)
    assert not isinstance(refused.value, Ambiguous)
    assert say in str(refused.value)
    assert refused.value.remedy


WORDS = ("DE", "Germany", "CA", "Georgia", "US-CA", "Washington", "England", "5", "12,000", "12.00", "1.234k", "about",
         "some", "in", "and", ",", ";", "500-1000", "elsewhere")  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), max_size=7).map(" ".join) | st.text(max_size=20)


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from([None, "US", "DE"]))
def test_any_text_is_a_table_or_a_question_or_refused(text: str, country: str | None) -> None:
    got = outcome(lambda: people(text, country))
    if isinstance(got, Ambiguous):
        found = [people(one.text, country) for one in got.readings]
        assert len(found) >= 2
        assert all(found.count(one) == 1 for one in found)
    elif isinstance(got, UsageError):
        assert got.remedy
    else:
        assert got or text.strip().casefold() in {*NOBODY, "0"}, "only a word for nobody is an empty table"
