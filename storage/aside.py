"""What was set aside in the outbox: tried again, or given up for good, when somebody has looked at it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from storage import outbox
from storage.columns import Moment
from storage.schema import outbox as table
from storage.transaction import Transaction

_aside = table.c.set_aside_at.is_not(None)
_these = table.c.id.in_(sa.bindparam("ids", expanding=True, type_=table.c.id.type))
_retry = (
    sa.update(table)
    .where(_aside, table.c.payload.is_not(None))
    .values(
        set_aside_at=None,
        error=None,
        attempts=0,
        due_at=sa.bindparam("moment", type_=Moment()),
        lease_until=None,
        leased_by=None,
    )
)
_drop = sa.delete(table).where(_aside)


def retry(tx: Transaction, ids: Sequence[int] | None = None) -> int:
    """Has these rows tried anew, or all; the workers are woken. Gives how many."""
    count = _run(tx, _retry, ids, {"moment": tx.now})
    if count:
        outbox.wake(tx)
    return count


def drop(tx: Transaction, ids: Sequence[int] | None = None) -> int:
    """Gives these rows up for good, or all; gives how many."""
    return _run(tx, _drop, ids, {})


def _run(tx: Transaction, statement: Any, ids: Sequence[int] | None, values: dict[str, object]) -> int:
    if ids is None:
        count: int = tx.connection.execute(statement, values).rowcount
        return count
    # PostgreSQL's protocol takes so many values and no more.
    chunks = [list(ids[start : start + 1000]) for start in range(0, len(ids), 1000)]
    return sum(tx.connection.execute(statement.where(_these), {**values, "ids": chunk}).rowcount for chunk in chunks)
