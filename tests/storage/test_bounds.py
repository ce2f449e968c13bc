"""No transaction waits for another's lock for ever, and none that does nothing keeps its own for ever."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing

import psycopg
import pytest
import sqlalchemy as sa

from storage import engines, updates
from storage.database import Database, StoreUnavailable, Transaction
from storage.keyring import Keyring

pytestmark = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)

SHORT = "SET lock_timeout = '100ms'; SET idle_in_transaction_session_timeout = '100ms'"
LOCK = "LOCK TABLE seen_updates IN ACCESS EXCLUSIVE MODE"


@pytest.fixture
def hasty(database_url: str, keyring: Keyring, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A store whose patience is a tenth of a second."""
    monkeypatch.setattr(engines, "BOUNDS", SHORT)
    return Database.open(database_url, keyring)


def mark(tx: Transaction) -> bool:
    return updates.mark_seen(tx, "bot", 1)


def test_who_waits_for_a_lock_gives_up_and_may_come_again(hasty: Database) -> None:
    with closing(hasty), psycopg.connect(hasty.url) as other:
        other.execute(LOCK)
        with pytest.raises(StoreUnavailable):
            hasty.write(mark).result()
        other.rollback()
        assert hasty.write(mark).result()


def test_who_has_stopped_in_the_middle_loses_its_locks(hasty: Database) -> None:
    locked, go_on = threading.Event(), threading.Event()

    def stops(tx: Transaction) -> None:
        tx.connection.execute(sa.text(LOCK))
        locked.set()
        go_on.wait()
        mark(tx)

    with closing(hasty), psycopg.connect(hasty.url) as other:
        stopped = hasty.write(stops)
        locked.wait()
        # Waits for the server to end the other's transaction.
        other.execute(LOCK)
        other.rollback()
        go_on.set()
        with pytest.raises(StoreUnavailable):
            stopped.result()
        assert hasty.write(mark).result()


@pytest.mark.parametrize("of", [lambda store: store.write(bounds).result(), lambda store: store.read(bounds)])
def test_the_bounds_hold_in_works_that_write_and_that_read(
    database: Database, of: Callable[[Database], tuple[str, str]]
) -> None:
    assert of(database) == ("30s", "1min")


def bounds(tx: Transaction) -> tuple[str, str]:
    names = ("lock_timeout", "idle_in_transaction_session_timeout")
    lock, idle = (str(tx.connection.execute(sa.text(f"SHOW {name}")).scalar_one()) for name in names)
    return lock, idle
