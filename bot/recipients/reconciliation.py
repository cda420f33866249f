"""What became of everyone on a list: counted in sections, added up batch by batch, and checked to add up.

    rows = to notify + duplicates
    to notify = by mail + by email + unreachable, each of these with its reason

Counts only: nothing here can hold a row.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from bot.domain.merge_fields import ApprovedLetter
from bot.recipients.assigning import WITHOUT_CONTACT, Decision, Unreachable
from bot.recipients.people import Recipient

Sections = Mapping[str, Mapping[str, int]]
PEOPLE = (
    "rows", "duplicates", "to_notify", "by_mail", "by_email", "unreachable", "in_another_language", "to_next_of_kin",
    "to_guardians", "opted_out_of_marketing", "codes",
)  # fmt: skip


class Reconciliation:
    """`people` counts them in all; `letters` by kind and language, `unreachable` by reason, `places` where those of
    them live whose contact details are the reason."""

    def __init__(self, letters: Sequence[ApprovedLetter]) -> None:
        self._names = [f"{one.kind} {one.language}" for one in letters]
        self.people = Counter(dict.fromkeys(PEOPLE, 0))
        self.letters, self.unreachable, self.places = Counter[str](), Counter[str](), Counter[str]()

    def duplicate(self) -> None:
        self.people.update(("rows", "duplicates"))

    def count(self, one: Recipient, decision: Decision) -> None:
        people = self.people
        people["rows"] += 1
        people["to_notify"] += 1
        if one.no_marketing:
            people["opted_out_of_marketing"] += 1
        if isinstance(decision, Unreachable):
            people["unreachable"] += 1
            self.unreachable[decision.name.lower()] += 1
            self.places[one.place] += decision in WITHOUT_CONTACT
            return
        people["by_email" if decision.by_email else "by_mail"] += 1
        self.letters[self._names[decision.at]] += 1
        if not decision.asked_for:
            people["in_another_language"] += 1
        if one.deceased:
            people["to_next_of_kin"] += 1
        elif one.minor:
            people["to_guardians"] += 1

    @property
    def written(self) -> int:
        return self.people["by_mail"] + self.people["by_email"]

    def add(self, sections: Sections) -> None:
        for name, counts in sections.items():
            getattr(self, name).update(counts)

    def sections(self) -> Sections:
        return {
            "people": dict(self.people),
            "letters": dict(sorted(self.letters.items())),
            "unreachable": dict(sorted(self.unreachable.items())),
            "places": {place: count for place, count in sorted(self.places.items()) if count},
        }

    def check(self) -> None:
        """Raises ArithmeticError where it doesn't add up: then nothing that was counted may be relied upon."""
        people = self.people
        whole = people["to_notify"] + people["duplicates"], self.written + people["unreachable"]
        contact = sum(self.unreachable[reason.name.lower()] for reason in WITHOUT_CONTACT)
        parts = self.letters.total(), self.unreachable.total(), self.places.total()
        said = people["rows"], people["to_notify"], self.written, people["unreachable"], contact
        if (*whole, *parts) != said or people["codes"] not in (0, self.written):
            raise ArithmeticError("the letters don't add up")
