"""Column types and defaults that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

SQLITE_NOW = "(strftime('%Y-%m-%dT%H:%M:%f', 'now') || '000+00:00')"

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A 64-bit key; SQLite only counts up by itself in a column declared INTEGER."""


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware UTC datetime: TIMESTAMPTZ on PostgreSQL, ISO 8601 text of one width on SQLite, so that it sorts."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """Chooses the column type of the database in hand."""
        kind: sa.types.TypeEngine[Any] = sa.String(32) if dialect.name == "sqlite" else sa.DateTime(timezone=True)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """Refuses a datetime without a zone: it could be anybody's wall clock."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return _as_text(value) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """Reads what any writer left."""
        return read_moment(value)


@lru_cache(maxsize=64)
def _as_text(moment: datetime) -> str:
    """A moment as SQLite keeps it; a transaction writes its own again and again."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def read_moment(value: Any) -> datetime | None:
    """A moment as a driver gives it; text without a zone is UTC, as SQLite's own datetime('now') is."""
    if value is None:
        return None
    moment: datetime = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Now(FunctionElement[datetime]):
    """The database's own clock as a column default, for writers that leave the column out."""

    type = Moment()
    inherit_cache = True


@compiles(Now)
def _now_elsewhere(element: Now, compiler: Any, **keywords: Any) -> str:
    return "now()"


@compiles(Now, "sqlite")
def _now_on_sqlite(element: Now, compiler: Any, **keywords: Any) -> str:
    return SQLITE_NOW


def one_of(column: str, *values: str) -> sa.CheckConstraint:
    """An enumeration that the database itself keeps."""
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)
