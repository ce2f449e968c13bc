"""Two works of two workers that meet: the second begins while the first has not committed."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Any, TypeVar

from storage.database import Database, Transaction, Work
from tests.conftest import Clock
from tests.storage.people import plain_sql

T = TypeVar("T")
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


def overlap(database: Database, clock: Clock, first: Work[Any], second: Work[Any]) -> tuple[Any, Any]:
    """What each gave or raised; the first commits once the second waits for it, or has passed it by."""
    other = Database.open(database.url, database.keyring, clock)
    done, go = threading.Event(), threading.Event()

    def held(tx: Transaction) -> Any:
        try:
            return first(tx)
        finally:
            done.set()
            go.wait()

    ahead = database.write(held)
    done.wait()
    behind = other.write(second)
    while database.dialect == "postgresql" and not behind.done() and not _somebody_waits(database.url):
        pass
    go.set()
    outcomes = _outcome(ahead), _outcome(behind)
    other.close()
    return outcomes


def at_once(database: Database, clock: Clock, *works: Work[T]) -> list[Any]:
    """What each gave or raised, all let go at one moment, each in a worker of its own."""
    workers = [Database.open(database.url, database.keyring, clock) for _ in works]
    start = threading.Barrier(len(works))
    found: list[Any] = [None] * len(works)

    def run(number: int) -> None:
        start.wait()
        found[number] = _outcome(workers[number].write(works[number]))

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for worker in workers:
        worker.close()
    return found


def _outcome(future: Future[Any]) -> Any:
    error = future.exception()
    return future.result() if error is None else type(error)


def _somebody_waits(url: str) -> bool:
    with plain_sql(url) as looking:
        return bool(looking.exec_driver_sql(WAITING).scalar_one())
