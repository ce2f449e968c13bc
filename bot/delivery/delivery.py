"""Delivery of the outbox: at once after a commit, and by a sweep what a crash, a refusal or an outage left."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.delivery.errands import Errands, Handlers
from bot.delivery.hold import Hold, release, take_over
from bot.delivery.jumps import Jumps
from bot.delivery.lanes import Lanes
from bot.delivery.limits import Limits
from bot.delivery.marks import Marks
from bot.pauses import Pauses, wait_for
from bot.transport import Transport
from bot.writing import written
from storage import outbox, righting
from storage.database import Database, StoreUnavailable
from storage.outbox import Row
from storage.outbox_statements import WAKE
from storage.transaction import Transaction

CALLS_AT_ONCE = 256  # over a network each takes long, and costs nothing meanwhile
HELD_AT_LEAST = 64
ERRANDS_AT_ONCE = 32
SWEEP_SECONDS = 3.0
SOON = timedelta(seconds=SWEEP_SECONDS)
# When what is due waits for something else than time: for room here, or behind another worker's row.
SOON_SECONDS = 0.25
CLAIM_AT_ONCE = 100
HELD_AT_MOST = 1000
# What waits for its turn is left to whichever worker comes to it first: so much is held as may leave within seconds.
HELD_SECONDS = 5.0
NOTICES_AT_MOST = 100
LAST_WRITES_SECONDS = 5.0

_LOG = logging.getLogger(__name__)


class Delivery:
    """Sends the rows that this worker holds. All of it runs in one event loop; `worker` is new at each start."""

    def __init__(
        self,
        database: Database,
        transport: Transport,
        *,
        worker: str,
        handlers: Handlers,
        sends_per_second: float | None = None,
        chat_sends_per_second: float | None = None,
        first_pause: float = 0.5,
    ):
        self._database = database
        self._hold = Hold(database, worker)
        self._marks = Marks(database, self._hold, Pauses(first=first_pause))
        self._limits = Limits(database, sends_per_second, chat_sends_per_second)
        pace = self._limits.pace
        self._most = min(HELD_AT_MOST, max(HELD_AT_LEAST, round(HELD_SECONDS * (sends_per_second or HELD_AT_MOST))))
        self._lanes = Lanes(database, transport, self._hold, self._marks, pace, CALLS_AT_ONCE, first_pause)
        self._errands = Errands(self._hold, self._marks, handlers, ERRANDS_AT_ONCE, first_pause)
        self._wake = asyncio.Event()
        self._pauses = Pauses(first=first_pause)
        self._jumps = Jumps()
        self._doubts = 0
        self._sweeping: asyncio.Task[None] | None = None

    @property
    def worker(self) -> str:
        """The name to lease new rows for (`outbox.add(..., lease_for=delivery.worker)`)."""
        return self._hold.worker

    @property
    def takes_notices(self) -> bool:
        """Whether more notices may be put into the outbox: those that wait must not stand before people's answers."""
        return self._lanes.notices < NOTICES_AT_MOST

    def enqueue_notices(self, rows: Iterable[Row]) -> None:
        """The same for what nobody waits for: where messages are limited, answers go first."""
        self.enqueue(rows, notices=True)

    def enqueue(self, rows: Iterable[Row], *, notices: bool = False) -> None:
        """Sends rows right after their commit; what is not leased to this worker is left to the sweep."""
        if self._doubts:
            # What was leased to us unheard may stand before these in their chats: all are claimed anew, in their order.
            self.doubt()
            return
        ours: list[Row] = []
        for row in rows:
            if row.leased_by == self.worker:
                ours.append(row)
            elif row.due_in < SOON:
                self._wake.set()
        self._take(ours, notices)

    async def start(self, *, alone: bool = False) -> None:
        """Takes up what was left, then sweeps until `drain`.

        With `alone` what a crashed predecessor held is not waited for: right only where no other worker runs.
        """
        if alone:
            await self._take_over()
        await self._limits.start()
        self._database.listen(self._woken_in(asyncio.get_running_loop()), WAKE)
        await self._sweep_once()
        self._sweeping = asyncio.create_task(self._sweep())

    def _woken_in(self, loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
        def woken() -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended, and with it the sweep
                loop.call_soon_threadsafe(self._wake.set)

        return woken

    async def _take_over(self) -> None:
        """The store may go away again just after it was opened: then it is waited for here, too."""
        pauses = Pauses()
        while True:
            try:
                await self._write(lambda tx: take_over(tx, self.worker))
            except StoreUnavailable as error:
                _LOG.warning("the outbox cannot be read: %s", type(error).__name__)
                await asyncio.sleep(pauses.next())
            else:
                return

    def doubt(self) -> None:
        """The store went away during a commit: rows may have been leased to us of which we never heard."""
        self._doubts += 1
        self._wake.set()

    async def _settle_doubts(self) -> None:
        while doubts := self._doubts:
            await self._give_unheard_back()
            self._doubts -= doubts

    async def _give_unheard_back(self) -> None:
        """Has what a commit put in without our hearing of it sent in its order, and not when its lease ends."""
        known = set(self._hold)
        found = await self._write(lambda tx: outbox.held(tx, self.worker)) - known
        unheard = [row_id for row_id in found if row_id not in self._hold]
        if unheard:
            await self._write(lambda tx: outbox.give_back(tx, self.worker, unheard))

    async def drain(self, timeout: float) -> None:
        """Ends the sweep, finishes within `timeout` seconds what is in hand, and gives the rest back."""
        await self._end_sweep()
        tasks = await self._finish(timeout)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._limits.close()
        await self._leave_store()

    async def _leave_store(self) -> None:
        try:
            async with asyncio.timeout(LAST_WRITES_SECONDS):
                await self._marks.written()
                await self._write(lambda tx: release(tx, self.worker))
        except (StoreUnavailable, TimeoutError):
            self._marks.stop()
            _LOG.warning("the store is away: what was sent last is not marked and may be sent again")

    async def idle(self) -> None:
        """Waits until nothing is in hand and all of it is marked."""
        while tasks := self._tasks():
            await asyncio.wait(tasks)
        await self._marks.written()

    def _take(self, rows: Iterable[Row], notices: bool = False) -> None:
        for row in self._hold.take(list(rows)):
            if row.route == "telegram":
                self._lanes.add(row, notices)
            else:
                self._errands.add(row)

    def _tasks(self) -> frozenset[asyncio.Task[None]]:
        return self._lanes.tasks | self._errands.tasks

    async def _finish(self, seconds: float) -> frozenset[asyncio.Task[None]]:
        """Lets what is in hand end; gives the tasks that did not."""
        try:
            async with asyncio.timeout(seconds):
                await self.idle()
        except TimeoutError:
            _LOG.warning("%d rows of the outbox are left for the next start", len(self._hold))
        return self._tasks()

    async def _end_sweep(self) -> None:
        if self._sweeping is not None:
            self._sweeping.cancel()
            await asyncio.gather(self._sweeping, return_exceptions=True)

    async def _sweep(self) -> None:
        while True:
            await wait_for(self._wake, await self._sweep_once())
            self._wake.clear()

    async def _sweep_once(self) -> float:
        """Claims what is due and free; gives the seconds until the next look."""
        room = min(CLAIM_AT_ONCE, self._most - len(self._hold))
        if room <= 0:
            return SOON_SECONDS
        try:
            await self._settle_doubts()
            claimed = await self._write(lambda tx: _claim(tx, self.worker, room, self._jumps))
        except StoreUnavailable as error:
            _LOG.warning("the outbox cannot be read: %s", type(error).__name__)
            self._doubts += 1
            return self._pauses.next()
        except Exception:  # noqa: BLE001 -- the sweep must go on
            _LOG.exception("the outbox could not be swept")
            return self._pauses.next()
        self._pauses.reset()
        self._jumps = claimed.jumps
        self._take(claimed.rows)
        return 0.0 if len(claimed.rows) == room else claimed.seconds

    async def _write(self, work: Callable[[Transaction], Any]) -> Any:
        return await written(self._database, work)


@dataclass(frozen=True, slots=True)
class _Claimed:
    """What a look at the outbox brought, the seconds until the next one, and what the clock was seen to do."""

    rows: list[Row]
    seconds: float
    jumps: Jumps


def _claim(tx: Transaction, worker: str, most: int, before: Jumps) -> _Claimed:
    jumps = before.after(tx.now, time.monotonic())
    if jumps.may_be_back:
        righting.after_going_back(tx)
    rows = outbox.claim(tx, worker, most, wary=jumps.wary)
    return _Claimed(rows, _seconds_until(outbox.next_due(tx), tx.now), jumps)


def _seconds_until(due: datetime | None, now: datetime) -> float:
    if due is None:
        return SWEEP_SECONDS
    return min(SWEEP_SECONDS, max(SOON_SECONDS, (due - now).total_seconds()))
