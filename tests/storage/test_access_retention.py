"""The access log is kept as long as law asks at least, as long as is set at most; rights given for three years."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from membership import limits
from storage import access, access_retention
from storage.access_retention import RIGHTS
from storage.database import Database
from storage.schema import access_log
from storage.transaction import Transaction
from tests.conftest import Clock


@pytest.fixture(autouse=True)
def long_ago(clock: Clock) -> None:
    """The database itself, which goes by its own clock, lets nothing new be erased."""
    clock.now = datetime(2010, 3, 1, tzinfo=UTC)


def logs(database: Database, action: str) -> None:
    database.write(
        lambda tx: access.log(
            tx, actor_kind="staff", actor="lee", action=action, channel="terminal", subject_member_id=7
        )
    ).result()


def left(database: Database) -> list[str]:
    return [entry.action for entry in database.read(lambda tx: access.of_member(tx, 7))]


def drop(database: Database, years: int) -> int:
    def work(tx: Transaction) -> int:
        return access_retention.drop_old(tx, years)

    return database.write(work).result()


@pytest.mark.parametrize("years", [1, 5])
def test_looks_go_after_the_years_that_are_set_and_rights_after_three(
    database: Database, clock: Clock, years: int
) -> None:
    for action in ("members show", *RIGHTS):
        logs(database, action)
    clock.forward(days=365 * years)
    assert drop(database, years) == 0 or years >= 4
    clock.forward(days=2)
    drop(database, years)
    assert left(database) == ([] if years >= 3 else [*RIGHTS])
    clock.forward(days=365 * 3)
    drop(database, years)
    assert left(database) == []


def test_with_many_members_it_is_two_years_whatever_is_set(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert database.read(lambda tx: access_retention.years_kept(tx, 1)) == limits.ACCESS_LOG_LEAST_YEARS
    assert database.read(lambda tx: access_retention.years_kept(tx, 0)) == limits.ACCESS_LOG_LEAST_YEARS
    monkeypatch.setattr(access_retention, "MANY_SUBJECTS", 0)
    assert database.read(lambda tx: access_retention.years_kept(tx, 1)) == limits.ACCESS_LOG_MANY_YEARS
    assert database.read(lambda tx: access_retention.years_kept(tx, 7)) == 7
    logs(database, "members show")
    clock.forward(days=700)
    assert drop(database, 1) == 0
    clock.forward(days=40)
    assert drop(database, 1) == 1


def test_some_at_a_time_the_oldest_first(database: Database, clock: Clock) -> None:
    for number in range(4):
        logs(database, f"look {number}")
        clock.forward(days=1)
    clock.forward(days=366 * 2)
    assert database.write(lambda tx: access_retention.drop_old(tx, 2, limit=3)).result() == 3
    assert left(database) == ["look 3"]


LEAST = {"members show": 1, **dict.fromkeys(RIGHTS, 3)}  # years


def test_nobody_erases_what_is_too_new(database: Database, clock: Clock) -> None:
    """By plain SQL, as another program would; what is old enough goes."""
    for action, years in LEAST.items():
        clock.now = datetime.now(UTC) - timedelta(days=365 * years - 1)
        logs(database, action)
        with pytest.raises(sa.exc.IntegrityError, match="access_log is evidence"):
            database.write(partial(_erases, action=action)).result()
    assert left(database) == [*LEAST]


def test_what_is_old_enough_may_be_erased(database: Database, clock: Clock) -> None:
    for action, years in LEAST.items():
        clock.now = datetime.now(UTC) - timedelta(days=366 * years + 1)
        logs(database, action)
        database.write(partial(_erases, action=action)).result()
    assert left(database) == []


def _erases(tx: Transaction, action: str) -> None:
    tx.connection.execute(sa.delete(access_log).where(access_log.c.action == action))


@given(days=st.integers(0, 20_000), years=st.integers(1, 20))
def test_a_year_is_never_short(days: int, years: int) -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days)
    assert 365 * years <= (moment - access_retention._ago(moment, years)).days <= 366 * years + 1
