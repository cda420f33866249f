"""Groups of data: what a name in a condition stands for, and which kinds of data each US statute lists."""

from pathlib import Path

import pytest

from bot.law.conditions import reads
from bot.law.data_groups import DataGroup, spelled_out
from bot.law.evaluation import evaluate
from bot.law.files import check
from bot.law.grammar import atoms
from tests.law.test_files import ROOT, SOUND
from tests.shipped import law

GROUPS = {
    "papers": DataGroup(label="papers", members=("passport", "ssn")),
    "contact": DataGroup(label="contact", members=("email",)),
}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("data.exists(d, d in papers)", 'data.exists(d, d in ["passport", "ssn"])'),
        (
            'data.exists(d, d in [contact, "names", papers])',
            'data.exists(d, d in ["email", "names", "passport", "ssn"])',
        ),
        ('data.exists(d, d in ["ssn", papers])', 'data.exists(d, d in ["ssn", "passport"])'),
        ('data.exists(d, d in [paper, "ssn"])', 'data.exists(d, d in [paper, "ssn"])'),
        ('"papers" in data && people["DE"] > 0', '"papers" in data && people["DE"] > 0'),
        ('"ssn" in data || !("contact" in roles)', '"ssn" in data || !("contact" in roles)'),
    ],
)
def test_a_groups_name_stands_for_its_list(written: str, read: str) -> None:
    assert spelled_out(written, GROUPS) == read


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    for name in ("vocabulary.yaml", "jurisdictions.yaml"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    return tmp_path


def test_an_unknown_group_is_named_with_its_file_its_line_and_the_closest(shared: Path) -> None:
    wrong = SOUND.replace("""'"processor" in roles'""", "data.exists(d, d in identity_document)")
    (shared / "own.yaml").write_text(wrong)
    (fault,) = check(shared)
    assert (Path(fault.file).name, fault.line, fault.key) == ("own.yaml", 15, "applies.0.when")
    assert "unknown group of data 'identity_document'" in str(fault)
    assert fault.allowed[0] == "identity_documents"


def test_a_group_has_kinds_of_data_that_exist_and_a_name_of_its_own(shared: Path) -> None:
    text = (shared / "vocabulary.yaml").read_text()
    odd = "data_groups:\n  people: {label: people, members: [names]}\n"
    odd += "  papers: {label: papers, members: [pasport, ssn, ssn]}\n"
    (shared / "vocabulary.yaml").write_text(text.replace("data_groups:\n", odd, 1))
    said = [(one.key, str(one)) for one in check(shared)]
    assert [key for key, _ in said] == [
        "data_groups.people",
        "data_groups.papers.members.0",
        "data_groups.papers.members.2",
    ]
    assert "a fact has this name" in said[0][1]
    assert "passport" in said[1][1]


def test_conditions_hold_the_kinds_of_data_themselves() -> None:
    groups = set(law().vocabulary.data_groups)
    assert not [duty.id for duty in law().duties for one in duty.expressions if groups & set(reads(one))]


def members(*names: str) -> frozenset[str]:
    return frozenset(one for name in names for one in law().vocabulary.data_groups[name].members)


PLAIN = frozenset({"ssn", "driving_licence"})
GOVERNMENT = members("government_identifiers")
DOCUMENTS = members("identity_documents")
HEALTH, BODY = members("health_data"), members("biometric_and_genetic")
NUMBERS = frozenset({"account_number", "card_number"})
LOGIN, OPENS = frozenset({"credentials"}), frozenset({"account_access"})

LISTED = {
    # 8-38-2(6): SSN, tax number, "unique identification number issued on a government document"
    "al": GOVERNMENT | HEALTH | LOGIN,
    "ak": PLAIN | OPENS,  # 45.48.090(7)
    # 18-551(11): IRS numbers and PINs too
    "az": PLAIN | HEALTH | LOGIN | {"private_key", "passport", "tax_id", "biometric"},
    "ar": PLAIN | {"health"} | BODY,  # 4-110-103(7)
    # 1798.82(h): "issued on a government document"
    "ca": GOVERNMENT | HEALTH | BODY | LOGIN | {"plate_reader"},
    # 6-1-716(1)(g)
    "co": PLAIN | HEALTH | LOGIN | {"student_id", "military_id", "passport", "biometric"},
    # 36a-701b(a)(2): a card counts without its code
    "ct": GOVERNMENT | HEALTH | LOGIN | {"biometric", "card_number"},
    # 12B-101(7): "state or federal identification card"
    "de": PLAIN | HEALTH | BODY | LOGIN | {"tax_id", "passport", "military_id", "other_government_id"},
    "dc": GOVERNMENT | HEALTH | BODY | LOGIN | NUMBERS,  # 28-3851(3)
    # 501.171(1)(g): since 1 July 2024
    "fl": DOCUMENTS | HEALTH | LOGIN | {"ssn", "biometric", "location", "plate_reader"},
    "ga": PLAIN | OPENS,  # 10-1-911(6)
    "il": PLAIN | HEALTH | LOGIN | {"biometric"},  # 815 ILCS 530/5
    # 715C.1(11): "created or collected by a government body"
    "ia": GOVERNMENT | {"electronic_id", "biometric"},
    "ks": PLAIN | NUMBERS,  # 50-7a01(g): "alone or in combination with any required security code"
    "la": PLAIN | {"passport", "biometric"},  # 51:3073(4)
    "me": PLAIN | NUMBERS | OPENS,  # 10 M.R.S. 1347(6)
    # 14-3501(e): "issued by the federal government"
    "md": PLAIN | HEALTH | BODY | LOGIN | {"tax_id", "passport", "military_id", "other_government_id"},
    "ma": PLAIN | NUMBERS,  # 93H s. 1: "with or without any required security code"
    "ms": PLAIN | {"tribal_id"},  # 75-24-29
    # 407.1500(1)(9): "created or collected by a government body"
    "mo": GOVERNMENT | HEALTH | {"electronic_id"},
    "mt": PLAIN | {"tribal_id", "health", "tax_id"},  # 30-14-1704(4)
    "ne": PLAIN | LOGIN | {"electronic_id", "biometric"},  # 87-802(5)
    "nv": PLAIN | LOGIN | {"health_insurance"},  # 603A.040
    "nh": GOVERNMENT,  # 359-C:19 IV(a)(2): "other government identification number"
    "nj": PLAIN | LOGIN,  # 56:8-161
    "nm": GOVERNMENT | {"biometric"},  # 57-12C-2(C): "government-issued identification number"
    "ny": PLAIN | NUMBERS | HEALTH | LOGIN | {"biometric"},  # 899-aa(1)(b)
    # 14-113.20(b)
    "nc": PLAIN | NUMBERS | OPENS | {"tax_id", "passport", "private_key", "biometric"},
    # 51-30-01(4)
    "nd": PLAIN | HEALTH | {"birth_date", "mothers_maiden_name", "employer_id", "private_key"},
    # 24 O.S. 162: "created or collected by a government entity"
    "ok": GOVERNMENT | {"electronic_id", "biometric"},
    # 646A.602(12): "issued by the United States"
    "or": PLAIN | HEALTH | LOGIN | {"tax_id", "passport", "military_id", "other_government_id", "biometric"},
    # 73 P.S. 2302; medical information at public bodies only
    "pa": PLAIN | LOGIN | {"health_insurance"},
    # 10 L.P.R.A. 4051: "other official identification"
    "pr": GOVERNMENT | NUMBERS | LOGIN | {"health", "tax_withheld", "employment"},
    "ri": PLAIN | HEALTH | LOGIN | {"tribal_id"},  # 11-49.3-3(a)(8)
    # 39-1-90(D)(3)(d): "issued by a governmental or regulatory entity that uniquely will identify"
    "sc": GOVERNMENT | OPENS,
    # 22-40-19(4): "created or collected by a government body"
    "sd": GOVERNMENT | LOGIN | {"health", "employer_id"},
    "tx": GOVERNMENT | HEALTH,  # 521.002(a)(2): "government-issued identification number"
    # 9 V.S.A. 2430(10): "originates from a government identification document"
    "vt": GOVERNMENT | NUMBERS | OPENS | BODY | HEALTH | LOGIN,
    "va": PLAIN | {"passport", "military_id"},  # 18.2-186.6(A)
    # 19.255.005(2)
    "wa": PLAIN
    | HEALTH
    | LOGIN
    | {"ssn_last4", "birth_date", "private_key", "student_id", "military_id", "passport", "biometric"},
    "wi": PLAIN | BODY | NUMBERS | OPENS,  # 134.98(1)(b)3: a number "or any security code"
    # 6-3-901(b)
    "wy": PLAIN
    | HEALTH
    | LOGIN
    | OPENS
    | {"tax_id", "passport", "military_id", "tribal_id", "other_government_id", "biometric"},
    **dict.fromkeys(("gu", "hi", "id", "in", "ky", "mi", "mn", "oh", "tn", "ut", "vi", "wv"), PLAIN),
}
"""What counts with a name and nothing else, by its statute. A card's stripe or chip holds its number and its code, so
it counts everywhere."""

SETTLED = {"misuse_likely": False, "regulated_as": [], "reveals_patients": "not_shown"}


def counts(place: str, *data: str, **known: object) -> bool | None:
    """Whether these data are personal information by the present text of the place's statute."""
    duty = law().named(f"us-{place}-individuals")[-1]
    condition = next(one.when for one in duty.applies if "data" in reads(one.when))
    return evaluate(condition, {**SETTLED, **known, "data": list(data)})


def test_each_state_covers_what_its_statute_lists() -> None:
    assert set(LISTED) == {one.removeprefix("US-").lower() for one in law().places.places if one.startswith("US-")}
    kinds = [one for one in law().vocabulary["data"].choices if one not in ("names", "card_track")]
    for place, listed in LISTED.items():
        assert {one for one in kinds if counts(place, "names", one)} == listed, place
        assert counts(place, "names", "card_track"), place
        assert counts(place, "names", "account_number", "account_access"), place
        assert not counts(place, "names", "email", "purchase"), place


def test_a_number_without_a_name_counts_only_where_the_statute_says_so() -> None:
    alone = {place for place in LISTED if counts(place, "ssn")}
    assert alone == {"dc", "ga", "in", "wa"}
    enough_for_theft = {place for place in LISTED if counts(place, "ssn", misuse_likely=True)} - alone
    assert enough_for_theft == {
        "me",
        "or",
    }  # 1347(6)(E) and 646A.602(12)(a)(C): enough for identity theft without the name


SPECIAL, FINANCIAL, CARDS = members("special_categories"), members("financial_data"), members("card_data")
CREED = frozenset({"ethnicity", "political", "religion", "criminal"})
SIGNS_IN = frozenset({"credentials", "password_hashed", "private_key", "electronic_id"})

WORLD = {
    # LGPD Art. 5 II; RCIS Art. 5: sensitive, of children and the elderly, financial, for authentication, under secrecy
    "br-lgpd": SPECIAL | FINANCIAL | SIGNS_IN | {"professional_secret", "children", "elderly"},
    # Art. 2 g) and 14 sexies: sensitive, of children, economic, financial, banking or commercial obligations
    "cl-21719": SPECIAL | FINANCIAL | {"children"},
    "ca-on-phipa": HEALTH | {"genetic"},  # s. 4: information about health, payments and eligibility for care
    # Law 29733 Art. 2(5): with income, racial origin, convictions, union, health and sex life
    "pe-29733": SPECIAL | {"income"},
    # APPI Art. 2(3), Rules Art. 7(ii): special-care data, and what may cause loss of property
    "jp-appi": CREED | {"health", "genetic", "credentials", "account_access", "card_number", "card_track"},
    # PIPA Art. 23 and 24: sensitive data; resident, passport, license and alien registration numbers
    "kr-pipa": SPECIAL | {"criminal", "national_id", "passport", "driving_licence", "other_government_id"},
    # PDPA 2010 s. 4: health, political opinions, religious beliefs, offenses; biometric data since 2025
    "my-pdpa": {"health", "political", "religion", "criminal", "biometric"},
    # DPA s. 3(l): with age, education, offenses, what agencies issue; Circular 16-03: what enables identity fraud
    "ph-dpa": CREED
    | HEALTH
    | BODY
    | GOVERNMENT
    | {"sex_life", "education", "birth_date", "credentials", "electronic_id"}
    | {"account_number", "account_access", "card_number", "card_track", "financial"},
    "vn-pdpl": FINANCIAL | {"location", "biometric", "state_secret"},
    "eg-pdpl": {"state_secret"},
    **dict.fromkeys(("card-amex", "card-discover", "card-jcb", "card-mastercard", "card-visa", "contract-pci"), CARDS),
}
"""What counts by itself, by each law outside the United States that asks for kinds of data."""


def test_each_law_of_the_world_covers_what_its_definition_lists() -> None:
    kinds = {*law().vocabulary["data"].choices, *law().vocabulary["vulnerable"].choices}
    read: dict[str, set[str]] = {}
    for duty in law().duties:
        if not duty.place.startswith("US"):
            words = {one for text in duty.conditions for atom in atoms(text) for one in atom.words}
            asks = {atom.fact for text in duty.conditions for atom in atoms(text)}
            if "data" in asks:
                read.setdefault(_short(duty.instrument), set()).update(words & kinds)
    assert {name: found for name, found in read.items() if found != WORLD.get(name)} == {}
    assert set(read) == set(WORLD), "each law that asks for kinds of data is in the table"


def _short(instrument: str) -> str:
    return next((one for one in WORLD if instrument.startswith(one)), instrument)


def test_a_list_that_is_part_of_another_has_its_choices_and_must_name_a_fact(shared: Path) -> None:
    facts = law().vocabulary
    assert facts["data_of_some"].choices == facts["data"].choices
    text = (shared / "vocabulary.yaml").read_text()
    (shared / "vocabulary.yaml").write_text(text.replace("part_of: data\n", "part_of: dta\n"))
    (fault,) = [one for one in check(shared) if one.key.endswith("part_of")]
    assert "'dta' is not a fact." in str(fault)
    assert "data" in fault.allowed
