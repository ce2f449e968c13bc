"""Being woken by PostgreSQL when something happened in the store (NOTIFY store_events), on a connection of its own."""

from __future__ import annotations

import os
import selectors
import threading
from collections.abc import Callable

import psycopg

from storage import engines

AGAIN_AFTER_SECONDS = 1.0
CONNECT_SECONDS = 5


class Listener:
    """A thread that calls `callback` for every wake-up, and after each connecting, since one may have been missed."""

    def __init__(self, url: str, callback: Callable[[], None]) -> None:
        self._url = engines.parse(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._callback = callback
        self._closed = threading.Event()
        self._reading, self._writing = os.pipe()
        self._thread = threading.Thread(target=self._serve, name="store-listener", daemon=True)
        self._thread.start()

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
            psycopg.connect(self._url, autocommit=True, connect_timeout=CONNECT_SECONDS) as connection,
            selectors.DefaultSelector() as selector,
        ):
            connection.execute("LISTEN store_events")
            selector.register(connection, selectors.EVENT_READ)
            selector.register(self._reading, selectors.EVENT_READ)
            self._callback()
            while not self._closed.is_set():
                selector.select()
                if list(connection.notifies(timeout=0)):
                    self._callback()
