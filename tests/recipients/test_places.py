"""Where a person lives, by what is written of country, state and ZIP code."""

from bot.recipients.places import Residences, by_zip
from tests.shipped import law

# country, state, place
WRITTEN = (
    ("US", "CA", "US-CA"), ("USA", "Calif.", "US-CA"), ("United States", "california", "US-CA"),
    ("U.S.", "N. Mex.", "US-NM"), ("US", "Wash.", "US-WA"), ("US", "Georgia", "US-GA"), ("US", "D.C.", "US-DC"),
    ("US", "Atlantis", "US"), ("US", "", "US"), ("Vereinigte Staaten", "Kalifornien", "US-CA"),
    ("Puerto Rico", "", "US-PR"), ("US", "PR", "US-PR"), ("PR", "", "US-PR"), ("CA", "", "CA"),
    ("Canada", "QC", "CA-QC"), ("Australia", "WA", "AU-WA"), ("Georgia", "", "GE"), ("Germany", "Bayern", "DE-BY"),
    ("Allemagne", "", "DE"), ("Alemania", "", "DE"), ("Deutschland", "", "DE"), ("DEU", "", "DE"), ("GBR", "", "GB"),
    ("England", "", "GB"), ("Österreich", "", "AT"), ("Autriche", "", "AT"), ("Italia", "", "IT"),
    ("Polska", "", "PL"), ("Nederland", "", "NL"), ("日本", "", "JP"), ("España", "", "ES"), ("Congo", "", ""),
    ("EU", "", ""), ("Utopia", "CA", ""), ("", "Texas", "US-TX"), ("", "TX", "US-TX"), ("", "CA", "US-CA"),
    ("", "WA", ""), ("", "", ""),
)  # fmt: skip
# the ZIP codes on the envelopes of state capitols, and those that three digits don't place
ZIPS = (
    ("02108", "US-MA"), ("95814", "US-CA"), ("12207-1234", "US-NY"), ("78701", "US-TX"), ("98501", "US-WA"),
    ("96813", "US-HI"), ("83702", "US-ID"), ("82001", "US-WY"), ("00901", "US-PR"), ("20001", "US-DC"),
    ("05602", "US-VT"), ("99801", "US-AK"), ("09012", "US"), ("06390", "US"), ("96799", "US"), ("96910", "US"),
    ("86515", "US"), ("00001", "US"), ("2108", "US"), ("SW1A", "US"),
)  # fmt: skip


def test_a_place_is_what_is_certain() -> None:
    residences = Residences(law().places)
    read = {(country, region): residences.read(country, region).place for country, region, _place in WRITTEN}
    assert read == {(country, region): place for country, region, place in WRITTEN}


def test_the_home_country_stands_in_for_none() -> None:
    residences = Residences(law().places, "US")
    assert residences.read("", "WA") == ("US", "US-WA")
    assert residences.read("Australia", "WA") == ("AU", "AU-WA")


def test_a_zip_code_tells_the_state_where_its_area_is_in_one() -> None:
    assert {code: by_zip(code).place for code, _place in ZIPS} == dict(ZIPS)
