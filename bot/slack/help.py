"""What `/breach help` says: every command under what it is good for, or one with examples."""

import difflib
from collections.abc import Iterable, Mapping, Sequence

from bot.errors import UsageError
from bot.messages import N_, _
from bot.messages.phrases import list_of
from bot.sentences import cut
from bot.slack.block_kit import Message, context, section
from bot.slack.requests import Reader
from bot.slack.routes import Subcommand

NEAREST = 3  # commands that a mistyped one may have been
EXAMPLE = "facts"  # the command that help points to
HELP: Mapping[str, tuple[str, ...]] = {
    N_("Open and close an incident"): ("open", "list", "close", "reopen"),
    N_("See where it stands"): ("next", "status", "catchup", "clocks", "steps", "step", "why", "exposure"),
    N_("Work on steps"): ("take", "done", "task", "skip", "stuck", "snooze", "safety", "note", "runbook"),
    N_("Record facts and decisions"): ("facts", "risk", "severity"),
    N_("Meet duties and send notices"): (
        *("notice", "form", "answers", "approve", "override", "withdraw", "wave", "returned"),
        *("met", "decline", "hold", "release", "law"),
    ),
    N_("Bring people in and hand over"): ("assign", "unassign", "handover", "conflict", "admit", "exclude"),
    N_("Get documents"): ("report", "chart", "review", "privilege", "cost", "memo"),
    N_("Practice"): ("drill", "forward"),
    N_("Change how breachbot talks to you"): ("language", "help"),
}
"""The words under what people want to do, in the order in which they are usually needed."""

EXAMPLES: Mapping[str, tuple[str, ...]] = {
    "open": (N_("`/breach open laptop lost in Lyon`"), N_("`/breach open CRM export seen in the audit log`")),
    "list": ("`/breach list`",),
    "close": (N_("`/breach close everyone was notified and the cause is fixed`"),),
    "reopen": (N_("`/breach reopen more people are affected`"),),
    "next": ("`/breach next`",),
    "status": ("`/breach status`",),
    "catchup": (
        "`/breach catchup`",
        "`/breach catchup 2h`",
        "`/breach catchup since 14:00`",
        N_("`/breach catchup since yesterday 18:00`"),
    ),
    "clocks": ("`/breach clocks`", "`/breach clocks all`", "`/breach clocks risk`"),
    "steps": ("`/breach steps`", "`/breach steps contain`", "`/breach steps tasks`"),
    "step": ("`/breach step C04`",),
    "why": (N_("`/breach why gdpr 33(1)`"),),
    "exposure": ("`/breach exposure`",),
    "take": ("`/breach take C06`",),
    "done": (
        N_("`/breach done C06 hold is on`"),
        N_("`/breach done N06 notify because identity numbers are affected`"),
        N_("`/breach done C05 not known yet, next check 18:00`"),
    ),
    "task": (
        N_("`/breach task Call the hosting vendor @name by tomorrow 10:00`"),
        "`/breach task T1 by tomorrow 12:00`",
        N_("`/breach task T1 verify: an old key raises an alert`"),
        "`/breach task T1 reopen`",
        "`/breach task list csv ics`",
    ),
    "skip": (N_("`/breach skip C11 no press interest`"),),
    "stuck": (N_("`/breach stuck C06 no access to the mail archive`"),),
    "snooze": ("`/breach snooze C06 2h`", "`/breach snooze gdpr 33 until 18:00`"),
    "safety": (N_("`/breach safety a former partner has the new address`"),),
    "note": (N_("`/breach note the reporter called back`"),),
    "runbook": ("`/breach runbook`",),
    "facts": (
        N_("`/breach facts people US-NY 12`"),
        N_("`/breach facts data passport numbers`"),
        N_("`/breach facts add passport`"),
        N_("`/breach facts people remove FR because it was a test`"),
        N_("`/breach facts people replace DE 12000`"),
        N_("`/breach facts aware_at yesterday 4pm`"),
        N_("`/breach facts aware_at unknown`"),
    ),
    "risk": ("`/breach risk`", N_("`/breach risk high because the cards are being used`")),
    "severity": (N_("`/breach severity 2 exposed, and the token is cut`"),),
    "notice": ("`/breach notice`", "`/breach notice gdpr-authority`"),
    "answers": ("`/breach answers eu-gdpr-33-1-authority`",),
    "approve": ("`/breach approve gdpr-authority`",),
    "withdraw": (N_("`/breach withdraw gdpr-individuals because the list of recipients was wrong`"),),
    "wave": (
        N_("`/breach wave gdpr-individuals ref batch-1 at yesterday 16:40`"),
        N_("`/breach wave gdpr-individuals ref batch-2 to 1,200 by email evidence 4`"),
    ),
    "returned": (N_("`/breach returned gdpr-individuals ref batch-1 38 of 1,200`"),),
    "form": ("`/breach form gdpr-authority`", N_("`/breach form gdpr-authority 23 DPO`")),
    "override": (N_("`/breach override gdpr-individuals MIN1 because that is the name of our product`"),),
    "met": (
        N_("`/breach met gdpr 33 ref 2026-117 at yesterday 16:40`"),
        N_("`/breach met gdpr 33 ref 2026-117 by portal`"),
    ),
    "decline": (N_("`/breach decline eu-gdpr-34-individuals because the data were encrypted and the key is safe`"),),
    "hold": (N_("`/breach hold us-ca-individuals until 20 Dec 2026 17:00 by FBI Los Angeles`"),),
    "release": ("`/breach release us-ca-individuals`",),
    "law": ("`/breach law`",),
    "assign": (
        N_("`/breach assign dpo @name`"),
        "`/breach assign dpo Tan Wei Ling`",
        "`/breach assign hr @name alternate`",
        N_("`/breach assign C03 @name @name`"),
    ),
    "unassign": ("`/breach unassign C03`", "`/breach unassign C03 @name`"),
    "handover": ("`/breach handover`", "`/breach handover @name`", "`/breach handover dpo Tan Wei Ling`"),
    "admit": ("`/breach admit @name`",),
    "exclude": ("`/breach exclude @name`",),
    "conflict": ("`/breach conflict @name witness`", "`/breach conflict @name none`"),
    "report": ("`/breach report`", "`/breach report board`", "`/breach report learning docx`"),
    "chart": ("`/breach chart`", "`/breach chart clocks people`"),
    "review": (
        "`/breach review`",
        N_("`/breach review start because the timeline is complete`"),
        N_("`/breach review done because every point is answered`"),
    ),
    "privilege": (
        N_("`/breach privilege because we expect claims and prepare our advice`"),
        N_("`/breach privilege lift because the matter is over`"),
    ),
    "cost": (
        "`/breach cost`",
        N_("`/breach cost claims 120000-180000 EUR because the insurer's letter`"),
        N_("`/breach cost revenue unknown EUR because the shop is still down`"),
    ),
    "memo": ("`/breach memo`",),
    "drill": (
        N_("`/breach drill ransomware on the file server`"),
        N_("`/breach drill lost device, with alarms`"),
    ),
    "forward": (N_("`/breach forward 6 hours`"),),
    "language": ("`/breach language`", "`/breach language de`"),
    "help": ("`/breach help facts`", "`/breach facts help`"),
}
"""What someone might type, by the word that it is about."""

