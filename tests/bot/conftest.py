"""The bench that deliveries are tried on."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.delivery import delivery
from bot.transport import Transport
from storage.database import Database
from tests.bot.bench import Bench, Steady
from tests.bot.stand_in import TOKEN, StandIn, standing_in


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> Steady:
    made = Steady()
    monkeypatch.setattr(delivery, "time", made)
    return made


@pytest.fixture
async def server() -> AsyncIterator[StandIn]:
    async with standing_in() as stand_in:
        yield stand_in


@pytest.fixture
async def bench(database: Database, server: StandIn) -> AsyncIterator[Bench]:
    async with Transport(server.root, TOKEN, read_seconds=5) as transport:
        bench = Bench(database, transport, server)
        yield bench
        await bench.delivery.drain(0.0)
