"""Limits by day, for all workers together."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import daily_counts
from storage.daily_counts import ALL, spend
from storage.database import Database
from storage.keyring import Keyring
from storage.schema import daily_counts as table
from storage.transaction import Transaction
from tests.conftest import Clock
from tests.storage.people import do


def test_no_more_than_the_limit_on_a_day(database: Database) -> None:
    assert [do(database, spend, "search", {"chat:7": 2}) for _ in range(3)] == [True, True, False]
    assert do(database, spend, "search", {"chat:8": 2})
    assert do(database, spend, "other", {"chat:7": 2})


def test_where_one_limit_is_reached_nothing_is_counted(database: Database) -> None:
    assert do(database, spend, "check", {"chat:7": 5, "number:1": 1, ALL: 9})
    assert not do(database, spend, "check", {"chat:7": 5, "number:1": 1, ALL: 9})
    assert do(database, daily_counts.times, "check", "chat:7") == 1
    assert do(database, daily_counts.times, "check", ALL) == 1


def test_nothing_allowed_is_nothing_counted(database: Database) -> None:
    assert not do(database, spend, "check", {"chat:7": 0})
    assert do(database, daily_counts.times, "check", "chat:7") == 0


def test_a_new_day_begins_at_midnight_in_korea(database: Database, clock: Clock) -> None:
    assert do(database, spend, "search", {"chat:7": 1})
    clock.forward(hours=11, minutes=59)
    assert not do(database, spend, "search", {"chat:7": 1})
    clock.forward(minutes=1)
    assert do(database, spend, "search", {"chat:7": 1})


def test_a_restart_forgets_nothing(database: Database, keyring: Keyring, clock: Clock) -> None:
    assert do(database, spend, "search", {"chat:7": 1})
    database.close()
    again = Database.open(database.url, keyring, clock)
    assert not do(again, spend, "search", {"chat:7": 1})
    again.close()


def spending(n: int) -> Callable[[Transaction], bool]:
    return lambda tx: spend(tx, "x", {f"chat:{n % 3}": 9, "number:1": 7, ALL: 5})


def test_of_many_at_once_as_many_as_allowed_get_through(database: Database, keyring: Keyring, clock: Clock) -> None:
    other = Database.open(database.url, keyring, clock)
    asked = [(database if n % 2 else other).write(spending(n)) for n in range(24)]
    assert sum(one.result() for one in asked) == 5
    other.close()


def test_who_it_was_is_kept_as_a_hash_only(database: Database) -> None:
    do(database, spend, "search", {"number:1238601233": 1, ALL: 2})
    kept = database.read(lambda tx: [tuple(row) for row in tx.connection.execute(sa.select(table))])
    assert "1238601233" not in str(kept)
    assert len(kept) == 2


def test_days_that_are_over_are_forgotten(database: Database, clock: Clock) -> None:
    do(database, spend, "search", {"chat:7": 1})
    clock.forward(days=1)
    assert do(database, daily_counts.drop_old) == 0
    clock.forward(days=1)
    assert do(database, daily_counts.drop_old) == 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    asked=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("12")), max_size=12),
    most=st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 6)),
)
def test_no_limit_is_ever_passed(database: Database, asked: list[tuple[str, str]], most: tuple[int, int, int]) -> None:
    do(database, lambda tx: tx.connection.execute(sa.delete(table)))
    granted = [
        (chat, number)
        for chat, number in asked
        if do(database, spend, "x", {f"chat:{chat}": most[0], f"number:{number}": most[1], ALL: most[2]})
    ]
    assert len(granted) <= most[2]
    assert all(sum(chat == one for chat, _ in granted) <= most[0] for one in "abc")
    assert all(sum(number == one for _, number in granted) <= most[1] for one in "12")
    assert do(database, daily_counts.times, "x", ALL) == len(granted)
