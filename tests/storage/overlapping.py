"""Works that meet: a second begins while the first has not committed, or many begin at one moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
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

    def task(work: Work[T]) -> Callable[[Database], Any]:
        return lambda worker: _outcome(worker.write(work))

    return in_workers(database, *map(task, works), clock=clock)


def in_workers(database: Database, *tasks: Callable[[Database], T], clock: Clock | None = None) -> list[T]:
    """What each task gave, all let go at one moment; each has a worker of its own, as two processes would."""
    workers = [Database.open(database.url, database.keyring, clock) for _ in tasks]
    try:
        return let_go(*(partial(task, worker) for task, worker in zip(tasks, workers, strict=True)))
    finally:
        for worker in workers:
            worker.close()


def let_go(*tasks: Callable[[], T]) -> list[T]:
    """What each task gave, all let go at one moment, each in a thread of its own."""
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], T]) -> T:
        start.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(run, tasks))


def _outcome(future: Future[Any]) -> Any:
    error = future.exception()
    return future.result() if error is None else type(error)


def _somebody_waits(url: str) -> bool:
    with plain_sql(url) as looking:
        return bool(looking.exec_driver_sql(WAITING).scalar_one())
