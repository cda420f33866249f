"""The mail merge: a list of people and approved letters become one letter for each person, and lists for sending them.

Decides what is written, batch by batch and in the order of the list, so that the same list gives the same files and
codes again. Leaves how a letter looks to the edge, which passes one function for each, and what is on disk when to
`batches`.

Caveats: files are named by row, never by person. What is written in a folder belongs to one list, one set of letters
and one file of codes; a run with others is refused.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

from bot.domain.csv_cells import rows as csv_rows
from bot.domain.merge_fields import ApprovedLetter, Field
from bot.errors import Refused, UsageError
from bot.recipients.addressing import own_values
from bot.recipients.assigning import Assigning, Letter, Unreachable
from bot.recipients.batches import Batch, Folder
from bot.recipients.codes import CodeFile
from bot.recipients.people import Recipient
from bot.recipients.reconciliation import Reconciliation

BATCH = 500  # rows
EMAIL, MAIL, UNREACHABLE = "email.csv", "mail.csv", "unreachable.csv"
HEADS = {
    EMAIL: ("row", "key", "language", "letter", "to", "subject", "body"),
    MAIL: ("row", "key", "language", "letter", "address", "subject", "body"),
    UNREACHABLE: ("row", "key", "place", "language", "reason", "may be phoned"),
}
Values = Mapping[Field, Sequence[str]]
People = Callable[[], Iterator[tuple[Recipient, bool]]]
"""The list from its start: each row, and whether the same person came before."""


@dataclass(frozen=True)
class Style:
    """How one letter is written: the file for printing, and the text of an email."""

    printed: Callable[[Values], bytes]
    emailed: Callable[[Values], str]


@dataclass(frozen=True)
class Merge:
    """`styles`: of each letter. `suffix`: of the files for printing; empty: they are rows of a list for a mail house.
    `inputs`: what it is made of, by hash."""

    letters: Sequence[ApprovedLetter]
    styles: Sequence[Style]
    people: People
    codes: CodeFile | None
    suffix: str
    inputs: Mapping[str, Any]


def planned(order: Merge) -> Reconciliation:
    """What there is to do, without writing anything. Raises UsageError where codes are missing or too few, Refused
    where nobody gets a letter."""
    tally, assigning = Reconciliation(order.letters), Assigning(order.letters)
    for one, again in order.people():
        if again:
            tally.duplicate()
        else:
            tally.count(one, assigning.decide(one))
    _refuse_codes(order, tally.written)
    if not tally.written:
        why = "; ".join(f"{Unreachable[name.upper()]} ({count})" for name, count in tally.unreachable.most_common())
        raise Refused(
            f"Nobody on this list gets a letter: {why or 'it has no people'}. Nothing was written.",
            "Name the letters for the places where these people live, and have them approved.",
        )
    return tally


def _refuse_codes(order: Merge, needed: int) -> None:
    if order.codes is None:
        if any(letter.has_code for letter in order.letters):
            raise UsageError(
                "The approved text gives everyone a code ([[CODE]]), and there are no codes. Nothing was written.",
                "Pass the file of codes: --codes FILE.",
            )
    elif order.codes.count < needed:
        has = order.codes.count
        raise UsageError(
            f"{needed} people get a letter and there are {has} codes: {needed - has} too few. Nothing was written.",
            "Get more codes, and run the same command again.",
        )


def merge(order: Merge, folder: Folder, done: Callable[[int], None]) -> Mapping[str, Any]:
    """Write what isn't written yet; the manifest. `done` is told how many rows are. Raises Refused where the folder
    belongs to something else."""
    with folder.locked():
        found = folder.manifest()
        if found is None:
            folder.begin({"complete": False, "inputs": order.inputs})
        else:
            _refuse_changed(found["inputs"], order.inputs)
        if found and found["complete"]:
            folder.tidy()
            return found
        tally, hashes = Reconciliation(order.letters), []
        for counts in _batches(order, folder):
            tally.add(counts["counts"])
            hashes.append(counts["sha256"])
            done(counts["counts"]["people"]["rows"])
        return _ended(order, folder, tally, hashes)


def _ended(order: Merge, folder: Folder, tally: Reconciliation, hashes: Sequence[str]) -> Mapping[str, Any]:
    tally.check()
    names = [EMAIL, UNREACHABLE] if order.suffix else [EMAIL, MAIL, UNREACHABLE]
    files = {name: folder.joined(name, csv_rows([HEADS[name]]), len(hashes)) for name in names}
    manifest = {"complete": True, "inputs": order.inputs, **tally.sections(), "files": files, "batches": hashes}
    folder.end(manifest)
    return manifest


def _batches(order: Merge, folder: Folder) -> Iterator[Mapping[str, Any]]:
    """What is kept of each batch, written now or before."""
    assigning = Assigning(order.letters)
    codes = order.codes.codes() if order.codes else None
    people = order.people()
    for number in count(1):
        rows = list(islice(people, BATCH))
        if not rows:
            return
        kept = folder.has(number)
        if kept is None:
            kept = folder.put(_batch(order, assigning, number, rows, codes))
        elif codes:
            deque(islice(codes, kept["counts"]["people"]["codes"]), maxlen=0)  # given already
        yield kept


def _batch(
    order: Merge,
    assigning: Assigning,
    number: int,
    rows: Sequence[tuple[Recipient, bool]],
    codes: Iterator[str] | None,
) -> Batch:
    tally, files = Reconciliation(order.letters), dict[str, bytes]()
    lists: dict[str, list[Sequence[str]]] = {EMAIL: [], UNREACHABLE: [], **({} if order.suffix else {MAIL: []})}
    for one, again in rows:
        if again:
            tally.duplicate()
            continue
        decision = assigning.decide(one)
        tally.count(one, decision)
        if isinstance(decision, Unreachable):
            lists[UNREACHABLE].append(_unreached(one, decision))
            continue
        code = next(codes) if codes else ""
        tally.people["codes"] += codes is not None
        letter, style = order.letters[decision.at], order.styles[decision.at]
        values = own_values(one, letter.language, code, by_email=decision.by_email)
        if order.suffix and not decision.by_email:
            files[f"{one.row:07}.{order.suffix}"] = style.printed(values)
        else:
            lists[EMAIL if decision.by_email else MAIL].append(_listed(one, letter, decision, values, style))
    return Batch(number, files, {name: csv_rows(each) for name, each in lists.items()}, {"counts": tally.sections()})


def _unreached(one: Recipient, why: Unreachable) -> Sequence[str]:
    """Who may have asked not to be phoned isn't."""
    phone = "yes" if one.phone and one.no_phone is False else "no"
    return str(one.row), one.key, one.place, one.language or "", why, phone


def _listed(one: Recipient, letter: ApprovedLetter, decision: Letter, values: Values, style: Style) -> Sequence[str]:
    to = one.email if decision.by_email else "\n".join(values[Field.ADDRESS])
    return str(one.row), one.key, letter.language, letter.kind, to, letter.subject, style.emailed(values)


def _refuse_changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    changed = [name for name in now if before.get(name) != now[name]]
    if changed:
        raise Refused(
            f"This folder was begun with something else: {', '.join(changed)} changed since. Nothing was written.",
            "Run it with what it was begun with, or name a new folder with -o.",
        )
