"""Writes docs/dependency-licenses.md: the license of each run-time dependency, from its installed metadata.

Which licenses breachbot may depend on is decided in `bot/licenses.py`.
"""

import re
import sys
from collections.abc import Iterator
from importlib.metadata import metadata
from pathlib import Path

from bot.licenses import license_of

ROOT = Path(__file__).parent.parent
LOCK = ROOT / "requirements-run.lock"
PAGE = ROOT / "docs" / "dependency-licenses.md"

HEAD = """# Licenses of the dependencies

What breachbot needs to run, at the versions of `requirements-run.lock`, with the license that each package states about
itself. `make licenses` writes this page; a test checks that it is current and that every license is on the list in
`bot/licenses.py`.

- breachbot itself is under Apache-2.0; see `LICENSE`.
- psycopg and python-stdnum are under the LGPL. breachbot uses them unchanged, as packages that you can replace with
  your own builds; that is what the license asks for.
- certifi is under the MPL, and breachbot uses it unchanged. pyphen may be used under any of its three licenses;
  breachbot uses it under the MPL.

| package | version | license |
|---|---|---|
"""


def pins(lock: str) -> Iterator[tuple[str, str]]:
    """Name and version of each package of a lock file, in its order."""
    yield from re.findall(r"(?m)^([A-Za-z0-9][\w.-]*)==([^\s;\\]+)", lock)


def page() -> str:
    rows = ((name, version, license_of(metadata(name))) for name, version in pins(LOCK.read_text(encoding="utf-8")))
    return HEAD + "".join(f"| {name} | {version} | {terms} |\n" for name, version, terms in rows)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)} is written.\n")
