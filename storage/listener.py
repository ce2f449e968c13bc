"""Being woken by PostgreSQL (NOTIFY), on one connection of its own for whatever is listened to."""

from __future__ import annotations

import os
import selectors
import threading
from collections.abc import Callable

import psycopg
from psycopg import sql

from storage import engines, urls

AGAIN_AFTER_SECONDS = 1.0

Callback = Callable[[], None]


class Listener:
    """A thread that calls back for every wake-up, and after each connecting, since one may have been missed."""

    def __init__(self, url: str) -> None:
        self._arguments = {**engines.PATIENCE, **urls.driver_arguments(urls.parse(url))}
        self._callbacks: dict[str, Callback] = {}
        self._closed = threading.Event()
        self._reading, self._writing = os.pipe()
        self._thread = threading.Thread(target=self._serve, name="store-listener", daemon=True)
        self._thread.start()

    def add(self, channel: str, callback: Callback) -> None:
        """Listens to this channel too; one callback a channel."""
        self._callbacks[channel] = callback
        os.write(self._writing, b".")

    def close(self) -> None:
        """Ends the thread and its connection."""
        if not self._closed.is_set():
            self._closed.set()
            os.write(self._writing, b".")
            self._thread.join()
            os.close(self._reading)
            os.close(self._writing)

    def _serve(self) -> None:
        while not self._closed.is_set():
            try:
                self._listen()
            except psycopg.Error:
                # The database is away: whoever works finds that out and says so; here it is only waited for.
                self._closed.wait(AGAIN_AFTER_SECONDS)

    def _listen(self) -> None:
        with (
            psycopg.connect(**self._arguments, autocommit=True) as connection,
            selectors.DefaultSelector() as selector,
        ):
            selector.register(connection, selectors.EVENT_READ)
            selector.register(self._reading, selectors.EVENT_READ)
            heard: set[str] = set()
            while not self._closed.is_set():
                self._begin_hearing(connection, heard)
                ready = selector.select()
                self._ring({told.channel for told in connection.notifies(timeout=0)})
                if any(key.fileobj == self._reading for key, _ in ready):
                    os.read(self._reading, 64)

    def _begin_hearing(self, connection: psycopg.Connection, heard: set[str]) -> None:
        fresh = set(self._callbacks) - heard
        for channel in fresh:
            connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        heard |= fresh
        self._ring(fresh)

    def _ring(self, channels: set[str]) -> None:
        for channel in channels & set(self._callbacks):
            self._callbacks[channel]()
