"""Reminders: after a day, three days, then weekly; gathered; never at night; to whom a chat reaches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from membership.limits import KOREAN_TIME
from storage import approvals, chats, companies, masters, members, reminders
from storage.database import Database, Transaction
from storage.reminders import is_night
from tests.conftest import Clock
from tests.storage.people import Firm, do, firm, plain_sql, sign_up


@pytest.fixture
def works(database: Database) -> Firm:
    """A company with a regular and an associate, whose MASTER has a chat. It is noon in Korea."""
    made = firm(database, regulars=1, associates=1)
    do(database, members.link_chat, "telegram", "7", made.master)
    return made


def remind(database: Database) -> list[tuple[list[int], list[int]]]:
    """Whom the reminders of now go to, and whom they are about; marked as sent."""

    def send(tx: Transaction) -> list[tuple[list[int], list[int]]]:
        found = reminders.due(tx)
        for one in found:
            reminders.mark(tx, [line.affiliation_id for line in one.waiting])
        return [([one.id for one in to.recipients], [line.member_id for line in to.waiting]) for to in found]

    return database.write(send).result()


def test_after_a_day_three_days_and_then_weekly(database: Database, works: Firm, clock: Clock) -> None:
    reminder = [([works.master], [works.people[2].id])]
    joined = clock.now
    for days in (1, 3, 10, 17, 24):
        clock.now = joined + timedelta(days=days, seconds=-1)
        assert remind(database) == []
        clock.now = joined + timedelta(days=days)
        assert remind(database) == reminder
        assert remind(database) == []


def test_nothing_at_night_and_then_in_the_morning(database: Database, works: Firm, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
    assert remind(database) == []
    clock.now = datetime(2026, 11, 23, 22, 59, 59, tzinfo=UTC)
    assert remind(database) == []
    clock.forward(seconds=1)
    assert len(remind(database)) == 1


@pytest.mark.parametrize(
    ("utc", "night"),
    [((11, 59), False), ((12, 0), True), ((15, 0), True), ((22, 59), True), ((23, 0), False), ((3, 0), False)],
)
def test_the_night_is_koreas(utc: tuple[int, int], night: bool) -> None:
    assert is_night(datetime(2026, 11, 22, *utc, tzinfo=UTC)) is night


def test_one_message_gathers_who_would_soon_be_due(database: Database, works: Firm, clock: Clock) -> None:
    joined = clock.now
    later = []
    for hours in (4, 8, 13):
        clock.now = joined + timedelta(hours=hours)
        later.append(sign_up(database, f"later{hours:02}").id)
        do(database, companies.affiliate, works.company.id, later[-1], "web")
    clock.now = joined + timedelta(days=1)
    assert remind(database) == [([works.master], [works.people[2].id, *later[:2]])]
    clock.forward(hours=8)
    assert remind(database) == []
    clock.now = joined + timedelta(days=1, hours=20)
    assert remind(database) == [([works.master], [later[2]])]


def test_who_waits_no_longer_is_not_in_it(database: Database, works: Firm, clock: Clock) -> None:
    do(database, approvals.approve, works.master, works.relations[2])
    clock.forward(days=1)
    assert remind(database) == []


def test_a_long_pause_is_not_made_up_for(database: Database, works: Firm, clock: Clock) -> None:
    clock.forward(days=10)
    assert len(remind(database)) == 1
    clock.forward(days=6)
    assert remind(database) == []
    clock.forward(days=1)
    assert len(remind(database)) == 1


def test_who_was_told_anew_is_reminded_later(database: Database, works: Firm, clock: Clock) -> None:
    clock.forward(days=2)
    do(database, reminders.mark, [works.relations[2], 999])
    assert remind(database) == []
    clock.forward(days=1)
    assert len(remind(database)) == 1


def test_a_master_whom_nothing_reaches_is_not_reminded_and_nothing_is_counted(
    database: Database, works: Firm, clock: Clock
) -> None:
    do(database, chats.mark_unreachable, "telegram", "7")
    clock.forward(days=1)
    assert remind(database) == []
    do(database, chats.mark_reachable, "telegram", "7")
    assert len(remind(database)) == 1


def test_a_substitute_is_reminded_too(database: Database, works: Firm, clock: Clock) -> None:
    substitute = works.people[1].id
    do(database, members.link_chat, "telegram", "8", substitute)
    do(database, masters.name_substitute, works.master, substitute, clock.now + timedelta(days=2))
    clock.forward(days=1)
    assert remind(database) == [([works.master, substitute], [works.people[2].id])]
    do(database, chats.mark_unreachable, "telegram", "7")
    clock.forward(days=2)
    assert remind(database) == []


def test_a_company_that_nobody_may_approve_in_is_passed_by(database: Database, works: Firm, clock: Clock) -> None:
    with plain_sql(database.url) as staff:
        staff.exec_driver_sql("UPDATE companies SET certificate = 'awaited'")
    clock.forward(days=1)
    assert remind(database) == []


def test_one_message_a_company_and_many_companies(database: Database, works: Firm, clock: Clock) -> None:
    other = firm(database, associates=2, number="2012345678")
    do(database, members.link_chat, "telegram", "8", other.master)
    firm(database, associates=1, number="3012345678")
    clock.forward(days=1)
    assert len(do(database, reminders.due, 1)) == 1
    assert remind(database) == [
        ([works.master], [works.people[2].id]),
        ([other.master], [one.id for one in other.people[1:]]),
    ]


@pytest.mark.parametrize(
    ("hour", "minute", "morning"),
    [(7, 59, (22, 8, 0)), (8, 0, (22, 8, 0)), (20, 59, (22, 20, 59)), (21, 0, (23, 8, 0)), (23, 30, (23, 8, 0))],
)
def test_what_falls_into_a_night_is_put_off_to_the_morning_after(
    hour: int, minute: int, morning: tuple[int, int, int]
) -> None:
    moment = datetime(2026, 11, 22, hour, minute, tzinfo=KOREAN_TIME).astimezone(UTC)
    then = reminders.by_day(moment).astimezone(KOREAN_TIME)
    assert (then.day, then.hour, then.minute) == morning
    assert not reminders.is_night(then)
