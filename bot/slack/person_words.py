"""The person and the role in what was typed, in any order: `dpo @ada`, `@ada as dpo`, `Tan Wei Ling`.

One person is meant. Two are asked about, and what is neither a role nor a known name is refused: no one may believe
that someone took over. What a name may mean is decided in `bot.typed.names`.
"""

from collections.abc import Iterable, Sequence

from bot.actions import profiles
from bot.domain.roles import ROLES, role_named
from bot.errors import Ambiguous, PossibleReading, UsageError
from bot.messages import _
from bot.slack.parse import MARKUP
from bot.slack.requests import RequestContext
from bot.typed.command_words import ALTERNATE
from bot.typed.names import BETWEEN, one_only, people_called, read_name
from bot.typed.words import readable, repeated

OWN = frozenset({"me", "myself", "ich", "mich", "moi", "yo", "mí"})
"""What people call themselves."""
JOINTS = frozenset({"to", "as", "is", "the", "an", "als", "ist", "à", "a", "comme", "como", *ALTERNATE})
"""Words that may stand between a role and a person."""


def read_person(request_context: RequestContext, words: Iterable[str], example: str) -> str:
    """The person mentioned, or else named by `words`: those that mean nothing else. Raises UsageError, Ambiguous among
    them, for two people, for a group and for no one."""
    request = request_context.request
    mentioned = tuple(dict.fromkeys(request.people))
    if len(mentioned) > 1:
        raise _one_of(request_context, mentioned)
    name = " ".join(words)
    if mentioned:
        if people_called(name, profiles.everyone_known(request_context.work)) or "@" in name:
            raise one_only(f"{name}, @{profiles.name_of(request_context.work, mentioned[0])}", ())
        return mentioned[0]
    if "<!" in request.typed:
        raise UsageError(_("A group was named where one person is needed."), _for_example(example))
    if not name.strip("@ "):
        raise UsageError(_("Mention the person with @."), _for_example(example))
    if name.lower() in OWN:
        return request.person
    return read_name(name, profiles.everyone_known(request_context.work)).person


def read_role_and_person(request_context: RequestContext, example: str, default: str = "") -> tuple[str, str]:
    """`default`: the role where none is named. Raises as `read_person` does, and for words that name no role."""
    words = beside_mentions(request_context)
    role, rest = _role_and_rest(words)
    if request_context.request.people:
        if role is None and not (default and not rest):
            raise _no_role(rest, example)
        person = read_person(request_context, rest if role else (), example)
        if rest:
            raise UsageError(_("“{words}” was not understood.", words=repeated(" ".join(rest))), _for_example(example))
        return role or default, person
    if default and rest and people_called(" ".join(words), profiles.everyone_known(request_context.work)):
        return default, read_person(request_context, words, example)  # a name that begins like a role
    if role is None and not default:
        raise _no_role(rest, example)
    return role or default, read_person(request_context, rest, example)


def beside_mentions(request_context: RequestContext) -> Sequence[str]:
    """The typed words, without the people who were mentioned."""
    request = request_context.request
    typed = BETWEEN.sub(" ", MARKUP.sub(" ", request.typed)) if request.people else request.text
    return [word for word in readable(typed).split() if word.lower() not in ALTERNATE]


def _role_and_rest(words: Sequence[str]) -> tuple[str | None, Sequence[str]]:
    """The role that the longest run of words names, at their start or else at their end, and what is left."""
    for end in range(len(words), 0, -1):
        if role := role_named(" ".join(_without_joints(words[:end]))):
            return role, _from_joint(words[end:])
    for start in range(1, len(words)):
        if role := role_named(" ".join(_without_joints(words[start:]))):
            return role, _from_joint(words[:start])
    return None, _from_joint(words)


def _without_joints(words: Sequence[str]) -> Sequence[str]:
    return [word for word in words if word.lower() not in JOINTS]


def _from_joint(words: Sequence[str]) -> Sequence[str]:
    """Without the joints that stand first: what follows them may be a name with such a word in it."""
    start = next((at for at, word in enumerate(words) if word.lower() not in JOINTS), len(words))
    return words[start:]


def _one_of(request_context: RequestContext, mentioned: Sequence[str]) -> Ambiguous:
    """The question which of several people is meant, with the same command for each."""
    typed = request_context.request.typed
    names = [profiles.name_of(request_context.work, person) for person in mentioned]
    readings = [PossibleReading(name, _only(person, typed)) for person, name in zip(mentioned, names, strict=True)]
    say = _("Name one person. “{names}” is more than one.", names=repeated(", ".join(names)))
    return Ambiguous(say, _("Choose one, or mention the person with @."), typed, readings)


def _only(person: str, typed: str) -> str:
    """The same words with no other person in them."""
    return MARKUP.sub(lambda found: found[0] if found[2] == person else "", typed)


def _no_role(words: Sequence[str], example: str) -> UsageError:
    say = _("There is no role “{word}”.", word=readable(" ".join(words))) if words else _("Name a role.")
    roles = ", ".join(f"`{role}`" for role in ROLES)
    return UsageError(say, _("For example: {example}. Roles: {roles}.", example=example, roles=roles))


def _for_example(example: str) -> str:
    return _("For example: {example}", example=example)
