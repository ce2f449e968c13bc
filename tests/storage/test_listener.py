"""Being woken by PostgreSQL: for every change that is committed, and after a lost connection."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from storage import engines
from storage.database import Database
from tests.storage.people import firm, plain_sql, rows

LISTEN = 'LISTEN "store_events"'


class Bell:
    """Counts its ringing; a test waits for the next."""

    def __init__(self) -> None:
        self.rang = threading.Semaphore(0)

    def __call__(self) -> None:
        self.rang.release()

    def is_heard(self) -> bool:
        return self.rang.acquire(timeout=30)

    def is_silent(self) -> bool:
        return not self.rang.acquire(blocking=False)


@pytest.fixture
def bell(database: Database, dialect: str) -> Bell:
    """Listening has begun."""
    if dialect == "sqlite":
        pytest.skip("SQLite wakes nobody")
    made = Bell()
    database.listen(made)
    assert made.is_heard()
    return made


def test_a_change_by_another_writer_wakes(database: Database, bell: Bell) -> None:
    with plain_sql(database.url) as other:
        other.exec_driver_sql("SELECT pg_notify('something_else', '')")
    firm(database)
    assert bell.is_heard()


def test_what_is_undone_wakes_nobody(database: Database, bell: Bell) -> None:
    made = firm(database)
    assert bell.is_heard()
    engine = engines.writing(database.url, 1)
    for finish in (sa.RootTransaction.rollback, sa.RootTransaction.commit):
        with engine.connect() as other, other.begin() as transaction:
            other.exec_driver_sql(f"DELETE FROM affiliations WHERE id = {made.relations[0]}")
            finish(transaction)
    engine.dispose()
    assert bell.is_heard()
    database.close()
    assert bell.is_silent()


def test_a_lost_connection_is_made_again(database: Database, bell: Bell) -> None:
    with plain_sql(database.url) as other:
        ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = '{LISTEN}'"
        assert other.exec_driver_sql(ended).scalar_one() is True
    assert bell.is_heard()
    firm(database)
    assert bell.is_heard()


def test_closing_ends_it(database: Database, bell: Bell) -> None:
    database.close()
    database.close()
    assert "store-listener" not in {thread.name for thread in threading.enumerate()}
    # The server takes a moment to notice.
    listening = f"SELECT count(*), pg_sleep(0.05) FROM pg_stat_activity WHERE query = '{LISTEN}'"
    assert any(rows(database.url, listening)[0][0] == 0 for _ in range(200))


def test_on_sqlite_nothing_listens(database: Database, dialect: str) -> None:
    if dialect == "postgresql":
        pytest.skip("see the others")
    database.listen(Bell())
    assert "store-listener" not in {thread.name for thread in threading.enumerate()}


def test_two_channels_share_one_connection(database: Database, bell: Bell) -> None:
    other = Bell()
    database.listen(other, "others")
    assert other.is_heard()
    with plain_sql(database.url) as writer:
        writer.exec_driver_sql("SELECT pg_notify('others', '')")
    assert other.is_heard()
    assert bell.is_silent()
    firm(database)
    assert bell.is_heard()
    assert other.is_silent()
    listening = [thread for thread in threading.enumerate() if thread.name == "store-listener"]
    assert len(listening) == 1
