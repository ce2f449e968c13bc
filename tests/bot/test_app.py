"""The stop of the whole: updates that are under way have their time, and no more."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from telegram.error import InvalidToken

from bot import app


@dataclass
class Receives:
    """Receives until it is let go, or fails."""

    go: asyncio.Event = field(default_factory=asyncio.Event)
    error: Exception | None = None
    ended: str = ""
    bot: Any = None

    async def run(self, stop: asyncio.Event) -> None:
        try:
            await self.go.wait()
            if self.error:
                raise self.error
            self.ended = "well"
        except asyncio.CancelledError:
            self.ended = "cancelled"
            raise


async def test_what_hangs_at_the_stop_is_left(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(app, "STOP_SECONDS", 0.01)
    hangs, stop = Receives(), asyncio.Event()
    stop.set()
    await app._until_stopped(hangs, stop)
    assert hangs.ended == "cancelled"
    assert "come again" in caplog.text


async def test_what_is_under_way_at_the_stop_ends_well() -> None:
    slow, stop = Receives(), asyncio.Event()
    stopping = asyncio.create_task(app._until_stopped(slow, stop))
    stop.set()
    await asyncio.sleep(0)
    slow.go.set()
    await stopping
    assert slow.ended == "well"


async def test_what_ends_the_receiving_is_told() -> None:
    refused = Receives(error=InvalidToken("no"))
    refused.go.set()
    with pytest.raises(InvalidToken):
        await app._until_stopped(refused, asyncio.Event())
