"""Batches of updates are kept, sealed, until they are removed."""

from __future__ import annotations

import sqlalchemy as sa

from storage import inbox
from storage.database import Database
from storage.inbox import Batch
from storage.schema import inbox as table
from tests.storage.people import do

UPDATES = [{"update_id": 7, "message": {"text": "홍길동 900305"}}, {"update_id": 9}]


def test_what_was_put_in_is_left_in_its_order_until_it_is_removed(database: Database) -> None:
    first, second = do(database, inbox.put, "bot", UPDATES), do(database, inbox.put, "bot", UPDATES[:1])
    do(database, inbox.put, "other", UPDATES[1:])
    assert do(database, inbox.left, "bot") == [Batch(first, UPDATES), Batch(second, UPDATES[:1])]
    do(database, inbox.remove, first)
    assert do(database, inbox.left, "bot") == [Batch(second, UPDATES[:1])]


def test_what_people_wrote_cannot_be_read_in_the_table(database: Database) -> None:
    do(database, inbox.put, "bot", UPDATES)
    sealed = do(database, lambda tx: tx.connection.execute(sa.select(table.c.updates)).scalar_one())
    assert b"900305" not in sealed
    assert b"update_id" not in sealed


def test_a_damaged_batch_is_told_apart(database: Database) -> None:
    row = do(database, inbox.put, "bot", UPDATES)
    do(database, lambda tx: tx.connection.execute(sa.update(table).values(bot="other")))
    assert do(database, inbox.left, "other") == [Batch(row, None)]


def test_a_number_never_comes_back(database: Database) -> None:
    row = do(database, inbox.put, "bot", UPDATES)
    do(database, inbox.remove, row)
    assert do(database, inbox.put, "bot", UPDATES) > row
