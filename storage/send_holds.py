"""Whom Telegram wants left in peace and for how long (retry_after): one row that every worker reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.columns import Moment
from storage.schema import send_holds
from storage.statements import upsert
from storage.transaction import Transaction

CHANNEL_OF_NOTIFY = "send_holds"
EVERYBODY = ""
TOGETHER = timedelta(seconds=2)
"""Two chats refused within so long: it is our limit of messages that is met, and not one person's flood."""

LONGEST = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Hold:
    """A chat ("" is everybody) that was refused at that moment and is held back for some seconds still."""

    channel: str
    chat: str
    refused_at: datetime
    seconds: float


_t = send_holds.c
_since = sa.bindparam("since", type_=Moment())
_put = upsert(send_holds)
_another = (
    sa.select(sa.func.count())
    .select_from(send_holds)
    .where(
        _t.channel == sa.bindparam("of_channel"),
        _t.chat.not_in(["", sa.bindparam("of_chat")]),
        _t.refused_at > _since,
    )
)
_everybody = sa.select(_t.refused_at, _t.seconds).where(_t.channel == sa.bindparam("of_channel"), _t.chat == EVERYBODY)
_all = sa.select(_t.channel, _t.chat, _t.refused_at, _t.seconds).where(_t.refused_at > _since)
_drop = sa.delete(send_holds).where(_t.refused_at <= _since)
_tell = sa.select(sa.func.pg_notify(CHANNEL_OF_NOTIFY, ""))


def put(tx: Transaction, channel: str, chat: str, seconds: float) -> bool:
    """Holds this chat back for so long, everybody when another was refused just before; says whether it is everybody.

    The other workers are woken.
    """
    _hold(tx, channel, chat, seconds)
    names = {"of_channel": channel, "of_chat": chat, "since": tx.now - TOGETHER}
    together = bool(tx.connection.execute(_another, names).scalar_one())
    if together and seconds > _left_of_everybody(tx, channel):
        _hold(tx, channel, EVERYBODY, seconds)
    if tx.dialect == "postgresql":
        tx.connection.execute(_tell)
    return together


def now_held(tx: Transaction) -> list[Hold]:
    """What is held back now; never for longer than was asked, whatever clocks say."""
    rows = tx.connection.execute(_all, {"since": tx.now - LONGEST}).mappings()
    held = [Hold(**{**row, "seconds": _left(tx, row["refused_at"], row["seconds"])}) for row in rows]
    return [one for one in held if one.seconds > 0]


def drop_old(tx: Transaction) -> int:
    """Forgets refusals of long ago; gives how many."""
    return tx.connection.execute(_drop, {"since": tx.now - LONGEST}).rowcount


def _hold(tx: Transaction, channel: str, chat: str, seconds: float) -> None:
    values = {"channel": channel, "chat": chat, "refused_at": tx.now, "seconds": seconds}
    tx.connection.execute(_put[tx.dialect], values)


def _left_of_everybody(tx: Transaction, channel: str) -> float:
    row = tx.connection.execute(_everybody, {"of_channel": channel}).first()
    return _left(tx, row.refused_at, row.seconds) if row else 0.0


def _left(tx: Transaction, refused_at: datetime, seconds: float) -> float:
    return min(seconds, seconds - (tx.now - refused_at).total_seconds())
