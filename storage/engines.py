"""How each database is opened, so that BEGIN and SAVEPOINT mean what they say on both."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext

BUSY_SECONDS = 5.0
STATEMENT_CACHE = 256


def parse(url: str) -> sa.URL:
    """Reads a DATABASE_URL; raises ValueError for a database that the store does not run on."""
    try:
        parsed = sa.make_url(url)
    except sa.exc.ArgumentError:
        # The reason would repeat the text, and the text may hold a password.
        raise ValueError("DATABASE_URL is not a URL: use sqlite:///path or postgresql://…") from None
    kind = parsed.get_backend_name()
    if kind == "sqlite" and parsed.database and parsed.database != ":memory:":
        return parsed.set(drivername="sqlite+pysqlite")
    if kind in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise ValueError("DATABASE_URL must be sqlite:///path or postgresql://…")


def writing(url: str, threads: int) -> sa.Engine:
    """An engine whose transactions may write; on SQLite each begins by taking the write lock."""
    return _sqlite(url, begin="BEGIN IMMEDIATE") if is_sqlite(url) else _postgresql(url, threads)


def reading(url: str) -> sa.Engine:
    """An engine whose transactions cannot write."""
    if is_sqlite(url):
        return _sqlite(url, begin="BEGIN", query_only=True)
    return _postgresql(url, 1).execution_options(postgresql_readonly=True)


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
        connect_args={"connect_timeout": 5, "application_name": "kotra-signup"},
    )
    event.listen(engine, "handle_error", _hide_detail)
    return engine


def _hide_detail(context: ExceptionContext) -> None:
    """Leaves PostgreSQL's DETAIL out of the error's text: it repeats the row, and so people's data."""
    cause, outer = context.original_exception, context.sqlalchemy_exception
    if isinstance(cause, psycopg.Error) and cause.diag.message_primary is not None:
        cause.args = (cause.diag.message_primary,)
        if outer is not None:
            outer.args = (f"({type(cause).__module__}.{type(cause).__name__}) {cause}",)


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