ASKING = frozenset({"help", "?", "hilfe", "aide", "ayuda"})
"""What someone types after a word to see its help."""


def every(outcome: Sequence[Subcommand], reader: Reader) -> Message:
    """One line for each thing that people want to do, so that it fits a screen."""
    groups = [f"*{_(head)}:* " + ", ".join(f"`{word}`" for word in words) for head, words in HELP.items()]
    example = f"`/breach help {EXAMPLE}`"
    note = context(_("Only you see this. For one command with examples: {example}", example=example))
    return Message(_("/breach commands"), (section("\n".join(groups)), note))


def shown(outcome: Sequence[Subcommand], reader: Reader) -> Message:
    return one(outcome[0], reader) if len(outcome) == 1 else every(outcome, reader)


def the_subcommand(words: Mapping[str, Subcommand], word: str) -> Subcommand | None:
    """None for words that are no command and like none. Raises UsageError for one mistyped, with the nearest."""
    wanted = word.strip().lower().removeprefix("/breach").strip()
    if found := words.get(wanted) or words.get(wanted.partition(" ")[0]):
        return found
    if len(wanted) > 2 and difflib.get_close_matches(wanted, words, n=1, cutoff=0.6):
        raise unknown(words, wanted)
    return None


def unknown(words: Mapping[str, Subcommand], word: str, facts: Iterable[str] = ()) -> UsageError:
    """With the commands that are like it, the likest first; before them the fact of which it is plainly a slip."""
    slips = difflib.get_close_matches(word, list(facts), n=1, cutoff=0.8)
    like = [words[one].word for one in difflib.get_close_matches(word, words, n=NEAREST, cutoff=0.6)]
    near = [f"`/breach {one}`" for one in dict.fromkeys((*slips, *like))]
    hint = _("Did you mean {choices}?", choices=list_of(near, "or")) if near else _("See `/breach help`.")
    return UsageError(_("Unknown command “{word}”.", word=cut(word, 40)), hint)


def one(outcome: Subcommand, reader: Reader) -> Message:
    """Its use, what it does, other words for it, and examples."""
    said = [f"`/breach {_(outcome.usage)}` {_(outcome.help)}"]
    if outcome.also:
        said.append(_("Also: {words}", words=", ".join(outcome.also)))
    said += [f"• {_(example)}" for example in EXAMPLES[outcome.word]]
    return Message(f"/breach {outcome.word}", (section("\n".join(said)),))
