"""How each database is opened, so that BEGIN and SAVEPOINT mean what they say on both."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext

from storage import urls
from storage.psycopg_errors import is_of_psycopg

BUSY_SECONDS = 5.0
APPLICATION = "kotra-signup"
STATEMENT_CACHE = 256
# A server whose machine is gone answers nothing, not even that: it is given up after some seconds.
PATIENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,
}
# Whoever holds a lock for longer has stopped, or is on a machine that is gone: others give up, and the server ends it.
BOUNDS = "SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'"


def parse(url: str) -> sa.URL:
    """Reads a DATABASE_URL; raises ValueError for a database that the store does not run on."""
    return urls.parse(url)


def writing(url: str, threads: int) -> sa.Engine:
    """An engine whose transactions may write; on SQLite each begins by taking the write lock."""
    return _sqlite(url, begin="BEGIN IMMEDIATE") if is_sqlite(url) else _postgresql(url, threads)


def reading(url: str) -> sa.Engine:
    """An engine whose transactions cannot write."""
    if is_sqlite(url):
        return _sqlite(url, begin="BEGIN", query_only=True)
    return _postgresql(url, 1).execution_options(postgresql_readonly=True)


def bound_waits(engine: sa.Engine) -> None:
    """Has no transaction of this engine wait for another's lock, or keep its own while it does nothing, for ever."""

    @event.listens_for(engine, "connect")
    def bound(connection: Any, record: Any) -> None:
        if engine.dialect.name == "postgresql":
            connection.execute(BOUNDS)
            connection.commit()


def is_sqlite(url: str) -> bool:
    """Whether this DATABASE_URL names a SQLite file."""
    return parse(url).get_backend_name() == "sqlite"


def _postgresql(url: str, threads: int) -> sa.Engine:
    engine = sa.create_engine(
        parse(url),
        pool_size=threads,
        max_overflow=threads,
        hide_parameters=True,
        isolation_level="READ COMMITTED",
        connect_args={**PATIENCE, "application_name": APPLICATION},
    )
    event.listen(engine, "handle_error", _hide_detail)
    return engine


def _hide_detail(context: ExceptionContext) -> None:
    """Leaves PostgreSQL's DETAIL out of the error's text: it repeats the row, and so people's data."""
    cause, outer = context.original_exception, context.sqlalchemy_exception
    if hide_detail(cause) and outer is not None:
        outer.args = (f"({type(cause).__module__}.{type(cause).__name__}) {cause}",)


def hide_detail(error: BaseException) -> bool:
    """Leaves the DETAIL out of an error of the driver's own; says whether it may have had one."""
    if not is_of_psycopg(error) or error.diag.message_primary is None:
        return False
    error.args = (error.diag.message_primary,)
    return True


def _sqlite(url: str, begin: str, query_only: bool = False) -> sa.Engine:
    engine = sa.create_engine(
        parse(url),
        hide_parameters=True,
        connect_args={
            # The driver's own transaction control would open and close transactions behind our back.
            "isolation_level": None,
            "timeout": BUSY_SECONDS,
            "check_same_thread": False,
            "cached_statements": STATEMENT_CACHE,
        },
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: Any) -> None:
        _prepare(connection, query_only)

    @event.listens_for(engine, "begin")
    def emit_begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _prepare(connection: sqlite3.Connection, query_only: bool) -> None:
    _use_wal(connection)
    connection.execute("PRAGMA synchronous = FULL")
    # What a savepoint may have to undo is kept in memory: on disk that was 26 of an update's 30 writes.
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute("PRAGMA foreign_keys = ON")
    if query_only:
        connection.execute("PRAGMA query_only = ON")


def _use_wal(connection: sqlite3.Connection) -> None:
    # Turning WAL on does not wait for busy_timeout: two processes opening a new file at once would collide.
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as busy:
            if busy.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
