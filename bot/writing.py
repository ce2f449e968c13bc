"""Works of the store, awaited in the event loop."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, TypeVar

from storage.database import Database, Work

T = TypeVar("T")


async def written(database: Database, work: Work[T], *, urgent: bool = False) -> T:
    """Runs a work in a transaction; returns after the commit, or raises what the work raised.

    At a SQLite file an `urgent` work goes before all that wait.
    """
    loop = asyncio.get_running_loop()
    waiting: asyncio.Future[T] = loop.create_future()
    job = database.hand_in(work, partial(_settle, waiting), loop.call_soon_threadsafe, urgent=urgent)
    try:
        return await waiting
    except asyncio.CancelledError:
        job.drop()
        raise


def _settle(waiting: asyncio.Future[Any], result: Any, error: BaseException | None) -> None:
    if waiting.done():
        return  # whoever waited was cancelled
    if error is None:
        waiting.set_result(result)
    else:
        waiting.set_exception(error)
