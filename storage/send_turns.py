"""Telegram's limits of messages a second, kept by all workers together: each message gets its place in time.

The places of all are one row, those of a chat another; PostgreSQL's clock tells the time, since workers' clocks differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from storage.schema import send_turns
from storage.statements import insert_or_ignore, upsert
from storage.transaction import Transaction

EVERYBODY = ""
# A place that nobody asked after for so long is as good as none.
FORGOTTEN_SECONDS = 3600.0


@dataclass(slots=True)
class Slots:
    """Places in time, `interval` seconds apart; `burst` of them may be taken at once after a quiet time."""

    interval: float
    burst: float
    next: float = 0.0

    def take(self, now: float) -> float:
        """Takes the next place; gives the seconds until it."""
        self.next = max(self.next, now - self.burst * self.interval) + self.interval
        return max(0.0, self.next - now)

    def until_free(self, now: float) -> float:
        """Seconds until a place is there at once."""
        return max(0.0, self.next + self.interval - now)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many messages a second, and so many at once after a quiet time."""

    per_second: float
    burst: float

    def slots(self, next_at: float = 0.0) -> Slots:
        """The places that follow from it."""
        return Slots(1.0 / self.per_second, self.burst, next_at)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place for a message to this chat; `of_chat`: also one within the chat's own limit.

    A notice only takes a place that is there at once: what people wait for goes before it.
    """

    chat: str
    of_chat: bool = True
    notice: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """given: the message may leave in `seconds`; chat: ask again then, the chat has had its share; busy: ask then too.

    A notice is told busy while nothing is free.
    """

    kind: Literal["given", "chat", "busy"]
    seconds: float


_t = send_turns.c
_clock = sa.text("SELECT extract(epoch FROM clock_timestamp())")
# A place that a crash of the server forgets costs nothing: Telegram would ask us to wait.
_no_waiting_for_disks = sa.text("SET LOCAL synchronous_commit = off")
_make = insert_or_ignore(send_turns)
_locked = (
    sa.select(_t.chat, _t.next_at)
    .where(_t.channel == sa.bindparam("of_channel"), _t.chat.in_(sa.bindparam("chats", expanding=True)))
    .order_by(_t.chat)
    .with_for_update()
)
_keep = upsert(send_turns)
_drop = sa.delete(send_turns).where(_t.next_at < sa.bindparam("before"))


def take(
    tx: Transaction, channel: str, wanted: Sequence[Wanted], overall: Limit | None, of_chat: Limit | None
) -> list[Place]:
    """Gives each a place, in this order; on PostgreSQL only. Other workers wait until the commit.

    Who is to ask again asks without `of_chat`: that place was given.
    """
    tx.connection.execute(_no_waiting_for_disks)
    chats = {one.chat for one in wanted if one.of_chat and of_chat}
    before = _rows(tx, channel, chats | ({EVERYBODY} if overall else set()))
    now = float(tx.connection.execute(_clock).scalar_one())
    slots = {chat: _slots(chat, next_at, overall, of_chat) for chat, next_at in before.items()}
    places = [_place(one, slots, now) for one in wanted]
    changed = {chat: one.next for chat, one in slots.items() if one is not None and one.next != before[chat]}
    if changed:
        tx.connection.execute(_keep[tx.dialect], _values(channel, changed))
    return places


def drop_old(tx: Transaction) -> int:
    """Forgets places that have long passed; gives how many."""
    if tx.dialect != "postgresql":
        return 0
    now = float(tx.connection.execute(_clock).scalar_one())
    return tx.connection.execute(_drop, {"before": now - FORGOTTEN_SECONDS}).rowcount


def _rows(tx: Transaction, channel: str, chats: set[str]) -> dict[str, float]:
    found = _look(tx, channel, chats)
    missing = chats - found.keys()
    if missing:
        tx.connection.execute(_make[tx.dialect], _values(channel, dict.fromkeys(sorted(missing), 0.0)))
        found = _look(tx, channel, chats)
    return found


def _look(tx: Transaction, channel: str, chats: Iterable[str]) -> dict[str, float]:
    rows = tx.connection.execute(_locked, {"of_channel": channel, "chats": sorted(chats)})
    return {row.chat: row.next_at for row in rows}


def _values(channel: str, places: dict[str, float]) -> list[dict[str, Any]]:
    return [{"channel": channel, "chat": chat, "next_at": next_at} for chat, next_at in places.items()]


def _slots(chat: str, next_at: float, overall: Limit | None, of_chat: Limit | None) -> Slots | None:
    limit = overall if chat == EVERYBODY else of_chat
    return None if limit is None else limit.slots(next_at)


def _place(one: Wanted, slots: dict[str, Slots | None], now: float) -> Place:
    own, everybody = slots.get(one.chat) if one.of_chat else None, slots.get(EVERYBODY)
    if own is not None and (seconds := own.take(now)) > 0:
        # Its place among all is taken when its chat's has come: earlier it would be kept from others for nothing.
        return Place("given" if everybody is None else "chat", seconds)
    if everybody is None:
        return Place("given", 0.0)
    if one.notice and (seconds := everybody.until_free(now)) > 0:
        return Place("busy", seconds)
    return Place("given", everybody.take(now))
