"""The pieces that touch the wire, together and against the real playground server."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

import aiohttp
import orjson
import pytest
from telegram import Bot

from bot.codes import identity_services
from bot.commands import announce
from bot.delivery import Delivery, Handlers
from bot.polling import Incoming, Polling
from bot.settings import Settings
from bot.transport import make_bot, transport_of
from gateways.identity import unique_value_of
from gateways.playground import PlaygroundGateway
from playground import Playground, serve
from storage import aside, identity, outbox
from storage.database import Database
from storage.outbox import NewRow, Row
from storage.transaction import Transaction

MOBILE = "+821020001001"
WRITES = ("setMyCommands", "setMyName", "setMyDescription", "setMyShortDescription")


class Web:
    """The people's side of the playground, over its HTTP interface."""

    def __init__(self, root: str, http: aiohttp.ClientSession):
        self.root, self.http = root, http

    async def gets(self, path: str) -> Any:
        async with self.http.get(self.root + path) as answer:
            assert answer.status == 200
            return await answer.json()

    async def posts(self, path: str, **body: Any) -> Any:
        async with self.http.post(self.root + path, json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def person(self) -> int:
        return int((await self.gets("/api/state"))["people"][0]["id"])

    async def calls(self, *methods: str) -> list[dict[str, Any]]:
        found = await self.gets("/api/calls")
        return [call for call in found if call["method"] in methods]


@pytest.fixture
def playground() -> Playground:
    return Playground()


@pytest.fixture
async def root(playground: Playground) -> AsyncIterator[str]:
    async with serve(playground) as root:
        yield root


@pytest.fixture
async def web(root: str) -> AsyncIterator[Web]:
    async with aiohttp.ClientSession() as http:
        yield Web(root, http)


@pytest.fixture
async def bot(root: str, playground: Playground) -> AsyncIterator[Bot]:
    async with make_bot(Settings(token=playground.token, api_url=root)) as bot:
        yield bot


def text(language: str, key: str) -> str:
    return f"{key} {language}"


async def test_announcing_twice_sets_once(bot: Bot, web: Web) -> None:
    assert await announce(bot, text)
    first = len(await web.calls(*WRITES))
    assert first == 10
    assert await announce(bot, text)
    assert len(await web.calls(*WRITES)) == first


async def test_an_update_is_confirmed_only_when_its_batch_is_done(bot: Bot, web: Web) -> None:
    stop = asyncio.Event()
    seen: list[Incoming] = []

    async def handle(batch: Sequence[Incoming]) -> None:
        assert (await web.gets("/api/idle"))["pending_updates"] == 1
        seen.extend(batch)
        stop.set()

    await web.posts(f"/api/chats/{await web.person()}/text", text="가입")
    async with asyncio.timeout(10):
        await Polling(bot, handle).run(stop)
    assert seen[0].event is not None
    assert seen[0].event.text == "가입"
    assert (await web.gets("/api/idle"))["pending_updates"] == 0


async def write(database: Database, work: Callable[[Transaction], Any]) -> Any:
    return await asyncio.wrap_future(database.write(work))


async def test_a_card_is_sent_edited_and_deleted(bot: Bot, web: Web, database: Database) -> None:
    async def nothing(*_: Any) -> None:
        raise AssertionError

    person = await web.person()
    await web.posts(f"/api/chats/{person}/text", text="/start")
    delivery = Delivery(database, transport_of(bot), worker="w", handlers=Handlers({}, nothing, nothing))

    async def puts(method: str, about: int | None = None, **params: Any) -> int:
        payload = orjson.dumps({"chat_id": person, **params})
        new = NewRow(
            channel="telegram",
            chat=str(person),
            route="telegram",
            method=method,
            payload=payload,
            about=about,
            keep=True,
        )
        rows = await write(database, lambda tx: outbox.add(tx, [new], lease_for="w"))
        delivery.enqueue(rows)
        await delivery.idle()
        return int(rows[0].id)

    async def shown() -> list[str]:
        messages = (await web.gets(f"/api/chats/{person}/messages"))["messages"]
        return [message["text"] for message in messages if message["from_bot"]]

    card = await puts("sendMessage", text="first")
    assert await shown() == ["first"]
    await puts("editMessageText", card, text="second")
    await puts("editMessageText", card, text="second")
    assert await shown() == ["second"]
    await puts("deleteMessage", card)
    await puts("deleteMessage", card)
    assert await shown() == []
    assert database.read(aside.listing) == []


async def test_a_code_travels_from_the_outbox_to_the_phone(root: str, bot: Bot, web: Web, database: Database) -> None:
    answers: list[Mapping[str, Any]] = []

    async def on_answer(row: Row, data: Mapping[str, Any]) -> None:
        answers.append(data)
        await write(database, lambda tx: outbox.done(tx, [(row.id, None)]))

    async def on_tick(row: Row) -> None:
        raise AssertionError

    check = await write(database, lambda tx: identity.start(tx, "telegram", "7", "phone", MOBILE))
    services = identity_services(database, PlaygroundGateway(root))
    delivery = Delivery(database, transport_of(bot), worker="w", handlers=Handlers(services, on_answer, on_tick))
    data = {"check_id": check.id, "mobile": MOBILE, "name": "김하늘", "birth_date": "1990-03-05", "gender": "female"}
    new = NewRow(channel="telegram", chat="7", route="service", method="identity.send_code", payload=orjson.dumps(data))
    delivery.enqueue(await write(database, lambda tx: outbox.add(tx, [new], lease_for="w")))
    await delivery.idle()
    (sms,) = await web.gets(f"/api/phones/{MOBILE.replace('+', '%2B')}/messages")
    code = next(word for word in sms["text"].split() if word.isdigit())
    assert answers[0]["check_id"] == check.id
    assert await write(database, lambda tx: identity.try_code(tx, check.id, code)) == "right"


async def test_a_person_of_the_ipin_page_is_fetched(root: str, web: Web) -> None:
    gateway = PlaygroundGateway(root)
    assert await gateway.fetch("check-1") is None
    form = {"name": "김하늘", "birth_date": "1990-03-05", "gender": "female", "national": "domestic", "mobile": ""}
    async with web.http.post(gateway.page_url("check-1"), data=form) as answer:
        assert answer.status == 200, await answer.text()
    person = await gateway.fetch("check-1")
    assert person is not None
    assert (person.name, person.mobile, person.national) == ("김하늘", None, "domestic")
    assert person.unique_value == unique_value_of("김하늘", person.birth_date, "female", None)
