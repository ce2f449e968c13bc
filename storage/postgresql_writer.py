"""Writing on PostgreSQL: a few threads, each work in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import sqlalchemy as sa

from storage import failures
from storage.transaction import Transaction, Work

T = TypeVar("T")

TRIES = 5


class PostgresqlWriter:
    """Runs works in threads; one that loses a deadlock or a serialization is run again."""

    def __init__(self, engine: sa.Engine, transaction: Callable[[sa.Connection], Transaction], threads: int) -> None:
        self._engine = engine
        self._transaction = transaction
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="store")

    def submit(self, work: Work[T]) -> Future[T]:
        """Hands a work in; raises RuntimeError after close."""
        return self._pool.submit(self._run, work)

    def close(self) -> None:
        """Waits for what was handed in, then disconnects."""
        self._pool.shutdown(wait=True)
        self._engine.dispose()

    def _run(self, work: Work[T]) -> T:
        for _ in range(TRIES - 1):
            try:
                return self._run_once(work)
            except failures.FAILURES as error:
                if not failures.is_conflict(error):
                    raise failures.translated(error) from error
        return self._run_last(work)

    def _run_last(self, work: Work[T]) -> T:
        try:
            return self._run_once(work)
        except failures.FAILURES as error:
            raise failures.translated(error) from error

    def _run_once(self, work: Work[T]) -> T:
        with self._engine.begin() as connection:
            return work(self._transaction(connection))
