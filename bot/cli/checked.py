"""One line of `breachbot doctor`."""

from dataclasses import dataclass

OK, LOOK, FIX = "ok", "look", "fix"


@dataclass(frozen=True)
class Checked:
    """What was checked, what was found, and what to do unless it is ok. `fix` must be corrected, `look` may be
    intended."""

    check: str
    says: str
    status: str = OK
    remedy: str = ""
