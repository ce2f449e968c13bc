"""One elected worker fetches updates by polling; the others stand by, and one of them takes over when it dies."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from telegram import Bot

from bot.inbox import Inbox
from bot.polling import Polling
from storage.database import Database

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class ElectedPolling:
    """Polling by one of all workers at this database (PostgreSQL); a worker at a SQLite file is the only one."""

    polling: Polling
    inbox: Inbox
    database: Database
    _elected: asyncio.Event = field(default_factory=asyncio.Event)
    _dismissed: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def bot(self) -> Bot:
        """The bot whose updates are fetched."""
        return self.polling.bot

    async def run(self, stop: asyncio.Event) -> None:
        """Fetches updates whenever elected, until `stop` is set; raises InvalidToken."""
        if self.database.dialect != "postgresql":
            await self._poll(stop)
            return
        async with self._standing():
            while await _first_of(self._elected, stop) is not stop:
                await self._serve(stop)
                # Whoever is elected next may have looked into the inbox before that was there.
                await self.inbox.settle()

    async def _serve(self, stop: asyncio.Event) -> None:
        enough = asyncio.Event()
        polling = asyncio.create_task(self._poll(enough))
        ending = asyncio.create_task(_first_of(self._dismissed, stop))
        try:
            await asyncio.wait({polling, ending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            enough.set()
            ending.cancel()
        await polling

    async def _poll(self, stop: asyncio.Event) -> None:
        await self.inbox.finish_left()
        await self.polling.run(stop)

    @contextlib.asynccontextmanager
    async def _standing(self) -> AsyncIterator[None]:
        from storage.election import Election  # needs psycopg, which is loaded for PostgreSQL only

        loop = asyncio.get_running_loop()

        def changed(elected: bool) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(self._hear, elected)

        election = Election(self.database.url, f"polling {self.bot.id}", changed)
        try:
            yield
        finally:
            await asyncio.to_thread(election.close)

    def _hear(self, elected: bool) -> None:
        gained, lost = (self._elected, self._dismissed) if elected else (self._dismissed, self._elected)
        lost.clear()
        gained.set()
        if elected:
            _LOG.info("elected: this worker fetches the updates")
        else:
            _LOG.info("standing by: another worker fetches the updates, or the database is away")


async def _first_of(one: asyncio.Event, other: asyncio.Event) -> asyncio.Event:
    """Waits until one of these is set; where both are, it is the other."""
    tasks = [asyncio.create_task(event.wait()) for event in (one, other)]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
    return other if other.is_set() else one
