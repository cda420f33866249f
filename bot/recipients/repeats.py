"""Which rows of a list are about a person whom an earlier row is about already: told once, in the order of the list.

Decides by the key, where a row has one. Rows without a key are the same person when they have the same name and the
same postal address, or the same name and the same email address. Two different keys are two people.

Caveats: keeps hashes of 64 bits, never what is in a row.
"""

from collections.abc import Iterable, Iterator, Sequence

from bot.recipients.people import Recipient


def with_repeats(people: Iterable[Recipient]) -> Iterator[tuple[Recipient, bool]]:
    """Each person, and whether the same one came before."""
    seen: set[int] = set()
    for one in people:
        found = _identities(one)
        yield one, not seen.isdisjoint(found)
        seen.update(found)


def _identities(one: Recipient) -> Sequence[int]:
    if one.key:
        return (hash(one.key),)
    name = one.name.casefold()
    places = [(name, "".join(one.street.split()).casefold(), one.postal_code)] if one.street else []
    emails = [(name, one.email.casefold())] if one.email else []
    return [hash(each) for each in (*places, *emails)] if name else ()
