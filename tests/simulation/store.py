"""The real store on SQLite, whose commits happen in virtual time, one after another, and can be struck."""

from __future__ import annotations

import asyncio
import copy
import queue
import sqlite3
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from storage import engines
from storage.database import Database
from storage.errors import StoreUnavailable
from storage.jobs import Job
from storage.keyring import Keyring
from storage.sqlite_writer import SHARED_AT_MOST, SqliteWriter
from storage.transaction import Clock, Transaction
from tests.simulation.fate import Fate


class SteppedWriter(SqliteWriter):
    """Commits what waits together, some milliseconds later and in the loop's own thread."""

    def __init__(
        self,
        engine: sa.Engine,
        transaction: Callable[[sa.Connection], Transaction],
        fate: Fate,
        is_dead: Callable[[], bool],
    ) -> None:
        self._engine, self._transaction = engine, transaction
        self._fate, self._is_dead = fate, is_dead
        self._jobs: list[Job] = []
        self._urgent = queue.SimpleQueue()

    def submit(self, job: Job) -> None:
        """Hands a job in; the dead hand nothing in."""
        if self._is_dead():
            raise asyncio.CancelledError
        if not self._jobs:
            delay = self._fate.rng.uniform(0.0, self._fate.slowness)
            asyncio.get_running_loop().call_later(delay, self._commit)
        self._jobs.insert(0 if job.urgent else len(self._jobs), job)

    def close(self) -> None:
        """Has nothing to close."""

    def _commit(self) -> None:
        jobs, self._jobs = self._jobs[:SHARED_AT_MOST], self._jobs[SHARED_AT_MOST:]
        if self._jobs:
            asyncio.get_running_loop().call_later(self._fate.slowness, self._commit)
        if not self._is_dead():
            self._commit_together([job for job in jobs if job.begin()])
        elif self._fate.rng.random() < 0.5:
            # The transaction was sent off before the blow, and nobody lives to hear of it.
            self._run_unheard(jobs)

    def _run_unheard(self, jobs: list[Job]) -> None:
        with self._engine.connect() as connection, self._begun(connection) as whole:
            for job in jobs:
                self._run_apart(job, connection)
            whole.commit()

    def _run_all(self, jobs: Sequence[Job]) -> int:
        if self._fate.happens(self._fate.away):
            raise StoreUnavailable("away")
        run = super()._run_all(jobs)
        if self._fate.happens(self._fate.away):
            raise StoreUnavailable("away after the commit")
        return run


class Stores:
    """One file, opened once; each process has its own door to it. All go by its clock, which is `skew` off."""

    def __init__(self, url: str, keyring: Keyring, clock: Clock) -> None:
        self.skew = timedelta(0)
        self.first = Database.open(url, keyring, lambda: clock() + self.skew)
        self.first._writer.close()
        self._engine = engines.writing(url, 1)
        for engine in (self._engine, self.first._read_engine):
            event.listen(engine, "connect", _without_disks)

    def door(self, fate: Fate, is_dead: Callable[[], bool]) -> Database:
        """The store as one process has it open."""
        made = copy.copy(self.first)
        made._writer = SteppedWriter(self._engine, made._transaction, fate, is_dead)
        return made

    def write(self, work: Callable[[Transaction], Any]) -> Any:
        """Writes at once, past all that could happen."""
        with self._engine.begin() as connection:
            return work(self.first._transaction(connection))

    def close(self) -> None:
        """Lets go of the file."""
        self._engine.dispose()
        self.first._read_engine.dispose()


def _without_disks(connection: sqlite3.Connection, record: Any) -> None:
    connection.execute("PRAGMA synchronous = OFF")
