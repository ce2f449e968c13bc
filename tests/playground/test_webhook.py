"""Updates sent to a webhook: the secret, the order, repeats, calls in the answer."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest

SECRET = "a_Secret-1"


@dataclass
class Hook:
    """A bot's HTTP server: answers `statuses` in turn, then 200 with `answer`."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)
    got: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    secrets: list[str | None] = field(default_factory=list)

    async def receive(self, request: web.Request) -> web.Response:
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        await self.got.put(await request.json())
        status = self.statuses.pop(0) if self.statuses else 200
        return web.json_response(self.answer, status=status)

    async def texts(self, count: int) -> list[str]:
        return [(await asyncio.wait_for(self.got.get(), 10))["message"]["text"] for _ in range(count)]


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook, app = Hook(), web.Application()
    app.router.add_post("/hook", hook.receive)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield hook
    await runner.cleanup()


async def settled(hands: Any) -> None:
    while (await hands.gets("/api/idle"))["pending_updates"]:
        pass


async def test_updates_arrive_with_the_secret(bot: Bot, hands: Any, hook: Hook) -> None:
    await hands.says("before")
    await bot.set_webhook(hook.url, secret_token=SECRET, max_connections=7)
    await hands.says("after")
    assert await hook.texts(2) == ["before", "after"]
    assert hook.secrets == [SECRET, SECRET]
    await settled(hands)
    info = await bot.get_webhook_info()
    assert (info.url, info.max_connections, info.pending_update_count) == (hook.url, 7, 0)


async def test_a_refused_update_comes_again_before_the_next(bot: Bot, hands: Any, hook: Hook) -> None:
    hook.statuses = [500, 404, 302]
    await bot.set_webhook(hook.url)
    await hands.says("one")
    await hands.says("two")
    assert await hook.texts(5) == ["one"] * 4 + ["two"]
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 302 Found"


async def test_another_chat_does_not_wait(bot: Bot, hands: Any, hook: Hook, playground: Any) -> None:
    hook.statuses = [500]
    playground._webhooks._pause = 1000
    await bot.set_webhook(hook.url)
    await hands.says("stuck")
    assert await hook.texts(1) == ["stuck"]
    await hands.says("free", hands.me + 1)
    assert await hook.texts(1) == ["free"]
    await bot.delete_webhook()
    assert [u.message.text for u in await bot.get_updates(timeout=0)] == ["stuck"]


async def test_a_dead_webhook_is_reported(bot: Bot, hands: Any, hook: Hook) -> None:
    await bot.set_webhook("http://127.0.0.1:9/hook")
    await hands.says("x")
    while not (info := await bot.get_webhook_info()).last_error_message:
        pass
    assert info.last_error_message.startswith("Connection failed")
    await bot.set_webhook(hook.url)
    assert await hook.texts(1) == ["x"]


async def test_a_call_in_the_answer_is_carried_out(bot: Bot, hands: Any, hook: Hook) -> None:
    hook.answer = {"method": "sendMessage", "chat_id": hands.me, "text": "from the answer"}
    await bot.set_webhook(hook.url)
    await hands.says("x")
    await settled(hands)
    assert (await hands.sees())[-1]["text"] == "from the answer"
    hook.answer = {"method": "deleteWebhook"}
    await hands.says("y")
    await settled(hands)
    assert (await bot.get_webhook_info()).url == hook.url


async def test_pending_updates_can_be_dropped(bot: Bot, hands: Any) -> None:
    await hands.says("x")
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates(timeout=0) == ()


@pytest.mark.parametrize(
    ("params", "complaint"),
    [
        ({"url": "ftp://x.kr"}, "Invalid webhook url specified"),
        ({"url": "https://x.kr", "secret_token": "no spaces"}, "Secret token contains unallowed characters"),
        ({"url": "https://x.kr", "secret_token": "x" * 257}, "Secret token is too long"),
    ],
)
async def test_refused_webhooks(bot: Bot, params: dict[str, Any], complaint: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await bot.set_webhook(**params)
