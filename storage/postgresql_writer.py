"""Writing on PostgreSQL: a few threads, each work in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import sqlalchemy as sa

from storage import failures
from storage.jobs import Job, settle
from storage.transaction import Transaction, Work

TRIES = 5


class PostgresqlWriter:
    """Runs works in threads; one that loses a deadlock or a serialization is run again."""

    def __init__(self, engine: sa.Engine, transaction: Callable[[sa.Connection], Transaction], threads: int) -> None:
        self._engine = engine
        self._transaction = transaction
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="store")

    def submit(self, job: Job) -> None:
        """Hands a job in; raises RuntimeError after close."""
        self._pool.submit(self._settle, job)

    def close(self) -> None:
        """Waits for what was handed in, then disconnects."""
        self._pool.shutdown(wait=True)
        self._engine.dispose()

    def _settle(self, job: Job) -> None:
        if not job.begin():
            return
        try:
            job.result = self._run(job.work)
        except BaseException as error:  # noqa: BLE001 (it is the caller's)
            job.error = error
        settle([job])

    def _run(self, work: Work[Any]) -> Any:
        for _ in range(TRIES - 1):
            try:
                return self._run_once(work)
            except failures.kinds() as error:
                if not failures.is_conflict(error):
                    raise failures.translated(error) from error
        return self._run_last(work)

    def _run_last(self, work: Work[Any]) -> Any:
        try:
            return self._run_once(work)
        except failures.kinds() as error:
            raise failures.translated(error) from error

    def _run_once(self, work: Work[Any]) -> Any:
        with self._engine.begin() as connection:
            return work(self._transaction(connection))
