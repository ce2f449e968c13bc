"""Conversations: kept whole, sealed, and one worker at a time in each chat."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from storage import conversations
from storage.conversations import ConversationRow
from storage.database import Database, Transaction
from storage.keyring import SealBroken
from tests.conftest import Clock
from tests.storage.overlapping import in_workers
from tests.storage.people import plain_sql, rows

ROW = ConversationRow(
    channel="telegram",
    chat="7",
    language="ko",
    state='{"name":"홍길동"}'.encode(),
    flow="sign_up",
    flow_version=2,
    step="email",
    turn=3,
    card=12,
)


def load(tx: Transaction) -> ConversationRow | None:
    return conversations.load(tx, "telegram", "7")


def save(tx: Transaction, row: ConversationRow) -> None:
    conversations.save(tx, row)


def test_it_comes_back_as_it_was_saved(database: Database, clock: Clock) -> None:
    assert database.write(load).result() is None
    database.write(lambda tx: save(tx, ROW)).result()
    assert database.write(load).result() == replace(ROW, created_at=clock.now, updated_at=clock.now)


def test_saving_again_changes_all_but_its_beginning(database: Database, clock: Clock) -> None:
    begun = clock.now
    database.write(lambda tx: save(tx, ROW)).result()
    changed = replace(ROW, flow=None, flow_version=None, step=None, state=b"{}", turn=4, card=None, language="en")
    now = clock.forward(minutes=5)
    database.write(lambda tx: save(tx, changed)).result()
    assert database.read(load_unlocked) == replace(changed, created_at=begun, updated_at=now)


def load_unlocked(tx: Transaction) -> ConversationRow | None:
    return conversations.peek(tx, "telegram", "7")


def test_a_state_moved_to_another_chat_does_not_open(database: Database, database_url: str) -> None:
    database.write(lambda tx: save(tx, ROW)).result()
    with plain_sql(database_url) as other:
        other.exec_driver_sql("UPDATE conversations SET chat = '8'")
    with pytest.raises(SealBroken):
        database.read(lambda tx: conversations.peek(tx, "telegram", "8"))


def test_what_is_personal_is_sealed(database: Database, database_url: str) -> None:
    database.write(lambda tx: save(tx, ROW)).result()
    ((state,),) = rows(database_url, "SELECT state FROM conversations")
    assert "홍길동".encode() not in bytes(state)


@pytest.mark.parametrize("known", [True, False], ids=["known chat", "new chat"])
def test_workers_in_one_chat_take_turns(database: Database, known: bool) -> None:
    if known:
        database.write(lambda tx: save(tx, replace(ROW, turn=0))).result()

    def count_up(worker: Database) -> None:
        for _ in range(10):
            worker.write(one_turn).result()

    in_workers(database, *[count_up] * 3)
    row = database.read(load_unlocked)
    assert row is not None
    assert row.turn == 30


def one_turn(tx: Transaction) -> None:
    row = load(tx) or replace(ROW, turn=0)
    save(tx, replace(row, turn=row.turn + 1))


def test_forgetting(database: Database) -> None:
    database.write(lambda tx: save(tx, ROW)).result()
    assert database.write(lambda tx: conversations.forget(tx, "telegram", "7")).result() is True
    assert database.write(lambda tx: conversations.forget(tx, "telegram", "7")).result() is False


def test_what_nobody_has_touched_is_erased_and_language_and_card_stay(database: Database, clock: Clock) -> None:
    for chat, flow in (("7", "sign_up"), ("8", "home"), ("9", None)):
        database.write(partial(conversations.save, row=replace(ROW, chat=chat, flow=flow, card=3))).result()
    later = clock.forward(days=1)
    database.write(lambda tx: save(tx, replace(ROW, chat="6", flow="sign_up"))).result()
    stale = database.read(lambda tx: conversations.stale(tx, later, "home", 10))
    assert stale == [("telegram", "7")]
    everybody = [("telegram", chat) for chat in "6789"]
    assert database.write(lambda tx: conversations.empty(tx, everybody, later, "home")).result() == 1
    row = database.read(load_unlocked)
    assert row is not None
    assert (row.state, row.flow, row.step, row.language, row.card) == (b"", None, None, ROW.language, 3)
    assert row.turn == ROW.turn + 1
