"""Which rule of the database a refused statement broke."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa

from storage.psycopg_errors import is_of_psycopg


def breaks_unique(error: sa.exc.IntegrityError, table: str, column: str) -> bool:
    """Whether this column of this table had to be unique and was not."""
    return breaks(error, f"uq_{table}_{column}", f"UNIQUE constraint failed: {table}.{column}")


def breaks(error: sa.exc.IntegrityError, constraint: str, sqlite_message: str) -> bool:
    """Whether it was this constraint; SQLite names a unique index by its columns only."""
    cause = error.orig
    if is_of_psycopg(cause):
        return cause.diag.constraint_name == constraint
    return isinstance(cause, sqlite3.Error) and str(cause) == sqlite_message
