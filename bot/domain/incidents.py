"""An incident's states, its severity, its codename, and who may do what.

`may` is the only place where permission is decided; the verbs table and every button go through it. Being a member is
holding any role, `responder` included: a person in the incident's channel.
"""

from collections.abc import Iterable, Mapping, Sequence

from bot.domain.roles import ADVISERS, LEADERS, ROLES

OPEN, CLOSED = "open", "closed"

SEVERITIES: Mapping[int, str] = {
    1: "sensitive or large data is leaving, or it is public",
    2: "personal data was probably exposed, and it is contained",
    3: "small, encrypted, or in the hands of a trusted recipient",
    4: "a near miss",
}

ANYONE = "anyone"  # any person in the workspace
MEMBER = "member"  # anyone in the incident

RIGHTS: Mapping[str, Sequence[str]] = {
    "help": (ANYONE,),
    "open": (ANYONE,),
    "list": (ANYONE,),
    "see": (MEMBER,),
    "note": (MEMBER,),
    "facts": (MEMBER,),
    "steps": (MEMBER,),
    "assign": (*LEADERS, *ADVISERS, "executive"),
    "hand over": (MEMBER,),
    "rate": (*LEADERS, *ADVISERS, "executive"),
    "safety": (MEMBER,),
    "move": LEADERS,
    "meet": (*LEADERS, *ADVISERS, "communications", "data_owner"),
    "decline": (*ADVISERS, "lead"),
    "hold": (*ADVISERS, "lead"),
    "risk": (*ADVISERS, "lead"),
    "law": (*ADVISERS, "lead"),
    "exposure": ("lead", *ADVISERS, "executive"),
    "move time": LEADERS,
    "draft": (MEMBER,),
    "approve": ("dpo",),
    "report": (MEMBER,),
    "close": (*LEADERS, *ADVISERS),
    "reopen": (*LEADERS, *ADVISERS),
}

WHEN_CLOSED = ("help", "open", "list", "see", "exposure", "report", "reopen")


def may(roles: Iterable[str], act: str) -> bool:
    """Whether somebody with these roles in the incident may do this. The state is asked for separately."""
    held, wanted = set(roles), RIGHTS[act]
    return ANYONE in wanted or (MEMBER in wanted and bool(held)) or not held.isdisjoint(wanted)


def who_may(act: str) -> str:
    """The roles that may, in words: “incident lead, deputy lead, DPO or privacy counsel”."""
    names = [ROLES[role] for role in RIGHTS[act] if role in ROLES] or ["anyone in the incident"]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


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
