"""Telegram's limits, kept by all workers together: places in time come from one row, whoever asks."""

from __future__ import annotations

import pytest

from storage import send_turns
from storage.database import Database
from storage.send_turns import Limit, Place, Slots, Wanted
from tests.conftest import Clock
from tests.storage.overlapping import at_once
from tests.storage.people import plain_sql, rows

on_postgresql = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)

OVERALL = Limit(0.1, 3)
OF_CHAT = Limit(0.01, 2)


def take(
    database: Database, *wanted: Wanted, overall: Limit | None = OVERALL, of_chat: Limit | None = None
) -> list[Place]:
    return database.write(lambda tx: send_turns.take(tx, "telegram", wanted, overall, of_chat)).result()


def waits(places: list[Place]) -> list[int]:
    """Seconds in tens, since the database's clock goes on while we ask."""
    return [round(place.seconds / 10) for place in places]


@on_postgresql
def test_a_burst_leaves_at_once_and_the_rest_in_turn(database: Database) -> None:
    places = take(database, *[Wanted(str(chat)) for chat in range(6)])
    assert waits(places) == [0, 0, 0, 1, 2, 3]
    assert {place.kind for place in places} == {"given"}
    assert waits(take(database, Wanted("9"))) == [4]


@on_postgresql
def test_workers_get_one_place_each(database: Database, clock: Clock) -> None:
    given = at_once(
        database, clock, *[lambda tx: send_turns.take(tx, "telegram", [Wanted("1")] * 2, OVERALL, None)] * 4
    )
    assert sorted(seconds for places in given for seconds in waits(places)) == [0, 0, 0, 1, 2, 3, 4, 5]


@on_postgresql
def test_a_notice_gets_only_what_is_free(database: Database) -> None:
    notice = Wanted("1", notice=True)
    places = take(database, notice, notice, Wanted("2"), notice)
    assert [place.kind for place in places] == ["given", "given", "given", "busy"]
    assert waits(take(database, Wanted("3"))) == [1]
    (busy,) = take(database, notice)
    assert (busy.kind, waits([busy])) == ("busy", [2])


@on_postgresql
def test_a_chat_that_had_its_share_waits_for_itself_alone(database: Database) -> None:
    places = take(database, *[Wanted("1")] * 3, Wanted("2"), of_chat=OF_CHAT)
    assert [place.kind for place in places] == ["given", "given", "chat", "given"]
    assert waits(places) == [0, 0, 10, 0]
    (again,) = take(database, Wanted("1", of_chat=False), of_chat=OF_CHAT)
    assert (again.kind, waits([again])) == ("given", [1])


@on_postgresql
def test_with_a_limit_of_the_chats_alone_nobody_waits_for_others(database: Database) -> None:
    places = take(database, *[Wanted("1")] * 3, Wanted("2"), overall=None, of_chat=OF_CHAT)
    assert [place.kind for place in places] == ["given"] * 4
    assert waits(places) == [0, 0, 10, 0]


@on_postgresql
def test_places_long_passed_are_forgotten(database: Database) -> None:
    take(database, Wanted("1"), Wanted("2"), of_chat=OF_CHAT)
    with plain_sql(database.url) as other:
        other.exec_driver_sql("UPDATE send_turns SET next_at = next_at - 4000 WHERE chat = '1'")
    assert database.write(send_turns.drop_old).result() == 1
    assert rows(database.url, "SELECT chat FROM send_turns WHERE chat <> ''") == [("2",)]


def test_slots_tell_when_the_next_is_free() -> None:
    slots = Slots(1.0, 2)
    assert [slots.until_free(100.0), slots.take(100.0), slots.take(100.0)] == [0.0, 0.0, 0.0]
    assert (slots.until_free(100.0), slots.take(100.0), slots.until_free(100.5)) == (1.0, 1.0, 1.5)
