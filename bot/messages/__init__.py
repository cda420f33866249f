"""The bot's own words in chat, on Home and in reminders, in the language of whoever reads them.

English stands in the code: `_("{ref} is closed.", ref=incident.ref)`. The translations are in `locales/`. What people
type, the law and the runbooks are content, shown as they are; the command line and documents are not in here.

Caveats: a text that is stored, logged or sent to the on-call engineer stays out, or it would keep the language of
whoever caused it. Only the English sentence is a format string, so braces in a value are safe.
"""

from bot.messages.catalog import N_, _, plural
from bot.messages.languages import ENGLISH, LANGUAGES, Language, current_language, speak, speaking

__all__ = ["ENGLISH", "LANGUAGES", "N_", "Language", "_", "current_language", "plural", "speak", "speaking"]
