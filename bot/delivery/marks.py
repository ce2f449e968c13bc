"""Marks of what became of rows, written to the store together."""

import asyncio
import logging
from collections.abc import Sequence

from bot.delivery.hold import Hold
from bot.pauses import Pauses
from storage import outbox
from storage.database import Database
from storage.outbox import Row
from storage.transaction import Transaction

# Marks wait so long for others, and for the next commit to share.
GATHER_SECONDS = 0.005

_LOG = logging.getLogger(__name__)


class Marks:
    """Collects marks and writes them in one work; while the store is away they wait, and nothing is sent twice."""

    def __init__(self, database: Database, hold: Hold, pauses: Pauses | None = None):
        self._database = database
        self._hold = hold
        self._pauses = pauses or Pauses()
        self._sent: list[tuple[int, int | None]] = []
        self._aside: list[tuple[int, str]] = []
        self._writing: asyncio.Task[None] | None = None

    def sent(self, row: Row, message_id: int | None) -> None:
        self._sent.append((row.id, message_id))
        self._write_soon()

    def set_aside(self, row: Row, reason: str) -> None:
        _LOG.warning("outbox row #%d (%s) is set aside: %s", row.id, row.method, reason)
        self._aside.append((row.id, reason))
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
        while self._sent or self._aside:
            sent, self._sent = self._sent, []
            aside, self._aside = self._aside, []
            await self._write(sent, aside)
        self._writing = None

    async def _write(self, sent: Sequence[tuple[int, int | None]], aside: Sequence[tuple[int, str]]) -> None:
        while True:
            try:
                await asyncio.wrap_future(self._database.write(lambda tx: _mark(tx, sent, aside)))
            except Exception as error:  # noqa: BLE001 -- a mark that is given up would send a message again
                seconds = self._pauses.next()
                _LOG.warning(
                    "%d marks wait %.1f s for the store: %s", len(sent) + len(aside), seconds, type(error).__name__
                )
                await asyncio.sleep(seconds)
            else:
                break
        self._pauses.reset()
        self._hold.drop(row_id for row_id, _ in (*sent, *aside))


def _mark(tx: Transaction, sent: Sequence[tuple[int, int | None]], aside: Sequence[tuple[int, str]]) -> None:
    outbox.done(tx, sent)
    for row_id, reason in aside:
        outbox.failed(tx, row_id, reason, None)
