"""One look at a time, kept for some seconds."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.serving.store_look import StoreLook
from storage import outbox
from storage.database import Database, StoreUnavailable
from storage.outbox import NewRow
from storage.watching import Look
from tests.bot.serving.standing import NOTHING
from tests.conftest import Clock


class Store:
    """A database whose reads end when a test says so."""

    def __init__(self) -> None:
        self.reads = 0
        self.error: Exception | None = None

    def read(self, _: object) -> Look:
        self.reads += 1
        if self.error:
            raise self.error
        return NOTHING


async def test_a_look_is_kept_for_a_while_and_a_failure_is_not() -> None:
    store = Store()
    look = StoreLook(store)  # type: ignore[arg-type]
    store.error = StoreUnavailable("away")
    with pytest.raises(StoreUnavailable):
        await look.now()
    store.error = None
    assert await look.now() is await look.now()
    assert store.reads == 2
    look.kept_seconds = 0.0
    await look.now()
    assert store.reads == 3


async def test_a_database_that_does_not_answer_is_asked_once(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = NewRow(channel="telegram", chat="1", route="telegram", method="sendMessage", payload=b"{}")
    database.write(lambda tx: outbox.add(tx, [row])).result()
    clock.forward(seconds=9)
    look, read, may_go, asked = StoreLook(database), database.read, asyncio.Event(), []
    loop = asyncio.get_running_loop()

    def slow(work: Any) -> Any:
        asked.append(work)
        asyncio.run_coroutine_threadsafe(may_go.wait(), loop).result()
        return read(work)

    monkeypatch.setattr(database, "read", slow)
    look.patience_seconds = 0.01
    for _ in range(3):
        with pytest.raises(StoreUnavailable, match="does not answer"):
            await look.now()
    may_go.set()
    look.patience_seconds = 30.0
    assert (await look.now()).outbox_age == 9.0
    assert len(asked) == 1
    await look.close()
