"""Whose clock tells the time of a transaction: a test's own, else PostgreSQL's, at a SQLite file the machine's."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from storage import transaction
from storage.database import Database
from storage.keyring import Keyring
from tests.conftest import Clock
from tests.storage.server_clock import jump, make_jumpy

NOON = datetime(2001, 2, 3, 12, tzinfo=UTC)
CLOSE = timedelta(minutes=1)


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine's clock has stood still in 2001."""
    monkeypatch.setattr(transaction, "utc_now", lambda: NOON)


def told(database: Database) -> tuple[datetime, datetime]:
    """The time of a work that writes, and of one that reads."""
    return database.write(lambda tx: tx.now).result(), database.read(lambda tx: tx.now)


@pytest.mark.usefixtures("noon")
def test_a_store_goes_by_its_own_clock(database_url: str, keyring: Keyring, dialect: str) -> None:
    with closing(Database.open(database_url, keyring)) as database:
        moments = told(database)
    assert all(moment.tzinfo is UTC for moment in moments)
    assert {moment == NOON for moment in moments} == {dialect == "sqlite"}


@pytest.mark.usefixtures("noon")
def test_a_clock_that_is_given_counts(database_url: str, keyring: Keyring, clock: Clock) -> None:
    with closing(Database.open(database_url, keyring, clock)) as database:
        assert told(database) == (clock.now, clock.now)


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
@pytest.mark.parametrize("of", [lambda database: told(database)[0], lambda database: told(database)[1]])
def test_the_servers_clock_is_asked_each_time(
    database_url: str, keyring: Keyring, of: Callable[[Database], datetime]
) -> None:
    make_jumpy(database_url)
    with closing(Database.open(database_url, keyring)) as database:
        before = of(database)
        jump(database_url, -3600)
        after = of(database)
    assert abs(after - before + timedelta(hours=1)) < CLOSE
