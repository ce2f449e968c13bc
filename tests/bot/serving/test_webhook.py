"""What is acknowledged, what comes again, and how Telegram is told where to call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import httpx
import pytest
from telegram import Bot
from telegram.error import RetryAfter

from bot.pauses import Pauses
from bot.polling import Incoming
from bot.serving import webhook
from bot.serving.front import Front
from bot.serving.webhook import Webhook
from bot.settings import Settings
from bot.transport import make_bot
from bot.watching import Watch
from storage.database import StoreUnavailable
from tests.bot.serving.standing import RIGHT, SECRET, TOLD, Taken, count
from tests.bot.stand_in import TOKEN, StandIn, refuses, standing_in


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (StoreUnavailable("away"), "store_away"),
        (ExceptionGroup("several", [StoreUnavailable("away")]), "store_away"),
        (LookupError("홍길동"), "error"),
    ],
)
async def test_what_fails_comes_again(http: httpx.AsyncClient, taken: Taken, error: Exception, reason: str) -> None:
    before = count("assistant_webhook_unacknowledged_total", reason=reason)
    taken.error = error
    answer = await http.post("/hook", headers=RIGHT, json={"update_id": 5})
    assert (answer.status_code, answer.headers["Retry-After"], answer.content) == (503, "1", b"")
    assert count("assistant_webhook_unacknowledged_total", reason=reason) == before + 1
    taken.error = None
    assert (await http.post("/hook", headers=RIGHT, json={"update_id": 5})).status_code == 200


@pytest.fixture
async def telegram() -> AsyncIterator[StandIn]:
    async with standing_in() as made:
        yield made


async def at_work(telegram: StandIn, stop: asyncio.Event) -> None:
    async with make_bot_of(telegram) as bot:
        await Webhook(bot, Taken(), TOLD, Pauses(first=0.0)).run(stop)


def make_bot_of(telegram: StandIn) -> Bot:
    telegram.results["getMe"] = {"id": 1, "is_bot": True, "first_name": "b", "username": "b"}
    return make_bot(Settings(token=TOKEN, api_url=telegram.root))


async def test_a_webhook_that_cannot_be_set_is_set_later(
    telegram: StandIn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(webhook, "LOOK_SECONDS", 0.01)
    asked: list[RetryAfter] = []

    def at_once(error: RetryAfter) -> float:
        asked.append(error)
        return 0.0

    monkeypatch.setattr(webhook, "seconds_of", at_once)
    telegram.next("setWebhook", refuses(429, "Too Many Requests", retry_after=1), refuses(400, "bad webhook"))
    telegram.results["getWebhookInfo"] = {
        "url": "https://elsewhere.example/",
        "pending_update_count": 4,
        "last_error_date": 2**33,
        "last_error_message": "Connection refused",
    }
    stop = asyncio.Event()
    working = asyncio.create_task(at_work(telegram, stop))
    *_, last = await telegram.called("setWebhook", 3)
    await telegram.called("getWebhookInfo", 3)
    stop.set()
    await working
    assert last["url"] == TOLD.webhook_url
    assert [error.retry_after for error in asked] == [timedelta(seconds=1)]
    assert count("assistant_webhook_pending_updates") == 4.0
    assert "bad webhook" in caplog.text
    assert caplog.text.count("Telegram could not hand an update over: Connection refused") == 1
    assert "another program with this token has changed it" in caplog.text
    assert SECRET not in caplog.text


async def test_what_is_under_way_at_a_stop_is_finished(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    may_go, began, stop = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slowly(batch: Sequence[Incoming]) -> None:
        began.set()
        if batch[0].update_id == 5:
            await may_go.wait()

    made = Webhook(bot, slowly, TOLD)

    async def is_set(*_: object) -> None: ...

    monkeypatch.setattr(Webhook, "_set", is_set)
    served = Front(TOLD, Watch(), webhook=made)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(served.app()), base_url="http://here") as http:
        first = asyncio.create_task(http.post("/hook", headers=RIGHT, json={"update_id": 5}))
        await began.wait()
        working = asyncio.create_task(made.run(stop))
        stop.set()
        for _ in range(5):
            await asyncio.sleep(0)
        assert (await http.post("/hook", headers=RIGHT, json={"update_id": 6})).status_code == 503
        assert not working.done()
        may_go.set()
        assert (await first).status_code == 200
        await working
