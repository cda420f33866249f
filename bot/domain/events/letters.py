"""Events of the mail merge: what was written from a list of people, as counts and hashes. No row is ever recorded."""

from dataclasses import dataclass
from typing import ClassVar

from bot.domain.events.event import Event, Hash


@dataclass(frozen=True)
class LettersWritten(Event):
    """`letters`: the texts, by title and language, with how many got each. `unreachable_because`: the reasons, with how
    many. `to_notify` is the sum of `by_mail`, `by_email` and `unreachable`. `manifest_hash`: of the file that has the
    hash of everything written."""

    name: ClassVar[str] = "letters.written"
    says: ClassVar[str] = (
        "wrote letters for {to_notify} people on a list: {by_mail} by mail, {by_email} by email; {unreachable} can't "
        "be reached. Manifest {manifest_hash}, list {list_hash}"
    )
    letters: dict[str, int]
    to_notify: int
    by_mail: int
    by_email: int
    unreachable: int
    unreachable_because: dict[str, int]
    duplicates: int
    codes: int
    list_hash: Hash
    manifest_hash: Hash
