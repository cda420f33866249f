"""docs/dependency-licenses.md is current, and breachbot may use everything that it needs."""

import re
from email.message import Message
from importlib.metadata import PackageMetadata, version
from typing import cast

import pytest

from bot.licenses import installed, is_allowed, license_of
from tools.licenses import LOCK, PAGE, page, pins

ROWS = re.findall(r"(?m)^\| ([\w.-]+) \| (\S+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"))[1:]
PINS = list(pins(LOCK.read_text(encoding="utf-8")))


def about(**fields: str) -> PackageMetadata:
    message = Message()
    for name, value in fields.items():
        for line in value.split("\n"):
            message[name.replace("_", "-")] = line
    return cast(PackageMetadata, message)


def test_the_page_names_every_package_of_the_lock_at_its_version() -> None:
    assert len(PINS) > 40
    assert [(name, number) for name, number, _ in ROWS] == PINS


def test_the_page_says_what_the_installed_packages_say() -> None:
    if any(version(name) != number for name, number in PINS):
        pytest.skip("other versions are installed than the lock names")
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make licenses`"


@pytest.mark.parametrize(("name", "number", "terms"), ROWS)
def test_every_license_is_allowed(name: str, number: str, terms: str) -> None:
    assert is_allowed(terms), f"{name} {number} is under {terms}"


def test_a_license_that_is_not_on_the_list_is_refused() -> None:
    assert not is_allowed("GPL-3.0-only")
    assert not is_allowed("not stated")
    assert not is_allowed("MIT AND GPL-2.0-or-later")
    assert is_allowed("GPL-2.0-or-later OR MPL-1.1")


def test_an_expression_counts_before_the_older_fields() -> None:
    assert license_of(about(License_Expression="MIT", License="BSD-3-Clause")) == "MIT"
    assert license_of(about(License="ISC License", Classifier="License :: OSI Approved :: BSD License")) == "ISC"


def test_classifiers_are_alternatives() -> None:
    both = "License :: OSI Approved :: BSD License\nLicense :: OSI Approved :: Apache Software License"
    assert license_of(about(License="Dual License", Classifier=both)) == "BSD OR Apache-2.0"


def test_a_package_that_states_nothing_is_not_allowed() -> None:
    assert not is_allowed(license_of(about(Name="silent")))


def test_what_is_needed_is_found_in_what_is_installed_with_what_that_needs() -> None:
    found = {str(about["Name"]).lower().replace("_", "-") for about in installed("breachbot")}
    assert {"slack-bolt", "pydantic-core", "psycopg-binary"} <= found
    assert "pytest" not in found
    assert all(is_allowed(license_of(about)) for about in installed("breachbot"))
