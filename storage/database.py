"""The door to the store: works run in transactions, in threads of the store's own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import sqlalchemy as sa

from storage import engines, failures, secrets
from storage.errors import NotMigrated, StoreUnavailable, WrongKey
from storage.jobs import Awaited, Call, Done, Errand, Job
from storage.keyring import Keyring
from storage.postgresql_writer import PostgresqlWriter
from storage.sqlite_writer import SqliteWriter
from storage.transaction import Clock, Transaction, Work, clock_of

if TYPE_CHECKING:
    from storage.listener import Listener

__all__ = ["Database", "NotMigrated", "StoreUnavailable", "Transaction", "Work", "WrongKey"]

T = TypeVar("T")

THREADS = 4
STORE_EVENTS = "store_events"


class Writer(Protocol):
    """Runs jobs, each in a transaction that is durable before the job is settled."""

    def submit(self, job: Job) -> None: ...

    def close(self) -> None: ...


@dataclass(slots=True)
class TransactionMaker:
    """Gives each work its Transaction, at the moment that `clock` tells, or the store's own clock where that is None.

    The pepper is empty only while it is being fetched.
    """

    keyring: Keyring
    clock: Clock | None
    dialect: str
    pepper: bytes = b""

    def __call__(self, connection: sa.Connection) -> Transaction:
        driver = connection.connection.driver_connection
        now = self.clock() if self.clock is not None else clock_of(self.dialect, driver)
        return Transaction(connection, now, self.keyring, self.dialect, self.pepper, driver)


class Database:
    """One store, open; every thread of the process may use it.

    Its time is that of `clock`; without one PostgreSQL's own, and at a SQLite file this machine's.
    """

    def __init__(self, url: str, keyring: Keyring, clock: Clock | None = None, threads: int = THREADS) -> None:
        sqlite = engines.is_sqlite(url)
        self.url = url
        self.keyring = keyring
        self.dialect = "sqlite" if sqlite else "postgresql"
        self._transaction = TransactionMaker(keyring, clock, self.dialect)
        self._listener: Listener | None = None
        self._reads = 0
        self._reads_change = threading.Condition()
        self._read_engine = engines.reading(url)
        write_engine = engines.writing(url, threads)
        for engine in (self._read_engine, write_engine):
            engines.bound_waits(engine)
        self._writer: Writer = (
            SqliteWriter(write_engine, self._transaction)
            if sqlite
            else PostgresqlWriter(write_engine, self._transaction, threads)
        )

    @classmethod
    def open(cls, url: str, keyring: Keyring, clock: Clock | None = None, threads: int = THREADS) -> Database:
        """Opens a migrated database; raises StoreUnavailable, NotMigrated, or WrongKey."""
        database = cls(url, keyring, clock, threads)
        try:
            database._transaction.pepper = database.write(secrets.unlock).result()
        except BaseException:
            database.close()
            raise
        return database

    def write(self, work: Work[T]) -> Future[T]:
        """Runs the work in a transaction; the future resolves after the commit, or with what the work raised.

        A work may be run more than once (PostgreSQL: deadlock), so it must have no effect outside its transaction.
        """
        job = Awaited(work)
        self._writer.submit(job)
        return job.future

    def hand_in(self, work: Work[Any], done: Done, call: Call, *, urgent: bool = False) -> Errand:
        """The same for an event loop: `call` has `done` run in it, once for all works that one commit settles.

        At a SQLite file an `urgent` work goes before all that wait.
        """
        job = Errand(work, done, call, urgent)
        self._writer.submit(job)
        return job

    def read(self, work: Work[T]) -> T:
        """Runs a work that only reads, in this thread, on a connection of its own; writing in it is an error."""
        try:
            with self._counted(), self._read_engine.connect() as connection, connection.begin():
                return work(self._transaction(connection))
        except failures.kinds() as error:
            raise failures.translated(error) from error

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """A read in another thread may outlive whoever asked for it: closing waits for it."""
        with self._reads_change:
            self._reads += 1
        try:
            yield
        finally:
            with self._reads_change:
                self._reads -= 1
                self._reads_change.notify_all()

    def listen(self, callback: Callable[[], None], channel: str = STORE_EVENTS) -> None:
        """On PostgreSQL calls back, in a thread of its own, once listening and whenever that channel is notified.

        On SQLite nothing calls: look every second. The callback must be quick and must not raise.
        """
        if self.dialect == "postgresql":
            # psycopg, which it needs, is loaded for PostgreSQL only.
            from storage.listener import Listener

            self._listener = self._listener or Listener(self.url)
            self._listener.add(channel, callback)

    def close(self) -> None:
        """Finishes what was handed in and lets go of the database."""
        if self._listener is not None:
            self._listener.close()
        self._writer.close()
        with self._reads_change:
            self._reads_change.wait_for(lambda: self._reads == 0)
        self._read_engine.dispose()
