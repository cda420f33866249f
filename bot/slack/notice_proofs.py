"""How the proof of a sending is typed, asked for in a form, and shown."""

from collections.abc import Sequence
from datetime import datetime

from bot.actions.clocks import ClockLine
from bot.actions.sending_proofs import GivenProof
from bot.domain.clocks import share_used
from bot.domain.sendings import METHODS, Exhibit, Method, NoticeProof, Sending, Tally, tally
from bot.errors import UsageError
from bot.messages import _, plural
from bot.messages.phrases import digits, duration
from bot.sentences import Number
from bot.slack.block_kit import (
    Block,
    context,
    field_input,
    mention,
    moment,
    option,
    safe,
    section,
    select,
    select_many,
    text_box,
    when,
)
from bot.slack.requests import Reader, RequestContext
from bot.store.tables import Evidence
from bot.typed.command_words import BY_METHOD, EVIDENCE, OTHER_METHOD, TO_COUNT
from bot.typed.numbers import read_count

SHOWN = 12  # sendings of one notice in a message


def proof_in(text: str) -> tuple[GivenProof, str]:
    """`gdpr individuals to 1,200 by email evidence 4` -> its proof, and `gdpr individuals`."""
    evidence, text = EVIDENCE.findall(text), EVIDENCE.sub(" ", text)
    by = BY_METHOD.search(text)
    text = BY_METHOD.sub(" ", text, count=1)
    other = None if by else OTHER_METHOD.search(text)
    if other and TO_COUNT.search(text[: other.start()]):
        raise UsageError(
            _("“{word}” isn't a known way of sending.", word=other["method"]),
            _("For example: by email, by mail, by registered mail, by portal, by phone"),
            field="method",
        )
    to = TO_COUNT.search(text)
    text = TO_COUNT.sub(" ", text, count=1)
    method = Method(by.lastgroup) if by and by.lastgroup else None
    count = exact(to["count"], "count") if to else None
    return GivenProof(method, count, "", tuple(evidence)), " ".join(text.split())


def exact(text: str, field: str) -> int:
    """A whole number. Raises UsageError, Ambiguous among them."""
    try:
        found = read_count(_("How many"), text)
    except UsageError as error:
        error.field = field
        raise
    if not found.exact:
        raise UsageError(_("Give one exact number."), _("For example: {example}", example="1,200"), field=field)
    return found.least


def sent_fields(name: str, reader: Reader, placeholder: str, hint: str) -> tuple[Block, Block]:
    """When it went out, in the field `name`, and the reference that proves it."""
    return (
        field_input(
            name, _("When did it go out?"), moment(reader.now), hint=_("In your time zone, {zone}.", zone=reader.zone)
        ),
        field_input("reference", _("Reference"), text_box(most=200, placeholder=placeholder), hint=hint),
    )


def proof_fields(evidence: Sequence[Evidence]) -> list[Block]:
    """What a form asks about the proof; all of it may be left out."""
    methods = [option(_(words), method) for method, words in METHODS.items()]
    fields = [
        field_input("method", _("How was it sent?"), select(methods), optional=True),
        field_input(
            "count",
            _("To how many?"),
            text_box(most=40, placeholder=number(1200)),
            hint=_("Only those not counted in another sending."),
            optional=True,
        ),
        field_input(
            "sender",
            _("Who sent it?"),
            text_box(most=200),
            hint=_("If it wasn't you: a colleague, the mail house, counsel."),
            optional=True,
        ),
    ]
    return [*fields, *evidence_field(evidence)]


def evidence_field(evidence: Sequence[Evidence]) -> list[Block]:
    """Nothing where the incident has none."""
    rows = [option(f"{row.id} · {row.title}", str(row.id), (row.sha256 or row.location)[:75]) for row in evidence]
    if not rows:
        return [context(_("Evidence, such as a receipt or mail log, can be added in the thread of a step's message."))]
    return [field_input("evidence", _("Which evidence proves it?"), select_many(rows), optional=True)]


def read_proof_form(context: RequestContext) -> GivenProof:
    said = context.request
    method, count = said.entered("method"), said.entered("count").strip()
    to = exact(count, "count") if count else None
    return GivenProof(Method(method) if method else None, to, said.entered("sender"), chosen_evidence(context))


