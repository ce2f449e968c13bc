"""Sends updates to the bot's webhook: in order within a chat, repeated with growing pauses until they are taken."""

import asyncio
import contextlib
import logging
import ssl
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import orjson

from playground.models import Bot
from playground.params import Params
from playground.state import State
from playground.updates import forget

JSON = dict[str, Any]
Call = Callable[[Bot, str, Params], Awaitable[object]]
LONGEST_PAUSE_S = 60.0
ANSWER_TIMEOUT_S = 60
# A webhook's answer may carry one call, but none that asks for a result or changes the webhook.
NOT_IN_ANSWERS = {"deletewebhook", "setwebhook", "close", "logout"}
log = logging.getLogger(__name__)


def chat_of(update: JSON) -> int:
    """The chat (or user) that an update belongs to: updates of one are sent in order."""
    for body in update.values():
        if isinstance(body, dict):
            place = body.get("chat") or (body.get("message") or {}).get("chat") or body.get("from") or {}
            if isinstance(place, dict) and isinstance(place.get("id"), int):
                return int(place["id"])
    return 0


class Webhooks:
    """One lane of updates for each bot and chat; `pause` is the first wait in seconds after a failure."""

    def __init__(self, state: State, call: Call, pause: float) -> None:
        self._state, self._call, self._pause = state, call, pause
        self._lanes: dict[tuple[int, int], deque[int]] = defaultdict(deque)
        self._tasks: dict[tuple[int, int], asyncio.Task[None]] = {}
        self._slots: dict[int, asyncio.Semaphore] = {}
        self._session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        """Takes up what was left before a restart."""
        for bot in self._state.bots.values():
            self.reset(bot)

    def reset(self, bot: Bot) -> None:
        """Begins anew with the bot's present webhook."""
        for key in [key for key in self._tasks if key[0] == bot.id]:
            self._tasks.pop(key).cancel()
            self._lanes.pop(key, None)
        if bot.webhook.url:
            self._slots[bot.id] = asyncio.Semaphore(bot.webhook.max_connections)
            for update in bot.updates.values():
                self.push(bot, update)

    def push(self, bot: Bot, update: JSON) -> None:
        """Puts an update into its lane, when the bot has a webhook."""
        if not bot.webhook.url:
            return
        key = bot.id, chat_of(update)
        self._lanes[key].append(update["update_id"])
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._run(bot, key))

    async def stop(self) -> None:
        """Ends all sending; what was not taken stays pending."""
        tasks = list(self._tasks.values())
        self._tasks.clear()
        self._lanes.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session:
            await self._session.close()
        self._session = None

    async def _run(self, bot: Bot, key: tuple[int, int]) -> None:
        lane, pause = self._lanes[key], self._pause
        while lane:
            update = bot.updates.get(lane[0])
            if update and (failure := await self._send(bot, update)):
                self._note(bot, failure)
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE_S)
                continue
            if update:
                forget(self._state, bot, update["update_id"])
            lane.popleft()
            pause = self._pause
        self._lanes.pop(key, None)
        self._tasks.pop(key, None)

    def _note(self, bot: Bot, failure: str) -> None:
        bot.webhook.last_error_date = self._state.now()
        bot.webhook.last_error_message = failure
        self._state.save_bot(bot)

    async def _send(self, bot: Bot, update: JSON) -> str:
        """Posts one update; "" when it was taken, else what went wrong."""
        headers = {"Content-Type": "application/json"}
        if bot.webhook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = bot.webhook.secret_token
        async with self._slots[bot.id]:
            try:
                return await self._post(bot, orjson.dumps(update), headers)
            except (aiohttp.ClientError, TimeoutError, OSError) as error:
                return f"Connection failed: {error}"

    async def _post(self, bot: Bot, body: bytes, headers: dict[str, str]) -> str:
        self._session = self._session or aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(ANSWER_TIMEOUT_S))
        async with self._session.post(bot.webhook.url, data=body, headers=headers, ssl=_trust(bot)) as answer:
            if not 200 <= answer.status <= 299:
                return f"Wrong response from the webhook: {answer.status} {answer.reason}"
            content = await answer.read()
        await self._carry_out(bot, content)
        return ""

    async def _carry_out(self, bot: Bot, content: bytes) -> None:
        """A call that came as the webhook's answer; its result goes nowhere, as on Telegram."""
        call: Any = None
        with contextlib.suppress(orjson.JSONDecodeError):
            call = orjson.loads(content)
        if not isinstance(call, dict) or not isinstance(call.get("method"), str):
            return
        name = call.pop("method")
        if name.lower() in NOT_IN_ANSWERS or name.lower().startswith("get"):
            log.warning("the webhook's answer names %s, which Telegram does not carry out from an answer", name)
            return
        await self._call(bot, name, Params(call))


def _trust(bot: Bot) -> ssl.SSLContext | bool:
    """The bot's own certificate where it gave one, else the system's authorities."""
    return ssl.create_default_context(cadata=bot.webhook.certificate) if bot.webhook.certificate else True
