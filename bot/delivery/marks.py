"""Marks of what became of rows, written to the store together."""

import asyncio
import logging
from dataclasses import dataclass, field

from bot import metrics
from bot.delivery.hold import Hold
from bot.delivery.verdicts import BLOCKED
from bot.pauses import Pauses
from bot.writing import written
from storage import chats, outbox
from storage.database import Database
from storage.outbox import Row
from storage.transaction import Transaction

NEW_MESSAGE = "send"  # the Bot API's methods that make one begin so
# Marks wait so long for others, and for the next commit to share.
GATHER_SECONDS = 0.005

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Batch:
    """Marks that are written in one work."""

    kept: list[tuple[int, int | None]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    aside: list[tuple[int, str, int]] = field(default_factory=list)
    moved: list[tuple[Row, int | None, int]] = field(default_factory=list)
    unreachable: list[tuple[str, str]] = field(default_factory=list)
    chats: list[tuple[str, str]] = field(default_factory=list)
    committed: asyncio.Event = field(default_factory=asyncio.Event)

    def __len__(self) -> int:
        return len(self.kept) + len(self.gone) + len(self.aside) + len(self.moved) + len(self.unreachable)

    @property
    def ended(self) -> list[int]:
        """The rows that nobody needs to hold any more."""
        return [*(row_id for row_id, _ in self.kept), *self.gone, *(row_id for row_id, _, _ in self.aside)]

    def write(self, tx: Transaction) -> None:
        outbox.mark_sent(tx, self.kept)
        outbox.remove_sent(tx, self.gone)
        for row_id, reason, tries in self.aside:
            outbox.failed(tx, row_id, reason, None, tries)
        for edit, old, new in self.moved:
            outbox.moved(tx, (edit.channel, edit.chat), new, about=edit.about, message_id=old)
        for channel, chat in self.unreachable:
            chats.mark_unreachable(tx, channel, chat)


class Marks:
    """Collects marks and writes them in one work; while the store is away they wait, and nothing is sent twice."""

    def __init__(self, database: Database, hold: Hold, pauses: Pauses | None = None):
        self._database = database
        self._hold = hold
        self._pauses = pauses or Pauses()
        self._batch = Batch()
        self._writing: asyncio.Task[None] | None = None
        self._unmarked: dict[tuple[str, str], asyncio.Event] = {}

    async def committed_of(self, channel: str, chat: str) -> None:
        """Waits until the last new message of a chat is marked: after a kill no older one may follow a newer one.

        An edit, a deletion or an answer to a press that comes once more changes nothing.
        """
        if committed := self._unmarked.get((channel, chat)):
            await committed.wait()

    def sent(self, row: Row, message_id: int | None) -> None:
        if row.keep:
            self._batch.kept.append((row.id, message_id))
        else:
            self._batch.gone.append(row.id)
        if row.method.startswith(NEW_MESSAGE):
            self._batch.chats.append((row.channel, row.chat))
            self._unmarked[row.channel, row.chat] = self._batch.committed
        self._write_soon()

    def set_aside(self, row: Row, reason: str, tries: int = 1) -> None:
        _LOG.warning("outbox row #%d (%s) is set aside: %s", row.id, row.method, reason)
        metrics.set_aside.labels("blocked" if reason == BLOCKED else "other").inc()
        self._batch.aside.append((row.id, reason, tries))
        self._write_soon()

    def moved(self, edit: Row, old: int | None, new: int) -> None:
        """The card that this edit was about, or that had the message id `old`, is the message `new` now."""
        self._batch.moved.append((edit, old, new))
        self._write_soon()

    def unreachable(self, row: Row) -> None:
        """The chat of this row takes nothing from the bot any more."""
        self._batch.unreachable.append((row.channel, row.chat))
        self._write_soon()

    async def written(self) -> None:
        """Waits until all marks are committed."""
        if self._writing is not None:
            await asyncio.shield(self._writing)

    def stop(self) -> None:
        """Gives up what is not committed."""
        if self._writing is not None:
            self._writing.cancel()

    def _write_soon(self) -> None:
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())

    async def _write_all(self) -> None:
        await asyncio.sleep(GATHER_SECONDS)
        while self._batch:
            batch, self._batch = self._batch, Batch()
            await self._write(batch)
        self._writing = None

    async def _write(self, batch: Batch) -> None:
        while True:
            try:
                await written(self._database, batch.write)
            except Exception as error:  # noqa: BLE001 -- a mark that is given up would send a message again
                seconds = self._pauses.next()
                _LOG.warning("%d marks wait %.1f s for the store: %s", len(batch), seconds, type(error).__name__)
                await asyncio.sleep(seconds)
            else:
                break
        self._pauses.reset()
        batch.committed.set()
        for chat in batch.chats:
            if self._unmarked.get(chat) is batch.committed:
                del self._unmarked[chat]
        self._hold.drop(batch.ended)
