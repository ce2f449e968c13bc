"""Tells a database that is away or full from a work that is wrong."""

from __future__ import annotations

import sqlite3

import psycopg
import sqlalchemy as sa

from storage.errors import NotMigrated, StoreUnavailable

FAILURES = (sa.exc.DBAPIError, sa.exc.TimeoutError, psycopg.Error, sqlite3.Error)
"""What the database or the way to it can raise; the drivers' own come from what goes past SQLAlchemy."""

SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
}

# PostgreSQL's classes of errors: connection, resources, the operator's hand; and a standby that is read only.
POSTGRESQL_AWAY = ("08", "53", "57P", "25006")

TRY_AGAIN = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)


def translated(error: Exception) -> Exception:
    """StoreUnavailable or NotMigrated where it is that, else the error itself."""
    cause = _cause(error)
    if is_away(error):
        return StoreUnavailable(f"the database cannot be used now: {type(cause).__name__}")
    if _lacks_table(cause):
        return NotMigrated("the database lacks tables: run `python main.py db upgrade`")
    return error


def is_away(error: Exception) -> bool:
    """Whether the work may succeed unchanged once the database is well again."""
    cause = _cause(error)
    if isinstance(cause, sqlite3.Error):
        return (getattr(cause, "sqlite_errorcode", 0) & 0xFF) in SQLITE_AWAY
    if isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(cause, (*TRY_AGAIN, sa.exc.TimeoutError)) or _is_away_postgresql(cause)


def is_conflict(error: Exception) -> bool:
    """Whether PostgreSQL gave this transaction up in favour of another."""
    return isinstance(_cause(error), TRY_AGAIN)


def _cause(error: Exception) -> BaseException | None:
    return error.orig if isinstance(error, sa.exc.DBAPIError) else error


def _is_away_postgresql(cause: BaseException | None) -> bool:
    if not isinstance(cause, psycopg.Error):
        return False
    if cause.sqlstate is None:
        return isinstance(cause, psycopg.OperationalError)
    return cause.sqlstate.startswith(POSTGRESQL_AWAY)


def _lacks_table(cause: BaseException | None) -> bool:
    if isinstance(cause, sqlite3.OperationalError):
        return str(cause).startswith("no such table")
    return isinstance(cause, psycopg.errors.UndefinedTable)
