"""The roles people hold in an incident, the words that mean them, and the question asked before anybody is named.

Decides nothing about what a role may do. DPO and privacy counsel are two roles that one person may hold; where only one
of them is seated, that one owns the clocks.
"""

from collections.abc import Mapping

ROLES: Mapping[str, str] = {
    "lead": "incident lead",
    "deputy": "deputy lead",
    "scribe": "scribe",
    "dpo": "DPO",
    "counsel": "privacy counsel",
    "communications": "communications",
    "data_owner": "owner of the data",
    "executive": "executive",
    "it": "IT and engineering",
    "forensics": "forensics",
    "hr": "HR",
    "finance": "finance",
    "support": "customer support",
    "responder": "responder",
}

ROLE_WORDS: Mapping[str, str] = {
    "ic": "lead", "commander": "lead", "scr": "scribe", "privacy": "dpo", "legal": "counsel", "lawyer": "counsel",
    "comms": "communications", "communication": "communications", "com": "communications", "pr": "communications",
    "crm": "data_owner", "owner": "data_owner", "data": "data_owner", "exec": "executive", "ceo": "executive",
    "eng": "it", "engineering": "it", "engineer": "it", "for": "forensics", "fin": "finance", "cs": "support",
}  # fmt: skip

LEADERS = ("lead", "deputy")
ADVISERS = ("dpo", "counsel")
"""Who owns the clocks of an incident: the first of these that is seated."""

CLEAR = "none"
CONFLICTS: Mapping[str, str] = {CLEAR: "no conflict", "witness": "possible witness", "suspect": "possible suspect"}
"""The answers to what is asked before anybody is named by hand; only `CLEAR` lets them in."""


def role_named(word: str) -> str | None:
    """The role that a responder means by a word; None when it is none of ours."""
    plain = word.strip().lower().replace("-", "_").replace(" ", "_")
    return plain if plain in ROLES else ROLE_WORDS.get(plain)
