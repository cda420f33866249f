"""What an exception cures: encryption, recovery and good faith answer a disclosure, and bring no data back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.law.clauses import Condition
from bot.law.conditions import reads
from bot.law.cures import BreachKind, narrowed
from bot.law.evaluation import evaluate
from bot.law.files import check
from bot.law.model import Duty
from tests.law.test_files import SOUND
from tests.law.test_files import shared as shared
from tests.shipped import law

LIKE_THE_GDPR = (
    "eu-gdpr-34 eu-eudpr-35 eu-led-31 al-pdpl ad-lqpd ba-pdpl fo-dpa ge-pdpl gi-gdpr gg-dpl im-gdpr je-dpjl xk-lppd "
    "md-195-2024 mc-1565 mk-pdpl sm-l171 rs-pdpl qa-qfc-dpr ae-adgm-dpr uk-gdpr-34"
)
"""Their breach is destruction, loss, alteration, disclosure or access; their exception, data nobody can read."""
SECRECY = {
    *(f"{name}-individuals" for name in LIKE_THE_GDPR.split()),
    "eu-eprivacy-611-subscribers",  # Regulation 611/2013 Art. 4, of a breach by destruction, loss or alteration too
    "uk-pecr-5a-subscribers",  # the same words
    "sg-26d-individuals",  # s.26A: disposal and modification are data breaches; s.26D(5)(b) needs harm made unlikely
}
WHOLE = {
    "ke-43-individuals",  # s.43(1): data "accessed or acquired" only
    *(
        f"jp-26-{name}" for name in ("prelim", "final", "final-60", "individuals", "entrustee")
    ),  # Rules Art. 7: encrypted
    # data are no data of the rule, whether they leak, are lost or damaged
}


def encryptions(duty: Duty) -> Iterator[Condition]:
    return (one for one in duty.unless if "protection" in reads(one.when))


def test_an_exception_for_secret_data_ends_where_data_are_altered_or_lost() -> None:
    secret = {"protection": "encrypted_key_safe"}
    for duty_id in sorted(SECRECY):
        (exception,) = encryptions(law().named(duty_id)[-1])
        assert exception.cures == (BreachKind.CONFIDENTIALITY,), duty_id
        assert evaluate(exception.when, {**secret, "breach_of": ["confidentiality"]}) is True, duty_id
        assert evaluate(exception.when, {**secret, "breach_of": ["confidentiality", "availability"]}) is False, duty_id
        assert evaluate(exception.when, {**secret, "breach_of": ["integrity"]}) is False, duty_id
        assert evaluate(exception.when, secret) is None, duty_id


def test_where_only_disclosure_is_a_breach_encryption_excuses_whatever_else_happened() -> None:
    named = {duty.id for duty in law().duties if list(encryptions(duty)) and not duty.id.startswith("us-")}
    assert named == SECRECY | WHOLE
    whole = [duty for duty in law().duties if duty.id in WHOLE or duty.id.startswith("us-")]
    assert not [duty.id for duty in whole for one in encryptions(duty) if "breach_of" in reads(one.when)]


@pytest.mark.parametrize(
    ("cures", "when", "because"),
    [
        ("any", "a || b", "they are safe"),
        ("confidentiality", '(a || b) && !("integrity" in breach_of) && !("availability" in breach_of)', None),
        (["confidentiality", "integrity"], '(a || b) && !("availability" in breach_of)', None),
    ],
)
def test_an_exception_says_what_it_does_not_cure(cures: object, when: str, because: str | None) -> None:
    found = narrowed({"when": "a || b", "because": "they are safe", "cures": cures})
    assert found["when"] == when
    lost = {"confidentiality": "altered, lost or unavailable"}.get(str(cures), "lost or unavailable")
    assert found["because"] == (because or f"they are safe, and no data were {lost}")


def test_each_ground_of_an_exception_is_narrowed_and_must_say_what_it_cures(shared: Path) -> None:
    grounds = [{"when": "a", "because": "one"}, {"when": "b || c", "because": "two"}]
    found = narrowed({"any": grounds, "cures": ["confidentiality", "integrity"]})
    assert [one["when"] for one in found["any"]] == [
        'a && !("availability" in breach_of)',
        '(b || c) && !("availability" in breach_of)',
    ]
    assert found["any"][0]["because"] == "one, and no data were lost or unavailable"
    either = "    unless: [{any: [{when: 'protection == \"destroyed\"', because: nobody read them}]}]\n"
    (shared / "own.yaml").write_text(SOUND + either)
    (fault,) = check(shared)
    assert (fault.key, "write cures" in str(fault)) == ("unless.0", True)


def test_an_exception_that_speaks_of_secrecy_must_say_what_it_cures(shared: Path) -> None:
    exception = "    unless: [{when: 'protection == \"destroyed\"', because: nobody read them}]\n"
    (shared / "own.yaml").write_text(SOUND + exception)
    (fault,) = check(shared)
    assert (fault.key, "write cures" in str(fault)) == ("unless.0", True)
    (shared / "own.yaml").write_text(SOUND + exception.replace("them}", "them, cures: any}"))
    assert check(shared) == []
    disclosed = SOUND.replace("    applies:\n", "    applies:\n      - {when: acquired, because: they were acquired}\n")
    (shared / "own.yaml").write_text(disclosed + exception)
    assert check(shared) == []


def test_a_kind_of_breach_is_a_choice_of_the_vocabulary() -> None:
    assert set(BreachKind) == set(law().vocabulary["breach_of"].choices)
