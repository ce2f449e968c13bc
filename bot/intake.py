"""Intake: one update is one transaction. Whatever it leads to is committed before Telegram is told that it arrived."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

import orjson

from bot.logs import update_id as logged_update
from bot.membership_changes import Reach, reach_of, reach_of_start
from bot.pages.visits import Visit
from bot.polling import Incoming
from bot.reading import event_of
from bot.turn import Turns
from bot.watching import Watch
from bot.writing import written
from conversations.engine import Engine
from conversations.events import Chat, Event, Kind
from conversations.pages import View
from conversations.talk import Needs
from storage.database import Database, StoreUnavailable
from storage.outbox import Row
from storage.transaction import Transaction

_LOG = logging.getLogger(__name__)

Take = Callable[[Transaction, Any], list[Row]]
Costly = Mapping[str, Callable[..., Awaitable[Any]]]


@dataclass(frozen=True, slots=True)
class Arrived:
    """One update as far as it could be read: what somebody did, or whether they let the bot in."""

    number: int
    event: Event | None = None
    reach: Reach | None = None
    unreadable: bool = False

    @property
    def chat(self) -> str:
        """What its order is kept within."""
        of_chat = self.event or self.reach
        return of_chat.chat.id if of_chat else f"none {self.number}"


@dataclass(slots=True)
class Intake:
    """Takes updates, services' answers and ticks through their conversations.

    `costly` does what a step needs before the transaction opens; `enqueue` hands committed rows to delivery, which
    `worker` names; `wake` is called after a commit, which may have changed what others are to be told;
    `doubt` when the store went away, perhaps after it had committed; `watch` sees every update.
    """

    database: Database
    engine: Engine
    bot_id: str
    worker: str
    costly: Costly
    enqueue: Callable[[Sequence[Row]], None]
    wake: Callable[[], None] = lambda: None
    doubt: Callable[[], None] = lambda: None
    watch: Watch = field(default_factory=Watch)

    async def handle_batch(self, batch: Sequence[Incoming]) -> None:
        """Takes a batch, each chat's updates in their order; returns when everything of it is committed."""
        by_chat: defaultdict[str, list[Arrived]] = defaultdict(list)
        for arrived in map(_read, batch):
            by_chat[arrived.chat].append(arrived)
        if len(by_chat) == 1:
            await self._take_in_order(*by_chat.values())
            return
        async with asyncio.TaskGroup() as group:
            for updates_of_chat in by_chat.values():
                group.create_task(self._take_in_order(updates_of_chat))

    async def _take_in_order(self, updates_of_chat: Sequence[Arrived]) -> None:
        for arrived in updates_of_chat:
            logged_update.set(arrived.number)
            began, turns = perf_counter(), self._turns
            self._hand_on(await self._take(arrived, turns))
            outcome = "unreadable" if arrived.unreadable and turns.outcome == "handled" else turns.outcome
            self.watch.update(arrived.event, outcome, turns.course, perf_counter() - began)

    async def _take(self, arrived: Arrived, turns: Turns) -> list[Row]:
        number, reach = arrived.number, arrived.reach
        try:
            return await self._run(lambda tx, event: turns.take_update(tx, number, event, reach), arrived.event)
        except StoreUnavailable:
            raise
        except Exception:  # noqa: BLE001 -- whatever it was, the person is told and the update does not come for ever
            _LOG.exception("update #%d met an error of ours", number)
        return await self._apologise(arrived, turns)

    async def _apologise(self, arrived: Arrived, turns: Turns) -> list[Row]:
        try:
            return await self._write(lambda tx: turns.apologise(tx, arrived.number, arrived.event))
        except StoreUnavailable:
            raise
        except Exception:  # noqa: BLE001 -- one chat's trouble must not hold everybody's updates up
            _LOG.exception("update #%d: not even an apology could be written", arrived.number)
        await written(self.database, lambda tx: turns.pass_over(tx, arrived.number))
        return []

    @property
    def _turns(self) -> Turns:
        return Turns(self.engine, self.bot_id, self.worker)

    async def _run(self, take: Take, event: Event | None) -> list[Row]:
        """Runs a transaction; when it needs costly work, that is done outside of it and the transaction begins anew."""
        while True:
            try:
                return await self._write(_work(take, event))
            except Needs as needs:
                assert event is not None
                result = await self.costly[needs.work](*needs.arguments)
                event = replace(event, prepared={**event.prepared, needs.key: result})

    async def _write(self, work: Callable[[Transaction], list[Row]]) -> list[Row]:
        try:
            return await written(self.database, work)
        except StoreUnavailable:
            self.doubt()
            raise

    async def take_answer(self, row: Row, data: Mapping[str, Any]) -> None:
        """Takes a service's answer, beside what was asked, into the conversation; the row goes in the same transaction.

        A failure's answer says nothing but "error": which check it is about is known from the question alone.
        """
        await self._take_signal(row, Kind.ANSWER, {**orjson.loads(row.payload), **data})

    async def take_tick(self, row: Row) -> None:
        """Takes a tick into its conversation when it is due."""
        await self._take_signal(row, Kind.TICK, orjson.loads(row.payload))

    async def _take_signal(self, row: Row, kind: Kind, data: Mapping[str, Any]) -> None:
        event = Event(chat=Chat(row.channel, row.chat), kind=kind, at=row.due_at, name=row.method, data=data)
        turns = self._turns
        self._hand_on(await self._run(lambda tx, event: turns.take_signal(tx, row.id, event), event))
        if turns.course is not None:
            self.watch.course(turns.course)

    async def take_page(self, event: Event, visit: Visit) -> View:
        """Takes what a page sent in one turn, and gives what it shows then; raises PageRefused, StoreUnavailable."""
        turns = self._turns
        self._hand_on(await self._run(lambda tx, event: turns.take_page(tx, event, visit), event))
        if turns.course is not None:
            self.watch.course(turns.course)
        assert turns.view is not None
        return turns.view

    async def take_rows(self, work: Callable[[Transaction], list[Row]]) -> None:
        """Runs a transaction, and hands what it put into the outbox on after the commit; raises StoreUnavailable."""
        self._hand_on(await self._write(work))

    def _hand_on(self, rows: Sequence[Row]) -> None:
        self.enqueue(rows)
        self.wake()


def _work(take: Take, event: Event | None) -> Callable[[Transaction], list[Row]]:
    return lambda tx: take(tx, event)


def _read(incoming: Incoming) -> Arrived:
    """What an update holds; one that cannot be read is only marked as seen."""
    if incoming.event is not None:
        return Arrived(incoming.update_id, incoming.event, reach_of_start(incoming.event))
    if incoming.update is None:
        return Arrived(incoming.update_id, unreadable=True)
    try:
        return Arrived(incoming.update_id, event_of(incoming.update), reach_of(incoming.update))
    except Exception:  # noqa: BLE001 -- an update may hold anything
        _LOG.exception("update #%d cannot be read as an event", incoming.update_id)
        return Arrived(incoming.update_id, unreadable=True)
