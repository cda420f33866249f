"""Stored sentences in the reader's language."""

from collections.abc import Callable

from bot.messages.catalog import Said, form_of
from bot.messages.phrases import calendar_day, clock_time, digits, list_of
from bot.sentences import At, Day, Listed, Number, Sentence, Text, Value


def translate(value: Value, content: Callable[[str], str] = str, time: Callable[[At], str] = clock_time) -> str:
    """In the current language. `content` shows what may be no sentence of ours, `time` an instant.

    A sentence without values may be a text of the library, such as the title of a step: it is content too.
    """

    def show(one: Value) -> str:
        match one:
            case Sentence():
                said = one.filled(form_of, show)
                return said if one.values else content(said)
            case At():
                return clock_time(one) if one.local else time(one)
            case Day():
                return calendar_day(one.on, weekday=one.weekday)
            case Number():
                return digits(one)
            case Listed():
                return list_of([show(item) for item in one.items], one.way)
        return content(str(one))

    return show(value)


def kept(text: Text) -> Text:
    """What was said, as the sentence that it is in every language; content stays as it is."""
    return text.sentence if isinstance(text, Said) else text
