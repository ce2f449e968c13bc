"""Transactions: what raises is undone alone, what resolves is on disk, what cannot be reached says so."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from storage import engines, updates
from storage.database import Database, StoreUnavailable, Transaction, Work, WrongKey
from storage.keyring import Keyring
from tests.conftest import Clock
from tests.storage.overlapping import let_go
from tests.storage.people import plain_sql, rows

SEEN = "SELECT update_id FROM seen_updates ORDER BY update_id"


class Wrong(Exception):
    """What a work raises in these tests."""


def mark(tx: Transaction, update_id: int) -> bool:
    return updates.mark_seen(tx, "bot", update_id)


def mark_and_raise(tx: Transaction, update_id: int) -> bool:
    mark(tx, update_id)
    raise Wrong


def together(database: Database, *works: Work[bool]) -> list[Future[bool]]:
    """Hands works in while the writer is busy, so that on SQLite they share one commit."""
    hold, begun = threading.Event(), threading.Event()

    def busy(tx: Transaction) -> None:
        begun.set()
        hold.wait()

    database.write(busy)
    begun.wait()
    futures = [database.write(work) for work in works]
    hold.set()
    return futures


def test_a_work_that_raises_undoes_itself_alone(database: Database, database_url: str) -> None:
    first, second, third = together(
        database, partial(mark, update_id=1), partial(mark_and_raise, update_id=2), partial(mark, update_id=3)
    )
    assert first.result() is True
    assert third.result() is True
    with pytest.raises(Wrong):
        second.result()
    assert rows(database_url, SEEN) == [(1,), (3,)]


def test_a_broken_rule_undoes_itself_alone(database: Database, database_url: str) -> None:
    def broken(tx: Transaction) -> bool:
        mark(tx, 2)
        tx.connection.execute(sa.text("INSERT INTO seen_updates (bot, update_id, seen_at) VALUES ('bot', 2, NULL)"))
        return True

    first, second, third = together(database, partial(mark, update_id=1), broken, partial(mark, update_id=3))
    with pytest.raises(sa.exc.IntegrityError):
        second.result()
    assert (first.result(), third.result()) == (True, True)
    assert rows(database_url, SEEN) == [(1,), (3,)]


def test_a_resolved_future_is_committed(database: Database, database_url: str) -> None:
    for number in range(5):
        database.write(partial(mark, update_id=number)).result()
        assert rows(database_url, SEEN)[-1] == (number,)


def test_a_cancelled_work_does_not_run(database: Database, database_url: str, dialect: str) -> None:
    if dialect == "postgresql":
        pytest.skip("a free thread takes it before it can be cancelled")
    hold = threading.Event()
    database.write(lambda tx: hold.wait())
    kept, dropped = (database.write(partial(mark, update_id=number)) for number in (1, 2))
    assert dropped.cancel()
    hold.set()
    assert kept.result() is True
    database.close()
    assert rows(database_url, SEEN) == [(1,)]


def test_closing_finishes_what_was_handed_in(database: Database, database_url: str) -> None:
    futures = together(database, *[partial(mark, update_id=number) for number in range(100)])
    database.close()
    assert all(future.result() for future in futures)
    assert len(rows(database_url, SEEN)) == 100
    with pytest.raises(RuntimeError):
        database.write(partial(mark, update_id=101))


def test_what_is_urgent_goes_before_all_that_wait(database: Database, database_url: str, dialect: str) -> None:
    if dialect == "postgresql":
        pytest.skip("there are threads for all of them")
    hold, order, settled = threading.Event(), list[str](), threading.Semaphore(0)

    def work(name: str) -> Work[None]:
        return lambda tx: order.append(name)

    def first(tx: Transaction) -> None:
        order.append("first")
        database.hand_in(work("urgent"), lambda result, error: settled.release(), lambda call: call(), urgent=True)
        hold.wait()

    database.write(first)
    waiting = [database.write(work(name)) for name in ("second", "third")]
    hold.set()
    for future in waiting:
        future.result()
    assert settled.acquire(timeout=10)
    assert order == ["first", "urgent", "second", "third"]


def test_those_that_make_room_for_what_is_urgent_are_kept(database: Database, database_url: str, dialect: str) -> None:
    if dialect == "postgresql":
        pytest.skip("there are threads for all of them")
    told: list[BaseException | None] = []

    def hands_in_urgent(tx: Transaction) -> bool:
        database.hand_in(partial(mark, update_id=9), lambda _, error: told.append(error), lambda c: c(), urgent=True)
        return mark(tx, 1)

    futures = together(database, hands_in_urgent, partial(mark, update_id=2), partial(mark_and_raise, update_id=3))
    assert (futures[0].result(), futures[1].result()) == (True, True)
    with pytest.raises(Wrong):
        futures[2].result()
    database.close()
    assert (rows(database_url, SEEN), told) == ([(1,), (2,), (9,)], [None])


def test_reading_cannot_write(database: Database) -> None:
    with pytest.raises((sa.exc.DBAPIError, StoreUnavailable)):
        database.read(partial(mark, update_id=1))


def test_now_is_one_moment_in_a_work(database: Database, clock: Clock) -> None:
    moments = database.write(lambda tx: (tx.now, clock.forward(seconds=1), tx.now)).result()
    assert moments[0] == moments[2] != moments[1]


def test_another_key_is_noticed_at_the_start(database: Database, database_url: str) -> None:
    with pytest.raises(WrongKey, match="DATA_KEY"):
        Database.open(database_url, Keyring.from_text(Keyring.new_key()))


def test_hashes_are_the_same_for_every_process_and_other_for_every_store(
    database: Database, database_url: str, data_key: str
) -> None:
    again = Database.open(database_url, Keyring.from_text(f"{Keyring.new_key()},{data_key}"))
    first = database.read(lambda tx: tx.hashed("kind", "value"))
    assert again.read(lambda tx: tx.hashed("kind", "value")) == first
    assert again.read(lambda tx: tx.hashed("other kind", "value")) != first
    again.close()
    with plain_sql(database_url) as connection:
        connection.execute(sa.text("DELETE FROM secrets"))
    fresh = Database.open(database_url, Keyring.from_text(data_key))
    assert fresh.read(lambda tx: tx.hashed("kind", "value")) != first
    fresh.close()


def test_two_processes_that_open_a_new_store_share_one_pepper(database_url: str, keyring: Keyring) -> None:
    opened = let_go(*[partial(Database.open, database_url, keyring)] * 4)
    assert len({database.read(lambda tx: tx.hashed("kind", "value")) for database in opened}) == 1
    for database in opened:
        database.close()


def test_a_file_that_another_process_writes_is_waited_for(
    tmp_path: Path, migrated_sqlite: Path, keyring: Keyring
) -> None:
    path = tmp_path / "busy.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = Database.open(f"sqlite:///{path}", keyring)
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    future = database.write(partial(mark, update_id=1))
    threading.Timer(0.3, other.execute, ["COMMIT"]).start()
    assert future.result() is True
    database.close()
    other.close()


def test_a_file_that_stays_locked_is_unavailable_and_usable_again_once_free(
    tmp_path: Path, migrated_sqlite: Path, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "BUSY_SECONDS", 0.01)
    path = tmp_path / "locked.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = Database.open(f"sqlite:///{path}", keyring)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable):
        database.write(partial(mark, update_id=1)).result()
    other.execute("COMMIT")
    assert database.write(partial(mark, update_id=1)).result() is True
    database.close()
    other.close()


def test_a_full_disk_fails_every_work_of_its_commit_and_the_next_goes_on(
    tmp_path: Path, migrated_sqlite: Path, keyring: Keyring
) -> None:
    path = tmp_path / "full.db"
    path.write_bytes(migrated_sqlite.read_bytes())
    database = Database.open(f"sqlite:///{path}", keyring)

    def fill(tx: Transaction) -> bool:
        pages = tx.connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        tx.connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        for number in range(2000):
            mark(tx, number)
        return True

    first, second = together(database, partial(mark, update_id=-1), fill)
    with pytest.raises(StoreUnavailable):
        second.result()
    kept_first = first.exception() is None
    database.write(lambda tx: tx.connection.exec_driver_sql("PRAGMA max_page_count = 1000000")).result()
    assert database.write(partial(mark, update_id=1)).result() is True
    database.close()
    assert rows(f"sqlite:///{path}", SEEN) == ([(-1,), (1,)] if kept_first else [(1,)])


def test_a_lost_connection_says_so_and_the_next_work_goes_on(
    database: Database, database_url: str, dialect: str
) -> None:
    if dialect == "sqlite":
        pytest.skip("a file has no connection to lose")

    def lose(tx: Transaction) -> bool:
        own = tx.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
        mark(tx, 1)
        with plain_sql(database_url) as other:
            other.exec_driver_sql(f"SELECT pg_terminate_backend({own}, 5000)")
        return mark(tx, 2)

    with pytest.raises(StoreUnavailable):
        database.write(lose).result()
    assert database.write(partial(mark, update_id=1)).result() is True
    assert rows(database_url, SEEN) == [(1,)]


def test_a_deadlock_is_run_again(database: Database, dialect: str) -> None:
    if dialect == "sqlite":
        pytest.skip("there is one writer")
    runs: list[int] = []
    both_hold_one = threading.Barrier(2)

    def take(tx: Transaction, first: int, second: int) -> None:
        runs.append(first)
        tx.connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({first})")
        if len(runs) <= 2:
            both_hold_one.wait()
        tx.connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({second})")

    futures = [database.write(lambda tx: take(tx, 1, 2)), database.write(lambda tx: take(tx, 2, 1))]
    assert [future.result() for future in futures] == [None, None]
    assert len(runs) == 3


def test_closing_waits_for_a_read_that_is_under_way(database_url: str, keyring: Keyring, clock: Clock) -> None:
    database = Database.open(database_url, keyring, clock)
    reading, go_on = threading.Event(), threading.Event()

    def look(tx: Transaction) -> int:
        reading.set()
        go_on.wait()
        return tx.connection.execute(sa.text("SELECT 1")).scalar_one()

    seen: list[int] = []
    reader = threading.Thread(target=lambda: seen.append(database.read(look)))
    closer = threading.Thread(target=database.close)
    reader.start()
    reading.wait()
    closer.start()
    closer.join(timeout=0.2)
    assert closer.is_alive()
    go_on.set()
    closer.join()
    reader.join()
    assert seen == [1]
