"""The access log: who looked at whose data; it cannot be rewritten."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from storage import access
from storage.database import Database
from tests.conftest import Clock
from tests.storage.people import plain_sql


def look(database: Database, actor_kind: str = "member") -> None:
    database.write(
        lambda tx: access.log(
            tx, actor_kind=actor_kind, actor="3", action="saw associate", channel="telegram", subject_member_id=5
        )
    ).result()


def test_a_look_is_noted(database: Database, clock: Clock) -> None:
    look(database)
    (entry,) = database.read(lambda tx: access.of_member(tx, 5))
    assert (entry.actor_kind, entry.actor, entry.action, entry.at) == ("member", "3", "saw associate", clock.now)
    assert database.read(lambda tx: access.of_member(tx, 3)) == []


def test_it_cannot_be_rewritten(database: Database, database_url: str) -> None:
    look(database)
    with pytest.raises(sa.exc.DBAPIError, match="evidence"), plain_sql(database_url) as other:
        other.exec_driver_sql("UPDATE access_log SET actor = '4'")


def test_an_unknown_kind_of_actor_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        look(database, "robot")
