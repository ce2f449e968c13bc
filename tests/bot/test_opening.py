"""A database that is away at the start is waited for."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from bot import opening
from bot.opening import Stopped, opened
from bot.pauses import Pauses
from storage.database import Database, StoreUnavailable

STORE = cast("Database", object())


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "Pauses", lambda: Pauses(first=0.0))


def away(times: int) -> list[Exception | Database]:
    failures: list[Exception | Database] = [StoreUnavailable("the database cannot be used now") for _ in range(times)]
    return [*failures, STORE]


async def test_it_is_opened_as_soon_as_it_is_there(caplog: pytest.LogCaptureFixture) -> None:
    found = iter(away(3))

    def open_store() -> Database:
        one = next(found)
        if isinstance(one, Exception):
            raise one
        return one

    assert await opened(open_store, asyncio.Event()) is STORE
    assert len(caplog.messages) == 3
    assert caplog.messages[0] == "the database cannot be reached (the database cannot be used now), again in 0.0 s"


async def test_a_stop_ends_the_waiting() -> None:
    stop = asyncio.Event()

    def open_store() -> Database:
        loop.call_soon_threadsafe(stop.set)
        raise StoreUnavailable("away")

    loop = asyncio.get_running_loop()
    with pytest.raises(Stopped):
        await opened(open_store, stop)


async def test_what_will_not_pass_is_not_waited_for() -> None:
    def open_store() -> Database:
        raise LookupError("no such file")

    with pytest.raises(LookupError):
        await opened(open_store, asyncio.Event())
