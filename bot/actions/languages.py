"""The language in which the bot speaks to one person. Until they choose, it is the language of their Slack."""

from dataclasses import dataclass

from bot.actions import profiles
from bot.actions.work import Work


@dataclass(frozen=True)
class ChooseLanguage:
    language: str


@dataclass(frozen=True)
class LanguageShown:
    """`chosen`: by the person just now."""

    language: str
    chosen: bool = False


def show_language(work: Work) -> LanguageShown:
    return LanguageShown(profiles.language_of(work, work.actor))


def choose_language(work: Work, command: ChooseLanguage) -> LanguageShown:
    """From now on; what was posted before stays as it is."""
    profiles.choose_language(work, work.actor, command.language)
    return LanguageShown(command.language, chosen=True)
