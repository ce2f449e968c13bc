"""The funnel from day to day."""

from __future__ import annotations

from concurrent.futures import wait
from datetime import timedelta

from storage import step_days
from storage.database import Database
from storage.step_days import StepCount
from tests.conftest import Clock

NAME = ("sign_up", "name", "entered")


def add(database: Database, **times: int) -> None:
    steps = {("sign_up", "name", what): count for what, count in times.items()}
    database.write(lambda tx: step_days.add(tx, steps)).result()


def counts(database: Database, days: int) -> dict[str, int]:
    return {one.what: one.times for one in database.read(lambda tx: step_days.since(tx, days))}


def test_what_is_added_adds_up(database: Database) -> None:
    add(database, entered=3, answered=2)
    add(database, entered=1, failed=1)
    assert counts(database, 1) == {"entered": 4, "answered": 2, "failed": 1}
    assert StepCount(*NAME, 4) in database.read(lambda tx: step_days.since(tx, 1))


def test_nothing_is_no_line(database: Database) -> None:
    add(database)
    add(database, entered=0)
    assert counts(database, 1) == {}


def test_a_day_is_the_day_that_it_is_in_korea(database: Database, clock: Clock) -> None:
    add(database, entered=1)
    clock.forward(hours=12)  # 3:00 in the morning, Greenwich: midnight has passed in Seoul
    add(database, entered=1)
    assert (counts(database, 1), counts(database, 2)) == ({"entered": 1}, {"entered": 2})


def test_old_days_are_forgotten(database: Database, clock: Clock) -> None:
    add(database, entered=1)
    clock.forward(days=3)
    add(database, entered=1)
    assert database.write(lambda tx: step_days.drop_old(tx, timedelta(days=2))).result() == 1
    assert counts(database, 10) == {"entered": 1}


def test_workers_add_at_once(database: Database) -> None:
    steps = [[("a", "b", "entered"), ("c", "d", "entered")], [("c", "d", "entered"), ("a", "b", "entered")]]
    works = [dict.fromkeys(steps[number % 2], 1) for number in range(20)]
    wait([database.write(lambda tx, work=work: step_days.add(tx, work)) for work in works])  # type: ignore[misc]
    assert {one.times for one in database.read(lambda tx: step_days.since(tx, 1))} == {20}
