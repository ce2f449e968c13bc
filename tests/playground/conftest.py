"""A playground served in the test's own loop, PTB's Bot against it, and hands for people."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from playground import Playground, serve

JSON = dict[str, Any]


@dataclass
class Clock:
    """Time that stands still until a test moves it."""

    seconds: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.seconds


@dataclass
class Hands:
    """What the page would do, over the people's API; `me` is the first seeded person."""

    http: httpx.AsyncClient
    me: int = 0

    async def does(self, what: str, chat: int | None = None, **body: Any) -> JSON:
        return await self.posts(f"/api/chats/{chat or self.me}/{what}", **body)

    async def posts(self, path: str, **body: Any) -> JSON:
        answer = await self.http.post(path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def gets(self, path: str, **params: Any) -> Any:
        answer = await self.http.get(path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def says(self, text: str, chat: int | None = None, **more: Any) -> JSON:
        return await self.does("text", chat, text=text, **more)

    async def awaits_call(self, method: str) -> None:
        """Returns when the bot's call has reached the server."""
        while not await self.gets("/api/calls", method=method):
            pass

    async def sees(self, chat: int | None = None) -> list[JSON]:
        return (await self.gets(f"/api/chats/{chat or self.me}/messages"))["messages"]


@pytest.fixture(autouse=True)
def durations(monkeypatch: pytest.MonkeyPatch) -> None:
    """PTB gives time spans as timedelta, as its next version will."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def playground(clock: Clock) -> Playground:
    return Playground(clock=clock, webhook_pause=0.01)


@pytest.fixture
async def root(playground: Playground) -> AsyncIterator[str]:
    async with serve(playground) as address:
        yield address


@pytest.fixture
async def hands(root: str) -> AsyncIterator[Hands]:
    async with httpx.AsyncClient(base_url=root, timeout=20, verify=False) as http:
        hands = Hands(http)
        hands.me = (await hands.gets("/api/state"))["people"][0]["id"]
        yield hands


@pytest.fixture
async def bot(root: str, playground: Playground) -> AsyncIterator[Bot]:
    # Reading the authorities' certificates costs more than most of these tests.
    plain, polling = (HTTPXRequest(httpx_kwargs={"verify": False}) for _ in range(2))
    bot = Bot(playground.token, f"{root}/bot", f"{root}/file/bot", request=plain, get_updates_request=polling)
    async with bot:
        yield bot


@pytest.fixture
async def me(hands: Hands, bot: Bot) -> int:
    """Somebody who has written to the bot; the update is confirmed."""
    said = await hands.says("/start")
    await bot.get_updates(offset=said["update_id"] + 1, timeout=0)
    return hands.me


@pytest.fixture
def call(root: str, playground: Playground) -> Callable[..., Awaitable[JSON]]:
    """A raw Bot API call with a JSON body; the answer's body with its HTTP status as "status"."""

    async def call(method: str, **params: Any) -> JSON:
        async with httpx.AsyncClient(verify=False) as http:
            answer = await http.post(f"{root}/bot{playground.token}/{method}", json=params)
        return answer.json() | {"status": answer.status_code}

    return call
