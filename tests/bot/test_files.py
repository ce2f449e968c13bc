"""Files are fetched, tried again and given up in time, over HTTP to a server that fails as it is told to."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot

from bot.files import file_fetcher
from bot.settings import Settings
from bot.transport import make_bot
from membership.problems import Problem
from tests.bot.stand_in import TOKEN, Answer, StandIn, gives, hangs_up, refuses, standing_in, waits

FILE = {"file_id": "F1", "file_unique_id": "u", "file_path": "documents/1.pdf"}


@pytest.fixture
async def server() -> AsyncIterator[StandIn]:
    async with standing_in() as stand_in:
        stand_in.results["getFile"] = FILE
        yield stand_in


@pytest.fixture
async def bot(server: StandIn) -> AsyncIterator[Bot]:
    bot = make_bot(Settings(token=TOKEN, api_url=server.root))
    await bot.request.initialize()
    yield bot
    await bot.request.shutdown()


async def test_a_file_is_fetched(bot: Bot) -> None:
    assert await file_fetcher(bot)("F1") == b"file documents/1.pdf"


@pytest.mark.parametrize(
    "fault",
    [
        hangs_up,
        refuses(502, "Bad Gateway"),
        refuses(429, "Too Many Requests: retry after 1", retry_after=1),
        refuses(400, "Bad Request: file is temporarily unavailable"),
    ],
    ids=["hangs up", "bad gateway", "flood", "unavailable"],
)
async def test_a_short_fault_is_got_over(bot: Bot, server: StandIn, fault: Answer) -> None:
    server.next("getFile", fault)
    assert await file_fetcher(bot)("F1") == b"file documents/1.pdf"
    assert len(server.of("getFile")) == 2


@pytest.mark.parametrize("status", [400, 403, 404])
async def test_a_file_that_is_gone_is_none(bot: Bot, server: StandIn, status: int) -> None:
    server.next("getFile", refuses(status, "Bad Request: wrong file_id or the file is temporarily gone"))
    assert await file_fetcher(bot)("F1") is None
    assert len(server.of("getFile")) == 1


async def test_a_file_that_is_not_reached_in_time_is_no_file_that_is_gone(bot: Bot, server: StandIn) -> None:
    never = asyncio.Event()
    server.next("getFile", waits(never, gives(FILE)))
    found = await file_fetcher(bot, 0.05)("F1")
    assert isinstance(found, Problem)
    assert found.code == "file.not_reached"
    never.set()
