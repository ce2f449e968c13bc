"""Keeps the playground's state on disk: each thing one row, written in batches at most a second late."""

import asyncio
import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

FLUSH_PAUSE_S = 0.5
SCHEMA = "CREATE TABLE IF NOT EXISTS things (kind TEXT, key TEXT, body BLOB, PRIMARY KEY (kind, key)) WITHOUT ROWID"


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False)
    # What is deleted (a password in a chat) must not stay in free pages.
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(SCHEMA)
    connection.commit()
    return connection


def _dumped(thing: Any) -> bytes | None:
    thing = thing() if callable(thing) else thing
    return None if thing is None else orjson.dumps(thing)


class Store:
    """A table of (kind, key) → JSON; without a directory it keeps nothing."""

    def __init__(self, directory: Path | None) -> None:
        self._dirty: dict[tuple[str, str], Any] = {}
        self._task: asyncio.Task[None] | None = None
        self._writing: asyncio.Future[None] | None = None
        self._path = directory / "playground.sqlite3" if directory else None
        if directory:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._connection = _connect(self._path) if self._path else None

    def load(self, kind: str) -> Iterator[tuple[str, Any]]:
        """All things of a kind, in order of their keys."""
        if self._connection:
            rows = self._connection.execute("SELECT key, body FROM things WHERE kind = ? ORDER BY key", (kind,))
            for key, body in rows.fetchall():
                yield key, orjson.loads(body)

    def put(self, kind: str, key: str | int, thing: Any) -> None:
        """Remembers a thing (JSON, or a function that gives it) as it is when written; None forgets it."""
        if self._path:
            self._dirty[kind, str(key)] = thing

    def start(self) -> None:
        """Begins to write in the background of the running loop."""
        if self._path and not self._task:
            self._connection = self._connection or _connect(self._path)
            self._task = asyncio.create_task(self._write_on())

    async def stop(self) -> None:
        """Writes what is left and closes the file."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._task = None
        if self._writing:
            await self._writing
        if self._connection:
            self._write(self._taken())
            self._connection.close()
            self._connection = None

    async def _write_on(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_PAUSE_S)
            if self._dirty:
                self._writing = asyncio.ensure_future(asyncio.to_thread(self._write, self._taken()))
                await asyncio.shield(self._writing)

    def _taken(self) -> list[tuple[str, str, bytes | None]]:
        dirty, self._dirty = self._dirty, {}
        return [(kind, key, _dumped(thing)) for (kind, key), thing in dirty.items()]

    def _write(self, rows: list[tuple[str, str, bytes | None]]) -> None:
        if not self._connection:
            return
        with self._connection:
            self._connection.executemany(
                "DELETE FROM things WHERE kind = ? AND key = ?", [row[:2] for row in rows if row[2] is None]
            )
            self._connection.executemany(
                "INSERT OR REPLACE INTO things VALUES (?, ?, ?)", [row for row in rows if row[2] is not None]
            )
