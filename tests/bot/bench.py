"""A delivery over a database and a server that fails as it is told to, and the hand that fills its outbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import orjson
import sqlalchemy as sa

from bot.delivery import Delivery, Handlers, Service
from bot.transport import Transport
from storage import outbox
from storage.database import Database, StoreUnavailable
from storage.jobs import Call, Done, Errand
from storage.outbox import NewRow, Row
from storage.schema import outbox as table
from storage.transaction import Transaction
from tests.bot.stand_in import StandIn

SEND = "sendMessage"


class Handed:
    """What came back into the bot; deletes the row as intake does, and fails first as often as it is told to."""

    def __init__(self, database: Database):
        self.database = database
        self.answers: list[tuple[str, Mapping[str, Any]]] = []
        self.ticks: list[str] = []
        self.failures: list[Exception] = []
        self.tried = 0

    async def answer(self, row: Row, data: Mapping[str, Any]) -> None:
        await self._take(row)
        self.answers.append((row.method, data))

    async def tick(self, row: Row) -> None:
        await self._take(row)
        self.ticks.append(row.method)

    async def _take(self, row: Row) -> None:
        self.tried += 1
        if self.failures:
            raise self.failures.pop(0)
        await write(self.database, lambda tx: outbox.done(tx, [(row.id, None)]))


class Bench:
    """A delivery over a database and the server, and the hand that puts rows into its outbox."""

    def __init__(self, database: Database, transport: Transport, server: StandIn):
        self.database, self.transport, self.server = database, transport, server
        self.services: dict[str, Service] = {}
        self.handed = Handed(database)
        self.delivery = self.made("first")

    def made(self, worker: str, database: Any = None, **limits: float) -> Delivery:
        handlers = Handlers(self.services, self.handed.answer, self.handed.tick)
        store = database or self.database
        return Delivery(store, self.transport, worker=worker, handlers=handlers, first_pause=0.002, **limits)

    async def put(self, *rows: NewRow, worker: str | None = "first") -> list[Row]:
        return await write(self.database, lambda tx: outbox.add(tx, rows, lease_for=worker))

    async def send(self, *rows: NewRow) -> list[Row]:
        """Puts rows in, delivers them and waits until all is marked."""
        added = await self.put(*rows, worker=self.delivery.worker)
        self.delivery.enqueue(added)
        await self.settled()
        return added

    async def settled(self, delivery: Delivery | None = None) -> None:
        async with asyncio.timeout(20):
            await (delivery or self.delivery).idle()

    @property
    def texts(self) -> list[str]:
        return [params["text"] for params in self.server.of(SEND)]

    def left(self) -> list[tuple[int, str | None]]:
        """Rows that are still to be sent or are set aside, with the reason."""
        statement = sa.select(table.c.id, table.c.error).where(table.c.sent_at.is_(None)).order_by(table.c.id)
        return self.database.read(lambda tx: [(row.id, row.error) for row in tx.connection.execute(statement)])


async def write(database: Any, work: Callable[[Transaction], Any]) -> Any:
    return await asyncio.wrap_future(database.write(work))


def message(text: str, chat: str = "7", **more: Any) -> NewRow:
    payload = orjson.dumps({"chat_id": int(chat), "text": text})
    return NewRow(channel="telegram", chat=chat, route="telegram", method=SEND, payload=payload, **more)


def call(method: str, about: int | None = None, chat: str = "7", keep: bool = False, **params: Any) -> NewRow:
    payload = orjson.dumps({"chat_id": int(chat), **params})
    return NewRow(
        channel="telegram", chat=chat, route="telegram", method=method, payload=payload, about=about, keep=keep
    )


def errand(route: str, method: str, chat: str = "7", **data: Any) -> NewRow:
    return NewRow(channel="telegram", chat=chat, route=route, method=method, payload=orjson.dumps(data))


class Steady:
    """The monotonic clock that delivery holds the store's against; it stands still unless it is moved."""

    def __init__(self) -> None:
        self.passed = 1000.0

    def monotonic(self) -> float:
        return self.passed


class Away:
    """A database that cannot be written the first `times`, or that `commits` and does not answer."""

    def __init__(self, database: Database, times: int, *, commits: bool = False):
        self._database = database
        self.times, self.commits = times, commits
        self.read, self.listen, self.dialect = database.read, database.listen, database.dialect

    def hand_in(self, work: Callable[[Transaction], Any], done: Done, call: Call, *, urgent: bool = False) -> Errand:
        if self.times > 0:
            self.times -= 1
            if self.commits:
                self._database.write(work).result()
            call(lambda: done(None, StoreUnavailable("away")))
            return Errand(work, done, call)
        return self._database.hand_in(work, done, call, urgent=urgent)
