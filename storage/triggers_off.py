"""A transaction in which what is written is not watched: rows that come as they are have been told of before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from storage.schema import metadata


@contextmanager
def without_triggers(connection: sa.Connection) -> Iterator[None]:
    """No trigger of ours fires in this block; for the owner of the tables, and nobody else can write meanwhile."""
    if connection.dialect.name == "postgresql":
        _switch(connection, "DISABLE")
        yield
        _switch(connection, "ENABLE")
        return
    # SQLite cannot switch them off, but takes them away and puts them back within the transaction.
    kept = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
    for name, _ in kept:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
    yield
    for _, made_by in kept:
        connection.exec_driver_sql(made_by)


def _switch(connection: sa.Connection, what: str) -> None:
    for table in metadata.sorted_tables:
        connection.exec_driver_sql(f"ALTER TABLE {table.name} {what} TRIGGER USER")
