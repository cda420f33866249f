"""An incident's states, its severity, the roles people hold in it, and who may do what.

`may` is the only place where permission is decided; the verbs table and every button go through it. Being a member is
holding any role, `responder` included: a person in the incident's channel.
"""

from collections.abc import Iterable, Mapping, Sequence

OPEN, CLOSED = "open", "closed"

SEVERITIES: Mapping[int, str] = {
    1: "sensitive or large data is leaving, or it is public",
    2: "personal data was probably exposed, and it is contained",
    3: "small, encrypted, or in the hands of a trusted recipient",
    4: "a near miss",
}

CLEAR = "none"
CONFLICTS: Mapping[str, str] = {CLEAR: "no conflict", "witness": "possible witness", "suspect": "possible suspect"}
"""The answers to what is asked before anybody is named by hand; only `CLEAR` lets them in."""

ROLES: Mapping[str, str] = {
    "lead": "incident lead",
    "deputy": "deputy lead",
    "scribe": "scribe",
    "dpo": "DPO / privacy counsel",
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
    "ic": "lead", "commander": "lead", "scr": "scribe", "counsel": "dpo", "privacy": "dpo", "legal": "dpo",
    "comms": "communications", "communication": "communications", "com": "communications", "pr": "communications",
    "crm": "data_owner", "owner": "data_owner", "data": "data_owner", "exec": "executive", "ceo": "executive",
    "eng": "it", "engineering": "it", "engineer": "it", "for": "forensics", "fin": "finance", "cs": "support",
}  # fmt: skip

ANYONE = "anyone"  # any person in the workspace
MEMBER = "member"  # anyone in the incident

LEADERS = ("lead", "deputy")

RIGHTS: Mapping[str, Sequence[str]] = {
    "help": (ANYONE,),
    "open": (ANYONE,),
    "list": (ANYONE,),
    "see": (MEMBER,),
    "note": (MEMBER,),
    "facts": (MEMBER,),
    "steps": (MEMBER,),
    "assign": (*LEADERS, "dpo", "executive"),
    "hand over": (MEMBER,),
    "rate": (*LEADERS, "dpo", "executive"),
    "safety": (MEMBER,),
    "move": LEADERS,
    "meet": (*LEADERS, "dpo", "communications", "data_owner"),
    "decline": ("dpo", "lead"),
    "hold": ("dpo", "lead"),
    "risk": ("dpo", "lead"),
    "law": ("dpo", "lead"),
    "exposure": ("lead", "dpo", "executive"),
    "move time": LEADERS,
    "draft": (MEMBER,),
    "approve": ("dpo",),
    "report": (MEMBER,),
    "close": (*LEADERS, "dpo"),
    "reopen": (*LEADERS, "dpo"),
}

WHEN_CLOSED = ("help", "open", "list", "see", "exposure", "report", "reopen")


def may(roles: Iterable[str], act: str) -> bool:
    """Whether somebody with these roles in the incident may do this. The state is asked for separately."""
    held, wanted = set(roles), RIGHTS[act]
    return ANYONE in wanted or (MEMBER in wanted and bool(held)) or not held.isdisjoint(wanted)


def who_may(act: str) -> str:
    """The roles that may, in words: “incident lead, deputy lead or DPO / privacy counsel”."""
    names = [ROLES[role] for role in RIGHTS[act] if role in ROLES] or ["anyone in the incident"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def role_named(word: str) -> str | None:
    """The role that a responder means by a word; None when it is none of ours."""
    plain = word.strip().lower().replace("-", "_").replace(" ", "_")
    return plain if plain in ROLES else ROLE_WORDS.get(plain)


ADJECTIVES = (
    "amber", "ashen", "birch", "blue", "brisk", "calm", "cedar", "clear", "copper", "coral", "dusky", "early", "fern",
    "flint", "golden", "green", "grey", "hazel", "indigo", "ivory", "juniper", "lilac", "linen", "maple", "mellow",
    "misty", "mossy", "ochre", "olive", "pale", "pearl", "plain", "quiet", "russet", "sandy", "silver", "slate",
    "still", "teal", "umber", "velvet", "violet", "walnut", "white", "willow", "winter",
)  # fmt: skip
BIRDS = (
    "avocet", "bittern", "bunting", "crane", "curlew", "dipper", "dove", "dunlin", "egret", "eider", "finch", "gannet",
    "godwit", "goose", "grebe", "gull", "heron", "jackdaw", "kestrel", "kite", "knot", "lark", "linnet", "martin",
    "merlin", "osprey", "ouzel", "owl", "petrel", "pipit", "plover", "puffin", "quail", "rail", "raven", "robin",
    "sandpiper", "siskin", "snipe", "starling", "stork", "swallow", "swan", "swift", "teal", "tern", "thrush", "wren",
)  # fmt: skip


def codename(number: int, taken: Iterable[str]) -> str:
    """A neutral name that says nothing of what happened; `number` is the caller's chance."""
    used, total = set(taken), len(ADJECTIVES) * len(BIRDS)
    for step in range(total):
        at = (number + step) % total
        name = f"{ADJECTIVES[at // len(BIRDS)]}-{BIRDS[at % len(BIRDS)]}"
        if name not in used and ADJECTIVES[at // len(BIRDS)] != BIRDS[at % len(BIRDS)]:
            return name
    return f"{ADJECTIVES[number % len(ADJECTIVES)]}-{len(used)}"
