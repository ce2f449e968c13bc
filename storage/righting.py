"""What is put right when the store's clock has gone back: nothing waits until it comes to where it was before."""

from __future__ import annotations

import sqlalchemy as sa

from storage.columns import Moment
from storage.schema import outbox, send_turns, store_events
from storage.transaction import Transaction

# No place within Telegram's limits is given so far ahead.
FURTHEST_SECONDS = 30.0

_moment = sa.bindparam("moment", type_=Moment())
_due = sa.bindparam("due", type_=Moment())
_row = sa.bindparam("row", type_=outbox.c.id.type)
_to_leave = sa.and_(outbox.c.sent_at.is_(None), outbox.c.set_aside_at.is_(None))
_rows = (
    sa.select(outbox.c.id, outbox.c.due_at, outbox.c.created_at.label("since"))
    .where(_to_leave, outbox.c.created_at > _moment)
    .order_by(outbox.c.id)
    .with_for_update(skip_locked=True)
)
_date_row = sa.update(outbox).where(outbox.c.id == _row).values(due_at=_due, created_at=_moment)
_events = (
    sa.select(store_events.c.id, store_events.c.due_at, store_events.c.at.label("since"))
    .where(store_events.c.handled_at.is_(None), store_events.c.due_at.is_not(None), store_events.c.at > _moment)
    .order_by(store_events.c.id)
    .with_for_update(skip_locked=True)
)
_date_event = sa.update(store_events).where(store_events.c.id == _row).values(due_at=_due)
_clock = sa.text("SELECT extract(epoch FROM clock_timestamp())")
_give_back = (
    sa.update(send_turns).where(send_turns.c.next_at > sa.bindparam("furthest")).values(next_at=sa.bindparam("present"))
)


def after_going_back(tx: Transaction) -> None:
    """Dates what was put in in the future anew: what was due then is due now, what was due later waits as long still.

    Harmless where there is nothing of the kind.
    """
    for those, date in ((_rows, _date_row), (_events, _date_event)):
        for one in tx.connection.execute(those, {"moment": tx.now}).all():
            due = tx.now + (one.due_at - one.since)
            tx.connection.execute(date, {"row": one.id, "due": due, "moment": tx.now})
    if tx.dialect == "postgresql":
        _give_places_back(tx)


def _give_places_back(tx: Transaction) -> None:
    now = float(tx.connection.execute(_clock).scalar_one())
    tx.connection.execute(_give_back, {"furthest": now + FURTHEST_SECONDS, "present": now})
