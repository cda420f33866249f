"""Numbers that a state gives a person: identity cards, taxes, social security, health.

Decides which are looked for, and how each is written. The check digits, and what else a number must be, are checked by
python-stdnum.

Caveats: a number that is only digits is one of many that pass a check by chance, so it is found only after a word that
names it. A country that isn't listed here has no number that is found.
"""

import re
from collections.abc import Iterator
from importlib import import_module
from typing import NamedTuple

NEAR = 40  # characters before a number in which its name stands


class IdentityNumber(NamedTuple):
    """`check`: the module of stdnum. `written`: how it is written. `named`: words of which one must stand before it;
    empty for a number that no other looks like."""

    check: str
    written: re.Pattern[str]
    named: re.Pattern[str] | None = None


def _number(check: str, written: str, named: str = "") -> IdentityNumber:
    return IdentityNumber(
        check,
        re.compile(rf"(?<![\w.-]){written}(?![\w-])"),
        re.compile(rf"(?i)(?:{named})\b[^\n]{{0,{NEAR}}}$") if named else None,
    )


SOCIAL, TAX = "social security|sozialversicherung|sécurité sociale|seguridad social", "tax (?:id|number)|steuer-?id"
NUMBERS = (
    _number("at.vnr", r"\d{4} ?\d{6}", rf"{SOCIAL}|SVNR|SV-Nummer|Versicherungsnummer"),
    _number("au.tfn", r"\d{3} ?\d{3} ?\d{3}", rf"TFN|{TAX}"),
    _number("be.nn", r"\d\d\.\d\d\.\d\d-\d{3}[. ]\d\d"),
    _number("br.cpf", r"\d{3}\.\d{3}\.\d{3}-\d\d"),
    _number("ca.sin", r"\d{3}[ -]?\d{3}[ -]?\d{3}", "SIN|NAS|social insurance|assurance sociale"),
    _number("ch.ssn", r"756\.?\d{4}\.?\d{4}\.?\d\d"),
    _number("de.idnr", r"\d\d ?\d{3} ?\d{3} ?\d{3}", rf"{TAX}|IdNr|Identifikationsnummer"),
    _number("dk.cpr", r"\d{6}-\d{4}", "CPR|personnummer"),
    _number("es.dni", r"\d{8}-?[A-Z]"),
    _number("es.nie", r"[XYZ]-?\d{7}-?[A-Z]"),
    _number("fi.hetu", r"\d{6}[-+A]\d{3}[0-9A-Z]"),
    _number("fr.nir", r"[12] ?\d\d ?\d\d ?\d[\dAB] ?\d{3} ?\d{3} ?\d\d"),
    _number("gb.nhs", r"\d{3}[ -]?\d{3}[ -]?\d{4}", "NHS"),
    _number("ie.pps", r"\d{7}[A-Z]{1,2}", "PPSN?|personal public service"),
    _number("in_.aadhaar", r"\d{4} ?\d{4} ?\d{4}", "Aadhaa?r"),
    _number("it.codicefiscale", r"[A-Z]{6}\d\d[A-Z]\d\d[A-Z]\d{3}[A-Z]"),
    _number("mx.curp", r"[A-Z]{4}\d{6}[HM][A-Z]{5}[0-9A-Z]\d"),
    _number("nl.bsn", r"\d{4}\.?\d\d\.?\d{3}", "BSN|burgerservicenummer|sofinummer"),
    _number("pl.pesel", r"\d{11}", "PESEL"),
    _number("pt.nif", r"\d{3} ?\d{3} ?\d{3}", "NIF|contribuinte"),
    _number("se.personnummer", r"(?:\d\d)?\d{6}[-+]\d{4}"),
    _number("us.ssn", r"\d{3}-\d\d-\d{4}"),
)


def identity_numbers(text: str) -> Iterator[str]:
    """As they stand in the text."""
    for one in NUMBERS:
        for match in one.written.finditer(text):
            is_named = one.named is None or one.named.search(text, 0, match.start())
            if is_named and has_check_digits(one.check, match[0]):
                yield match[0]


def has_check_digits(kind: str, text: str) -> bool:
    """Whether it is a number of this kind, by the name of its module in stdnum. Imported when a number looks like it:
    few texts have one."""
    return bool(import_module(f"stdnum.{kind}").is_valid(text))
