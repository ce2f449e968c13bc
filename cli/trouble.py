"""Foreseeable trouble as one line on standard error and an exit code, never a traceback."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

NO = 1
"""The answer is no: not found, not migrated, out of reach."""
USAGE = 2
"""Settings or usage: the command cannot start like this."""

NOT_MIGRATED = "The database's tables are not up to date: run `python main.py db upgrade`."


class Trouble(click.ClickException):
    """A command that ends with a message for the person at the terminal."""

    exit_code = NO

    def show(self, file: IO[Any] | None = None) -> None:
        """Writes the message to standard error as it is."""
        click.echo(self.format_message(), file=file, err=file is None)


class CannotStart(Trouble):
    """Trouble with the settings or with how the command was called."""

    exit_code = USAGE


@contextmanager
def told(place: str) -> Iterator[None]:
    """Turns what the store at `place` can raise into Trouble."""
    import sqlalchemy as sa

    from storage.errors import NotMigrated, StoreUnavailable, WrongKey

    try:
        yield
    except NotMigrated as reason:
        raise Trouble(NOT_MIGRATED) from reason
    except StoreUnavailable as reason:
        raise Trouble(f"The database {place} cannot be reached: {first_line(reason)}.") from reason
    except WrongKey as reason:
        raise CannotStart(f"{reason}.") from reason
    except (sa.exc.DatabaseError, sqlite3.DatabaseError) as reason:
        if not _is_no_database(reason):
            raise
        raise CannotStart(f"{place} cannot be used: {first_line(reason)}.") from reason


def first_line(error: BaseException) -> str:
    """What the database itself said, without the statement and its values."""
    cause = error.__cause__ or error
    said = str(getattr(cause, "orig", None) or cause).strip()
    return said.splitlines()[0].rstrip(".") if said else type(cause).__name__


def _is_no_database(error: Exception) -> bool:
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
