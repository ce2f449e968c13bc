"""retry_after: one row that every worker reads, and that a restart obeys."""

from __future__ import annotations

import threading

import pytest

from storage import send_holds
from storage.database import Database
from tests.conftest import Clock


def put(database: Database, chat: str, seconds: float) -> bool:
    return database.write(lambda tx: send_holds.put(tx, "telegram", chat, seconds)).result()


def held(database: Database) -> dict[str, float]:
    return {one.chat: one.seconds for one in database.read(send_holds.now_held)}


def test_one_refused_chat_is_held_by_itself(database: Database, clock: Clock) -> None:
    assert not put(database, "1", 30)
    assert held(database) == {"1": 30}
    clock.forward(seconds=10)
    assert held(database) == {"1": 20}
    clock.forward(seconds=20)
    assert held(database) == {}


def test_two_chats_refused_together_hold_everybody(database: Database, clock: Clock) -> None:
    assert not put(database, "1", 40)
    clock.forward(seconds=1)
    assert put(database, "2", 30)
    assert held(database) == {"1": 39, "2": 30, "": 30}


def test_a_shorter_wait_does_not_end_a_longer_one(database: Database, clock: Clock) -> None:
    put(database, "1", 40)
    put(database, "2", 40)
    clock.forward(seconds=1)
    assert put(database, "3", 5)
    assert held(database)[""] == 39


def test_chats_refused_one_long_after_the_other_are_held_apart(database: Database, clock: Clock) -> None:
    put(database, "1", 40)
    clock.forward(seconds=3)
    assert not put(database, "2", 40)
    assert not put(database, "2", 40)
    assert set(held(database)) == {"1", "2"}


def test_a_clock_that_was_ahead_lengthens_nothing(database: Database, clock: Clock) -> None:
    put(database, "1", 30)
    clock.forward(hours=-1)
    assert held(database) == {"1": 30}


def test_what_is_long_over_is_forgotten(database: Database, clock: Clock) -> None:
    put(database, "1", 30)
    clock.forward(hours=47)
    assert database.write(send_holds.drop_old).result() == 0
    clock.forward(hours=1)
    assert database.write(send_holds.drop_old).result() == 1


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_the_other_workers_are_woken(database: Database, clock: Clock) -> None:
    other = Database.open(database.url, database.keyring, clock)
    bell = threading.Semaphore(0)
    other.listen(bell.release, send_holds.CHANNEL_OF_NOTIFY)
    assert bell.acquire(timeout=30)
    put(database, "1", 30)
    assert bell.acquire(timeout=30)
    other.close()
