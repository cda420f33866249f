"""From words and form values to commands. Raises UsageError and changes nothing.

A responder types what comes to mind: `/breach done C04 channel is safe`, `/breach met gdpr 33 ref 2026-117 yesterday
16:40`. If it's ambiguous, the bot asks, and never guessed silently.
"""

import difflib
import html
import re
from collections.abc import Callable, Iterable

from bot.errors import UsageError
from bot.messages import _
from bot.messages.phrases import list_of
from bot.typed.command_words import KIND_WORDS, REASON, REFERENCE
from bot.typed.times import is_time
from bot.typed.words import readable, repeated


def kind_of(text: str, kinds: tuple[str, ...]) -> str | None:
    """The kind of incident that the words plainly name; None when they name none or several."""
    plain = text.lower()
    named = [kind for kind in kinds if kind in plain or kind.replace("-", " ") in plain]
    guessed = [kind for kind, words in KIND_WORDS.items() if kind in kinds and words.search(plain)]
    found = named or guessed
    return found[0] if len(found) == 1 else None


def kind_said(text: str, kinds: Iterable[str]) -> tuple[str, str | None]:
    """`laptop stolen, kind lost-device` -> (`laptop stolen`, `lost-device`); the text as it is where it says no kind,
    or nothing else."""
    found = KIND_SAID.search(text)
    kind = re.sub(r"[\s_]+", "-", found["kind"].lower()) if found else ""
    title = text[: found.start()].strip() if found else ""
    return (title, kind) if title and kind in kinds else (text, None)


KIND_SAID = re.compile(r"[\s,;:(]+(?:kind|art|genre|type|tipo)[\s:=]+(?P<kind>[a-z][a-z _-]*)[).]?\s*$", re.IGNORECASE)


def first_word(text: str, say: str, example: str) -> tuple[str, str]:
    """The first word and the rest. Raises UsageError when there is none; `say` says what is missing."""
    word, _sign, rest = text.strip().partition(" ")
    if not word:
        raise UsageError(say, _("For example: {example}", example=example))
    return word, rest.strip()


def closest(text: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """The word that is most like what was typed; empty when none is."""
    return next(iter(difflib.get_close_matches(text.strip().lower(), list(known), n=1, cutoff=cutoff)), "")


def not_understood(text: str, known: Iterable[str], offered: Iterable[str], otherwise: str = "") -> UsageError:
    """For a word that must be one of those that are `known`; its remedy is the closest of them, or all that are
    `offered`, and `otherwise` what else may have been meant."""
    if near := closest(text, known):
        remedy = _("Did you mean {choices}?", choices=near)
    else:
        remedy = _("Use {choices}.", choices=list_of(list(offered), "or"))
    return UsageError(_("“{text}” was not understood.", text=repeated(text)), f"{remedy} {otherwise}".strip())


def as_written(command: str, text: str) -> str:
    """How to say that words which may be another command are meant as they are: the command with them in quotation
    marks."""
    example = f'{command} "{repeated(text)}"'
    return _("If you mean these words as they are, put them in quotation marks: {example}", example=example)


def quoted(text: str) -> tuple[str, str]:
    """What stands in quotation marks at the beginning, without them, and the rest; empty where nothing does."""
    found = QUOTED.match(text)
    return (next(filter(None, found.groups())).strip(), text[found.end() :].strip()) if found else ("", text)


QUOTED = re.compile(r"\s*(?:\"([^\"]+)\"|“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»)")


MARKUP = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")


def as_typed(text: str, name: Callable[[str], str] = str, group: Callable[[str], str] = str) -> str:
    """What a person typed, out of what Slack makes of it: `<@U123|ada> R&amp;D <https://a.org>` is `@ada R&D https://a.org`.

    `name` says who someone is whom Slack gives by id alone, `group` the same of a user group.
    """

    def words(found: re.Match[str]) -> str:
        sign, target, label = found.groups()
        if sign == "@":
            return f"@{label or name(target)}"
        if sign == "#":
            return f"#{label or target}"
        return _special(target, label, group) if sign else target.removeprefix("mailto:")

    return readable(html.unescape(MARKUP.sub(words, text)))


def _special(target: str, label: str | None, group: Callable[[str], str]) -> str:
    """`<!subteam^S1|@privacy>`, `<!here>`; of a time (`<!date^...|9:30>`), its words."""
    kind, _sign, rest = target.partition("^")
    if kind == "date":
        return label or ""
    said = label or (group(rest) if kind == "subteam" else kind)
    return f"@{said.removeprefix('@')}"


def groups_in(text: str) -> tuple[str, ...]:
    """The user groups that are mentioned, by id."""
    return tuple(re.findall(r"<!subteam\^([A-Z0-9]+)", text))


def mentioned(text: str) -> tuple[str, ...]:
    """The people mentioned. Slack sends `<@U123|name>`."""
    return tuple(re.findall(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>", text))


def reference_in(text: str) -> tuple[str, str]:
    """`... ref ABC-12 yesterday 16:40` gives the reference and the words around it."""
    found = REFERENCE.search(text)
    if not found:
        return "", text.strip()
    return found[1], f"{text[: found.start()]} {text[found.end() :]}".strip()


def moment_in(text: str) -> tuple[str, str]:
    """Splits words from a time at their end: `gdpr 33 at yesterday 16:40` -> (`gdpr 33`, `yesterday 16:40`).

    Without “at” only what is plainly a time is one: `gdpr 33.1` names an article. After it, what has the look of a time
    is given back even when it is none, so that it is refused and not taken for a word of the name.
    """
    joints = list(AT.finditer(text))
    found = next((one for one in joints if is_time(text[one.start() :])), None)
    found = found or next((one for one in joints if LOOK.search(text[one.end() :])), None)
    if found:
        moment = text[found.end() :].strip()
        return text[: found.start()].strip(), f"{found[0].strip()} {moment}" if moment.isdecimal() else moment
    words = text.split()
    for start in range(max(len(words) - MOMENT_WORDS, 0), len(words)):
        end = " ".join(words[start:])
        if PLAINLY.match(end) and is_time(end):
            return " ".join(words[:start]), end
    return text.strip(), ""


AT = re.compile(r"(?:^|\s)(?:at|on|um|am|à|le|el|a las?)\s+", re.IGNORECASE)
PLAINLY = re.compile(
    r"(?:today|yesterday|heute|gestern|vorgestern|aujourd'hui|hier|hoy|ayer|now|jetzt|maintenant|ahora|\d{4}-\d\d-\d\d)\b"
    r"|.*\bago$|(?:vor|il y a|hace)\s",
    re.IGNORECASE,
)
TOMORROW = r"(?:tomorrow|morgen|demain|mañana)\b"
LOOK = re.compile(rf"\d[:.]\d\d|\d ?[ap]m\b|^(?:{TOMORROW}|{PLAINLY.pattern})", re.IGNORECASE)
MOMENT_WORDS = 10  # words of a time, at most


def reason_in(text: str) -> tuple[str, str]:
    """`gdpr 34 because the data were encrypted` -> (`gdpr 34`, `the data were encrypted`)."""
    found = REASON.search(text)
    words, reason = (text[: found.start()], text[found.end() :]) if found else (text, "")
    return words.strip(" ,:"), reason.strip()


def reason_alone(text: str) -> str:
    """Where a command has nothing after its object but the reason, the word that leads in to it is no part of that:
    `because no press called` -> `no press called`."""
    led_in = REASON.match(text.strip())
    return text.strip()[led_in.end() :] if led_in else text
