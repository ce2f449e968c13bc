"""Databases for every test that wants one: each such test runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import migrate
from storage.database import Database
from storage.keyring import Keyring
from tests.storage.postgresql_server import NotInstalled, Server, running

ROOM_IN_MEMORY = 2 * 1024**3  # bytes


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **duration: float) -> datetime:
        """Moves on by hours=…, minutes=…, seconds=… and gives the new moment."""
        self.now += timedelta(**duration)
        return self.now


def pytest_configure() -> None:
    """Puts the tests' files into memory where there is room, so that none waits for the disk: there are thousands."""
    memory = Path("/dev/shm")
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= ROOM_IN_MEMORY:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


def pytest_collection_finish() -> None:
    """Lets the garbage collector pass by the thousands of tests and modules, as the assistant does with its own."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """A PostgreSQL server, started once; where none is installed its tests skip, or fail with REQUIRE_SERVICES=1."""
    try:
        with running() as server:
            yield server
    except NotInstalled as reason:
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(f"REQUIRE_SERVICES=1, but {reason}", pytrace=False)
        pytest.skip(str(reason))


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: Server) -> str:
    """The name of a migrated database to copy from."""
    name = postgresql_server.create()
    migrate.upgrade(postgresql_server.url(name))
    return name


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy from."""
    path = tmp_path_factory.mktemp("store") / "migrated.db"
    migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """The database that this run of the test is on."""
    return str(request.param)


@pytest.fixture
def empty_url(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The DATABASE_URL of a database without tables."""
    if dialect == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Server = request.getfixturevalue("postgresql_server")
    name = server.create()
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def database_url(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The DATABASE_URL of a migrated database of this test's own."""
    with migrated_store(dialect, tmp_path / "store.db", request) as url:
        yield url


@contextmanager
def migrated_store(dialect: str, file: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The DATABASE_URL of a migrated database with nothing in it: this file's on SQLite, one to drop on PostgreSQL."""
    if dialect == "sqlite":
        shutil.copyfile(request.getfixturevalue("migrated_sqlite"), file)
        yield f"sqlite:///{file}"
        return
    server: Server = request.getfixturevalue("postgresql_server")
    name = server.create(request.getfixturevalue("migrated_postgresql"))
    yield server.url(name)
    server.drop(name)


@pytest.fixture
def data_key() -> str:
    """A DATA_KEY."""
    return Keyring.new_key()


@pytest.fixture
def keyring(data_key: str) -> Keyring:
    """The keyring of that key."""
    return Keyring.from_text(data_key)


@pytest.fixture
def clock() -> Clock:
    """The clock that `database` goes by."""
    return Clock()


@pytest.fixture
def database(database_url: str, keyring: Keyring, clock: Clock) -> Iterator[Database]:
    """A migrated database of this test's own, open."""
    opened = Database.open(database_url, keyring, clock)
    yield opened
    opened.close()
