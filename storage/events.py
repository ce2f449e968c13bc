"""What happened in the store, whoever did it: written by the database's triggers, told by whoever takes it here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

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
_some = sa.select(*_columns).where(_open).limit(sa.bindparam("most")).with_for_update(skip_locked=True)
# Two statements, each of which finds its first rows by an index, however many wait behind them.
_take_undated = _some.where(_t.due_at.is_(None)).order_by(_t.id)
_take_due = _some.where(_t.due_at <= _moment).order_by(_t.due_at, _t.id)
_handled = sa.update(store_events).where(_t.id.in_(_ids), _open).values(handled_at=_moment)
_is_undated = sa.select(_t.id).where(_open, _t.due_at.is_(None)).limit(1)
_next = sa.select(sa.func.min(_t.due_at)).where(_open)
_drop = sa.delete(store_events).where(_t.handled_at < _moment)


def take_due(tx: Transaction, limit: int = 50) -> list[StoreEvent]:
    """Events to tell now, oldest first; no other worker gets them while this transaction is open.

    What is told of them must be written in this same transaction, and `handled` called in it.
    """
    undated = tx.connection.execute(_take_undated, {"most": limit}).mappings()
    due = tx.connection.execute(_take_due, {"moment": tx.now, "most": limit}).mappings()
    found = [StoreEvent(**row) for row in (*undated, *due)]
    return sorted(found, key=attrgetter("id"))[:limit]


def handled(tx: Transaction, ids: Sequence[int]) -> None:
    """Marks events as told."""
    if ids:
        tx.connection.execute(_handled, {"ids": list(ids), "moment": tx.now})


def next_due(tx: Transaction) -> datetime | None:
    """When take_due next finds something; now where it does already, None where nothing is to come."""
    if tx.connection.execute(_is_undated).scalar() is not None:
        return tx.now
    moment: datetime | None = tx.connection.execute(_next).scalar()
    return None if moment is None else max(moment, tx.now)


def drop_old(tx: Transaction, handled_before: datetime) -> int:
    """Forgets events that were told before that moment."""
    return tx.connection.execute(_drop, {"moment": handled_before}).rowcount
