"""What was set aside in the outbox: listed, and tried again or given up for good when somebody has looked at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from storage import outbox, outbox_statements
from storage.columns import Moment
from storage.schema import outbox as table
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A row that is never tried again, and why."""

    id: int
    channel: str
    chat: str
    route: str
    method: str
    attempts: int
    error: str | None
    created_at: datetime
    set_aside_at: datetime


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


def listing(tx: Transaction, limit: int = 100, after: int = 0) -> list[SetAside]:
    """What is never tried again, behind the row with the id `after`, oldest first."""
    rows = tx.connection.execute(outbox_statements.listed_aside, {"most": limit, "after": after}).mappings()
    return [SetAside(**row) for row in rows]


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
