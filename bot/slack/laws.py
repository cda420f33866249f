"""How the law of an incident is shown, and what a newer one would change."""

from collections.abc import Sequence

from bot.actions.contents import NewerLaw, NewerLawDecided
from bot.actions.laws import LawDecided, LawShown
from bot.domain.permissions import Act, who_may
from bot.law.changes import DutyChange
from bot.messages import _, plural
from bot.slack.block_kit import Block, Message, actions, button, context, header, mention, section
from bot.slack.callbacks import Target
from bot.slack.duties import change_rows
from bot.slack.requests import Reader
from bot.store.tables import Incident


def shown(outcome: LawShown, reader: Reader) -> Message:
    """Which version is used; whether a newer one waits, and what it would change here."""
    version = _("*Version* {version}", version=f"`{outcome.used[:12]}`")
    used = [version, plural("{n} duty", "{n} duties", outcome.duties)]
    if outcome.contracts:
        used.append(plural("{n} from our contracts", "{n} from our contracts", outcome.contracts))
    blocks: list[Block] = [header(_("Law used in this incident")), section(" · ".join(used))]
    if not outcome.newer:
        blocks.append(context(_("This is the latest version. To see why a duty applies: /breach why")))
        return Message(_("This incident uses the latest version of the law."), tuple(blocks))
    blocks.append(_difference(outcome.newer, outcome.changes))
    if reader.may(Act.LAW, outcome.incident):
        blocks.append(_buttons(outcome.incident, outcome.newer))
    return Message(_("A newer version of the law is available."), tuple(blocks))


def _difference(newer: str, changes: Sequence[DutyChange]) -> Block:
    if not changes:
        return section(
            _(
                "A newer version is available: {version}. *Nothing would change for this incident.*",
                version=f"`{newer[:12]}`",
            )
        )
    rows = "\n".join(change_rows(changes))
    head = _(
        "A newer version is available: {version}. *What would change for this incident:*", version=f"`{newer[:12]}`"
    )
    return section(f"{head}\n{rows}")


def _buttons(incident: Incident, newer: str) -> Block:
    target = Target(incident.id, newer)
    take = button(_("Move to the newer version"), "law.take", target, "primary")
    return actions(take, button(_("Keep current version"), "law.keep", target), block_id=f"law:{newer[:16]}")


def decided_message(content: NewerLawDecided) -> Message:
    """In place of the card, once someone has decided."""
    person = mention(content.person)
    if content.taken:
        text = _("*The law files changed.* {person} moved to the newer version.", person=person)
    else:
        text = _("*The law files changed.* {person} kept the current version.", person=person)
    return Message(_("The law files changed."), (section(text),))


def changed_message(incident: Incident, content: NewerLaw) -> Message:
    """The card in the channel: the difference first."""
    blocks = (
        section(_("*The law files changed.* This incident keeps its version until someone moves it to the newer one.")),
        _difference(content.newer, content.changes),
        _buttons(incident, content.newer),
        context(
            _("Who decides: {roles}.", roles=who_may(Act.LAW)), _("Duties that were met or declined stay as they are.")
        ),
    )
    return Message(_("The law files changed: what would change for this incident."), blocks)


def decided(outcome: LawDecided, reader: Reader) -> Message:
    if outcome.taken:
        return Message(_("Moved to the newer version and reassessed the duties. The channel shows what changed."))
    return Message(_("Kept the current version. To move later: /breach law"))
