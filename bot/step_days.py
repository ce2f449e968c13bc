"""Brings the steps that were counted in this process into the store, once a minute and at the end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.watching import Step, Watch
from storage import step_days
from storage.database import Database, StoreUnavailable

EVERY_SECONDS = 60.0
LAST_SECONDS = 3.0

_LOG = logging.getLogger(__name__)


class StepDays:
    """Adds what was counted since the last time; a kill loses the counts of a minute at most, and nothing else."""

    def __init__(self, database: Database, watch: Watch):
        self._database = database
        self._watch = watch
        self._kept: Counter[Step] = Counter()

    async def run(self) -> None:
        """Works until it is cancelled."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            await self.keep()

    async def keep(self) -> None:
        """Adds what is new; while the store is away it stays for the next time."""
        counted = Counter(self._watch.steps)
        new = counted - self._kept
        if not new:
            return
        try:
            await asyncio.wrap_future(self._database.write(lambda tx: step_days.add(tx, new)))
        except StoreUnavailable:
            _LOG.info("the counts of steps wait for the store")
        else:
            self._kept = counted


@asynccontextmanager
async def keeping(days: StepDays) -> AsyncIterator[None]:
    """Counts are kept while the block runs, the last ones at its end."""
    task = asyncio.create_task(days.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_SECONDS):
                await days.keep()
