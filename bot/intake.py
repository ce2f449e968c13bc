"""Intake: one update is one transaction. Whatever it leads to is committed before Telegram is told that it arrived."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from bot.logs import update_id as logged_update
from bot.polling import Incoming
from bot.reading import event_of
from bot.render import Rendered, render
from conversations.catalogue import language_for, texts
from conversations.engine import Engine, Turn
from conversations.events import Chat, Event, Kind
from conversations.says import Erase, Note, Saying
from conversations.talk import Needs
from storage import conversations, outbox, updates
from storage.database import Database, StoreUnavailable
from storage.outbox import Row
from storage.transaction import Transaction

_LOG = logging.getLogger(__name__)

Work = Callable[[Transaction], list[Row]]
Costly = Mapping[str, Callable[..., Awaitable[Any]]]


@dataclass(slots=True)
class Intake:
    """Takes updates, services' answers and ticks through their conversations.

    `costly` does what a step needs before the transaction opens; `enqueue` hands committed rows to delivery, which
    `worker` names.
    """

    database: Database
    engine: Engine
    bot_id: str
    worker: str
    costly: Costly
    enqueue: Callable[[Sequence[Row]], None]

    async def handle_batch(self, batch: Sequence[Incoming]) -> None:
        """Takes a batch, each chat's updates in their order; returns when everything of it is committed."""
        by_chat: defaultdict[str, list[tuple[Incoming, Event | None]]] = defaultdict(list)
        for incoming in batch:
            event = _read(incoming)
            by_chat[event.chat.id if event else f"none {incoming.update_id}"].append((incoming, event))
        async with asyncio.TaskGroup() as group:
            for updates_of_chat in by_chat.values():
                group.create_task(self._take_in_order(updates_of_chat))

    async def _take_in_order(self, updates_of_chat: Sequence[tuple[Incoming, Event | None]]) -> None:
        for incoming, event in updates_of_chat:
            logged_update.set(incoming.update_id)
            await self._take(incoming.update_id, event)

    async def _take(self, number: int, event: Event | None) -> None:
        def once(event: Event | None) -> Work:
            def work(tx: Transaction) -> list[Row]:
                fresh = updates.mark_seen(tx, self.bot_id, number)
                return self._converse(tx, event) if fresh and event is not None else []

            return work

        try:
            rows = await self._run(once, event)
        except StoreUnavailable:
            raise
        except Exception:  # noqa: BLE001 -- whatever it was, the person is told and the update does not come for ever
            _LOG.exception("update #%d met an error of ours", number)
            rows = await self._write(lambda tx: self._apologise(tx, number, event))
        self.enqueue(rows)

    async def _run(self, work_for: Callable[[Any], Work], event: Event | None) -> list[Row]:
        """Runs a transaction; when it needs costly work, that is done outside of it and the transaction begins anew."""
        while True:
            try:
                return await self._write(work_for(event))
            except Needs as needs:
                assert event is not None
                result = await self.costly[needs.work](*needs.arguments)
                event = replace(event, prepared={**event.prepared, needs.work: result})

    async def _write(self, work: Work) -> list[Row]:
        return await asyncio.wrap_future(self.database.write(work))

    def _converse(self, tx: Transaction, event: Event) -> list[Row]:
        row = conversations.load(tx, event.chat.channel, event.chat.id)
        turn = self.engine.handle(tx, event, row)
        return self._keep(tx, turn, render(turn.says, event, row.card if row else None))

    def _keep(self, tx: Transaction, turn: Turn, rendered: Rendered) -> list[Row]:
        added = outbox.add(tx, rendered.rows, lease_for=self.worker) if rendered.rows else []
        if turn.row is not None:
            card = turn.row.card if rendered.card is None else added[rendered.card].id
            conversations.save(tx, replace(turn.row, card=card))
        return added

    def _apologise(self, tx: Transaction, number: int, event: Event | None) -> list[Row]:
        """Our own error: the update is not tried for ever, the person is told, and nothing they gave is touched."""
        if not updates.mark_seen(tx, self.bot_id, number) or event is None or not event.private:
            return []
        row = conversations.peek(tx, event.chat.channel, event.chat.id)
        says: list[Saying] = [Note(texts(row.language if row else language_for(event.lang))("error.ours"))]
        if row and event.message_id and event.kind is not Kind.PRESS and self.engine.asks_secret(row):
            says.append(Erase(event.message_id))
        return outbox.add(tx, render(says, event, None).rows, lease_for=self.worker)

    async def take_answer(self, row: Row, data: Mapping[str, Any]) -> None:
        """Takes a service's answer into the conversation that asked; the row goes in the same transaction."""
        await self._take_signal(row, Kind.ANSWER, data)

    async def take_tick(self, row: Row) -> None:
        """Takes a tick into its conversation when it is due."""
        await self._take_signal(row, Kind.TICK, orjson.loads(row.payload))

    async def _take_signal(self, row: Row, kind: Kind, data: Mapping[str, Any]) -> None:
        def once(event: Event) -> Work:
            def work(tx: Transaction) -> list[Row]:
                return self._converse(tx, event) if outbox.remove(tx, row.id) else []

            return work

        chat = Chat(row.channel, row.chat)
        event = Event(chat=chat, kind=kind, at=row.due_at, name=row.method, data=data)
        self.enqueue(await self._run(once, event))


def _read(incoming: Incoming) -> Event | None:
    """The event of an update; one that cannot be read is only marked as seen."""
    if incoming.update is None:
        return None
    try:
        return event_of(incoming.update)
    except Exception:  # noqa: BLE001 -- an update may hold anything
        _LOG.exception("update #%d cannot be read as an event", incoming.update_id)
        return None
