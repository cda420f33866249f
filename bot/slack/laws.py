"""How the law of an incident is shown, and what a newer one would change."""

from collections.abc import Sequence

from bot.actions.contents import NewerLaw, NewerLawDecided
from bot.actions.laws import LawDecided, LawShown
from bot.domain.permissions import Act, who_may
from bot.law.changes import DutyChange
from bot.slack.block_kit import Block, Message, actions, button, context, header, many, mention, section
from bot.slack.callbacks import Target
from bot.slack.duties import change_rows
from bot.slack.requests import Reader
from bot.store.tables import Incident


def shown(outcome: LawShown, reader: Reader) -> Message:
    """Which version is used; whether a newer one waits, and what it would change here."""
    own = f", {outcome.contracts} of them from our contracts" if outcome.contracts else ""
    used = f"*Version* `{outcome.used[:12]}`: {many(outcome.duties, 'duty', 'duties')}{own}"
    blocks: list[Block] = [header("The law of this incident"), section(used)]
    if not outcome.newer:
        blocks.append(context("It is the newest. /breach why shows one of its duties."))
        return Message("The law of this incident is the newest.", tuple(blocks))
    blocks.append(_difference(outcome.newer, outcome.changes))
    if reader.may(Act.LAW, outcome.incident):
        blocks.append(_buttons(outcome.incident, outcome.newer))
    return Message("A newer version of the law waits.", tuple(blocks))


def _difference(newer: str, changes: Sequence[DutyChange]) -> Block:
    if not changes:
        return section(f"A newer version waits, `{newer[:12]}`. *Nothing would change for this incident.*")
    rows = "\n".join(change_rows(changes))
    return section(f"A newer version waits, `{newer[:12]}`. *What would change for this incident:*\n{rows}")


def _buttons(incident: Incident, newer: str) -> Block:
    target = Target(incident.id, newer)
    take = button("Take over", "law.take", target, "primary")
    return actions(take, button("Keep", "law.keep", target), block_id=f"law:{newer[:16]}")


def decided_message(content: NewerLawDecided) -> Message:
    """In place of the card, once somebody has decided."""
    done = "took over the newer version" if content.taken else "kept the version in use"
    return Message("The law files changed.", (section(f"*The law files changed.* {mention(content.person)} {done}."),))


def changed_message(incident: Incident, content: NewerLaw) -> Message:
    """The card in the channel: the difference first."""
    blocks = (
        section("*The law files changed.* This incident stays with its own until somebody takes the newer one over."),
        _difference(content.newer, content.changes),
        _buttons(incident, content.newer),
        context(f"For the {who_may(Act.LAW)}. What was met or declined stays as it is."),
    )
    return Message("The law files changed: what would change for this incident.", blocks)


def decided(outcome: LawDecided, reader: Reader) -> Message:
    if outcome.taken:
        return Message("Taken over. The duties are assessed under the newer version; the channel shows what changed.")
    return Message("Kept. The newer version can still be taken over: /breach law.")
