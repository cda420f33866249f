"""Writes docs/dependency-licenses.md: the license of each run-time dependency, from its installed metadata.

`ALLOWED` decides which licenses breachbot may depend on. A package that offers several needs one of them to be allowed.
"""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageMetadata, metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements-run.lock"
PAGE = ROOT / "docs" / "dependency-licenses.md"

ALLOWED = frozenset(
    {
        *("MIT", "ISC", "BSD", "BSD-2-Clause", "BSD-3-Clause", "PSF-2.0", "Apache-2.0"),
        *("MPL-1.1", "MPL-2.0"),  # asks that changes to its own files are published; we change none
        "LGPL-3.0-only",  # psycopg, used unchanged as a library that the deployer can replace
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

HEAD = """# Licenses of the dependencies

What breachbot needs to run, at the versions of `requirements-run.lock`, with the license that each package states about
itself. `make licenses` writes this page; a test checks that it is current and that every license is on the list in
`tools/licenses.py`.

- breachbot itself is under Apache-2.0; see `LICENSE`.
- psycopg is under the LGPL. breachbot uses it unchanged, as a package that you can replace with your own build; that is
  what the license asks for.
- certifi is under the MPL, and breachbot uses it unchanged. pyphen may be used under any of its three licenses;
  breachbot uses it under the MPL.

| package | version | license |
|---|---|---|
"""


def pins(lock: str) -> Iterator[tuple[str, str]]:
    """Name and version of each package of a lock file, in its order."""
    yield from re.findall(r"(?m)^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", lock)


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


def page() -> str:
    rows = ((name, version, license_of(metadata(name))) for name, version in pins(LOCK.read_text(encoding="utf-8")))
    return HEAD + "".join(f"| {name} | {version} | {terms} |\n" for name, version, terms in rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)} is written.\n")
