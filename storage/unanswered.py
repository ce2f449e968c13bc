"""Questions that were not understood, kept so that staff see what people ask; without personal data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.schema import unanswered
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A question as it was kept, where in a conversation it was asked, and what it may have been after."""

    id: int
    at: datetime
    question: str
    language: str
    place: str
    candidates: tuple[str, ...]


_insert = sa.insert(unanswered)
_listing = (
    sa.select(unanswered)
    .where(unanswered.c.id > sa.bindparam("after"))
    .order_by(unanswered.c.id)
    .limit(sa.bindparam("most"))
)
_drop_old = sa.delete(unanswered).where(unanswered.c.at < sa.bindparam("before"))


def keep(tx: Transaction, question: str, language: str, place: str, candidates: Sequence[str]) -> None:
    """Keeps a question out of which everything personal has been taken already."""
    values = {"at": tx.now, "question": question, "language": language, "place": place}
    tx.connection.execute(_insert, {**values, "candidates": " ".join(candidates)})


def listing(tx: Transaction, after_id: int = 0, limit: int = 50) -> list[Unanswered]:
    """What was not understood, oldest first, a page at a time."""
    rows = tx.connection.execute(_listing, {"after": after_id, "most": limit}).mappings()
    return [Unanswered(**{**row, "candidates": tuple(row["candidates"].split())}) for row in rows]


def drop_old(tx: Transaction, asked_before: datetime) -> int:
    """Erases what was asked before a moment, and says how many."""
    return tx.connection.execute(_drop_old, {"before": asked_before}).rowcount
