"""Full batches of updates: kept in the store, so that Telegram hands out the next while they are being handled.

Nothing waits behind a batch that is not full: it is handled before Telegram is told, and nothing of it is kept.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from typing import TypeVar

from telegram import Bot

from bot.pauses import Pauses
from bot.polling import BATCH, HandleBatch, Incoming, incoming_of, store_is_away
from bot.reading import CHANNEL
from bot.writing import written
from membership.resident import contains_resident_number
from storage import conversations, inbox
from storage.database import Database, StoreUnavailable, Work
from storage.transaction import Transaction

# Batches under way beside the one that is taken: more would wait here instead of at Telegram.
AHEAD = 2

T = TypeVar("T")

_LOG = logging.getLogger(__name__)

Confidential = Callable[[str | None, str | None], bool]
"""Whether what is typed at this step of this flow must be kept nowhere, not even sealed."""


@dataclass(slots=True)
class Inbox:
    """Takes batches for `handle_batch`, which returns when they are committed; `full` is how long one can be."""

    bot: Bot
    database: Database
    handle_batch: HandleBatch
    is_confidential: Confidential
    full: int = BATCH
    pauses: Pauses = field(default_factory=Pauses)
    _under_way: dict[asyncio.Task[None], frozenset[str | None]] = field(default_factory=dict)
    _in_doubt: bool = False

    async def take(self, batch: Sequence[Incoming]) -> None:
        """Takes a batch; returns when Telegram may forget it: everything of it is handled, or kept and under way."""
        await self.settle()
        others = batch if len(batch) < self.full else await self._keep(batch)
        if others:
            await self.rest()
            await self.handle_batch(others)
        elif len(self._under_way) > AHEAD:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)

    async def settle(self) -> None:
        """Finishes what may have been kept without our hearing of it."""
        if self._in_doubt:
            await self.finish_left()

    async def finish_left(self) -> None:
        """Handles what a predecessor had kept when it ended, and what was kept without our hearing of it."""
        await self.rest()
        for row, updates in await self._left():
            if updates is None:
                _LOG.error("a batch of updates in the inbox cannot be opened: what people wrote there is lost")
            await self._handle(row, [incoming_of(raw, self.bot) for raw in updates or ()])
        self._in_doubt = False

    async def rest(self) -> None:
        """Waits until nothing that was kept is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def close(self, seconds: float) -> None:
        """Finishes within so many seconds what is under way, and leaves the rest to the next start."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=seconds)
        tasks = list(self._under_way)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _keep(self, batch: Sequence[Incoming]) -> Sequence[Incoming]:
        """Keeps what may be kept and has it handled; gives the others, which come after it."""
        alone = self._alone_in_their_chats(batch)
        row, kept = await self._committed(partial(self._put, incomings=alone))
        if not kept:
            return batch
        task = asyncio.create_task(self._handle(row, kept))
        self._under_way[task] = frozenset(incoming.chat for incoming in kept)
        task.add_done_callback(self._under_way.pop)
        numbers = {incoming.update_id for incoming in kept}
        return [incoming for incoming in batch if incoming.update_id not in numbers]

    async def _committed(self, work: Work[T]) -> T:
        try:
            return await written(self.database, work, urgent=True)
        except StoreUnavailable:
            self._in_doubt = True
            raise

    def _alone_in_their_chats(self, batch: Sequence[Incoming]) -> list[Incoming]:
        """The plain updates before which nothing of their chat is under way: what was asked there is in the store."""
        busy: set[str | None] = {None, *chain.from_iterable(self._under_way.values())}
        found = []
        for incoming in batch:
            if incoming.chat not in busy and incoming.event is not None:
                found.append(incoming)
            busy.add(incoming.chat)
        return found

    def _put(self, tx: Transaction, incomings: Sequence[Incoming]) -> tuple[int, list[Incoming]]:
        places = conversations.places(tx, CHANNEL, [incoming.chat or "" for incoming in incomings])
        kept = [one for one in incomings if not self._is_confidential(one, *places.get(one.chat or "", (None, None)))]
        return (inbox.put(tx, str(self.bot.id), [one.raw for one in kept]) if kept else 0), kept

    def _is_confidential(self, incoming: Incoming, flow: str | None, step: str | None) -> bool:
        event = incoming.event
        assert event is not None
        return self.is_confidential(flow, step) or any(map(contains_resident_number, event.everything))

    async def _handle(self, row: int, batch: Sequence[Incoming]) -> None:
        """Handles a kept batch, however often that takes: Telegram will not send it again."""
        while True:
            try:
                await self.handle_batch(batch)
                await written(self.database, lambda tx: inbox.remove(tx, row))
            except Exception as error:  # noqa: BLE001 -- whatever it was, nobody else has these updates
                pause = self.pauses.next()
                if store_is_away(error):
                    _LOG.warning("the store is away: updates of the inbox are handled in %.1f s", pause)
                else:
                    _LOG.exception("updates of the inbox were not handled, again in %.1f s", pause)
                await asyncio.sleep(pause)
            else:
                self.pauses.reset()
                return

    async def _left(self) -> list[inbox.Batch]:
        while True:
            try:
                return await asyncio.to_thread(self.database.read, lambda tx: inbox.left(tx, str(self.bot.id)))
            except StoreUnavailable:
                pause = self.pauses.next()
                _LOG.warning("the store is away: the inbox is read in %.1f s", pause)
                await asyncio.sleep(pause)
