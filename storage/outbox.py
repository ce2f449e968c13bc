"""What is to leave the process: written with the rest of an update, sent after its commit, leased so one sends it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from storage import outbox_statements as statements
from storage.errors import WrongKey
from storage.keyring import SealBroken
from storage.outbox_rows import NewRow, Row, bound_to
from storage.outbox_statements import TELEGRAM
from storage.transaction import Transaction

__all__ = [
    "LEASE",
    "NewRow",
    "Row",
    "add",
    "bound_to",
    "cancel",
    "claim",
    "done",
    "drop",
    "failed",
    "give_back",
    "held",
    "is_another",
    "mark_sent",
    "message_of",
    "moved",
    "next_due",
    "release",
    "remove",
    "remove_sent",
    "renew",
    "take_over",
    "wake",
    "worn_out",
]

LEASE = timedelta(seconds=30)
LONG_AGO, NEVER = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


def add(tx: Transaction, rows: Sequence[NewRow], lease_for: str | None = None) -> list[Row]:
    """Puts rows in, in this order, and gives them with ascending ids.

    The worker `lease_for` holds those that are due now for 30 seconds and may send them right after the commit. Rows
    behind others that still wait in their chat stay unleased, for claim() to give out in order. A worker's name must
    be its own and new at each start of the process.
    """
    if not rows:
        return []
    workers = _workers(tx, rows, lease_for)
    return [_put(tx, row, worker) for row, worker in zip(rows, workers, strict=True)]


def claim(tx: Transaction, worker: str, limit: int, *, wary: bool = False) -> list[Row]:
    """Leases to this worker for 30 seconds what is due and free, oldest first, keeping each chat's own order.

    `wary`: the clock has jumped within the last 30 seconds, and does not tell whether the lease of another has ended.
    """
    if tx.dialect == "postgresql":
        tx.connection.execute(statements.lock_claims)
    # A transaction that has waited for locks is behind the time: twice the lease leaves it room.
    expired, beyond = (LONG_AGO, NEVER) if wary else (tx.now, tx.now + 2 * LEASE)
    names = {"worker": worker, "moment": tx.now, "expired": expired, "beyond": beyond, "most": limit}
    free = tx.connection.execute(statements.claim, names).mappings().all()
    if free:
        leased = {"ids": [row["id"] for row in free], "worker": worker, "until": tx.now + LEASE}
        tx.connection.execute(statements.lease, leased)
    return [row for row in (_claimed(tx, dict(values), worker) for values in free) if row is not None]


def done(tx: Transaction, results: Sequence[tuple[int, int | None]]) -> None:
    """Marks rows as sent, each with the message_id it got: kept rows lose their payload, the others go."""
    mark_sent(tx, results)
    remove_sent(tx, [row_id for row_id, _ in results])


def mark_sent(tx: Transaction, results: Sequence[tuple[int, int | None]]) -> None:
    """Of rows that were sent, each with the message_id it got, those that are kept lose their payload."""
    if results:
        values = [{"row": row_id, "message": message_id, "moment": tx.now} for row_id, message_id in results]
        statements.keep_sent.each(tx, values)


def remove_sent(tx: Transaction, ids: Sequence[int]) -> None:
    """Of rows that were sent, those that are not kept go."""
    if ids:
        statements.drop_sent.each(tx, [{"row": row_id} for row_id in ids])


def remove(tx: Transaction, row_id: int) -> bool:
    """Takes a row out in the transaction that does what it was for; False when somebody else has done so."""
    return tx.connection.execute(statements.remove, {"row": row_id}).rowcount == 1


def failed(tx: Transaction, row_id: int, error: str, retry_at: datetime | None, tries: int = 1) -> None:
    """Notes a failure after so many tries; tried again at `retry_at`, with None set aside for good.

    `error` must hold nothing personal.
    """
    statement = statements.set_aside if retry_at is None else statements.retry
    values = {"row": row_id, "reason": error, "moment": retry_at or tx.now, "tries": tries}
    tx.connection.execute(statement, values)


def moved(
    tx: Transaction, chat: tuple[str, str], new: int, *, about: int | None = None, message_id: int | None = None
) -> None:
    """Notes that a card is another message now: the card of this row, or the one that was sent as `message_id`.

    `chat` is (channel, chat).
    """
    names = {"of_channel": chat[0], "of_chat": chat[1], "of_card": about, "old": message_id}
    tx.connection.execute(statements.moved, {**names, "new": new, "moment": tx.now})


def is_another(tx: Transaction, row_id: int, message_id: int) -> bool:
    """Whether this kept row became another message than that one, or is not marked as sent; False for one that is gone.

    Until the mark is there, the row may be sent once more and become a second message.
    """
    rows = statements.message_of.rows(tx, {"row": row_id})
    return bool(rows) and rows[0][0] != message_id


def message_of(tx: Transaction, row_id: int) -> int | None:
    """The message_id that this kept row got when it was sent; None before, and for a row that is gone."""
    rows = statements.message_of.rows(tx, {"row": row_id})
    return rows[0][0] if rows else None


def renew(tx: Transaction, worker: str, ids: Sequence[int]) -> set[int]:
    """Lengthens this worker's leases on these rows; gives those that are still its own."""
    values = {"ids": list(ids), "worker": worker, "until": tx.now + LEASE}
    return set(tx.connection.execute(statements.renew, values).scalars())


