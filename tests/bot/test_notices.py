"""What happened in the store is told once, whoever wrote it, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from bot.notices import LOOK_SECONDS, Notices, Words
from conversations.catalogue import Html
from conversations.events import Chat
from conversations.says import Note
from storage import events, masters, members, offers, outbox, reminders
from storage.database import Database, StoreUnavailable
from storage.events import StoreEvent
from storage.offers import Offer
from storage.outbox import Row
from storage.reminders import Reminder
from storage.schema import store_events
from storage.transaction import Transaction
from tests.conftest import Clock
from tests.storage.people import do, firm, plain_sql

STAFF = Chat("telegram", "-100")
HERE = Chat("telegram", "7")


class Board:
    """Notices over a database in plain words, and what they hand to delivery."""

    def __init__(self, database: Database, worker: str = "first"):
        self.database = database
        self.rows: asyncio.Queue[Row] = asyncio.Queue()
        self.poison: set[str] = set()
        words = Words(self._of_events, self._of_reminder, self._of_expired)
        self.notices = Notices(database, words, worker=worker, staff=STAFF, enqueue=self._take)

    def _of_events(self, tx: Transaction, happened: Sequence[StoreEvent], staff: Chat | None) -> list[Note]:
        if spoilt := [one.kind for one in happened if one.kind in self.poison]:
            raise LookupError(*spoilt)
        return [Note(Html("+".join(one.kind for one in happened)), staff)]

    def _of_reminder(self, tx: Transaction, reminder: Reminder) -> list[Note]:
        if "reminder" in self.poison:
            raise LookupError
        return [Note(Html(f"{len(reminder.waiting)} wait"), HERE)]

    def _of_expired(self, tx: Transaction, offer: Offer) -> list[Note]:
        return [Note(Html(f"offer {offer.id} is over"), HERE)]

    def _take(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self.rows.put_nowait(row)

    async def next(self) -> str:
        async with asyncio.timeout(10):
            return text_of(await self.rows.get())

    @property
    def texts(self) -> list[str]:
        return [text_of(self.rows.get_nowait()) for _ in range(self.rows.qsize())]

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.notices.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


def text_of(row: Row) -> str:
    body = orjson.loads(row.payload)
    assert str(body["chat_id"]) == row.chat
    assert row.leased_by is not None
    return str(body["text"])


@pytest.fixture
def board(database: Database) -> Board:
    return Board(database)


async def write(database: Database, work: Callable[[Transaction], Any]) -> Any:
    return await asyncio.wrap_future(database.write(work))


async def happens(database: Database, *kinds: str, **values: Any) -> None:
    def insert(tx: Transaction) -> None:
        for kind in kinds:
            tx.connection.execute(sa.insert(store_events).values(kind=kind, at=tx.now, **values))

    await write(database, insert)


def open_events(database: Database) -> int:
    return database.read(
        lambda tx: tx.connection.execute(
            sa.select(sa.func.count()).where(store_events.c.handled_at.is_(None))
        ).scalar_one()
    )


async def test_what_happened_is_told_together_and_once(board: Board) -> None:
    await happens(board.database, "associate_joined", "chat_linked")
    assert await board.notices.tell() == 0.0
    assert board.texts == ["associate_joined+chat_linked"]
    assert open_events(board.database) == 0
    assert await board.notices.tell() > 0.0
    assert board.texts == []


async def test_nothing_is_told_that_is_not_marked_so(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise StoreUnavailable("away")

    await happens(board.database, "associate_joined")
    with monkeypatch.context() as patch:
        patch.setattr(events, "handled", fails)
        with pytest.raises(StoreUnavailable):
            await board.notices.tell()
    assert board.texts == []
    assert board.database.read(outbox.next_due) is None
    await board.notices.tell()
    assert board.texts == ["associate_joined"]


async def test_what_is_due_later_is_looked_for_when_it_is_due(
    board: Board, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LOOK_SECONDS, board.database.dialect, 100.0)
    due = clock.forward(seconds=60)
    clock.forward(seconds=-60)
    await happens(board.database, "approved", due_at=due)
    assert await board.notices.tell() == 60.0
    clock.forward(seconds=60)
    await board.notices.tell()
    assert board.texts == ["approved"]


async def test_an_event_that_cannot_be_told_keeps_no_other_from_being_told(
    board: Board, caplog: pytest.LogCaptureFixture
) -> None:
    board.poison.add("chat_linked")
    await happens(board.database, "associate_joined", "chat_linked", "approved")
    await board.notices.tell()
    assert board.texts == ["associate_joined", "approved"]
    assert open_events(board.database) == 0
    assert "(chat_linked) could not be put into words" in caplog.text


async def test_two_workers_tell_each_event_once(board: Board) -> None:
    other = Board(board.database, "second")
    await happens(board.database, *["associate_joined"] * 9)
    await asyncio.gather(board.notices.tell(), other.notices.tell())
    assert "+".join(board.texts + other.texts).count("associate_joined") == 9


async def test_another_programs_write_is_told_by_itself(board: Board, database_url: str) -> None:
    async with board.working():
        await asyncio.to_thread(_write_as_another, database_url)
        assert await board.next() == "chat_linked"


def _write_as_another(url: str) -> None:
    with plain_sql(url) as other:
        other.exec_driver_sql("INSERT INTO store_events (kind) VALUES ('chat_linked')")


async def test_a_wake_is_enough(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LOOK_SECONDS, board.database.dialect, 100.0)
    await happens(board.database, "chat_linked")
    async with board.working():
        assert await board.next() == "chat_linked"
        await happens(board.database, "approved")
        board.notices.wake()
        assert await board.next() == "approved"


async def test_it_goes_on_when_the_store_was_away(
    board: Board, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks = iter([StoreUnavailable("away"), LookupError()])
    next_due = events.next_due

    def fails_twice(tx: Transaction) -> Any:
        for error in looks:
            raise error
        return next_due(tx)

    monkeypatch.setattr(events, "next_due", fails_twice)
    await happens(board.database, "chat_linked")
    async with board.working():
        assert await board.next() == "chat_linked"
    assert "notices could not be looked for" in caplog.text


async def test_who_lets_others_wait_is_reminded_once(board: Board, clock: Clock) -> None:
    await asyncio.to_thread(_waiting_associate, board.database)
    clock.forward(days=1, minutes=1)
    assert await board.notices.remind() > 0.0
    assert board.texts == ["1 wait"]
    await board.notices.remind()
    assert board.texts == []


async def test_a_reminder_that_cannot_be_told_is_not_tried_for_ever(
    board: Board, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    await asyncio.to_thread(_waiting_associate, board.database)
    clock.forward(days=1, minutes=1)
    board.poison.add("reminder")
    await board.notices.remind()
    assert "could not be put into words" in caplog.text
    assert board.database.write(reminders.due).result() == []


def _waiting_associate(database: Database) -> None:
    made = firm(database, associates=1)
    do(database, members.link_chat, "telegram", "7", made.master)


async def test_both_sides_hear_when_an_offer_has_run_out(board: Board, clock: Clock) -> None:
    offer = await asyncio.to_thread(_offer, board.database)
    clock.forward(hours=73)
    await board.notices.remind()
    assert f"offer {offer.id} is over" in board.texts


async def test_what_runs_out_at_night_is_told_in_the_morning(board: Board, clock: Clock) -> None:
    offer = await asyncio.to_thread(_offer, board.database)
    clock.forward(hours=72 + 10)  # ten in the evening in Korea
    await board.notices.remind()
    assert f"offer {offer.id} is over" not in board.texts
    assert board.database.read(lambda tx: offers.open_to(tx, offer.to_member_id)) is None
    clock.forward(hours=10, minutes=1)
    await board.notices.remind()
    assert f"offer {offer.id} is over" in board.texts


def _offer(database: Database) -> Offer:
    made = firm(database, regulars=1)
    return do(database, masters.offer, made.master, made.people[1].id)
