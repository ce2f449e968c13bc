"""The inbox: full batches are kept while they are handled; what must be kept nowhere is waited for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import orjson
import pytest
import sqlalchemy as sa
from telegram import Bot, User

from bot.inbox import AHEAD, Inbox
from bot.pauses import Pauses
from bot.polling import Incoming, incoming_of
from bot.settings import Settings
from bot.transport import make_bot
from conversations.engine import Engine
from conversations.talk import Surroundings
from storage import conversations, inbox
from storage.conversations import ConversationRow
from storage.database import Database, StoreUnavailable
from storage.schema import inbox as table
from storage.transaction import Transaction
from tests.storage.people import do

BOT = "7000000001"
PASSWORD = {"flow": "sign_up", "step": "password"}
CODE = {"flow": "sign_up", "step": "code"}
# What lies beneath another flow is not known, nor what another version asks.
BESIDE = {"flow": "my_consents", "step": "my_consents"}
NEWER = {"flow": "sign_up", "step": "a_newer_step"}


class Hands:
    """Handles batches: each waits for the gate, or fails where a failure is left to raise."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.gate.set()
        self.began: list[int] = []
        self.done: list[int] = []
        self.failures: list[Exception] = []
        self.news = asyncio.Event()

    async def __call__(self, batch: Sequence[Incoming]) -> None:
        self.began += [one.update_id for one in batch]
        self.news.set()
        await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        self.done += [one.update_id for one in batch]

    async def begin(self, *numbers: int) -> None:
        """Waits until these are being handled."""
        async with asyncio.timeout(10):
            while not set(numbers) <= set(self.began):
                self.news.clear()
                await self.news.wait()


@pytest.fixture
def bot() -> Bot:
    made = make_bot(Settings(token=f"{BOT}:{'T' * 35}"))
    made._bot_user = User(int(BOT), "KOTRA", True, username="kotra_bot")
    return made


@pytest.fixture
async def hands() -> Hands:
    return Hands()


@pytest.fixture
async def box(bot: Bot, database: Database, hands: Hands) -> AsyncIterator[Inbox]:
    engine = Engine(Surroundings(frozenset({"phone"}), "kotra_bot", str))
    made = Inbox(bot, database, hands, engine.is_confidential, full=2, pauses=Pauses(first=0.001, most=0.002))
    yield made
    hands.gate.set()
    await made.close(10)


def text(number: int, chat: int, words: str = "가입") -> dict[str, Any]:
    sender = {"id": chat, "is_bot": False, "first_name": "길동"}
    where = {"id": chat, "type": "private", "first_name": "길동"}
    return {"update_id": number, "message": {"message_id": 5, "date": 1, "from": sender, "chat": where, "text": words}}


def sticker(number: int, chat: int) -> dict[str, Any]:
    update = text(number, chat)
    del update["message"]["text"]
    return update | {"message": update["message"] | {"dice": {"emoji": "🎲", "value": 3}}}


@pytest.fixture
def batch(bot: Bot) -> Callable[..., list[Incoming]]:
    return lambda *raws: [incoming_of(raw, bot) for raw in raws]


def kept(database: Database) -> list[list[int]]:
    """The numbers of the updates in the inbox."""
    return [[one["update_id"] for one in found.updates or ()] for found in do(database, inbox.left, BOT)]


def is_at(database: Database, chat: int, flow: str, step: str) -> None:
    """Puts a chat's conversation at this step."""
    row = ConversationRow(channel="telegram", chat=str(chat), language="ko", state=b"", flow=flow, step=step, turn=1)
    do(database, conversations.save, row)


Batch = Callable[..., list[Incoming]]


async def test_a_batch_that_is_not_full_is_handled_first_and_not_kept(
    box: Inbox, hands: Hands, database: Database, batch: Batch
) -> None:
    hands.gate.clear()
    taking = asyncio.create_task(box.take(batch(text(1, 10))))
    await hands.begin(1)
    assert kept(database) == []
    assert not taking.done()
    hands.gate.set()
    await taking
    assert hands.done == [1]


async def test_a_full_batch_is_kept_and_may_be_forgotten_before_it_is_handled(
    box: Inbox, hands: Hands, database: Database, batch: Batch
) -> None:
    hands.gate.clear()
    await box.take(batch(text(1, 10), text(2, 11)))
    assert (hands.done, kept(database)) == ([], [[1, 2]])
    hands.gate.set()
    await box.rest()
    assert (hands.done, kept(database)) == ([1, 2], [])


