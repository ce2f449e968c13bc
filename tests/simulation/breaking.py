"""Breaks on purpose what keeps answers from being lost or doubled, to see that the simulation finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from bot import polling
from bot.polling import Polling
from storage import outbox, updates
from storage.transaction import Transaction
from storage.updates import mark_seen


def _always_new(tx: Transaction, bot: str, update_id: int) -> bool:
    mark_seen(tx, bot, update_id)
    return True


async def _confirmed_at_once(self: Polling, stop: Any) -> float:
    raws = await self._fetch_or_stop(stop)
    if raws:
        self._offset = raws[-1]["update_id"] + 1
        await self.handle_batch([polling.incoming_of(raw, self.bot) for raw in raws])
    return 0.0


# What is broken, and why it matters.
BREAKS: dict[str, Callable[[], Any]] = {
    "mark": lambda: patch.object(updates, "mark_seen", _always_new),
    "order": lambda: patch.object(polling, "_in_order", lambda found: found),
    "lease": lambda: patch.object(outbox, "LEASE", timedelta(seconds=-1)),
}


@contextmanager
def broken(what: str | None) -> Iterator[None]:
    """This is broken while the block runs; None breaks nothing."""
    if what is None:
        yield
        return
    with BREAKS[what]():
        yield
