"""Which rule of the database a refused statement broke."""

from __future__ import annotations

import sqlite3

import psycopg
import sqlalchemy as sa


def breaks_unique(error: sa.exc.IntegrityError, table: str, column: str) -> bool:
    """Whether this column of this table had to be unique and was not."""
    return breaks(error, f"uq_{table}_{column}", f"UNIQUE constraint failed: {table}.{column}")


def breaks(error: sa.exc.IntegrityError, constraint: str, sqlite_message: str) -> bool:
    """Whether it was this constraint; SQLite names a unique index by its columns only."""
    cause = error.orig
    if isinstance(cause, psycopg.Error):
        return cause.diag.constraint_name == constraint
    return isinstance(cause, sqlite3.Error) and str(cause) == sqlite_message
