"""The disk is full under a SQLite store: what is not kept is not acknowledged, and it goes on when there is room."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from storage.sqlite_writer import SqliteWriter
from tests.journeys.paths import Wishes, to_method
from tests.world import world

BLOCK = 4000
HELPS = 12


class Disk:
    """Has as much room for the file as it has pages, while `is_full`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.is_full = False
        self._begun = SqliteWriter._begun
        limited = self._limited

        def begun(writer: SqliteWriter, connection: sa.Connection) -> Any:
            return limited(writer, connection)

        monkeypatch.setattr(SqliteWriter, "_begun", begun)

    def _limited(self, writer: SqliteWriter, connection: sa.Connection) -> Any:
        driver: Any = connection.connection.driver_connection
        limit(driver, self.is_full)
        return self._begun(writer, connection)


def limit(driver: sqlite3.Connection, is_full: bool) -> None:
    """Not one page more than there are, or as many as there may ever be."""
    driver.execute(f"PRAGMA max_page_count = {1 if is_full else 2**30}")


def fill(path: Path) -> None:
    """Uses up the pages that lie free in the file."""
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE ballast (block BLOB)")
        limit(other, True)
        with pytest.raises(sqlite3.OperationalError, match="full"):
            _pour(other)
    other.close()


def _pour(other: sqlite3.Connection) -> None:
    while True:
        other.execute("INSERT INTO ballast VALUES (zeroblob(?))", [BLOCK])


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_what_comes_while_the_disk_is_full_is_taken_when_there_is_room(
    database_url: str, data_key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    disk = Disk(monkeypatch)
    async with world(database_url, data_key) as here, here.running():
        person = await here.person()
        await to_method(person, Wishes("honggd1"))
        await person.says("1")
        before = len([one for one in await person.messages() if one["from_bot"]])
        fill(Path(database_url.removeprefix("sqlite:///")))
        disk.is_full = True
        await person.does("text", text="홍길동")
        for _ in range(HELPS):
            await person.does("text", text="/help")
        while "the store is away" not in caplog.text:  # noqa: ASYNC110 -- a log wakes nobody
            await asyncio.sleep(0.01)
        assert here._waiting() > 0
        disk.is_full = False
        await person.hears()
        assert here.step_of(person) == "birth_date"
        after = len([one for one in await person.messages() if one["from_bot"]])
    assert after - before >= HELPS
    assert "Traceback" not in caplog.text
