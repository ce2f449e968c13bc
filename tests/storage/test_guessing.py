"""Guessing is limited, whoever guesses, in whichever order, over workers and restarts: properties of what counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from membership.limits import (
    CODE_TRIES,
    LOGIN_LOCK,
    LOGIN_TRIES,
    SMS_SENDS_PER_DAY,
    SMS_SENDS_PER_HOUR,
    SMS_TRIES_PER_DAY,
)
from storage import identity, log_ins, sms_codes
from storage.database import Database, Transaction
from storage.identity import CodeOutcome
from storage.log_ins import Candidate, Locked
from storage.sms_codes import Asked, Refused
from tests.conftest import Clock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
RIGHT, WRONG = "482915", "111111"
few = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
steps = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 400)), min_size=15, max_size=40)
runs = count(1)


@contextmanager
def another_worker(database: Database, clock: Clock) -> Iterator[Database]:
    """A process of its own at the same store."""
    other = Database.open(database.url, database.keyring, clock)
    try:
        yield other
    finally:
        other.close()


def do(worker: Database, work: Callable[..., Any], *args: Any) -> Any:
    def within(tx: Transaction) -> Any:
        return work(tx, *args)

    return worker.write(within).result()


def within(moments: list[datetime], now: datetime, span: timedelta) -> int:
    """How many of these moments lie in the last `span`."""
    return sum(now - moment < span for moment in moments)


@few
@given(steps=steps)
def test_passwords(database: Database, clock: Clock, steps: list[tuple[int, int, int]]) -> None:
    """Of wrong ones, for one account or from one chat, no more than two counts hold come in any quarter hour."""
    run, tried = next(runs), defaultdict[str, list[datetime]](list)
    with another_worker(database, clock) as other:
        for number, (chat, account, seconds) in enumerate(steps):
            clock.forward(seconds=seconds)
            worker = (database, other)[number % 2]
            login_id, where = f"account{run}x{account}", f"{run}-{chat}"
            if isinstance(do(worker, log_ins.attempt, "telegram", where, login_id), Candidate):
                do(worker, log_ins.failed, "telegram", where, login_id)
                for subject in (login_id, where):
                    tried[subject].append(clock.now)
            for moments in tried.values():
                assert within(moments, clock.now, LOGIN_LOCK) < 2 * LOGIN_TRIES


@few
@given(steps=steps)
def test_searches_for_an_id(database: Database, clock: Clock, steps: list[tuple[int, int, int]]) -> None:
    run, tried = next(runs), defaultdict[int, list[datetime]](list)
    with another_worker(database, clock) as other:
        for number, (chat, _, seconds) in enumerate(steps):
            clock.forward(seconds=seconds)
            worker = (database, other)[number % 2]
            if not isinstance(do(worker, log_ins.look_up, "telegram", f"{run}-{chat}"), Locked):
                tried[chat].append(clock.now)
            assert within(tried[chat], clock.now, LOGIN_LOCK) < 2 * LOGIN_TRIES


@few
@given(steps=steps)
def test_codes_by_sms(database: Database, clock: Clock, steps: list[tuple[int, int, int]]) -> None:
    """Sends an hour and a day, tries a code and a day, for an account whoever asks."""
    run = next(runs)
    sends, tries = defaultdict[str, list[datetime]](list), defaultdict[str, list[datetime]](list)
    with another_worker(database, clock) as other:
        for number, (chat, account, seconds) in enumerate(steps):
            clock.forward(seconds=seconds * 5)
            worker = (database, other)[number % 2]
            login_id, where = f"account{run}x{account}", f"{run}-{chat}"
            asked = Asked("reset_password", "telegram", where, login_id)
            code_id = do(worker, sms_codes.ask, asked, f"+8210{run % 10_000:04d}{account:04d}")
            if isinstance(code_id, Refused):
                continue
            do(worker, sms_codes.set_code, code_id, RIGHT)
            for subject in (login_id, where):
                sends[subject].append(clock.now)
            for _ in range(CODE_TRIES + 2):
                if do(worker, sms_codes.try_code, code_id, WRONG) in (CodeOutcome.WRONG, CodeOutcome.RIGHT):
                    tries[login_id].append(clock.now)
            assert do(other, sms_codes.try_code, code_id, RIGHT) is not CodeOutcome.RIGHT
            for moments in sends.values():
                assert within(moments, clock.now, HOUR) <= SMS_SENDS_PER_HOUR
                assert within(moments, clock.now, DAY) <= SMS_SENDS_PER_DAY
            assert all(within(moments, clock.now, DAY) <= SMS_TRIES_PER_DAY for moments in tries.values())


@few
@given(guesses=st.lists(st.booleans(), max_size=12))
def test_the_code_of_an_identity_check(database: Database, clock: Clock, guesses: list[bool]) -> None:
    """Five wrong ones end a code, also where the workers take turns; the right one serves once."""
    check = do(database, identity.start, "telegram", f"chat{next(runs)}", "phone", "+821012345678")
    do(database, identity.set_code, check.id, RIGHT, "CI")
    wrong, served = 0, 0
    with another_worker(database, clock) as other:
        for number, is_right in enumerate(guesses):
            outcome = do((database, other)[number % 2], identity.try_code, check.id, RIGHT if is_right else WRONG)
            assert (outcome is CodeOutcome.RIGHT) is (is_right and not served and wrong < CODE_TRIES)
            served += outcome is CodeOutcome.RIGHT
            wrong += not is_right and not served


@pytest.mark.parametrize("secret", [RIGHT, "hongkildong", "+821012345678"])
def test_what_is_counted_is_kept_as_a_hash(database: Database, clock: Clock, secret: str) -> None:
    code_id = do(database, sms_codes.ask, Asked("reset_password", "telegram", "7", "hongkildong"), "+821012345678")
    do(database, sms_codes.set_code, code_id, RIGHT)
    do(database, log_ins.failed, "telegram", "7", "hongkildong")
    for table in ("sms_codes", "login_attempts", "daily_counts"):
        rows = do(database, lambda tx, name: tx.connection.exec_driver_sql(f"SELECT * FROM {name}").all(), table)
        assert not any(secret in str(value) for row in rows for value in row)
