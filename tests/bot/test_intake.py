"""Updates in: each once, one chat's trouble for that chat alone, and who let the bot in or out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from telegram import Update

from bot.intake import Intake
from bot.polling import Incoming
from conversations.catalogue import texts
from conversations.engine import Engine
from conversations.talk import Surroundings
from storage import chats, conversations
from storage.database import Database, StoreUnavailable
from storage.outbox import Row
from storage.schema import conversations as table
from storage.schema import seen_updates
from storage.transaction import Transaction
from tests.storage.people import sign_up

APOLOGY = texts("ko")("error.ours")


class Desk:
    """An intake over a database, and what it handed to delivery."""

    def __init__(self, database: Database):
        self.database = database
        self.rows: list[Row] = []
        self.intake = Intake(database, engine(), "bot", "worker", {}, self.rows.extend)
        self._numbers = iter(range(1, 1000))

    async def takes(self, *raws: dict[str, Any]) -> None:
        """Takes these as one batch."""
        numbers = [next(self._numbers) for _ in raws]
        updates = [Update.de_json({"update_id": number, **raw}) for number, raw in zip(numbers, raws, strict=True)]
        await self.intake.handle_batch([Incoming(update.update_id, update) for update in updates])

    def told(self, chat: int) -> list[str]:
        """The texts for a chat."""
        sent = [orjson.loads(row.payload) for row in self.rows if row.chat == str(chat)]
        return [body["text"] for body in sent if "text" in body]

    def seen(self) -> int:
        counted = sa.select(sa.func.count()).select_from(seen_updates)
        return self.database.read(lambda tx: tx.connection.execute(counted).scalar_one())

    def step(self, chat: int) -> str | None:
        row = self.database.read(lambda tx: conversations.peek(tx, "telegram", str(chat)))
        return row.step if row else None


def engine() -> Engine:
    return Engine(Surroundings(frozenset({"phone"}), "kotra_bot", str))


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def says(chat: int, text: str) -> dict[str, Any]:
    command = {"entities": [{"type": "bot_command", "offset": 0, "length": len(text)}]} if text[0] == "/" else {}
    return {"message": {"message_id": 5, "date": 1, "text": text, **_place(chat), **command}}


def lets_in(chat: int, status: str, kind: str = "private") -> dict[str, Any]:
    bot = {"id": 99, "is_bot": True, "first_name": "bot"}
    new: dict[str, Any] = {"status": status, "user": bot, "until_date": 0}
    change = {"old_chat_member": {"status": "left", "user": bot}, "new_chat_member": new}
    return {"my_chat_member": {"date": 1, **_place(chat, kind), **change}}


def _place(chat: int, kind: str = "private") -> dict[str, Any]:
    person = {"id": chat, "is_bot": False, "first_name": "민수", "language_code": "ko"}
    return {"chat": {"id": chat, "type": kind}, "from": person}


async def spoil(database: Database, chat: int) -> None:
    """Damages what is kept of a conversation."""
    damaged = sa.update(table).where(table.c.chat == str(chat)).values(state=b"\1" * 60)
    await write(database, lambda tx: tx.connection.execute(damaged))


async def write(database: Database, work: Callable[[Transaction], Any]) -> Any:
    return await asyncio.wrap_future(database.write(work))


async def test_a_conversation_that_cannot_be_read_stops_nobody_else(desk: Desk) -> None:
    await desk.takes(says(7, "/start"), says(8, "/start"))
    await spoil(desk.database, 7)
    desk.rows.clear()
    await desk.takes(says(7, "네"), says(8, "회원가입"))
    assert desk.told(7) == [APOLOGY]
    assert desk.told(8) != []
    assert APOLOGY not in desk.told(8)
    assert desk.seen() == 4


async def test_start_begins_a_conversation_anew_that_cannot_be_read(desk: Desk) -> None:
    await desk.takes(says(7, "/start"))
    await spoil(desk.database, 7)
    desk.rows.clear()
    await desk.takes(says(7, "/start"))
    assert APOLOGY not in desk.told(7)
    assert desk.step(7) is not None


async def test_an_update_that_leads_to_nothing_but_errors_does_not_come_for_ever(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise LookupError("홍길동")

    monkeypatch.setattr(Engine, "handle", fails)
    monkeypatch.setattr("bot.turn.render", fails)
    await desk.takes(says(7, "안녕"), says(8, "안녕"))
    assert desk.rows == []
    assert desk.seen() == 2
    assert "not even an apology" in caplog.text


async def test_while_the_store_is_away_updates_come_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise StoreUnavailable("away")

    monkeypatch.setattr(Engine, "handle", away)
    with pytest.raises(StoreUnavailable):
        await desk.takes(says(7, "안녕"))
    with pytest.raises(ExceptionGroup) as raised:
        await desk.takes(says(7, "안녕"), says(8, "안녕"))
    assert raised.group_contains(StoreUnavailable)
    assert desk.seen() == 0


async def reached(desk: Desk, member_id: int) -> list[bool]:
    links: Sequence[chats.ChatLink] = desk.database.read(lambda tx: chats.chats_of(tx, member_id))
    return [link.unreachable_since is None for link in links]


@pytest.mark.parametrize("back", [lets_in(7, "member"), says(7, "/start"), says(7, "/start linked")])
async def test_who_blocks_the_bot_is_out_of_reach_until_they_let_it_in(desk: Desk, back: dict[str, Any]) -> None:
    member = await asyncio.to_thread(sign_up, desk.database, "member1")
    await write(desk.database, partial(chats.link_chat, channel="telegram", chat="7", member_id=member.id))
    await desk.takes(lets_in(7, "kicked"))
    assert await reached(desk, member.id) == [False]
    await desk.takes(lets_in(7, "left", "group"), back)
    assert await reached(desk, member.id) == [True]


async def test_a_repeated_change_is_seen_once(desk: Desk) -> None:
    member = await asyncio.to_thread(sign_up, desk.database, "member1")
    await write(desk.database, partial(chats.link_chat, channel="telegram", chat="7", member_id=member.id))
    blocked = Update.de_json({"update_id": 1, **lets_in(7, "kicked")})
    let_in = Update.de_json({"update_id": 2, **lets_in(7, "member")})
    await desk.intake.handle_batch([Incoming(1, blocked), Incoming(2, let_in)])
    await desk.intake.handle_batch([Incoming(1, blocked)])
    assert await reached(desk, member.id) == [True]
