"""Brings a database to the newest form of the tables, and tells whether it is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import engines, failures

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x6B6F747261  # "kotra"


def upgrade(url: str, to: str = "head") -> None:
    """Migrates up, making a missing SQLite file and its folder; several processes may call it at once.

    Raises StoreUnavailable where the database cannot be reached.
    """
    if engines.is_sqlite(url):
        Path(str(engines.parse(url).database)).parent.mkdir(parents=True, exist_ok=True)
    with _alone(url) as connection:
        command.upgrade(_config(connection), to)


def downgrade(url: str, to: str = "base") -> None:
    """Migrates down; what the newer tables held is lost."""
    with _alone(url) as connection:
        command.downgrade(_config(connection), to)


def current(url: str) -> str | None:
    """The revision that the database is at; None where it was never migrated. Raises StoreUnavailable."""
    if engines.is_sqlite(url) and not Path(str(engines.parse(url).database)).exists():
        return None
    with _alone(url) as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The revision that this code needs."""
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


def is_current(url: str) -> bool:
    """Whether the database has the tables that this code needs. Raises StoreUnavailable."""
    return current(url) == head()


@contextmanager
def _alone(url: str) -> Iterator[sa.Connection]:
    engine = engines.writing(url, threads=1)
    try:
        with engine.begin() as connection:
            # SQLite's transactions begin with the write lock already.
            if connection.dialect.name == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
            yield connection
    except failures.FAILURES as error:
        raise failures.translated(error) from error
    finally:
        engine.dispose()


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
