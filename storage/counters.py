"""The counters that give new rows their ids: carried on in another database, so that no id ever comes back."""

from __future__ import annotations

import sqlalchemy as sa

from storage.schema import metadata

_SERIAL = sa.text("SELECT pg_get_serial_sequence(:table, :column)")
_SET = sa.text("SELECT setval(CAST(:name AS regclass), greatest(:last, 1), :last > 0)")
_SQLITE_LAST = sa.text("SELECT seq FROM sqlite_sequence WHERE name = :table")
_SQLITE_FORGET = sa.text("DELETE FROM sqlite_sequence WHERE name = :table")
_SQLITE_SET = sa.text("INSERT INTO sqlite_sequence (name, seq) VALUES (:table, :last)")


def carry_on_counters(source: sa.Connection, target: sa.Connection) -> None:
    """Has the target count on where the source stands, also where the last rows were deleted."""
    for table in metadata.sorted_tables:
        counted = table.autoincrement_column
        if counted is not None:
            _set(target, counted, max(_last(source, counted), _highest(source, counted)))


def _highest(connection: sa.Connection, column: sa.Column[int]) -> int:
    return connection.execute(sa.select(sa.func.max(column))).scalar() or 0


def _last(connection: sa.Connection, column: sa.Column[int]) -> int:
    """The last value that was given out; 0 where none was, or where the database does not remember."""
    if connection.dialect.name == "postgresql":
        name = _sequence(connection, column)
        last, given = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {name}").one()  # noqa: S608 -- PostgreSQL named it
        return int(last) if given else 0
    return int(connection.execute(_SQLITE_LAST, {"table": column.table.name}).scalar() or 0)


def _set(connection: sa.Connection, column: sa.Column[int], last: int) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(_SET, {"name": _sequence(connection, column), "last": last})
    elif column.table.dialect_options["sqlite"]["autoincrement"]:
        connection.execute(_SQLITE_FORGET, {"table": column.table.name})
        connection.execute(_SQLITE_SET, {"table": column.table.name, "last": last})


def _sequence(connection: sa.Connection, column: sa.Column[int]) -> str:
    name: str = connection.execute(_SERIAL, {"table": column.table.name, "column": column.name}).scalar_one()
    return name
