"""The HTTP server's application over stand-ins."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Bot

from bot.serving.front import Front
from bot.serving.webhook import Webhook
from bot.settings import Settings
from bot.transport import make_bot
from bot.watching import Watch
from tests.bot.serving.standing import TOLD, Looking, Taken
from tests.bot.stand_in import TOKEN


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def bot() -> Bot:
    return make_bot(Settings(token=TOKEN))


@pytest.fixture
def served(taken: Taken, bot: Bot) -> Front:
    made = Front(TOLD, Watch())
    made.look = Looking()  # type: ignore[assignment]
    made.webhook = Webhook(bot, taken, TOLD)
    return made


@pytest.fixture
async def http(served: Front) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(served.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        yield client
