"""Updates of full batches that Telegram may forget: each batch is here until all of it is handled."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson
import sqlalchemy as sa

from storage.errors import WrongKey
from storage.keyring import SealBroken
from storage.schema import inbox
from storage.transaction import Transaction


class Batch(NamedTuple):
    """Updates as Telegram sent them, and the number of their row; None where they cannot be opened any more."""

    row: int
    updates: list[Any] | None


_insert = sa.insert(inbox).returning(inbox.c.id)
_remove = sa.delete(inbox).where(inbox.c.id == sa.bindparam("row"))
_left = sa.select(inbox.c.id, inbox.c.updates).where(inbox.c.bot == sa.bindparam("of_bot")).order_by(inbox.c.id)


def put(tx: Transaction, bot: str, updates: Sequence[Any]) -> int:
    """Keeps updates of this bot, sealed, and gives the number of the row, for `remove`."""
    sealed = tx.keyring.seal(orjson.dumps(updates), bound_to(bot))
    row: int = tx.connection.execute(_insert, {"bot": bot, "updates": sealed}).scalar_one()
    return row


def remove(tx: Transaction, row: int) -> None:
    """Forgets a batch, all of which is handled."""
    tx.connection.execute(_remove, {"row": row})


def left(tx: Transaction, bot: str) -> list[Batch]:
    """What was put in and not removed, oldest first."""
    return [Batch(row, _opened(tx, bot, sealed)) for row, sealed in tx.connection.execute(_left, {"of_bot": bot})]


def bound_to(bot: str) -> str:
    """What the seal of a batch is bound to."""
    return f"inbox:{bot}"


def _opened(tx: Transaction, bot: str, sealed: bytes) -> list[Any] | None:
    try:
        found: list[Any] = orjson.loads(tx.keyring.open(sealed, bound_to(bot)))
    except (SealBroken, WrongKey):
        return None
    return found
