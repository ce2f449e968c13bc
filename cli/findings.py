"""What is found out about the database without changing it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from cli.trouble import Trouble, told

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.transaction import Transaction

UPGRADE = "run `python main.py db upgrade`"
VERSION_OF = {"sqlite": "SELECT sqlite_version()", "postgresql": "SHOW server_version"}
PRODUCTS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class State(Enum):
    """Whether something is well, will be made well by the next start, or keeps the assistant from starting."""

    GOOD = auto()
    LATER = auto()
    WRONG = auto()


@dataclass(frozen=True, slots=True)
class Finding:
    """One line about the database."""

    state: State
    line: str


def database_findings(settings: Settings) -> Iterator[Finding]:
    """Reachable, migrated, opened by the key; ends at the first that is not so."""
    from cli.door import place_of
    from storage import migrate

    url = settings.database_url
    place = place_of(url)
    try:
        with told(place):
            revision = migrate.current(url)
            if revision != migrate.head():
                yield _behind(place, revision)
                return
            yield from _inside(settings, place)
        yield Finding(State.GOOD, f"tables: {revision}, up to date")
    except Trouble as trouble:
        yield Finding(State.WRONG, trouble.format_message())


def _behind(place: str, revision: str | None) -> Finding:
    from alembic.script import ScriptDirectory

    from storage.migrate import MIGRATIONS

    if revision is None:
        return Finding(State.LATER, f"database: {place} has no tables yet: {UPGRADE}")
    known = {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}
    if revision not in known:
        return Finding(State.WRONG, f"database: {place} is at revision {revision}, of a newer program than this one")
    return Finding(State.LATER, f"database: the tables of {place} are behind, at {revision}: {UPGRADE}")


def _inside(settings: Settings, place: str) -> Iterator[Finding]:
    from storage.database import Database

    keyed = _with_existing_key(settings)
    database = Database(settings.database_url, keyed.keyring())
    try:
        yield Finding(State.GOOD, f"database: {place}, {database.read(_version)}")
        yield Finding(State.GOOD, f"key: {database.read(_fits)}")
    finally:
        database.close()


def _with_existing_key(settings: Settings) -> Settings:
    """The settings with the key that is there; where there is none yet, with one that is not kept."""
    from dataclasses import replace

    from cli.door import KEY_FILE, with_key
    from storage.keyring import Keyring

    if settings.data_key or KEY_FILE.exists():
        return with_key(settings)[0]
    return replace(settings, data_key=Keyring.new_key())


def _version(tx: Transaction) -> str:
    version = tx.connection.exec_driver_sql(VERSION_OF[tx.dialect]).scalar_one()
    return f"{PRODUCTS[tx.dialect]} {version}"


def _fits(tx: Transaction) -> str:
    import sqlalchemy as sa

    from storage import secrets
    from storage.schema import secrets as table

    if tx.connection.execute(sa.select(table.c.name).limit(1)).first() is None:
        return "none has been used on this database yet"
    secrets.unlock(tx)
    return "DATA_KEY opens what is stored"
