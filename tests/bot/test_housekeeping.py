"""What nothing needs any more is erased, on both databases, and what is needed stays."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa

from bot.housekeeping import Housekeeping
from conversations.state import HOME
from storage import access, conversations, events, identity, outbox, page_sessions, updates
from storage.conversations import ConversationRow
from storage.database import Database
from storage.outbox import NewRow
from storage.page_sessions import PageSession
from storage.schema import access_log, identity_checks, seen_updates, store_events
from storage.schema import outbox as outbox_table
from storage.transaction import Transaction
from tests.conftest import Clock
from tests.storage.people import verified_check


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that more than one round is needed."""
    monkeypatch.setattr("bot.housekeeping.AT_ONCE", 2)


async def write(database: Database, work: Callable[[Transaction], Any]) -> Any:
    return await asyncio.wrap_future(database.write(work))


def count(database: Database, table: sa.Table) -> int:
    counted = sa.select(sa.func.count()).select_from(table)
    return database.read(lambda tx: tx.connection.execute(counted).scalar_one())


async def test_seen_updates_are_kept_two_days(database: Database, clock: Clock) -> None:
    for number in range(5):
        await write(database, partial(updates.mark_seen, bot="bot", update_id=number))
    clock.forward(days=1, hours=23)
    await write(database, partial(updates.mark_seen, bot="bot", update_id=9))
    assert (await Housekeeping(database).once())["updates"] == 0
    clock.forward(hours=2)
    assert (await Housekeeping(database).once())["updates"] == 5
    assert count(database, seen_updates) == 1


def card(chat: str, text: bytes = b"{}") -> NewRow:
    return NewRow(channel="telegram", chat=chat, route="telegram", method="sendMessage", payload=text, keep=True)


async def test_what_was_sent_goes_but_for_the_card_that_a_chat_shows(database: Database, clock: Clock) -> None:
    rows = await write(database, lambda tx: outbox.add(tx, [card("7") for _ in range(6)]))
    await write(database, lambda tx: outbox.done(tx, [(row.id, row.id) for row in rows[:4]]))
    await write(database, lambda tx: outbox.failed(tx, rows[4].id, "BadRequest", None))
    talk = ConversationRow(channel="telegram", chat="7", language="ko", state=b"", flow=HOME, card=rows[1].id)
    await write(database, lambda tx: conversations.save(tx, talk))
    clock.forward(days=3)
    assert (await Housekeeping(database).once())["sent"] == 3
    clock.forward(days=5)
    assert (await Housekeeping(database).once())["sent"] == 1
    left = database.read(lambda tx: tx.connection.execute(sa.select(outbox_table.c.id)).scalars().all())
    assert sorted(left) == [rows[1].id, rows[5].id]


async def test_a_check_goes_with_the_draft_that_it_was_for(database: Database, clock: Clock) -> None:
    await write(database, verified_check)
    draft = ConversationRow(channel="telegram", chat="7", language="ko", state=b"{}", flow="sign_up")
    await write(database, lambda tx: conversations.save(tx, draft))
    clock.forward(hours=20)
    assert (await Housekeeping(database).once())["checks"] == 0
    await write(database, lambda tx: conversations.save(tx, replace(draft, flow=HOME)))
    assert (await Housekeeping(database).once())["checks"] == 1
    assert count(database, identity_checks) == 0


async def test_a_check_of_this_hour_still_counts_against_the_limits(database: Database, clock: Clock) -> None:
    await write(database, lambda tx: identity.start(tx, "telegram", "7", "ipin"))
    clock.forward(minutes=59)
    assert (await Housekeeping(database).once())["checks"] == 0
    clock.forward(minutes=2)
    assert (await Housekeeping(database).once())["checks"] == 1


async def test_drafts_that_their_own_tick_has_missed_are_emptied(database: Database, clock: Clock) -> None:
    for chat in "12345":
        draft = ConversationRow(channel="telegram", chat=chat, language="en", state=b"{secret}", flow="sign_up")
        await write(database, partial(conversations.save, row=draft))
    clock.forward(days=2, minutes=1)
    assert (await Housekeeping(database).once())["drafts"] == 5
    row = database.read(lambda tx: conversations.peek(tx, "telegram", "3"))
    assert row is not None
    assert (row.state, row.flow, row.language) == (b"", None, "en")


async def test_events_go_a_week_after_they_were_told(database: Database, clock: Clock) -> None:
    await write(database, lambda tx: _happened(tx, 2))
    await write(database, lambda tx: events.handled(tx, [events.take_due(tx, 1)[0].id]))
    clock.forward(days=8)
    assert (await Housekeeping(database).once())["events"] == 1
    assert count(database, store_events) == 1


def _happened(tx: Transaction, times: int) -> None:
    for _ in range(times):
        tx.connection.execute(sa.insert(store_events).values(kind="chat_linked", at=tx.now))


async def test_a_chore_that_fails_keeps_no_other_from_being_done(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr(updates, "drop_old", fails)
    await write(database, lambda tx: identity.start(tx, "telegram", "7", "ipin"))
    clock.forward(days=3)
    assert (await Housekeeping(database).once())["checks"] == 1
    assert "updates were not erased" in caplog.text


async def test_the_access_log_is_kept_for_the_years_that_are_set(database: Database, clock: Clock) -> None:
    clock.now = datetime(2010, 3, 1, tzinfo=UTC)  # the database lets nothing new be erased
    for number in range(5):
        await write(database, partial(_look, number=number))
    clock.forward(days=370)
    assert (await Housekeeping(database, access_log_years=2).once())["accesses"] == 0
    assert (await Housekeeping(database, access_log_years=1).once())["accesses"] == 5
    assert count(database, access_log) == 0


def _look(tx: Transaction, number: int) -> None:
    access.log(tx, actor_kind="staff", actor="lee", action=f"look {number}", channel="terminal")


async def test_pages_that_are_over_are_forgotten(database: Database, clock: Clock) -> None:
    page = PageSession("telegram", "7", "form")
    await write(database, lambda tx: page_sessions.begin(tx, page, "opening", "token"))
    assert (await Housekeeping(database).once())["pages"] == 0
    clock.forward(minutes=31)
    assert (await Housekeeping(database).once())["pages"] == 1
