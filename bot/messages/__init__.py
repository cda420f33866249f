"""The bot's own words in chat, on Home and in reminders, in the reader's language.

English stands in the code: `_("{ref} is closed.", ref=incident.ref)`; the texts of runbooks, the titles of duties and
the vocabulary stand in their files: `_(duty.title)`. The translations are in `locales/`. What people type and the law's
own words are shown as they are; the command line and documents are not in here.

Caveats: what is stored is a `bot.sentences.Sentence`, which `translate` says in the reader's language. A
text that was said already would stay in the language of the person who caused it. Logs and messages to the on-call
engineer stay in English. Only the English sentence is a format string, so braces in a value are safe.
"""

from bot.messages.catalog import N_, _, plural
from bot.messages.languages import ENGLISH, LANGUAGES, Language, current_language, speak, speaking
from bot.messages.sentences import kept, translate

__all__ = [
    "ENGLISH",
    "LANGUAGES",
    "N_",
    "Language",
    "_",
    "current_language",
    "kept",
    "plural",
    "speak",
    "speaking",
    "translate",
]
