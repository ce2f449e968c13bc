"""What was set aside is tried anew or given up, when somebody says so."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial

import pytest

from storage import aside, outbox
from storage.database import Database
from storage.outbox import Row
from storage.outbox_statements import WAKE
from tests.conftest import Clock
from tests.storage.test_outbox import add, claim, claim_rows, message


@pytest.fixture
def rows(database: Database) -> Sequence[Row]:
    """Three rows, the first two set aside."""
    added = add(database, message("a", "1"), message("b", "2"), message("c", "3"), lease_for="one")
    for row in added[:2]:
        database.write(partial(outbox.failed, row_id=row.id, error="Forbidden", retry_at=None, tries=3)).result()
    return added


def aside_now(database: Database) -> list[int]:
    return [one.id for one in database.read(aside.listing)]


def test_one_is_tried_anew(database: Database, rows: Sequence[Row], clock: Clock) -> None:
    clock.forward(hours=2)
    ids = [rows[1].id, rows[2].id, 10**9]
    assert database.write(lambda tx: aside.retry(tx, ids)).result() == 1
    assert aside_now(database) == [rows[0].id]
    found = {row.payload: (row.attempts, row.due_at) for row in claim_rows(database, "two")}
    assert found[b"b"] == (0, clock.now)
    assert b"a" not in found


def test_all_are_tried_anew(database: Database, rows: Sequence[Row]) -> None:
    assert database.write(aside.retry).result() == 2
    assert aside_now(database) == []
    assert claim(database, "two") == [b"a", b"b"]


def test_many_at_once(database: Database, rows: Sequence[Row]) -> None:
    ids = list(range(rows[0].id, rows[0].id + 2500))
    assert database.write(lambda tx: aside.retry(tx, ids)).result() == 2


def test_one_is_given_up_and_what_is_still_to_leave_is_not(database: Database, rows: Sequence[Row]) -> None:
    assert database.write(lambda tx: aside.drop(tx, [rows[0].id, rows[2].id])).result() == 1
    assert aside_now(database) == [rows[1].id]
    assert database.write(aside.drop).result() == 1
    assert claim(database, "one") == []
    assert database.read(outbox.next_due) is not None


def test_pages(database: Database, rows: Sequence[Row]) -> None:
    (first,) = database.read(lambda tx: aside.listing(tx, 1))
    (second,) = database.read(lambda tx: aside.listing(tx, 10, first.id))
    assert (first.id, second.id, second.attempts) == (rows[0].id, rows[1].id, 3)


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_what_may_leave_again_wakes_the_workers(database: Database, rows: Sequence[Row]) -> None:
    bell = threading.Semaphore(0)
    database.listen(bell.release, WAKE)
    assert bell.acquire(timeout=30)
    database.write(lambda tx: aside.retry(tx, [rows[0].id])).result()
    assert bell.acquire(timeout=30)
    database.write(lambda tx: outbox.release(tx, "one")).result()
    assert bell.acquire(timeout=30)
    database.write(lambda tx: outbox.release(tx, "one")).result()
    database.close()
    assert not bell.acquire(blocking=False)
