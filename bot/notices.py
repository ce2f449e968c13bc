"""Notices: what happened in the store is told, whoever wrote it, and those who let others wait are reminded."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.pauses import Pauses, wait_for
from bot.render import render_notes
from bot.writing import written
from conversations.events import Chat
from conversations.says import Note
from storage import events, masters, outbox, reminders
from storage.database import Database, StoreUnavailable
from storage.events import StoreEvent
from storage.failures import is_away, kinds
from storage.offers import Offer
from storage.outbox import NewRow, Row
from storage.reminders import Reminder
from storage.transaction import Transaction

AT_ONCE = 50
# PostgreSQL wakes us besides; there this is only for a wake-up that was lost.
LOOK_SECONDS = {"sqlite": 1.0, "postgresql": 5.0}
# After a look the next one waits so long, however many updates wake it: a look costs a transaction.
GAP_SECONDS = 0.1
# What is due is in another worker's hands.
SOON_SECONDS = 0.25
REMIND_SECONDS = 60.0

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Words:
    """Who is told what, in which words: of events, to MASTERs of who waits, of an offer that has run out."""

    of_events: Callable[[Transaction, Sequence[StoreEvent], Chat | None], list[Note]]
    of_reminder: Callable[[Transaction, Reminder], list[Note]]
    of_expired: Callable[[Transaction, Offer], list[Note]]


class Notices:
    """Turns what happened into rows of the outbox, in the transaction that marks it as told: each once."""

    def __init__(
        self,
        database: Database,
        words: Words,
        *,
        worker: str,
        staff: Chat | None,
        enqueue: Callable[[Sequence[Row]], None],
        has_room: Callable[[], bool] = lambda: True,
    ):
        self._database = database
        self._words = words
        self._worker = worker
        self._staff = staff
        self._enqueue = enqueue
        self._has_room = has_room
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something may have happened: look now rather than at the next turn of the clock."""
        self._wake.set()

    async def run(self) -> None:
        """Works until it is cancelled."""
        self._database.listen(self._woken_in(asyncio.get_running_loop()))
        async with asyncio.TaskGroup() as group:
            group.create_task(self._keep_on(self.tell, self._wake, GAP_SECONDS))
            group.create_task(self._keep_on(self.remind, asyncio.Event(), 0.0))

    def _woken_in(self, loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
        def woken() -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended, and with it what was to be woken
                loop.call_soon_threadsafe(self.wake)

        return woken

    async def _keep_on(self, look: Callable[[], Awaitable[float]], wake: asyncio.Event, gap: float) -> None:
        pauses = Pauses()
        while True:
            try:
                seconds = await look()
                pauses.reset()
            except StoreUnavailable:
                seconds = pauses.next()
                _LOG.warning("notices wait %.1f s for the store", seconds)
            except Exception:  # noqa: BLE001 -- whatever it was, others wait to be told
                _LOG.exception("notices could not be looked for")
                seconds = pauses.next()
            await asyncio.sleep(gap)
            await wait_for(wake, seconds)
            wake.clear()

    async def tell(self) -> float:
        """Tells what is due, and gives the seconds until the next look; while others wait to leave nothing is added."""
        if not self._has_room():
            return SOON_SECONDS
        due, now = await asyncio.to_thread(self._database.read, lambda tx: (events.next_due(tx), tx.now))
        if due is None or due > now:
            return self._seconds_until(due, now)
        rows, told = await self._write(self._told)
        self._enqueue(rows)
        return 0.0 if told else SOON_SECONDS

    async def remind(self) -> float:
        """Reminds whoever is to be reminded now and ends offers that have run out; gives the seconds until the next."""
        if not self._has_room():
            return SOON_SECONDS
        rows, reminded = await self._write(self._reminded)
        self._enqueue(rows)
        return 0.0 if reminded == AT_ONCE else REMIND_SECONDS

    def _seconds_until(self, due: datetime | None, now: datetime) -> float:
        look = LOOK_SECONDS[self._database.dialect]
        return look if due is None else min(look, (due - now).total_seconds())

    def _told(self, tx: Transaction) -> tuple[list[Row], int]:
        happened = events.take_due(tx, AT_ONCE)
        rows = self._rows_of_all(tx, happened) if happened else []
        events.handled(tx, [one.id for one in happened])
        return outbox.add(tx, rows, lease_for=self._worker), len(happened)

    def _rows_of_all(self, tx: Transaction, happened: Sequence[StoreEvent]) -> list[NewRow]:
        """All together, so that several for one person are gathered; one by one where that fails for one of them."""
        together = _safely(
            tx, lambda: self._words.of_events(tx, happened, self._staff), f"{len(happened)} store events"
        )
        if together is not None:
            return together
        return [row for one in happened for row in self._rows_of_one(tx, one)]

    def _rows_of_one(self, tx: Transaction, one: StoreEvent) -> list[NewRow]:
        what = f"store event #{one.id} ({one.kind})"
        return _safely(tx, lambda: self._words.of_events(tx, [one], self._staff), what) or []

    def _reminded(self, tx: Transaction) -> tuple[list[Row], int]:
        due = reminders.due(tx, AT_ONCE)
        rows = [row for reminder in due for row in self._rows_of_reminder(tx, reminder)]
        # An offer that has run out cannot be accepted at night either; the morning tells.
        expired = [] if reminders.is_night(tx.now) else masters.expire_offers(tx)
        rows += [row for offer in expired for row in self._rows_of_expired(tx, offer)]
        return outbox.add(tx, rows, lease_for=self._worker), len(due)

    def _rows_of_reminder(self, tx: Transaction, reminder: Reminder) -> list[NewRow]:
        what = f"the reminder of company #{reminder.company.id}"
        rows = _safely(tx, lambda: self._words.of_reminder(tx, reminder), what)
        reminders.mark(tx, [one.affiliation_id for one in reminder.waiting])
        return rows or []

    def _rows_of_expired(self, tx: Transaction, offer: Offer) -> list[NewRow]:
        return _safely(tx, lambda: self._words.of_expired(tx, offer), f"the end of offer #{offer.id}") or []

    async def _write(self, work: Callable[[Transaction], Any]) -> Any:
        return await written(self._database, work)


def _safely(tx: Transaction, tell: Callable[[], list[Note]], what: str) -> list[NewRow] | None:
    """The rows of what is to be told, None where that fails: one notice must not keep all others from being told."""
    try:
        with tx.connection.begin_nested():
            return render_notes(tell())
    except Exception as error:
        if isinstance(error, StoreUnavailable) or (isinstance(error, kinds()) and is_away(error)):
            raise
        _LOG.exception("%s could not be put into words", what)
        return None
