"""The rows that this worker holds, and the leases by which no other worker sends them meanwhile."""

import time
from collections.abc import Iterable, Iterator, Sequence

from bot.writing import written
from storage import outbox
from storage.database import Database
from storage.outbox import Row, release, take_over

__all__ = ["Hold", "release", "take_over"]

# A call that begins before this age of its lease ends within it: 10 s, 15 s of the call, 5 s to spare.
RENEW_AFTER_SECONDS = 10.0


class Hold:
    """Rows in hand by id, each with the age of its lease; a row stays in hand until the store knows how it ended."""

    def __init__(self, database: Database, worker: str):
        self._database = database
        self.worker = worker
        self._since: dict[int, float] = {}

    def __len__(self) -> int:
        return len(self._since)

    def __iter__(self) -> Iterator[int]:
        return iter(list(self._since))

    def __contains__(self, row_id: object) -> bool:
        return row_id in self._since

    def take(self, rows: Iterable[Row]) -> list[Row]:
        """Takes rows whose lease was just given, and returns those that were not in hand."""
        now = time.monotonic()
        fresh = [row for row in rows if row.id not in self._since]
        self._since.update((row.id, now) for row in rows)
        return fresh

    def drop(self, ids: Iterable[int]) -> None:
        for row_id in ids:
            self._since.pop(row_id, None)

    async def keep(self, rows: Sequence[Row]) -> bool:
        """Makes sure that the first of these rows is still ours, renewing the leases of all when they have aged."""
        if time.monotonic() - self._since.get(rows[0].id, 0.0) < RENEW_AFTER_SECONDS:
            return True
        ids = [row.id for row in rows]
        asked = time.monotonic()
        ours = await written(self._database, lambda tx: outbox.renew(tx, self.worker, ids))
        self._since.update((row_id, asked) for row_id in ours)
        return rows[0].id in ours
