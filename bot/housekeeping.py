"""Housekeeping: every hour what nothing needs any more is erased, some rows at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, Protocol

from bot.writing import written
from conversations.state import HOME
from membership.limits import ACCESS_LOG_MANY_YEARS, DRAFT_LIFETIME
from storage import (
    access_retention,
    company_status,
    conversations,
    daily_counts,
    events,
    identity_retention,
    leaving,
    log_ins,
    login_rest,
    outbox,
    page_sessions,
    send_holds,
    send_turns,
    sms_codes,
    step_days,
    told,
    unanswered,
    updates,
)
from storage.database import Database
from storage.transaction import Transaction

EVERY_SECONDS = 3600.0
FIRST_SECONDS = 60.0  # a start has better things to do
AT_ONCE = 500  # rows in one transaction: nobody's answer waits for long behind it

SEEN_KEPT = timedelta(days=2)  # Telegram forgets an update after one day
SENT_KEPT = timedelta(days=2)
ASIDE_KEPT = timedelta(days=7)  # so long somebody may look at what could not be delivered
CHECKS_KEPT = timedelta(hours=1)  # until then their sends count against the hourly limits
DRAFTS_KEPT = DRAFT_LIFETIME + timedelta(hours=1)  # usually erased before, and the person told; this is for the rest
EVENTS_KEPT = timedelta(days=7)
SMS_KEPT = timedelta(days=2)  # until then they count against the limits of a day
LOG_INS_KEPT = timedelta(days=1)
STEPS_KEPT = timedelta(days=400)  # a year can be compared with the one before
UNANSWERED_KEPT = timedelta(days=90)

_LOG = logging.getLogger(__name__)


class Find(Protocol):
    """Finds ids above `after`, some at a time."""

    def __call__(self, tx: Transaction, after: int) -> list[int]: ...


class Drop(Protocol):
    """Erases rows by their ids, and says how many."""

    def __call__(self, tx: Transaction, ids: Sequence[int]) -> int: ...


class Housekeeping:
    """Erases in the store what is worn out; what is long to find is looked for beside the writing."""

    def __init__(self, database: Database, access_log_years: int = ACCESS_LOG_MANY_YEARS):
        self._database = database
        self._access_log_years = access_log_years

    async def run(self) -> None:
        """Works until it is cancelled."""
        await asyncio.sleep(FIRST_SECONDS)
        while True:
            await self.once()
            await asyncio.sleep(EVERY_SECONDS)

    async def once(self) -> Mapping[str, int]:
        """Erases what is worn out now, and says how many rows of what; a chore that fails is left for the next time."""
        erased = {name: await _tried(name, chore) for name, chore in self._chores().items()}
        _LOG.info("erased: %s", ", ".join(f"{name} {count}" for name, count in erased.items()))
        return erased

    def _chores(self) -> Mapping[str, Callable[[], Awaitable[int]]]:
        return {
            "updates": partial(self._some, lambda tx: updates.drop_old(tx, tx.now - SEEN_KEPT, AT_ONCE)),
            "accesses": partial(self._some, lambda tx: access_retention.drop_old(tx, self._access_log_years, AT_ONCE)),
            "sent": partial(self._by_ids, _sent, outbox.drop),
            "checks": partial(self._by_ids, _checks, identity_retention.drop),
            "drafts": self._drafts,
            "events": partial(self._write, lambda tx: events.drop_old(tx, tx.now - EVENTS_KEPT)),
            "told": partial(self._write, told.drop_old),
            "turns": partial(self._write, lambda tx: send_turns.drop_old(tx) + send_holds.drop_old(tx)),
            "unanswered": partial(self._write, lambda tx: unanswered.drop_old(tx, tx.now - UNANSWERED_KEPT)),
            "steps": partial(self._write, lambda tx: step_days.drop_old(tx, STEPS_KEPT)),
            "counts": partial(self._write, daily_counts.drop_old),
            "standings": partial(self._write, company_status.drop_old),
            "left": partial(self._write, lambda tx: leaving.drop_old(tx) + login_rest.drop_old(tx)),
            "pages": partial(self._write, page_sessions.drop_old),
            "sms": partial(self._write, lambda tx: sms_codes.drop_old(tx, tx.now - SMS_KEPT)),
            "log-ins": partial(self._write, lambda tx: log_ins.drop_old(tx, tx.now - LOG_INS_KEPT)),
        }

    async def _some(self, drop: Callable[[Transaction], int]) -> int:
        """Has some at a time erased until none are left."""
        count = 0
        while dropped := await self._write(drop):
            count += dropped
        return count

    async def _drafts(self) -> int:
        count = 0
        while chats := await self._read(lambda tx: conversations.stale(tx, tx.now - DRAFTS_KEPT, HOME, AT_ONCE)):
            emptied = await self._write(partial(_emptied, chats=chats))
            count += emptied
            if not emptied:
                break
        return count

    async def _by_ids(self, find: Find, drop: Drop) -> int:
        count = after = 0
        while ids := await self._read(partial(find, after=after)):
            count += await self._write(partial(drop, ids=ids))
            after = ids[-1]
        return count

    async def _read(self, work: Callable[[Transaction], Any]) -> Any:
        return await asyncio.to_thread(self._database.read, work)

    async def _write(self, work: Callable[[Transaction], int]) -> int:
        return await written(self._database, work)


async def _tried(name: str, chore: Callable[[], Awaitable[int]]) -> int:
    try:
        return await chore()
    except Exception:  # noqa: BLE001 -- whatever it was, the other chores are done, and this one in an hour
        _LOG.exception("housekeeping: %s were not erased", name)
        return 0


def _sent(tx: Transaction, after: int) -> list[int]:
    return outbox.worn_out(tx, tx.now - SENT_KEPT, tx.now - ASIDE_KEPT, after, AT_ONCE)


def _checks(tx: Transaction, after: int) -> list[int]:
    return identity_retention.unused(tx, tx.now - CHECKS_KEPT, HOME, tx.now - DRAFTS_KEPT, after, AT_ONCE)


def _emptied(tx: Transaction, chats: Sequence[tuple[str, str]]) -> int:
    return conversations.empty(tx, chats, tx.now - DRAFTS_KEPT, HOME)
