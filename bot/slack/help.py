"""What `/breach help` says: every command under its heading, or one with examples."""

import difflib
from collections.abc import Mapping, Sequence

from bot.errors import UsageError
from bot.messages import N_, _
from bot.slack.block_kit import Message, context, cut, section
from bot.slack.requests import Reader
from bot.slack.routes import Subcommand

HELP: Mapping[str, tuple[str, ...]] = {
    N_("Get started"): ("open", "list", "status", "catchup", "language", "help"),
    N_("Steps"): ("next", "steps", "step", "take", "done", "skip", "stuck", "snooze", "note"),
    N_("Facts and decisions"): ("facts", "risk", "severity", "safety"),
    N_("Clocks"): ("clocks", "why", "met", "decline", "hold", "release", "law", "exposure", "memo"),
    N_("Notices"): ("notice", "approve", "report"),
    N_("People and closing"): ("assign", "unassign", "conflict", "handover", "runbook", "close", "reopen"),
    N_("Drills"): ("drill", "forward"),
}
"""The words under their headings, in the order in which they are usually needed."""

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "open": (N_("`/breach open laptop lost in Lyon`"), N_("`/breach open CRM export seen in the audit log`")),
    "done": (
        N_("`/breach done C06 hold is on`"),
        N_("`/breach done N06 notify because identity numbers are affected`"),
    ),
    "facts": (
        N_("`/breach facts people US-NY 12`"),
        N_("`/breach facts data passport numbers`"),
        N_("`/breach facts add passport`"),
        N_("`/breach facts people remove FR because it was a test`"),
        N_("`/breach facts people replace DE 12000`"),
        N_("`/breach facts aware_at yesterday 4pm`"),
        N_("`/breach facts aware_at unknown`"),
    ),
    "risk": (N_("`/breach risk high because the cards are being used`"),),
    "severity": (N_("`/breach severity 2 exposed, and the token is cut`"),),
    "why": (N_("`/breach why gdpr 33(1)`"),),
    "met": (N_("`/breach met gdpr 33 ref 2026-117 at yesterday 16:40`"),),
    "decline": (N_("`/breach decline gdpr 34 because the data were encrypted and the key is safe`"),),
    "hold": (N_("`/breach hold us-ca-individuals until 20 Dec 2026 17:00 by FBI Los Angeles`"),),
    "assign": (N_("`/breach assign dpo @name`"), N_("`/breach assign C03 @name @name`")),
    "drill": (N_("`/breach drill ransomware on the file server`"), N_("`/breach drill lost device, with alarms`")),
}
"""What somebody might type, by the word it begins with."""


def every(outcome: Sequence[Subcommand], reader: Reader) -> Message:
    rows = {one.word: f"`/breach {_(one.usage)}` {_(one.help)}" for one in outcome}
    groups = [f"*{_(head)}*\n" + "\n".join(rows[word] for word in words) for head, words in HELP.items()]
    note = context(_("Only you see this. To see what a command needs, type it alone, for example `/breach met`."))
    return Message(_("/breach commands"), (*map(section, groups), note))


def shown(outcome: Sequence[Subcommand], reader: Reader) -> Message:
    return one(outcome[0], reader) if len(outcome) == 1 else every(outcome, reader)


def the_subcommand(words: Mapping[str, Subcommand], word: str) -> Subcommand | None:
    """None for words that are no command and like none. Raises UsageError for one mistyped, with the nearest."""
    wanted = word.strip().lower().removeprefix("/breach").strip()
    if found := words.get(wanted):
        return found
    if len(wanted) > 2 and difflib.get_close_matches(wanted, words, n=1, cutoff=0.6):
        raise unknown(words, wanted)
    return None


def unknown(words: Mapping[str, Subcommand], word: str) -> UsageError:
    near = difflib.get_close_matches(word, words, n=1, cutoff=0.6)
    hint = _("Did you mean `/breach {word}`?", word=words[near[0]].word) if near else _("See `/breach help`.")
    return UsageError(_("Unknown command “{word}”.", word=cut(word, 40)), hint)


def one(outcome: Subcommand, reader: Reader) -> Message:
    """Its use, what it does, other words for it, and examples."""
    said = [f"`/breach {_(outcome.usage)}` {_(outcome.help)}"]
    if outcome.also:
        said.append(_("Also: {words}", words=", ".join(outcome.also)))
    said += [f"• {_(example)}" for example in EXAMPLES.get(outcome.word, ())]
    return Message(f"/breach {outcome.word}", (section("\n".join(said)),))
