"""Events: each taken by one worker, told once, and forgotten later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest

from storage import companies, events
from storage.database import Database, Transaction
from tests.conftest import Clock
from tests.storage.overlapping import let_go, overlap
from tests.storage.people import do, firm, plain_sql, rows, sign_up


@pytest.fixture
def second(database: Database, clock: Clock) -> Iterator[Database]:
    """Another worker."""
    opened = Database.open(database.url, database.keyring, clock)
    yield opened
    opened.close()


def take(tx: Transaction, limit: int = 50) -> list[int]:
    ids = [one.id for one in events.take_due(tx, limit)]
    events.handled(tx, ids)
    return ids


def test_events_come_in_order_and_once(database: Database) -> None:
    firm(database, associates=3)
    first, rest = do(database, take, 2), do(database, take)
    assert (len(first), len(rest)) == (2, 2)
    assert first + rest == sorted(first + rest)
    assert do(database, take) == []
    assert do(database, events.next_due) is None


def test_what_was_not_marked_comes_again(database: Database) -> None:
    firm(database)
    assert do(database, events.take_due) == do(database, events.take_due) != []


def test_two_workers_take_different_events(database: Database, clock: Clock) -> None:
    """One has taken some and not committed yet while the other looks."""
    firm(database, associates=3)
    first, others = overlap(database, clock, lambda tx: take(tx, 2), take)
    assert (len(first), len(others)) == (2, 2)
    assert set(first).isdisjoint(others)


def test_many_workers_take_each_event_exactly_once(database: Database, second: Database) -> None:
    made = firm(database)
    newcomers = [sign_up(database, f"newcomer{n}").id for n in range(20)]
    do(database, take)
    found: list[int] = []

    def write() -> None:
        for one in newcomers:
            do(database, companies.affiliate, made.company.id, one, "telegram")

    def tell(worker: Database) -> None:
        while len(found) < len(newcomers):
            found.extend(do(worker, take, 3))

    let_go(write, *(partial(tell, one) for one in (database, second)))
    assert len(found) == len(set(found)) == len(newcomers)
    assert do(database, take) == []


def test_a_worker_that_fails_leaves_the_event_to_the_next(database: Database) -> None:
    firm(database)

    def fail(tx: Transaction) -> None:
        take(tx)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        do(database, fail)
    assert len(do(database, take)) == 1


def test_the_next_moment(database: Database, clock: Clock) -> None:
    firm(database, regulars=1)
    assert do(database, events.next_due) == clock.now
    do(database, take)
    assert do(database, events.next_due) == clock.now + timedelta(seconds=60)
    clock.forward(seconds=90)
    assert do(database, events.next_due) == clock.now


def test_what_was_told_long_ago_is_forgotten(database: Database, clock: Clock) -> None:
    firm(database, regulars=1)
    told_at = clock.now
    do(database, take)
    with plain_sql(database.url) as other:
        other.exec_driver_sql("UPDATE store_events SET due_at = NULL")
    assert do(database, events.drop_old, told_at) == 0
    assert do(database, events.drop_old, told_at + timedelta(seconds=1)) == 2
    assert rows(database.url, "SELECT kind FROM store_events") == [("approved",)]
