"""Breaks on purpose what keeps answers from being lost or doubled, to see that the simulation finds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from bot import polling
from bot.delivery import jumps
from storage import outbox, righting, updates
from storage.transaction import Transaction
from storage.updates import mark_seen


def _always_new(tx: Transaction, bot: str, update_id: int) -> bool:
    mark_seen(tx, bot, update_id)
    return True


# The mark of an update that was seen; the order of those that came together; how long who sends a row holds it;
# how long the clock is not believed after a jump; what is dated in the future after it went back.
BREAKS: dict[str, Callable[[], Any]] = {
    "mark": lambda: patch.object(updates, "mark_seen", _always_new),
    "order": lambda: patch.object(polling, "_in_order", lambda found: found[::-1]),
    "jump": lambda: patch.object(jumps, "LEASE", timedelta(0)),
    "back": lambda: patch.object(righting, "after_going_back", lambda tx: None),
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
