"""Tells a database that is away or full from a work that is wrong."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa

from storage import psycopg_errors
from storage.errors import NotMigrated, StoreUnavailable
from storage.psycopg_errors import is_of_psycopg

SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
}

# PostgreSQL's classes of errors: connection, resources, the operator's hand; a standby that is read only; a lock that
# was waited for too long, and a transaction that kept its own too long.
POSTGRESQL_AWAY = ("08", "53", "57P", "25006", "55P03", "25P03")

# serialization_failure and deadlock_detected; undefined_table.
TRY_AGAIN = ("40001", "40P01")
LACKS_TABLE = "42P01"


def kinds() -> tuple[type[Exception], ...]:
    """What the database or the way to it can raise; the drivers' own come from what goes past SQLAlchemy."""
    return (sa.exc.DBAPIError, sa.exc.TimeoutError, sqlite3.Error, *psycopg_errors.kinds())


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
    return isinstance(cause, sa.exc.TimeoutError) or is_conflict(error) or _is_away_postgresql(cause)


def is_conflict(error: Exception) -> bool:
    """Whether PostgreSQL gave this transaction up in favour of another."""
    cause = _cause(error)
    return is_of_psycopg(cause) and cause.sqlstate in TRY_AGAIN


def _cause(error: Exception) -> BaseException | None:
    return error.orig if isinstance(error, sa.exc.DBAPIError) else error


def _is_away_postgresql(cause: BaseException | None) -> bool:
    if not is_of_psycopg(cause):
        return False
    if cause.sqlstate is None:
        import psycopg

        return isinstance(cause, psycopg.OperationalError)
    return cause.sqlstate.startswith(POSTGRESQL_AWAY)


def _lacks_table(cause: BaseException | None) -> bool:
    if isinstance(cause, sqlite3.OperationalError):
        return str(cause).startswith("no such table")
    return is_of_psycopg(cause) and cause.sqlstate == LACKS_TABLE
