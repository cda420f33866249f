"""Every word after /breach: what it shows, what it does, and what that needs permission for.

Help, the listeners and the tests read this table. A word alone shows; with more words it acts (`Subcommand.row`). Its
rows are in the modules named `*_subcommands.py`, by what they are about, with the routes that a button takes too.
"""

from collections.abc import Mapping, Sequence

from bot.actions import (
    languages,
)
from bot.actions.work import Work
from bot.domain.permissions import Act
from bot.messages import N_
from bot.slack import help as help_views
from bot.slack import languages as language_views
from bot.slack.duty_subcommands import DUTY_SUBCOMMANDS
from bot.slack.incident_subcommands import INCIDENT_SUBCOMMANDS
from bot.slack.people_subcommands import PEOPLE_SUBCOMMANDS
from bot.slack.routes import OpenRoute, Subcommand, nothing, words
from bot.slack.step_subcommands import STEP_SUBCOMMANDS


def _subcommands(work: Work, command: None) -> Sequence[Subcommand]:
    return SUBCOMMANDS


def _my_language(work: Work, command: None) -> languages.LanguageShown:
    return languages.show_language(work)


def _helped(work: Work, word: str) -> Sequence[Subcommand]:
    """The command that is meant, or all of them for other words (`help me`). Raises UsageError for one mistyped."""
    found = help_views.the_subcommand(WORDS, word)
    return (found,) if found else SUBCOMMANDS


SUBCOMMANDS: tuple[Subcommand, ...] = (
    Subcommand(
        "help",
        N_("help [command]"),
        N_("show this list, or one command with examples"),
        shows=OpenRoute(Act.HELP, nothing, _subcommands, help_views.every, reads=True),
        acts=OpenRoute(Act.HELP, words, _helped, help_views.shown, reads=True),
    ),
    Subcommand(
        "language",
        N_("language [de | en | es | fr]"),
        N_("show or change the language breachbot uses with you"),
        shows=OpenRoute(Act.LANGUAGE, nothing, _my_language, language_views.shown, reads=True),
        acts=OpenRoute(Act.LANGUAGE, language_views.read_language, languages.choose_language, language_views.shown),
    ),
    *INCIDENT_SUBCOMMANDS,
    *STEP_SUBCOMMANDS,
    *DUTY_SUBCOMMANDS,
    *PEOPLE_SUBCOMMANDS,
)


WORDS: Mapping[str, Subcommand] = {word: one for one in SUBCOMMANDS for word in (one.word, *one.also)}
