"""Limits by day that hold for all workers together and over restarts: who did what how often, as keyed hashes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from membership.limits import KOREAN_TIME
from storage.schema import daily_counts
from storage.transaction import Transaction

ALL = ""
"""The subject of a limit for everybody together."""

_KEY = [column.name for column in daily_counts.primary_key]


def _counting(insert: Any) -> Any:
    once_more = insert.on_conflict_do_update(
        index_elements=_KEY,
        set_={"times": daily_counts.c.times + 1},
        where=daily_counts.c.times < sa.bindparam("most", type_=sa.Integer),
    )
    return once_more.returning(daily_counts.c.times)


_count = {"sqlite": _counting(sqlite.insert(daily_counts)), "postgresql": _counting(postgresql.insert(daily_counts))}
_times = sa.select(daily_counts.c.times).where(
    daily_counts.c.day == sa.bindparam("on_day"),
    daily_counts.c.what == sa.bindparam("of_what"),
    daily_counts.c.subject == sa.bindparam("of_subject"),
)
_drop = sa.delete(daily_counts).where(daily_counts.c.day < sa.bindparam("first"))


def spend(tx: Transaction, what: str, limits: Mapping[str, int]) -> bool:
    """Counts one more of `what` for each subject today; False, and nothing counted, where one is at its limit.

    A subject is kept as a keyed hash, ALL as it is. Of several at once no more than the limit are let through.
    """
    counting = tx.connection.begin_nested()
    # Everybody's own first: what all share is locked last and for the shortest.
    for subject, most in sorted(limits.items(), key=lambda limit: (limit[0] == ALL, limit[0])):
        values = {"day": _today(tx).isoformat(), "what": what, "subject": _kept(tx, subject), "times": 1}
        if most < 1 or tx.connection.execute(_count[tx.dialect], {**values, "most": most}).first() is None:
            counting.rollback()
            return False
    counting.commit()
    return True


def times(tx: Transaction, what: str, subject: str) -> int:
    """How often it was done today."""
    values = {"on_day": _today(tx).isoformat(), "of_what": what, "of_subject": _kept(tx, subject)}
    return tx.connection.execute(_times, values).scalar() or 0


def drop_old(tx: Transaction) -> int:
    """Forgets days that are over; gives how many lines."""
    yesterday = _today(tx) - timedelta(days=1)
    return tx.connection.execute(_drop, {"first": yesterday.isoformat()}).rowcount


def _kept(tx: Transaction, subject: str) -> str:
    return subject if subject == ALL else tx.hashed("daily count", subject)


def _today(tx: Transaction) -> date:
    return tx.now.astimezone(KOREAN_TIME).date()