@pytest.mark.parametrize("place", [PASSWORD, CODE, BESIDE, NEWER])
async def test_where_a_secret_or_a_code_may_be_asked_nothing_is_kept(
    box: Inbox, hands: Hands, database: Database, batch: Batch, place: dict[str, str]
) -> None:
    is_at(database, 10, **place)
    is_at(database, 11, "sign_up", "login_id")
    hands.gate.clear()
    taking = asyncio.create_task(box.take(batch(text(1, 10, "hunter2!X"), text(2, 11))))
    await hands.begin(2)
    assert kept(database) == [[2]]
    assert not taking.done()
    hands.gate.set()
    await taking
    assert sorted(hands.done) == [1, 2]


@pytest.mark.parametrize(
    "update",
    [text(1, 10, "900305-1234567"), sticker(1, 10), {"update_id": 1}, {"update_id": 1, "message": 5}],
    ids=["a resident number", "no plain text", "nothing of a chat", "unreadable"],
)
async def test_nor_what_is_not_plainly_an_answer(
    box: Inbox, hands: Hands, database: Database, batch: Batch, update: dict[str, Any]
) -> None:
    hands.gate.clear()
    taking = asyncio.create_task(box.take(batch(update, text(2, 11))))
    await hands.begin(2)
    assert kept(database) == [[2]]
    hands.gate.set()
    await taking
    assert hands.done == [2, 1]


async def test_of_a_chat_only_what_has_nothing_before_it_is_kept_and_the_order_stands(
    box: Inbox, hands: Hands, database: Database, batch: Batch
) -> None:
    hands.gate.clear()
    await box.take(batch(text(1, 10), text(2, 11)))
    taking = asyncio.create_task(box.take(batch(text(3, 10), text(4, 12), text(5, 12))))
    await hands.begin(4)
    assert kept(database) == [[1, 2], [4]]
    assert hands.began == [1, 2, 4]
    hands.gate.set()
    await taking
    assert hands.done == [1, 2, 4, 3, 5]


async def test_no_more_batches_are_taken_than_can_be_handled(
    box: Inbox, hands: Hands, database: Database, batch: Batch
) -> None:
    hands.gate.clear()
    numbers = range(0, 2 * AHEAD, 2)
    for number in numbers:
        await box.take(batch(text(number, 100 + number), text(number + 1, 101 + number)))
    taking = asyncio.create_task(box.take(batch(text(90, 90), text(91, 91))))
    await hands.begin(90, 91)
    assert not taking.done()
    hands.gate.set()
    await taking


async def test_what_is_not_full_comes_after_all_that_is_under_way(
    box: Inbox, hands: Hands, database: Database, batch: Batch
) -> None:
    hands.gate.clear()
    await box.take(batch(text(1, 10), text(2, 11)))
    taking = asyncio.create_task(box.take(batch(text(3, 10))))
    await hands.begin(1, 2)
    hands.gate.set()
    await taking
    assert hands.done == [1, 2, 3]


async def test_a_kept_batch_is_handled_however_often_that_fails(
    box: Inbox, hands: Hands, database: Database, batch: Batch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    hands.failures = [StoreUnavailable("away"), LookupError("홍길동")]
    await box.take(batch(text(1, 10), text(2, 11)))
    await box.rest()
    assert (hands.done, kept(database)) == ([1, 2], [])
    assert "the store is away" in caplog.text


async def test_a_predecessors_batches_are_finished_first(
    box: Inbox, hands: Hands, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    do(database, inbox.put, BOT, [text(1, 10), text(2, 11)])
    broken = do(database, inbox.put, BOT, [text(3, 10)])
    do(database, lambda tx: tx.connection.execute(sa.update(table).where(table.c.id == broken).values(updates=b"?")))
    do(database, inbox.put, BOT, [text(4, 10)])
    await box.finish_left()
    assert (hands.done, kept(database)) == ([1, 2, 4], [])
    assert "cannot be opened" in caplog.text


async def test_what_was_kept_without_our_hearing_of_it_is_finished(
    box: Inbox, hands: Hands, database: Database, batch: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    put = inbox.put

    def puts_and_is_away(tx: Transaction, bot: str, updates: Sequence[Any]) -> int:
        # The commit took place, and its answer was lost.
        database.read(lambda tx: None)
        raise StoreUnavailable("away")

    monkeypatch.setattr(inbox, "put", puts_and_is_away)
    with pytest.raises(StoreUnavailable):
        await box.take(batch(text(1, 10), text(2, 11)))
    monkeypatch.setattr(inbox, "put", put)
    do(database, inbox.put, BOT, [text(1, 10), text(2, 11)])
    await box.take(batch(text(1, 10)))
    assert (hands.done, kept(database)) == ([1, 2, 1], [])


async def test_at_the_end_what_is_not_handled_stays_for_the_next_start(
    box: Inbox, hands: Hands, database: Database, batch: Batch
) -> None:
    hands.gate.clear()
    await box.take(batch(text(1, 10), text(2, 11)))
    await hands.begin(1, 2)
    await box.close(0.001)
    assert kept(database) == [[1, 2]]
    assert orjson.dumps(hands.done) == b"[]"
