"""breachbot's own log: one line of JSON for each event, on stderr.

Decides the format and what is left out: no content of an incident is ever logged. So a bug is logged with its type and
its locations in the code, never with its message, its values or the rows it was writing; a line from another library
only with its logger and level.
"""

import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any


@contextmanager
def without(name: str) -> Iterator[None]:
    """What is imported meanwhile does not find that library, unless it was imported before."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = ModuleType(name)
    try:
        yield
    finally:
        del sys.modules[name]


with without("rich"):  # structlog imports it for tracebacks in color, which no line of this log has
    import structlog

CODE = Path(__file__).parents[2]


def places(error: BaseException) -> list[str]:
    """Where a bug passed through our code and where it began, outermost first: `bot/app.py:120 compose`."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames[:-1] if Path(frame.filename).is_relative_to(CODE / "bot")]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in (*ours, *frames[-1:])]


def _short(file: str) -> str:
    path = Path(file)
    return str(path.relative_to(CODE)) if path.is_relative_to(CODE / "bot") else "/".join(path.parts[-2:])


def without_words(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Puts a bug's kind and locations where its exception was."""
    given = event.pop("exc_info", None)
    error = given if isinstance(given, BaseException) else sys.exc_info()[1] if given else None
    return {**event, "kind": error.__class__.__name__, "where": places(error)} if error else event


class Silent(logging.Formatter):
    """Other libraries' lines without their message, which may be a payload."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {"level": record.levelname.lower(), "logger": record.name}
        if record.exc_info and (error := record.exc_info[1]):
            said |= {"kind": error.__class__.__name__, "where": places(error)}
        return json.dumps(said)


def _take_over_hooks() -> None:
    """Warnings, and errors that nobody caught: the interpreter would print their message and the line of code."""
    logging.captureWarnings(True)
    log = logging.getLogger("python")

    def uncaught(kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
        log.error("uncaught", exc_info=(kind, error or kind(), where))

    sys.excepthook = uncaught
    sys.unraisablehook = lambda found: uncaught(found.exc_type, found.exc_value, found.exc_traceback)
    threading.excepthook = lambda found: uncaught(found.exc_type, found.exc_value, found.exc_traceback)


def begin(level: str) -> None:
    """From now on everything is logged like this; `level` as in BREACHBOT_LOG_LEVEL, or INFO if that is not valid."""
    wanted = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Silent())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    _take_over_hooks()
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
    logging.getLogger("slack_sdk").setLevel(logging.CRITICAL)  # what Slack refuses is reported where it happens
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_words,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(wanted),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
