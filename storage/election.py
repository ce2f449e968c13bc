"""One worker of many is elected for what only one may do: it holds an advisory lock on a connection of its own."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Callable

import psycopg

from storage import engines, urls

LOOK_SECONDS = 1.0
# Beside the elections nothing locks keys that begin so ("elect").
PREFIX = 0x656C656374
# A machine that is gone leaves its connection open: PostgreSQL asks after it, and takes the lock back soon.
ASKED_AFTER = "SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 2"
PATIENCE = {**engines.PATIENCE, "tcp_user_timeout": 8_000, "application_name": f"{engines.APPLICATION}-election"}

Changed = Callable[[bool], None]


class Election:
    """A thread that stands for election until it is closed; on PostgreSQL only.

    `changed` is called in that thread with whether this worker is elected: at the first look and at each change. When
    the holder's process, machine or connection dies, another is elected within seconds. No clock takes part.
    """

    def __init__(self, url: str, name: str, changed: Changed) -> None:
        self._arguments = {**urls.driver_arguments(urls.parse(url)), **PATIENCE}
        self._key = lock_key(name)
        self._changed = changed
        self._elected: bool | None = None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._stand, name="election", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Gives the office up, for another to take at once."""
        self._closed.set()
        self._thread.join()

    def _stand(self) -> None:
        while not self._closed.is_set():
            try:
                with psycopg.connect(**self._arguments, autocommit=True) as connection:
                    connection.execute(ASKED_AFTER)
                    self._look_on(connection)
            except psycopg.Error:
                # The database is away: whoever works says so; here it only means that the lock is not ours any more.
                self._tell(False)
                self._closed.wait(LOOK_SECONDS)

    def _look_on(self, connection: psycopg.Connection) -> None:
        while not self._closed.is_set():
            if self._elected:
                connection.execute("SELECT 1")
            else:
                self._tell(self._won(connection))
            self._closed.wait(LOOK_SECONDS)

    def _won(self, connection: psycopg.Connection) -> bool:
        row = connection.execute("SELECT pg_try_advisory_lock(%s)", [self._key]).fetchone()
        return row is not None and bool(row[0])

    def _tell(self, elected: bool) -> None:
        if elected is not self._elected:
            self._elected = elected
            self._changed(elected)


def lock_key(name: str) -> int:
    """The key of the advisory lock for the office of this name."""
    return (PREFIX << 23) ^ zlib.crc32(name.encode())
