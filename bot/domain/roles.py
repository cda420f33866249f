"""The roles people hold in an incident, the words that mean them, and the question asked before anyone is named.

Decides nothing about what a role may do. DPO and privacy counsel are two roles that one person may hold; where only one
of them is seated, that one owns the clocks.
"""

from collections.abc import Mapping
from enum import StrEnum

from bot.messages import N_, _

ROLES: Mapping[str, str] = {
    "lead": N_("incident lead"),
    "deputy": N_("deputy lead"),
    "scribe": N_("scribe"),
    "dpo": N_("DPO"),
    "counsel": N_("privacy counsel"),
    "communications": N_("communications"),
    "data_owner": N_("owner of the data"),
    "executive": N_("executive"),
    "it": N_("IT and engineering"),
    "forensics": N_("forensics"),
    "hr": N_("HR"),
    "finance": N_("finance"),
    "support": N_("customer support"),
    "responder": N_("responder"),
}

FUNCTIONS = frozenset({"counsel", "communications", "it", "forensics", "hr", "finance", "support"})
"""Roles that are called what they do, not who does it."""


def called(role: str) -> str:
    """As it stands in place of a name in an English sentence.

    >>> called("dpo"), called("counsel")
    ('the DPO', 'privacy counsel')
    """
    return ROLES[role] if role in FUNCTIONS else f"the {ROLES[role]}"


ROLE_WORDS: Mapping[str, str] = {
    "ic": "lead", "commander": "lead", "scr": "scribe", "privacy": "dpo", "legal": "counsel", "lawyer": "counsel",
    "comms": "communications", "communication": "communications", "com": "communications", "pr": "communications",
    "crm": "data_owner", "owner": "data_owner", "data": "data_owner", "exec": "executive", "ceo": "executive",
    "eng": "it", "engineering": "it", "engineer": "it", "for": "forensics", "fin": "finance", "cs": "support",
}  # fmt: skip

LEADERS = ("lead", "deputy")
ADVISERS = ("dpo", "counsel")
"""Who owns the clocks of an incident: the first of these that is seated."""


class ConflictAnswer(StrEnum):
    """The answer to what is asked before anyone is named by hand; only the first lets them in."""

    NONE = "none"  # no conflict of interest
    WITNESS = "witness"  # they may have seen what happened
    SUSPECT = "suspect"  # they may have caused it


CONFLICTS: Mapping[str, str] = {
    ConflictAnswer.NONE: N_("no conflict"),
    ConflictAnswer.WITNESS: N_("possible witness"),
    ConflictAnswer.SUSPECT: N_("possible suspect"),
}
"""The answers in words."""


def role_named(word: str) -> str | None:
    """The role that a responder means by a word: ours, or its name in English or in their language. None: no role."""
    said = word.strip().casefold()
    plain = said.replace("-", "_").replace(" ", "_")
    if plain in ROLES:
        return plain
    named = (role for role, name in ROLES.items() if said in (name.casefold(), _(name).casefold()))
    return ROLE_WORDS.get(plain) or next(named, None)
