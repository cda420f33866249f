"""Stored sentences in the reader's language."""

from collections.abc import Callable
from functools import partial

from bot.messages.catalog import Said, form_of
from bot.messages.phrases import calendar_day, clock_time, digits, list_of
from bot.sentences import At, Day, Listed, Number, Sentence, Text, Value


def translate(value: Value, content: Callable[[str], str] = str, time: Callable[[At], str] = clock_time) -> str:
    """In the current language. `content` shows what may be no sentence of ours, `time` an instant.

    A sentence without values may be a text of the library, such as the title of a step: it is content too.
    """

    match value:
        case Sentence():
            said = value.filled(form_of, partial(translate, content=content, time=time))
            return said if value.values else content(said)
        case At():
            return clock_time(value) if value.local else time(value)
        case Day():
            return calendar_day(value.on, weekday=value.weekday)
        case Number():
            return digits(value)
        case Listed():
            return list_of([translate(item, content, time) for item in value.items], value.way)
    return content(str(value))


def kept(text: Text) -> Text:
    """What was said, as the sentence that it is in every language; content stays as it is."""
    return text.sentence if isinstance(text, Said) else text
