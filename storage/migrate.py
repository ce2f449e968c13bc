"""Brings a database to the newest form of the tables, and tells whether it is there.

Alembic is imported where something is to be migrated: a start of which nothing is wanted but a look does without.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from storage import engines, failures

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
LOCK = 0x6B6F747261  # "kotra"
VERSION = sa.table("alembic_version", sa.column("version_num", sa.String()))


def upgrade(url: str, to: str = "head") -> None:
    """Migrates up, making a missing SQLite file and its folder; several processes may call it at once.

    Raises StoreUnavailable where the database cannot be reached.
    """
    from alembic import command

    if engines.is_sqlite(url):
        Path(str(engines.parse(url).database)).parent.mkdir(parents=True, exist_ok=True)
    with _alone(url) as connection:
        command.upgrade(_config(connection), to)


def downgrade(url: str, to: str = "base") -> None:
    """Migrates down; what the newer tables held is lost."""
    from alembic import command

    with _alone(url) as connection:
        command.downgrade(_config(connection), to)


def current(url: str) -> str | None:
    """The revision that the database is at; None where it was never migrated. Raises StoreUnavailable."""
    if engines.is_sqlite(url) and not Path(str(engines.parse(url).database)).exists():
        return None
    with _alone(url) as connection:
        if not sa.inspect(connection).has_table(VERSION.name):
            return None
        return connection.execute(sa.select(VERSION.c.version_num)).scalar()


def head() -> str:
    """The revision that this code needs: the number with which the last migration's name begins."""
    return max(path.name[1:5] for path in (MIGRATIONS / "versions").glob("v[0-9]*.py"))


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
    except failures.kinds() as error:
        raise failures.translated(error) from error
    finally:
        engine.dispose()


def _config(connection: sa.Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
