"""Column types: an instant that refuses to be naive, one pydantic value, a state by its value."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator

Value = TypeVar("Value")
Kind = TypeVar("Kind", bound=StrEnum)


class Instant(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC. SQLite keeps it as sortable text, PostgreSQL as timestamptz.

    The text is written and read here, as SQLAlchemy would, because that takes several times as long: an opening writes
    hundreds.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return _in_utc(value)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None] | None:
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _in_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError(f"an instant needs a time zone, got {value!r}")
    return value.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    utc = _in_utc(value)
    return utc.isoformat(" ", "microseconds").removesuffix("+00:00") if utc else None


def _from_text(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value).replace(tzinfo=UTC) if value else None


class EnumColumn(TypeDecorator[Kind], Generic[Kind]):
    """A value of an enum, as its text. Writing another text raises ValueError.

    A text that is not a value can only come from outside. It is returned as is, so that comparing the tables with the
    audit log can name it.
    """

    impl = Text
    cache_ok = True

    def __init__(self, kind: type[Kind]) -> None:
        super().__init__()
        self.kind, self._by_text = kind, {one.value: one for one in kind}

    def process_bind_param(self, value: Kind | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return value.value if isinstance(value, self.kind) else None if value is None else self.kind(value).value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Kind | None:  # noqa: ARG002
        return None if value is None else self._by_text.get(value, cast("Kind", value))


class Malformed(str):
    """A text that is no value of its column. It can only come from outside."""

    __slots__ = ()


def is_malformed(value: object) -> bool:
    return isinstance(value, Malformed)


class JsonColumn(TypeDecorator[Value], Generic[Value]):
    """One value of a pydantic-friendly type, as JSON text. Frozen values only: a change is a new value.

    A text that is not such a value is returned as `Malformed`, so that comparing the tables with the audit log can name
    it. Every command about an incident reads the same texts again, so that the last `kept` values are kept as read.
    """

    impl = Text
    cache_ok = True

    def __init__(self, kind: Any, kept: int = 256) -> None:
        super().__init__()
        self.kind, self.kept = kind, kept
        self._adapter: TypeAdapter[Value] = TypeAdapter(kind)
        self._read: Callable[[str], Value] = lru_cache(maxsize=kept)(self._adapter.validate_json)

    def process_bind_param(self, value: Value | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else self._adapter.dump_json(value, by_alias=True).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Value | None:  # noqa: ARG002
        if value is None:
            return None
        try:
            return self._read(value)
        except ValidationError:
            return cast("Value", Malformed(value))
