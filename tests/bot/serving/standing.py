"""What stands in for the store and the intake behind the HTTP server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from bot import metrics
from bot.polling import Incoming
from bot.serving.door import SECRET_HEADER
from bot.serving.listening import Serving
from storage.watching import Backlog, Look

SECRET = "the_Secret-of-this-test"
TOLD = Serving("127.0.0.1:0", "https://bot.example/hook", SECRET)
NOTHING = Look(datetime(2026, 11, 22, tzinfo=UTC), {}, Backlog(0, None), Backlog(0, None), {})
RIGHT = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}


class Looking:
    """A look at the store without a store."""

    def __init__(self, found: Look | Exception = NOTHING):
        self.found = found

    async def now(self) -> Look:
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


class Taken:
    """What was handed on, and the error to fail with."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.error: Exception | None = None

    async def __call__(self, batch: Sequence[Incoming]) -> None:
        if self.error is not None:
            raise self.error
        self.numbers += [incoming.update_id for incoming in batch]


def count(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0
