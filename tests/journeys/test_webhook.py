"""The same assistant by webhook: nothing is acknowledged before it is committed, and only Telegram gets in."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest

from bot import metrics
from bot.app import assistant
from bot.serving.door import LARGEST_BYTES, SECRET_HEADER
from bot.serving.listening import Serving
from bot.serving.webhook import Webhook
from conversations.engine import Engine
from storage import inbox, schema
from storage.database import StoreUnavailable
from tests.journeys.paths import Wishes, signs_up, to_method
from tests.journeys.records import profile_of, rows
from tests.person import Person
from tests.world import World, world

JSON = dict[str, Any]
SECRET = "the_Secret-of-this-test"
FORGED = {SECRET_HEADER: "another_Secret-than-ours"}


@contextmanager
def reserved_port() -> Iterator[int]:
    """A port that nobody else is given meanwhile."""
    with closing(socket.socket()) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


class Post:
    """The assistant's own address, for whoever wants to speak to it past Telegram."""

    def __init__(self, port: int, http: httpx.AsyncClient):
        self.root = f"http://127.0.0.1:{port}"
        self.http = http

    async def posts(self, content: bytes | JSON, **headers: str) -> int:
        """Posts something to the webhook as Telegram would but for these headers; gives the status."""
        usual = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}
        body: JSON = {"content": content} if isinstance(content, bytes) else {"json": content}
        answer = await self.http.post(f"{self.root}/hook", headers=usual | headers, **body)
        assert "Traceback" not in answer.text
        return answer.status_code

    async def gets(self, path: str) -> httpx.Response:
        return await self.http.get(self.root + path)


@asynccontextmanager
async def by_webhook(here: World) -> AsyncIterator[Post]:
    """The assistant at work, called by the stand-in for Telegram."""
    with reserved_port() as port:
        told = Serving(f"127.0.0.1:{port}", f"http://127.0.0.1:{port}/hook", SECRET)
        stop = asyncio.Event()
        async with assistant(replace(here.settings, serving=told), clock=here.clock, stop=stop) as receiver:
            assert isinstance(receiver, Webhook)
            working = asyncio.create_task(receiver.run(stop))
            try:
                yield Post(port, here.http)
            finally:
                stop.set()
                await working


@pytest.fixture
async def far(database_url: str, data_key: str) -> AsyncIterator[World]:
    """A world whose assistant is not at work yet, with a Telegram that soon tries again."""
    async with world(database_url, data_key, webhook_pause=0.02) as made:
        yield made


@pytest.fixture
async def post(far: World) -> AsyncIterator[Post]:
    async with by_webhook(far) as made:
        yield made


