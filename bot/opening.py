"""Opens the store at the start; while the database is away it is waited for, and that is said."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from bot.pauses import Pauses, wait_for
from storage.database import Database, StoreUnavailable

_LOG = logging.getLogger(__name__)


class Stopped(Exception):
    """Told to stop before there was anything to stop."""


async def opened(open_store: Callable[[], Database], stop: asyncio.Event) -> Database:
    """The store, however long its database keeps us waiting; raises Stopped, or what else `open_store` raises."""
    pauses = Pauses()
    while not stop.is_set():
        try:
            return await asyncio.to_thread(open_store)
        except StoreUnavailable as away:
            seconds = pauses.next()
            _LOG.warning("the database cannot be reached (%s), again in %.1f s", _reason(away), seconds)
            await wait_for(stop, seconds)
    raise Stopped


async def unless_stopped(work: Coroutine[Any, Any, None], stop: asyncio.Event) -> None:
    """Waits for work that may take long, as the store may be away; raises Stopped when told to stop before it ends."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise Stopped
        working.result()
    finally:
        for task in (working, stopping):
            task.cancel()
        await asyncio.gather(working, stopping, return_exceptions=True)


def _reason(away: StoreUnavailable) -> str:
    """What the database itself said, without the statement and its values."""
    cause = away.__cause__ or away
    said = str(getattr(cause, "orig", None) or cause).strip()
    return said.splitlines()[0].rstrip(".") if said else type(cause).__name__
