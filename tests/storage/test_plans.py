"""What is asked of the store every second or minute finds its rows by an index, however many others there are."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from storage import events, inbox, outbox, reminders, watching
from storage.database import Database
from storage.transaction import Transaction

pytestmark = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)

LARGE = r"members|companies|affiliations|chat_links|conversations|outbox|seen_updates|store_events|consents|access_log"
FEW = "ix_affiliations_waiting|ix_outbox_chat|ix_outbox_due|ix_conversations_in_a_form|ix_store_events_due"
# All of a table, or of an index that has all of its rows, or the rows of a table in the order of their keys.
WHOLE = re.compile(rf"SCAN (?:{LARGE})(?! USING (?:COVERING )?INDEX (?:{FEW}))|(?:{LARGE}) USING .*\(rowid[<>]\?")
LOOKS: dict[str, Callable[[Transaction], Any]] = {
    "the next event": events.next_due,
    "events": events.take_due,
    "reminders": reminders.due,
    "the outbox": lambda tx: outbox.claim(tx, "worker", 100),
    "the next row": outbox.next_due,
    "metrics": watching.look,
    "a crash": lambda tx: outbox.take_over(tx, "worker"),
    "the inbox": lambda tx: inbox.left(tx, "bot"),
}


def plans(tx: Transaction, look: Callable[[Transaction], Any]) -> list[str]:
    """How SQLite goes about each statement of a look."""
    said: list[str] = []
    tx.driver.set_trace_callback(said.append)
    look(tx)
    tx.driver.set_trace_callback(None)
    asked = [one for one in said if one.split()[0] in {"SELECT", "UPDATE", "DELETE"}]
    assert asked
    return [str(row[3]) for one in asked for row in tx.driver.execute(f"EXPLAIN QUERY PLAN {one}")]


@pytest.mark.parametrize("name", LOOKS)
def test_no_look_goes_through_a_large_table(database: Database, name: str) -> None:
    found = database.write(lambda tx: plans(tx, LOOKS[name])).result()
    assert [plan for plan in found if WHOLE.search(plan)] == []


def test_a_look_through_a_table_is_noticed(database: Database) -> None:
    def all_members(tx: Transaction) -> None:
        tx.driver.execute("SELECT name FROM members WHERE email = 'kim@example.com'")

    found = database.write(lambda tx: plans(tx, all_members)).result()
    assert any(map(WHOLE.search, found))
