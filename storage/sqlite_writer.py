"""Writing on SQLite: one thread; works that wait together share one commit, and what one does is undone alone.

An urgent one goes before all that wait, with a commit of its own.
"""

from __future__ import annotations

import queue
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import sqlalchemy as sa

from storage import failures
from storage.errors import StoreUnavailable
from storage.jobs import Job, settle
from storage.transaction import Transaction

SHARED_AT_MOST = 64
BUSY_TRIES = 4
BUSY_PAUSE_SECONDS = 0.05


class _Raised(Exception):
    """A work has raised, and with it all that shared its transaction is undone."""


class SqliteWriter:
    """The only thread of this process that writes; other processes may write to the same file."""

    def __init__(self, engine: sa.Engine, transaction: Callable[[sa.Connection], Transaction]) -> None:
        self._engine = engine
        self._transaction = transaction
        self._waiting: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._urgent: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._closing = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._serve, name="store-writer", daemon=True)
        self._thread.start()

    def submit(self, job: Job) -> None:
        """Hands a job in; raises RuntimeError after close."""
        with self._closing:
            if self._closed:
                raise RuntimeError("the database is closed")
            if job.urgent:
                self._urgent.put(job)
            # An urgent job only wakes the thread by this.
            self._waiting.put(job)

    def close(self) -> None:
        """Waits for what was handed in, then lets go of the file."""
        with self._closing:
            if not self._closed:
                self._closed = True
                self._waiting.put(None)
        self._thread.join()
        self._engine.dispose()

    def _serve(self) -> None:
        while (first := self._waiting.get()) is not None:
            jobs = [job for job in (first, *self._those_behind()) if not job.urgent and job.begin()]
            while jobs or not self._urgent.empty():
                self._commit_urgent()
                jobs = self._commit_together(jobs) if jobs else jobs

    def _those_behind(self) -> Iterator[Job]:
        """What waits already beside the first, and shares its commit."""
        for _ in range(SHARED_AT_MOST - 1):
            try:
                job = self._waiting.get_nowait()
            except queue.Empty:
                return
            if job is None:
                self._waiting.put(None)  # for `_serve` to see
                return
            yield job

    def _commit_urgent(self) -> None:
        while not self._urgent.empty():
            job = self._urgent.get()
            if job.begin():
                self._commit_together([job])

    def _commit_together(self, jobs: list[Job]) -> list[Job]:
        """Runs jobs and commits once; gives those that make room for something urgent."""
        try:
            run = self._run_all(jobs)
        except failures.kinds() as error:
            self._fail_all(jobs, failures.translated(error))
        except BaseException as error:  # noqa: BLE001 (a thread that died would leave its callers waiting)
            self._fail_all(jobs, error)
        else:
            settle(jobs[:run])
            return jobs[run:]
        return []

    def _fail_all(self, jobs: list[Job], error: BaseException) -> None:
        """Nothing of any of them was kept."""
        for job in jobs:
            job.error = error
        settle(jobs)

    def _run_all(self, jobs: Sequence[Job]) -> int:
        """Runs jobs until something urgent waits, the first in any case; gives how many that were.

        Hardly any work raises: only when one has, all are undone and run again, each in a savepoint of its own.
        """
        try:
            return self._run_each(jobs, self._run_bare)
        except _Raised:
            return self._run_each(jobs, self._run_apart)

    def _run_each(self, jobs: Sequence[Job], run_one: Callable[[Job, sa.Connection], None]) -> int:
        run = 0
        with self._engine.connect() as connection, self._begun(connection) as whole:
            for job in jobs:
                run_one(job, connection)
                run += 1
                if not self._urgent.empty():
                    break
            whole.commit()
        return run

    def _begun(self, connection: sa.Connection) -> sa.RootTransaction:
        for _ in range(BUSY_TRIES):
            try:
                return connection.begin()
            except sa.exc.OperationalError as error:
                if not failures.is_away(error):
                    raise
                time.sleep(BUSY_PAUSE_SECONDS)
        return connection.begin()

    def _run_bare(self, job: Job, connection: sa.Connection) -> None:
        try:
            job.result = job.work(self._transaction(connection))
        except BaseException as error:
            raise _Raised from error

    def _run_apart(self, job: Job, connection: sa.Connection) -> None:
        # The driver's own execute: the statement layer above would cost more than the savepoint itself.
        driver: sqlite3.Connection = connection.connection.driver_connection  # type: ignore[assignment]
        driver.execute("SAVEPOINT work")
        try:
            job.result = job.work(self._transaction(connection))
        except BaseException as error:  # noqa: BLE001 (it is the caller's, through the future)
            self._undo(job, error, driver)
        else:
            driver.execute("RELEASE work")

    def _undo(self, job: Job, error: BaseException, driver: sqlite3.Connection) -> None:
        if not driver.in_transaction:
            # A full disk ends the whole transaction, and the works before this one with it.
            raise StoreUnavailable("the database gave the transaction up") from error
        driver.execute("ROLLBACK TO work")
        driver.execute("RELEASE work")
        job.error = failures.translated(error) if isinstance(error, failures.kinds()) else error
