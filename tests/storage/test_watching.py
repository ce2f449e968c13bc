"""Looks at how the assistant fares: counts and ages, read by indexes that hold nothing else."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from conversations.state import HOME
from storage import conversations, outbox, watching
from storage.conversations import ConversationRow
from storage.database import Database
from storage.outbox import NewRow
from storage.schema import IN_A_FORM
from storage.transaction import Transaction
from tests.conftest import Clock
from tests.storage.people import firm


def say(database: Database, chat: str, route: str = "telegram", **due: Any) -> int:
    row = NewRow(channel="telegram", chat=chat, route=route, method="sendMessage", payload=b"{}", **due)
    return database.write(lambda tx: outbox.add(tx, [row])).result()[0].id


def stand(database: Database, chat: str, flow: str | None, step: str | None) -> None:
    row = ConversationRow(channel="telegram", chat=chat, language="ko", state=b"{}", flow=flow, step=step)
    database.write(lambda tx: conversations.save(tx, row)).result()


def test_an_empty_store_waits_for_nothing(database: Database) -> None:
    look = database.read(watching.look)
    assert (look.outbox, look.outbox_age, look.associates.count, look.forms) == ({}, 0.0, 0, {})
    assert look.certificates.age(look.at) == 0.0


def test_what_is_due_and_has_not_left_is_told_by_route(database: Database, clock: Clock) -> None:
    now = clock.now
    sent = say(database, "1")
    say(database, "2")
    say(database, "3", "tick", due_at=clock.now.replace(year=2027))
    database.write(lambda tx: outbox.done(tx, [(sent, 5)])).result()
    clock.forward(seconds=90)
    say(database, "4", "service")
    look = database.read(watching.look)
    assert {route: backlog.count for route, backlog in look.outbox.items()} == {"telegram": 1, "service": 1}
    assert look.outbox["telegram"].since == now
    assert look.outbox_age == 90.0


def test_who_waits_is_told_with_the_oldest(database: Database, clock: Clock) -> None:
    began = clock.now
    firm(database, associates=1)
    clock.forward(days=1)
    firm(database, associates=1, number="2012345675", regulars=1)
    clock.forward(days=1)
    look = database.read(watching.look)
    assert look.associates == watching.Backlog(2, began)
    assert look.associates.age(look.at) == 2 * 86400


def test_who_is_in_a_form_and_who_put_it_away(database: Database, clock: Clock) -> None:
    stand(database, "1", HOME, "menu")
    stand(database, "2", None, None)
    stand(database, "3", "sign_up", "name")
    clock.forward(hours=2)
    stand(database, "4", "sign_up", "name")
    stand(database, "5", "sign_up", "email")
    stand(database, "6", "linking", "account")
    look = database.read(watching.look)
    assert look.forms == {"sign_up": (3, 1), "linking": (1, 0)}
    found = {(one.flow, one.step): (one.people, one.idle) for one in database.read(watching.standing)}
    assert found == {("sign_up", "name"): (2, 1), ("sign_up", "email"): (1, 0), ("linking", "account"): (1, 0)}


def test_the_menu_is_what_the_index_leaves_out() -> None:
    assert f"flow <> '{HOME}'" == IN_A_FORM


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_looks_go_by_their_indexes(database: Database) -> None:
    def plans(tx: Transaction) -> str:
        told = []

        def note(connection: sa.Connection, _: object, statement: str, values: Any, *__: object) -> None:
            told.append((statement, values))

        sa.event.listen(tx.connection, "before_cursor_execute", note)
        watching.look(tx)
        watching.standing(tx)
        sa.event.remove(tx.connection, "before_cursor_execute", note)
        return "\n".join(str(tx.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {s}", v).all()) for s, v in told)

    plan = database.read(plans)
    for name in ("ix_conversations_in_a_form", "ix_affiliations_waiting", "ix_certificates_undecided", "ix_outbox_due"):
        assert name in plan