def counted(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


def refused(reason: str) -> float:
    return counted("assistant_webhook_refused_total", reason=reason)


def text_of(person: Person, text: str, number: int) -> JSON:
    chat = {"id": person.id, "type": "private", "first_name": "민수"}
    sender = {"id": person.id, "is_bot": False, "first_name": "민수", "language_code": "ko"}
    return {"update_id": number, "message": {"message_id": 9, "date": 1, "chat": chat, "from": sender, "text": text}}


async def test_a_whole_sign_up_and_what_telegram_was_told(far: World, post: Post) -> None:
    person = await far.person()
    await signs_up(person, "honggd1")
    assert profile_of(far, "honggd1").member.login_id == "honggd1"
    (call,) = await far.calls("setWebhook")
    assert call["params"]["secret_token"] == SECRET
    assert call["params"]["max_connections"] == 100
    assert "callback_query" in str(call["params"]["allowed_updates"])
    assert await far.calls("getUpdates") == []
    page = (await post.gets("/metrics")).text
    assert 'assistant_steps_total{flow="sign_up",step="login_id",what="answered"} 1.0' in page
    assert 'assistant_sends_total{verdict="sent"} 0.0' not in page
    assert "assistant_database_up 1.0" in page
    assert (await post.gets("/readyz")).text == "ready\n"


async def test_two_at_the_same_time_are_taken_in_their_order(far: World, post: Post) -> None:
    person = await far.person()
    await to_method(person, Wishes("honggd1"))
    await person.says("1")
    answers = ["홍길동", "1990-03-05"]
    statuses = await asyncio.gather(
        *(post.posts(text_of(person, text, 900_001 + place)) for place, text in enumerate(answers))
    )
    await person.hears()
    assert statuses == [200, 200]
    assert far.step_of(person) == "person"


async def test_the_same_update_again_is_acknowledged_and_changes_nothing(far: World, post: Post) -> None:
    before = counted("assistant_updates_total", outcome="repeated")
    person = await far.person()
    await to_method(person, Wishes("honggd1"))
    await person.says("1")
    update = text_of(person, "홍길동", 900_001)
    assert await asyncio.gather(*(post.posts(update) for _ in range(5))) == [200] * 5
    await person.hears()
    assert far.step_of(person) == "birth_date"
    assert counted("assistant_updates_total", outcome="repeated") == before + 4


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_what_is_not_from_telegram_is_turned_away_and_counted(
    far: World, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    person = await far.person()
    update = text_of(person, "/start", 900_001)
    before = {reason: refused(reason) for reason in metrics.REFUSALS}
    assert await post.posts(update, **FORGED) == 403
    assert await post.posts(b"x" * (LARGEST_BYTES + 1)) == 413
    assert await post.posts(b"x", **{"Content-Type": "text/plain"}) == 415
    for garbage in (b"", b"{", b"\xff\xfe", b"[]", b"{}", b'{"update_id": "1"}', b'{"update_id": true}', b"[" * 9000):
        assert await post.posts(garbage) == 400
    assert {reason: refused(reason) - before[reason] for reason in metrics.REFUSALS} == {
        "secret": 1,
        "size": 1,
        "content_type": 1,
        "malformed": 8,
        "slow": 0,
    }
    assert (await post.gets("/hook")).status_code == 405
    assert "Traceback" not in caplog.text
    assert rows(far, schema.seen_updates) == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_an_update_that_holds_anything_at_all_is_acknowledged(far: World, post: Post) -> None:
    person = await far.person()
    odd: list[JSON] = [
        {"update_id": 900_001},
        {"update_id": 900_002, "message": {"text": 7}},
        {"update_id": 900_003, "what": []},
    ]
    assert [await post.posts(update) for update in odd] == [200] * 3
    await person.says("/start")
    assert person.buttons


async def test_nothing_is_acknowledged_while_the_store_is_away(
    far: World, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await far.person()
    await to_method(person, Wishes("honggd1"))
    await person.says("1")
    with monkeypatch.context() as away:
        away.setattr(Engine, "handle", _fails)
        before = counted("assistant_webhook_unacknowledged_total", reason="store_away")
        await person.does("text", text="홍길동")
        while counted("assistant_webhook_unacknowledged_total", reason="store_away") < before + 2:
            await far.playground.state.events.wait(None, far.playground.state.events.seq, 0.01)
    await person.hears()
    assert far.step_of(person) == "birth_date"


def _fails(*_: object) -> None:
    raise StoreUnavailable("away")


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_what_came_while_nobody_was_there_is_taken_at_the_next_start(far: World) -> None:
    person = await far.person()
    async with by_webhook(far):
        await to_method(person, Wishes("honggd1"))
        await person.says("1")
    await person.does("text", text="홍길동")
    async with by_webhook(far):
        await person.hears()
        assert far.step_of(person) == "birth_date"


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_what_polling_had_kept_is_taken_before_anything_comes_by_webhook(far: World) -> None:
    person = await far.person()
    async with by_webhook(far):
        await to_method(person, Wishes("honggd1"))
        await person.says("1")
    bot = far.settings.token.partition(":")[0]
    far.writes(lambda tx: inbox.put(tx, bot, [text_of(person, "홍길동", 10**6)]))
    await person.does("text", text="1990-03-05")
    async with by_webhook(far):
        await person.hears()
        assert far.step_of(person) == "person"
    assert rows(far, schema.inbox) == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_from_webhook_to_polling_and_back(far: World) -> None:
    far.pardoned.append("webhook is active")
    person = await far.person()
    async with by_webhook(far):
        await to_method(person, Wishes("honggd1"))
        await person.says("1")
    async with far.running():
        await person.says("홍길동")
    async with by_webhook(far):
        await person.says("1990-03-05")
    assert far.step_of(person) == "person"