def chosen_evidence(context: RequestContext) -> tuple[str, ...]:
    chosen = context.request.values.get("evidence")
    return () if chosen is None or isinstance(chosen, str | datetime) else tuple(chosen)


def unreached(found: Tally) -> str:
    return plural(
        "{n} person hasn't been told: reach them another way, and record that as a sending of its own. "
        "If no address can be found, ask counsel whether substitute notice is due.",
        "{n} people haven't been told: reach them another way, and record that as a sending of its own. "
        "If no addresses can be found, ask counsel whether substitute notice is due.",
        found.returned,
    )


def sent_lines(sendings: Sequence[Sending]) -> list[str]:
    """Each sending of a notice, the newest last, and their sum."""
    rows = [f"• {sent_line(one)}" for one in sendings[-SHOWN:]]
    if hidden := len(sendings) - len(rows):
        rows.insert(0, _("_and {number} more_", number=hidden))
    return [*rows, tally_line(tally(sendings))] if rows else []


def sent_line(one: Sending) -> str:
    proof = one.proof
    parts = [when(one.at), _("reference {reference}", reference=safe(one.reference))]
    parts += [_(METHODS[proof.method])] if proof.method else []
    parts += [_("to {count}", count=number(proof.count))] if proof.count is not None else []
    parts += [_("{number} came back", number=number(one.returned))] if one.returned else []
    parts += [_("sent by {sender}", sender=safe(proof.sender))] if proof.sender else []
    parts += [_exhibit(each) for each in proof.evidence]
    parts += [_("recorded by {person}", person=mention(one.by))] if one.by else []
    return " · ".join(parts)


def _exhibit(one: Exhibit) -> str:
    if not one.sha256:
        return _("evidence {number}", number=one.number)
    return _("evidence {number} (SHA-256 `{digest}…`)", number=one.number, digest=one.sha256[:12])


def tally_line(found: Tally) -> str:
    if found.sendings == found.uncounted:
        return _("How many were told isn't recorded.")
    said = _("Told so far: {told}", told=number(found.told))
    if found.returned:
        said = _(
            "Told so far: {told} ({sent} sent, {returned} came back)",
            told=number(found.told),
            sent=number(found.sent),
            returned=number(found.returned),
        )
    if not found.uncounted:
        return said
    return " ".join(
        [
            f"{said}.",
            plural(
                "The number of {n} sending isn't recorded.",
                "The numbers of {n} sendings aren't recorded.",
                found.uncounted,
            ),
        ]
    )


def brief_tally(sendings: Sequence[Sending]) -> str:
    """` · 1,162 told, 38 came back`, or nothing where no one said to how many."""
    found = tally(sendings)
    if found.sendings == found.uncounted:
        return ""
    if found.returned:
        told, back = number(found.told), number(found.returned)
        return " · " + _("{told} told, {returned} came back", told=told, returned=back)
    return " · " + _("{told} told", told=number(found.told))


def proof_blocks(proofs: Sequence[NoticeProof], line: ClockLine) -> list[Block]:
    """For a duty that is met, or whose notice went out in part: each sending, the sum, and how much time was used."""
    if not proofs:
        return []
    rows = [f"*{_('Proof of sending')}*"]
    for one in proofs[-SHOWN:]:
        title = _("{title}, version {version}", title=one.title, version=one.version) if one.title else ""
        rows.append("• " + " · ".join(filter(None, (safe(title), sent_line(one.sending)))))
    found = tally(one.sending for one in proofs)
    if found.sendings != found.uncounted:
        rows.append(tally_line(found))
    rows += [unreached(found)] if found.returned else []
    if used := clock_used(line):
        rows.append(used)
    return [section("\n".join(rows))]


def clock_used(line: ClockLine) -> str:
    """How much of its time a duty took, and what was left; empty where there is no number to measure by."""
    clock = line.clock
    share = share_used(clock.starts_at, clock.target_at, clock.met_at)
    if share is None or clock.target_at is None or clock.met_at is None:
        return ""
    if line.unmeasured:
        return _("How much of the clock was used isn't known, because no one has stated when it began.")
    left = (clock.target_at - clock.met_at).total_seconds()
    if left < 0:
        return _("{share} % of the clock was used, late by {duration}.", share=share, duration=duration(left))
    return _("{share} % of the clock was used, {duration} were left.", share=share, duration=duration(left))


def number(count: int) -> str:
    return digits(Number(count))
