"""What happened in the store, whoever did it: written by the database's triggers, told by whoever takes it here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.columns import Moment
from storage.schema import store_events
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreEvent:
    """One event; `kind` as docs/store.md lists them, `due_at` None for one that is told at once.

    Of "certificate_changed" the grades are the certificate's states. The rows it is about may be gone.
    """

    id: int
    at: datetime
    kind: str
    company_id: int | None
    member_id: int | None
    affiliation_id: int | None
    certificate_id: int | None
    old_grade: str | None
    new_grade: str | None
    due_at: datetime | None


_t = store_events.c
_columns = [_t[name] for name in StoreEvent.__dataclass_fields__]
_moment = sa.bindparam("moment", type_=Moment())
_ids = sa.bindparam("ids", expanding=True, type_=_t.id.type)
_open = _t.handled_at.is_(None)
_due = sa.or_(_t.due_at.is_(None), _t.due_at <= _moment)
_take = (
    sa.select(*_columns)
    .where(_open, _due)
    .order_by(_t.id)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True)
)
_handled = sa.update(store_events).where(_t.id.in_(_ids), _open).values(handled_at=_moment)
_next = sa.select(sa.func.min(sa.func.coalesce(_t.due_at, _moment))).where(_open)
_drop = sa.delete(store_events).where(_t.handled_at < _moment)


def take_due(tx: Transaction, limit: int = 50) -> list[StoreEvent]:
    """Events to tell now, oldest first; no other worker gets them while this transaction is open.

    What is told of them must be written in this same transaction, and `handled` called in it.
    """
    rows = tx.connection.execute(_take, {"moment": tx.now, "most": limit}).mappings()
    return [StoreEvent(**row) for row in rows]


def handled(tx: Transaction, ids: Sequence[int]) -> None:
    """Marks events as told."""
    if ids:
        tx.connection.execute(_handled, {"ids": list(ids), "moment": tx.now})


def next_due(tx: Transaction) -> datetime | None:
    """When take_due next finds something; now where it does already, None where nothing is to come."""
    moment: datetime | None = tx.connection.execute(_next, {"moment": tx.now}).scalar()
    return None if moment is None else max(moment, tx.now)


def drop_old(tx: Transaction, handled_before: datetime) -> int:
    """Forgets events that were told before that moment."""
    return tx.connection.execute(_drop, {"moment": handled_before}).rowcount
