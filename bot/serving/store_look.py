"""Looks at the store for those who ask from outside: one at a time, kept some seconds, never waited for long."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from storage import watching
from storage.database import Database, StoreUnavailable
from storage.watching import Look

KEPT_SECONDS = 5.0
PATIENCE_SECONDS = 3.0


@dataclass(slots=True)
class StoreLook:
    """The newest look; whoever asks while one is under way shares it, so that a slow database gets no more of them."""

    database: Database
    kept_seconds: float = KEPT_SECONDS
    patience_seconds: float = PATIENCE_SECONDS
    _under_way: asyncio.Task[Look] | None = None
    _newest: tuple[float, Look] | None = None

    async def now(self) -> Look:
        """A look that is some seconds old at most; raises StoreUnavailable where none can be had."""
        time = asyncio.get_running_loop().time()
        if self._newest is not None and time - self._newest[0] < self.kept_seconds:
            return self._newest[1]
        look = await self._fresh()
        self._newest = time, look
        return look

    async def _fresh(self) -> Look:
        if self._under_way is None:
            self._under_way = asyncio.create_task(asyncio.to_thread(self.database.read, watching.look))
        task = self._under_way
        await asyncio.wait({task}, timeout=self.patience_seconds)
        if not task.done():
            raise StoreUnavailable("the database does not answer")
        self._under_way = None
        return await task

    async def close(self) -> None:
        """Waits for a look that is under way."""
        if self._under_way is not None:
            await asyncio.gather(self._under_way, return_exceptions=True)
