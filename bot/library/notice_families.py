"""Reads one notice: its contents list and, where it goes to people in many places, what the law of each requires.

Decides which letters a folder makes: one, or with a `places.yaml` one for each place. Leaves the texts to `templates`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.domain.notice_templates import NoticeTemplate
from bot.domain.permission_grid import can_approve
from bot.domain.place_letters import PlaceLaws, faults, letters
from bot.errors import LibraryError
from bot.strict import Document, LibraryFaults, parse, read

Files = Mapping[str, Path]  # name relative to its root -> the file that stands for it


@dataclass(frozen=True)
class Family:
    """What one folder makes. `laws` and `places` only if it has a `places.yaml`."""

    notice: NoticeTemplate
    document: Document
    letters: tuple[NoticeTemplate, ...]
    laws: PlaceLaws | None = None
    places: Document | None = None

    @cached_property
    def facts(self) -> frozenset[str]:
        """Every fact that one of its letters declares."""
        return frozenset().union(self.notice.facts, *(letter.facts for letter in self.letters))

    def untold(self, facts: set[str], topics: set[str], language: str) -> Iterator[LibraryError]:
        """What must be printed, and isn't among the facts and topics that the texts of this language name."""
        for position, need in enumerate(self.notice.requires):
            if need.fact not in facts:
                said = f"'{need.fact}' is required but the {language} text never prints it."
                yield self.document.fault(("requires", position, "fact"), said)
        if self.laws is None or self.places is None:
            return
        for name, topic in self.laws.topics.items():
            if not any(want.topic == name for law in self.laws.places.values() for want in law.requires):
                continue
            if not set(topic.facts) <= facts or not (topic.facts or topic.everywhere or name in topics):
                said = f"'{name}' is required but the {language} text never prints it."
                yield self.places.fault(("topics", name), said)


def read_family(file: Path, files: Files) -> Family:
    """The letters of the notice in this file. Raises LibraryFaults."""
    document = read(file)
    notice = parse(NoticeTemplate, document)
    if notice.id != file.parent.name:
        raise LibraryFaults([document.fault(("id",), "the notice id must match its folder name.", (file.parent.name,))])
    for name, role in (("approver", notice.approver), ("second", notice.second)):
        if role and not can_approve(role):
            raise LibraryFaults([document.fault((name,), f"'{role}' may not approve notices.")])
    by_place = files.get(f"{notice.id}/places.yaml")
    if by_place is None:
        return Family(notice, document, (notice,))
    places = read(by_place)
    laws = parse(PlaceLaws, places)
    if found := [places.fault(path, said) for path, said in faults(laws)]:
        raise LibraryFaults(found)
    return Family(notice, document, tuple(letters(notice, laws)), laws, places)
