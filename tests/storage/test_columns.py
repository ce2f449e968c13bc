"""Moments: aware UTC on both databases, whoever wrote them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from storage import access, updates
from storage.columns import Moment
from storage.database import Database
from tests.storage.people import plain_sql, rows

KOREA = timezone(timedelta(hours=9))


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        database.write(lambda tx: updates.drop_old(tx, datetime(2026, 1, 1))).result()  # noqa: DTZ001


def test_a_moment_comes_back_as_utc(database: Database) -> None:
    given = datetime(2026, 11, 22, 12, 0, 0, 5, tzinfo=KOREA)
    read = database.read(lambda tx: tx.connection.execute(sa.select(sa.literal(given, Moment()))).scalar_one())
    assert read == given
    assert read.tzinfo is UTC


def test_sqlite_keeps_text_that_sorts(database: Database, database_url: str, dialect: str) -> None:
    database.write(lambda tx: updates.mark_seen(tx, "bot", 1)).result()
    if dialect == "sqlite":
        assert rows(database_url, "SELECT seen_at FROM seen_updates") == [("2026-11-22T03:00:00.000000+00:00",)]


def test_the_default_is_a_moment_too(database: Database, database_url: str) -> None:
    with plain_sql(database_url) as connection:
        connection.execute(
            sa.text(
                "INSERT INTO access_log (actor_kind, actor, subject_member_id, action, channel)"
                " VALUES ('staff', 'kim', 3, 'looked', 'web')"
            )
        )
    (entry,) = database.read(lambda tx: access.of_member(tx, 3))
    assert abs(datetime.now(UTC) - entry.at) < timedelta(minutes=5)
    if database.dialect == "sqlite":
        ((text,),) = rows(database_url, "SELECT at FROM access_log")
        assert datetime.fromisoformat(text).isoformat(timespec="microseconds") == text
