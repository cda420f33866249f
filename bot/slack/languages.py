"""The language in which the bot speaks to a person: what is typed, what is answered."""

from bot.actions.languages import ChooseLanguage, LanguageShown
from bot.errors import UsageError
from bot.messages import LANGUAGES, _, speaking
from bot.messages.languages import language_named
from bot.slack.block_kit import Message
from bot.slack.requests import Reader, RequestContext


def read_language(context: RequestContext) -> ChooseLanguage:
    """`/breach language de`, `German` or `Deutsch`."""
    word = context.request.text.strip()
    language = language_named(word)
    if language is None:
        raise UsageError(
            _("breachbot doesn't speak “{language}”.", language=word),
            _("Choose one of these: {listed}.", listed=_choices()),
        )
    return ChooseLanguage(language)


def shown(outcome: LanguageShown, reader: Reader) -> Message:
    """In the language that was chosen."""
    with speaking(outcome.language):
        name = LANGUAGES[outcome.language].name
        if outcome.chosen:
            return Message(
                _("From now on, breachbot speaks {language} with you. Channels keep their language.", language=name)
            )
        how = _("To change it: {command}", command=f"`/breach language {'|'.join(LANGUAGES)}`")
        return Message(_("breachbot speaks {language} with you.", language=name) + f" {how}")


def _choices() -> str:
    return ", ".join(f"{one.code} ({one.name})" for one in LANGUAGES.values())
