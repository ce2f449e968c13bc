"""A store with many members, each of whom has had a chat with the assistant."""

from __future__ import annotations

import sqlalchemy as sa

from storage import engines

AT_ONCE = 250_000
NOW = "'2026-01-01T00:00:00.000000+00:00'"
SOON = "'2999-01-01T00:00:00.000000+00:00'"
_SERIES = {
    "sqlite": "(WITH RECURSIVE n(i) AS (SELECT :low UNION ALL SELECT i + 1 FROM n WHERE i < :high) SELECT i FROM n)",
    "postgresql": "(SELECT generate_series(CAST(:low AS bigint), CAST(:high AS bigint)) AS i)",
}
_BLOB = {"sqlite": "zeroblob(300)", "postgresql": "decode(repeat('00', 300), 'hex')"}
# Chats of their own, far from those of the people who are interviewed; i is the member's number.
_TABLES = (
    "INSERT INTO members (id, login_id, login_id_key, password_hash, name, telephone, email, postcode, address_base,"
    " address_detail, language, created_via, created_at, updated_at) SELECT i, 'member' || i, 'member' || i, '$a',"
    " 'Kim', '+82234607114', 'kim' || i || '@example.com', '06792', 'Seoul', '2', 'ko', 'web', {now}, {now}"
    " FROM {series} AS s",
    # Of a hundred members ten belong to a company: the first is its MASTER, and in one of ten companies the last waits.
    "INSERT INTO companies (id, business_number, name, representative, telephone, postcode, address_base,"
    " address_detail, source, certificate) SELECT i, CAST(1000000000 + i AS VARCHAR), 'Hanguk', 'Kim', '+82234607114',"
    " '06792', 'Seoul', '2', 'web', 'verified' FROM {series} AS s WHERE i % 100 = 1",
    "INSERT INTO affiliations (company_id, member_id, grade, created_via, created_at) SELECT i - i % 100 + 1, i,"
    " CASE WHEN i % 100 = 1 THEN 'master' WHEN i % 1000 = 10 THEN 'associate' ELSE 'regular' END, 'web', {now}"
    " FROM {series} AS s WHERE i % 100 BETWEEN 1 AND 10",
    "INSERT INTO chat_links (channel, chat, member_id, linked_at)"
    " SELECT 'telegram', CAST(i + 1000000000 AS VARCHAR), i, {now} FROM {series} AS s",
    "INSERT INTO outbox (id, channel, chat, route, method, keep, due_at, message_id, sent_at, created_at)"
    " SELECT i, 'telegram', CAST(i + 1000000000 AS VARCHAR), 'telegram', 'sendMessage', {true}, {now}, i, {now}, {now}"
    " FROM {series} AS s",
    "INSERT INTO conversations (channel, chat, language, flow, flow_version, step, state, turn, card, created_at,"
    " updated_at) SELECT 'telegram', CAST(i + 1000000000 AS VARCHAR), 'ko', 'home', 1, 'menu', {blob}, 30, i, {now},"
    " {now} FROM {series} AS s",
    "INSERT INTO seen_updates (bot, update_id, seen_at) SELECT '7000000001', i + 1000000000, {now} FROM {series} AS s",
    # All of it has been told of long ago.
    "UPDATE affiliations SET reminders = 3, reminded_at = {soon} WHERE grade = 'associate' AND reminders = 0",
    "DELETE FROM store_events",
)


def settle(url: str, count: int) -> None:
    """Puts so many members, their chats and what was sent and seen into an empty store."""
    engine = engines.writing(url, threads=1)
    try:
        for low in range(1, count + 1, AT_ONCE):
            with engine.begin() as connection:
                _settle(connection, low, min(count, low + AT_ONCE - 1))
        if engine.dialect.name == "sqlite":
            with engine.begin() as connection:
                connection.execute(sa.text("ANALYZE"))
        else:
            _tidy_postgresql(engine, count)
    finally:
        engine.dispose()


def _tidy_postgresql(engine: sa.Engine, count: int) -> None:
    """Has the server do at once what it would do by itself after so many rows, while somebody measures."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("SELECT setval(pg_get_serial_sequence('outbox', 'id'), :count)"), {"count": count})
        connection.execute(sa.text("VACUUM ANALYZE"))
        connection.execute(sa.text("CHECKPOINT"))


def forget(url: str) -> None:
    """Forgets which updates have been taken from people of an earlier run: the stand-in numbers them from 1 again."""
    engine = engines.writing(url, threads=1)
    try:
        with engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM seen_updates WHERE update_id < 1000000000"))
    finally:
        engine.dispose()


def _settle(connection: sa.Connection, low: int, high: int) -> None:
    name = connection.dialect.name
    true = "1" if name == "sqlite" else "true"
    now, soon = (at if name == "sqlite" else f"CAST({at} AS timestamptz)" for at in (NOW, SOON))
    for statement in _TABLES:
        text = statement.format(series=_SERIES[name], blob=_BLOB[name], now=now, soon=soon, true=true)
        connection.execute(sa.text(text), {"low": low, "high": high})
