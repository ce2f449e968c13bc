"""Everything of one database into another, empty one, between SQLite and PostgreSQL either way; compared row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

import sqlalchemy as sa

from storage import engines, failures, migrate
from storage.counters import carry_on_counters
from storage.errors import NotMigrated
from storage.schema import certificates, metadata
from storage.triggers_off import without_triggers

AT_ONCE = 1000
# A certificate's file may have 20 MB.
AT_ONCE_OF = {certificates.name: 5}

Progress = Callable[[str, int], None]
"""Told the name of a table, and how many more of its rows have been copied, or compared."""


class CannotCopy(Exception):
    """The copy was not made, and the target is as it was; the reason holds nothing of anybody's."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One table: its rows, and a SHA-256 over all of them, the same on both sides."""

    table: str
    rows: int
    checksum: str


@dataclass(slots=True)
class Copy:
    """Copies from `source` to `target`, both URLs.

    Nobody can write to the source meanwhile: who is at work there waits, and must not go on there afterwards.
    """

    source: str
    target: str

    def prepare(self) -> None:
        """Brings the target's tables up to date. Raises NotMigrated for a source that is not, and CannotCopy."""
        if engines.parse(self.source) == engines.parse(self.target):
            raise CannotCopy("source and target are the same database")
        if not migrate.is_current(self.source):
            raise NotMigrated("the source's tables are not up to date")
        migrate.upgrade(self.target)

    def run(self, begun: Callable[[int], None], progress: Progress) -> list[Copied]:
        """Copies and compares in one transaction; `begun` is told how many rows will be told to `progress`.

        Raises CannotCopy, StoreUnavailable.
        """
        with _opened(self.source) as source, _opened(self.target) as target:
            _hold_still(source)
            _refuse_what_is_not_empty(target)
            begun(2 * sum(_count(source, table) for table in metadata.sorted_tables))
            with without_triggers(target):
                for table in metadata.sorted_tables:
                    _copy(source, target, table, progress)
            carry_on_counters(source, target)
            return [_compared(source, target, table, progress) for table in metadata.sorted_tables]


@contextmanager
def _opened(url: str) -> Iterator[sa.Connection]:
    engine = engines.writing(url, threads=1)
    try:
        with engine.begin() as connection:
            yield connection
    except failures.kinds() as error:
        translated = failures.translated(error)
        if translated is error:
            raise CannotCopy(f"{type(error.__cause__ or error).__name__}: {_said(error)}") from error
        raise translated from error
    finally:
        engine.dispose()


def _said(error: Exception) -> str:
    """What the database said, without values: those are hidden on both."""
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0]


def _hold_still(source: sa.Connection) -> None:
    # SQLite's transactions begin with the write lock already.
    if source.dialect.name == "postgresql":
        names = ", ".join(table.name for table in metadata.sorted_tables)
        source.exec_driver_sql(f"LOCK TABLE {names} IN SHARE MODE")


def _refuse_what_is_not_empty(target: sa.Connection) -> None:
    for table in metadata.sorted_tables:
        if target.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None:
            raise CannotCopy(f"the target is not empty: there are rows in {table.name}")


def _count(connection: sa.Connection, table: sa.Table) -> int:
    count: int = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
    return count


def _copy(source: sa.Connection, target: sa.Connection, table: sa.Table, progress: Progress) -> None:
    statement = sa.insert(table)
    for part in _parts(source, table):
        target.execute(statement, [dict(row) for row in part])
        progress(table.name, len(part))


def _parts(connection: sa.Connection, table: sa.Table) -> Generator[list[sa.RowMapping], None, None]:
    """All rows in the order of their keys, some at a time."""
    most = AT_ONCE_OF.get(table.name, AT_ONCE)
    keys = [_ordered(column, connection.dialect.name) for column in table.primary_key]
    some_at_a_time = {"yield_per": most}
    with connection.execute(sa.select(table).order_by(*keys), execution_options=some_at_a_time) as found:
        for part in found.mappings().partitions(most):
            yield list(part)


def _ordered(column: sa.Column[Any], dialect: str) -> sa.ColumnElement[Any]:
    """A key as SQLite sorts it, letter by letter of its code; PostgreSQL would go by a language."""
    is_text = isinstance(column.type, sa.String) and dialect == "postgresql"
    return sa.collate(column, "C") if is_text else column


def _compared(source: sa.Connection, target: sa.Connection, table: sa.Table, progress: Progress) -> Copied:
    checksum, count = hashlib.sha256(), 0
    nothing: list[sa.RowMapping] = []
    with closing(_parts(source, table)) as here, closing(_parts(target, table)) as there:
        for ours, theirs in zip_longest(here, there, fillvalue=nothing):
            for digest in _same(table, count, ours, theirs):
                checksum.update(digest)
            count += len(ours)
            progress(table.name, len(ours))
    return Copied(table.name, count, checksum.hexdigest())


def _same(table: sa.Table, before: int, ours: list[sa.RowMapping], theirs: list[sa.RowMapping]) -> Iterator[bytes]:
    """Digests of these rows, which are behind `before` others; raises CannotCopy where the sides differ."""
    for number, (one, other) in enumerate(zip_longest(ours, theirs), before + 1):
        digest = _digest(one)
        if digest != _digest(other):
            raise CannotCopy(f"row {number:,} of {table.name}, by its key, is not the same on both sides")
        yield digest


def _digest(row: sa.RowMapping | None) -> bytes:
    digest = hashlib.sha256()
    for value in row.values() if row is not None else ():
        said = _plain(value)
        digest.update(b"%d:" % len(said))
        digest.update(said)
    return digest.digest()


def _plain(value: object) -> bytes:
    """A value in bytes that tell it from every other."""
    if isinstance(value, bytes):
        return b"b" + value
    if isinstance(value, datetime):
        return b"t" + value.isoformat().encode()
    return repr(value).encode()