def release(tx: Transaction, worker: str) -> None:
    """Gives this worker's rows back, for any worker to claim at once; the others are woken."""
    if tx.connection.execute(statements.release, {"worker": worker}).rowcount:
        wake(tx)


def wake(tx: Transaction) -> None:
    """Has all workers look for what is due, once this is committed; at a SQLite file there is one, which looks."""
    if tx.dialect == "postgresql":
        tx.connection.execute(statements.wake)


def held(tx: Transaction, worker: str) -> set[int]:
    """The rows that this worker holds as the store knows it."""
    return set(tx.connection.execute(statements.held, {"worker": worker, "moment": tx.now}).scalars())


def give_back(tx: Transaction, worker: str, ids: Sequence[int]) -> None:
    """Gives these rows of this worker's back, for any worker to claim at once."""
    tx.connection.execute(statements.give_back, {"worker": worker, "ids": list(ids)})


def take_over(tx: Transaction, worker: str) -> None:
    """Ends the leases of all others: only for a worker that knows that it is alone, after a crash."""
    tx.connection.execute(statements.take_over, {"worker": worker})


def next_due(tx: Transaction) -> datetime | None:
    """When claim() may next find something: a row falls due or a lease expires.

    The moment may have passed, when rows wait behind another row of their chat.
    """
    moments = (
        tx.connection.execute(statements.next_unleased).scalar(),
        tx.connection.execute(statements.next_expiry, {"moment": tx.now}).scalar(),
    )
    return min((moment for moment in moments if moment is not None), default=None)


def cancel(tx: Transaction, channel: str, chat: str, route: str, method: str) -> int:
    """Takes back what has not left yet, such as a reminder that is no longer needed; gives how many rows."""
    names = {"of_channel": channel, "of_chat": chat, "of_route": route, "of_method": method}
    return tx.connection.execute(statements.cancel, names).rowcount


def worn_out(tx: Transaction, sent_before: datetime, aside_before: datetime, after: int, limit: int) -> list[int]:
    """Ids above `after` of what may go: sent long ago and no chat's present card, or set aside long ago."""
    values = {"sent_before": sent_before, "aside_before": aside_before, "after": after, "most": limit}
    return list(tx.connection.execute(statements.worn_out, values).scalars())


def drop(tx: Transaction, ids: Sequence[int]) -> int:
    """Forgets these rows, but for those that are still to leave."""
    return tx.connection.execute(statements.drop, {"ids": list(ids)}).rowcount


def _workers(tx: Transaction, rows: Sequence[NewRow], worker: str | None) -> list[str | None]:
    if worker is None:
        return [None] * len(rows)
    chats = {(row.channel, row.chat) for row in rows if row.route == TELEGRAM}
    behind = {chat for chat in chats if _others_wait(tx, chat, worker)}
    return [worker if _may_go_now(tx, row, behind) else None for row in rows]


def _may_go_now(tx: Transaction, row: NewRow, behind: set[tuple[str, str]]) -> bool:
    if row.due_at is not None and row.due_at > tx.now:
        return False
    return row.route != TELEGRAM or (row.channel, row.chat) not in behind


def _others_wait(tx: Transaction, chat: tuple[str, str], worker: str) -> bool:
    names = {"of_channel": chat[0], "of_chat": chat[1], "worker": worker, "moment": tx.now}
    return bool(statements.others_wait.rows(tx, names))


def _values(tx: Transaction, row: NewRow, worker: str | None) -> dict[str, Any]:
    return {
        "channel": row.channel,
        "chat": row.chat,
        "route": row.route,
        "method": row.method,
        "payload": tx.keyring.seal(row.payload, bound_to(row.channel, row.chat)),
        "about": row.about,
        "keep": row.keep,
        "due_at": row.due_at or tx.now,
        "lease_until": tx.now + LEASE if worker else None,
        "leased_by": worker,
        "created_at": tx.now,
    }


def _put(tx: Transaction, row: NewRow, worker: str | None) -> Row:
    ((row_id,),) = statements.insert.rows(tx, _values(tx, row, worker))
    return Row.added(row_id, row, worker, tx.now)


def _claimed(tx: Transaction, values: dict[str, Any], worker: str) -> Row | None:
    """The row, opened; one that does not open is set aside, and holds nothing else up."""
    try:
        values["payload"] = tx.keyring.open(values["payload"], bound_to(values["channel"], values["chat"]))
    except (SealBroken, WrongKey) as reason:
        failed(tx, values["id"], type(reason).__name__, None)
        return None
    values["leased_by"] = worker
    return Row(**values)
