"""Before anyone asks: what a process does for the first time takes it three times as long.

An incident is opened, changed and looked at as if a person had done so, in a transaction that is rolled back. Afterward
the statements are compiled, and how their values are read and written is known.
"""

from dataclasses import replace

import structlog

from bot.actions.incidents import OpenIncident, open_incident
from bot.actions.work import Opens, Work
from bot.messages import speaking
from bot.slack.answers import answer_to
from bot.slack.callbacks import Target
from bot.slack.requests import Request
from bot.slack.subcommands import WORDS

SOMEONE = "rehearsal"
LOOKS = ("status", "next", "steps", "facts", "clocks", "list", "help")
log = structlog.get_logger(__name__)


class RolledBack(Exception):
    """Ends the transaction without a change."""


def rehearse(opens: Opens) -> None:
    """Nothing is kept, sent or told to anyone. A database that takes nothing is for those to report who need it."""
    try:
        with opens(SOMEONE, False) as work:
            _play(work)
            raise RolledBack
    except RolledBack:
        pass
    except Exception as error:  # noqa: BLE001 (a start does without it)
        log.warning("rehearsal.failed", kind=error.__class__.__name__)


def _play(work: Work) -> None:
    kind = next(iter(work.library.runbooks))
    opened = open_incident(work, OpenIncident("rehearsal", kind, facts={}, request_key="", number=0))
    with speaking(work.library.organisation.chat_language):
        target = Target(opened.incident.id)
        _say(work, target, "facts", "people", "FR", "1")  # no state of anyone's: DE is Delaware for some
        for word in LOOKS:
            _say(work, target, word)


def _say(work: Work, target: Target, word: str, *words: str) -> None:
    """In a Work of its own, which has read nothing yet."""
    text = " ".join(words)
    request = Request(work.actor, work.library.organisation.zone, work.now, text, f"{word} {text}", target=target)
    work.session.expire_all()
    answer_to(WORDS[word].row(text), replace(work, snapshots={}, said={}, persons={}), request)
