"""Sealing everything anew under the newest key, so that an older one can be thrown away."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from storage import certificates, conversations, inbox, leaving, member_edits, outbox, schema, secrets
from storage.database import Database
from storage.keyring import PREFIX_BYTES
from storage.transaction import Transaction

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column that holds sealed bytes: `names` give what its seal is bound to; `chunk` rows are held at once."""

    column: sa.Column[Any]
    names: tuple[str, ...]
    bound_to: Callable[..., str]
    chunk: int = 500

    @property
    def table(self) -> sa.Table:
        """Where the column stands."""
        return self.column.table

    @property
    def key(self) -> list[sa.Column[Any]]:
        """The primary key of that table."""
        return list(self.table.primary_key.columns)


SEALED = (
    SealedColumn(schema.secrets.c.value, ("name",), secrets.bound_to),
    SealedColumn(schema.conversations.c.state, ("channel", "chat"), conversations.bound_to),
    SealedColumn(schema.outbox.c.payload, ("channel", "chat"), outbox.bound_to),
    # A batch may have some hundred kilobytes.
    SealedColumn(schema.inbox.c.updates, ("bot",), inbox.bound_to, chunk=20),
    SealedColumn(schema.member_changes.c.old_value, ("member_id", "field"), member_edits.bound_to),
    SealedColumn(schema.member_changes.c.new_value, ("member_id", "field"), member_edits.bound_to),
    SealedColumn(schema.left_members.c.who, ("id",), leaving.bound_to),
    # A certificate may have 20 MB.
    SealedColumn(schema.certificates.c.content, ("company_id",), certificates.bound_to, chunk=5),
)


def rotate(database: Database, progress: Progress | None = None) -> int:
    """Seals anew what an older key sealed, and gives how many rows that were; may be stopped and run again.

    Every worker must know the newest key before this runs. `progress` is told a table's name and the rows done in it.
    """
    return sum(_rotate_column(database, sealed, progress) for sealed in SEALED)


def _rotate_column(database: Database, sealed: SealedColumn, progress: Progress | None) -> int:
    done = 0
    last: Sequence[Any] | None = None
    while True:
        keys = database.write(partial(_reseal_chunk, sealed=sealed, after=last)).result()
        if not keys:
            return done
        last = keys[-1]
        done += len(keys)
        if progress is not None:
            progress(sealed.table.name, done)


def _reseal_chunk(tx: Transaction, sealed: SealedColumn, after: Sequence[Any] | None) -> list[Sequence[Any]]:
    rows = tx.connection.execute(_older(tx, sealed, after)).mappings().all()
    for row in rows:
        tx.connection.execute(_reseal(tx, sealed, row))
    return [[row[column.name] for column in sealed.key] for row in rows]


def _older(tx: Transaction, sealed: SealedColumn, after: Sequence[Any] | None) -> sa.Select[Any]:
    wanted = {column.name: column for column in [*sealed.key, *(sealed.table.c[name] for name in sealed.names)]}
    prefix = sa.func.substr(sealed.column, 1, PREFIX_BYTES, type_=sa.LargeBinary)
    statement = (
        sa.select(*wanted.values(), sealed.column.label("sealed"))
        .where(prefix != tx.keyring.prefix)
        .order_by(*sealed.key)
        .limit(sealed.chunk)
        .with_for_update()
    )
    return statement if after is None else statement.where(sa.tuple_(*sealed.key) > sa.tuple_(*after))


def _reseal(tx: Transaction, sealed: SealedColumn, row: sa.RowMapping) -> sa.Update:
    about = sealed.bound_to(*(row[name] for name in sealed.names))
    fresh = tx.keyring.seal(tx.keyring.open(row["sealed"], about), about)
    here = (column == row[column.name] for column in sealed.key)
    return sa.update(sealed.table).where(*here).values({sealed.column: fresh})
