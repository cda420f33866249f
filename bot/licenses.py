"""The licenses of what is installed, as each package states its own.

`ALLOWED` decides which licenses breachbot may depend on. A package that offers several needs one of them to be allowed.
"""

import re
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, PackageNotFoundError, distribution

ALLOWED = frozenset(
    {
        *("MIT", "ISC", "BSD", "BSD-2-Clause", "BSD-3-Clause", "PSF-2.0", "Apache-2.0"),
        *("MPL-1.1", "MPL-2.0"),  # asks that changes to its own files are published; we change none
        "LGPL-3.0-only",  # psycopg, used unchanged as a library that the deployer can replace
        "LGPL-2.0-or-later",  # python-stdnum, likewise
    }
)

SPELLINGS = {
    "ISC License": "ISC",
    "OSI Approved :: Apache Software License": "Apache-2.0",
    "OSI Approved :: BSD License": "BSD",
    "OSI Approved :: GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "OSI Approved :: GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "OSI Approved :: MIT License": "MIT",
    "OSI Approved :: Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
"""How older metadata writes a license, and its SPDX identifier. The classifier for BSD does not say which BSD."""


def license_of(about: PackageMetadata) -> str:
    """An SPDX expression: what is stated as one, else the license field when it is one, else the classifiers."""
    for stated in about.get_all("License-Expression", []):
        return str(stated)
    field = "".join(about.get_all("License", []))
    field = SPELLINGS.get(field, field)
    if field in ALLOWED:
        return field
    classifiers = (one.removeprefix("License :: ") for one in about.get_all("Classifier", []) if "License ::" in one)
    return " OR ".join(SPELLINGS.get(one, one) for one in classifiers) or field or "not stated"


def is_allowed(expression: str) -> bool:
    """One of the alternatives consists of allowed licenses only."""
    return any(set(choice.strip("() ").split(" AND ")) <= ALLOWED for choice in expression.split(" OR "))


def installed(name: str) -> list[PackageMetadata]:
    """The metadata of everything that a package needs to run and that is installed, itself not among it; by name."""
    found: dict[str, PackageMetadata] = {}
    asked = list(_needs(name, ""))
    while asked:
        one, extras = asked.pop()
        if one not in found and (about := _metadata(one)):
            found[one] = about
            asked += _needs(one, extras)
    return [found[one] for one in sorted(found)]


def _needs(name: str, extras: str) -> Iterator[tuple[str, str]]:
    """Name and extras of each package that it needs, with these of its own extras."""
    for wanted in distribution(name).requires or ():
        extra = re.search(r"extra == ['\"]([^'\"]+)", wanted)
        if (extra is None or extra[1] in extras.split(",")) and (
            parts := re.match(r"([\w.-]+)\s*(?:\[([^\]]*)\])?", wanted)
        ):
            yield re.sub(r"[-_.]+", "-", parts[1]).lower(), parts[2] or ""


def _metadata(name: str) -> PackageMetadata | None:
    try:
        return distribution(name).metadata
    except PackageNotFoundError:  # needed on other systems alone
        return None
