"""Updates that were handled: a repeat ends here."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from storage.columns import Moment
from storage.quick import Quick
from storage.schema import inbox, seen_updates
from storage.statements import insert_or_ignore
from storage.transaction import Transaction

_insert = Quick(insert_or_ignore(seen_updates))
_keys = sa.tuple_(seen_updates.c.bot, seen_updates.c.update_id)
_old = (
    sa.select(seen_updates.c.bot, seen_updates.c.update_id)
    .where(
        seen_updates.c.seen_at < sa.bindparam("older_than", type_=Moment()),
        # What is still in the inbox may have been handled long ago, by a process that was killed right after.
        ~sa.exists(sa.select(inbox.c.id)),
    )
    .order_by(seen_updates.c.seen_at)
    .limit(sa.bindparam("most"))
)
_drop = sa.delete(seen_updates).where(_keys.in_(_old))


def mark_seen(tx: Transaction, bot: str, update_id: int) -> bool:
    """Marks an update of this bot; False when it was marked before. A second worker waits for the first to commit."""
    return _insert.count(tx, {"bot": bot, "update_id": update_id, "seen_at": tx.now}) == 1


def drop_old(tx: Transaction, older_than: datetime, limit: int = 500) -> int:
    """Forgets marks from before that moment, oldest first; Telegram itself forgets an update after 24 hours."""
    return tx.connection.execute(_drop, {"older_than": older_than, "most": limit}).rowcount
