"""Log-ins: failures are counted for the account and for the chat, and lock for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest

from storage import log_ins
from storage.database import Database
from storage.log_ins import Candidate, Locked
from tests.conftest import Clock
from tests.storage.overlapping import at_once
from tests.storage.people import do, rows, sign_up


def attempt(database: Database, login_id: str = "hongkildong", chat: str = "7") -> Locked | Candidate:
    return do(database, log_ins.attempt, "telegram", chat, login_id)


def fail(database: Database, times: int, login_id: str = "hongkildong", chat: str = "7") -> list[Locked | None]:
    return [do(database, log_ins.failed, "telegram", chat, login_id) for _ in range(times)]


def succeed(database: Database, login_id: str = "hongkildong", chat: str = "7") -> Locked | None:
    return do(database, log_ins.succeeded, "telegram", chat, login_id)


def test_a_candidate_is_found_in_whatever_case(database: Database) -> None:
    member = sign_up(database, "HongKildong")
    assert attempt(database, "hongKILDONG") == Candidate(member)
    assert attempt(database, "nobody123") == Candidate(None)


def test_the_fifth_failure_locks_the_account_from_every_chat(database: Database, clock: Clock) -> None:
    until = clock.now + timedelta(minutes=15)
    assert [fail(database, 1, chat=str(n))[0] for n in range(5)] == [None] * 4 + [Locked(until)]
    assert attempt(database, "HONGkildong", chat="99") == Locked(until)
    assert attempt(database, "another123", chat="99") == Candidate(None)


def test_the_fifth_failure_locks_the_chat_for_every_account(database: Database, clock: Clock) -> None:
    until = clock.now + timedelta(minutes=15)
    assert [fail(database, 1, f"account{n}")[0] for n in range(5)] == [None] * 4 + [Locked(until)]
    assert attempt(database, "account9") == Locked(until)
    assert attempt(database, "account9", chat="8") == Candidate(None)


def test_a_lock_ends_and_a_new_count_begins(database: Database, clock: Clock) -> None:
    fail(database, 5)
    clock.forward(minutes=14, seconds=59)
    assert isinstance(attempt(database), Locked)
    clock.forward(seconds=1)
    assert attempt(database) == Candidate(None)
    assert fail(database, 4) == [None] * 4
    assert isinstance(fail(database, 1)[0], Locked)


def test_failures_of_long_ago_do_not_count(database: Database, clock: Clock) -> None:
    fail(database, 4)
    clock.forward(minutes=15)
    assert fail(database, 4) == [None] * 4


def test_a_success_forgets_the_failures(database: Database) -> None:
    fail(database, 4)
    assert succeed(database) is None
    assert fail(database, 4) == [None] * 4


def test_ones_own_account_does_not_pay_for_guessing_at_others(database: Database) -> None:
    fail(database, 2, "stranger1")
    fail(database, 2, "stranger2")
    assert succeed(database, "ownaccount") is None
    assert isinstance(fail(database, 1, "stranger3")[0], Locked)


def test_a_right_password_that_was_being_checked_when_the_lock_fell_is_not_taken(
    database: Database, clock: Clock
) -> None:
    assert attempt(database, chat="1") == Candidate(None)
    for chat in range(2, 7):
        fail(database, 1, chat=str(chat))
    assert succeed(database, chat="1") == Locked(clock.now + timedelta(minutes=15))
    assert isinstance(attempt(database, chat="1"), Locked)


def test_failures_at_once_are_all_counted(database: Database, clock: Clock) -> None:
    works = [lambda tx, chat=str(n): log_ins.failed(tx, "telegram", chat, "hongkildong") for n in range(5)]
    found = at_once(database, clock, *works)
    assert sorted(str(type(one).__name__) for one in found) == ["Locked"] + ["NoneType"] * 4


def test_neither_account_nor_chat_is_kept(database: Database) -> None:
    fail(database, 1, chat="123456789")
    kept = rows(database.url, "SELECT subject FROM login_attempts")
    assert len(kept) == 2
    assert all(len(subject) == 64 and "hong" not in subject and "12345" not in subject for (subject,) in kept)


@pytest.mark.parametrize(("minutes", "left"), [(14, 2), (15, 0)])
def test_old_counts_are_forgotten_once_they_lock_nobody(
    database: Database, clock: Clock, minutes: int, left: int
) -> None:
    fail(database, 5)
    clock.forward(minutes=minutes)
    do(database, log_ins.drop_old, clock.now)
    assert len(rows(database.url, "SELECT subject FROM login_attempts")) == left
