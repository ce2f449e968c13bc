"""The store's clock jumps: nothing is sent twice for that, and nothing waits for as long as the jump was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from bot.delivery.jumps import Jumps
from storage import send_turns
from storage.database import Database, Transaction
from storage.outbox import NewRow
from storage.righting import after_going_back
from storage.schema import store_events
from storage.send_turns import Limit, Wanted
from tests.bot.bench import Bench, Steady, message
from tests.conftest import Clock

NOON = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def seen(*looks: tuple[float, float]) -> Jumps:
    """After looks, each with what the two clocks told in seconds."""
    jumps = Jumps()
    for told, passed in looks:
        jumps = jumps.after(NOON + timedelta(seconds=told), passed)
    return jumps


def test_clocks_that_go_alike_are_believed_when_a_lease_has_been_watched_through() -> None:
    assert seen((0, 100)).wary
    assert seen((0, 100), (29, 129)).wary
    assert not seen((0, 100), (29, 129), (30.5, 130)).wary
    assert not seen((0, 100), (60, 160)).wary


def test_before_the_second_look_the_clock_may_have_gone_back() -> None:
    assert seen((0, 100)).may_be_back
    assert not seen((0, 100), (3, 103)).may_be_back


@pytest.mark.parametrize("jump", [-3600, -3, 3, 3600])
def test_after_a_jump_a_lease_is_waited_for(jump: float) -> None:
    looks = [(0, 100), (3 + jump, 103)]
    assert seen(*looks).wary
    assert seen(*looks).may_be_back == (jump < 0)
    assert seen(*looks, (32 + jump, 132)).wary
    assert not seen(*looks, (32 + jump, 132), (33 + jump, 133)).wary


def test_a_second_jump_is_waited_for_anew() -> None:
    assert seen((0, 100), (13, 103), (33, 123), (40, 140), (50, 150), (69, 169)).wary


async def rounds(bench: Bench, clock: Clock, steady: Steady, times: int) -> list[str]:
    """Looks so often, every nine seconds; gives all texts that were sent."""
    for _ in range(times):
        await bench.delivery._sweep_once()
        steady.passed += 9
        clock.forward(seconds=9)
    await bench.settled()
    return bench.texts


@pytest.mark.parametrize("jump", [-3600, -40, 40, 3600])
async def test_a_jump_ends_no_lease_of_who_lives_and_lengthens_none_of_the_dead(
    bench: Bench, clock: Clock, steady: Steady, jump: int
) -> None:
    await bench.delivery._sweep_once()
    await bench.put(message("1"), worker="another")
    clock.forward(seconds=jump)
    assert await rounds(bench, clock, steady, 3) == []
    assert await rounds(bench, clock, steady, 6) == ["1"]


def tick(due_at: datetime) -> NewRow:
    named: Any = {"channel": "telegram", "chat": "7", "route": "tick", "method": "remind"}
    return NewRow(**named, payload=b"{}", due_at=due_at)


async def test_what_is_due_does_not_wait_for_a_clock_that_went_back(bench: Bench, clock: Clock, steady: Steady) -> None:
    await bench.delivery._sweep_once()
    await bench.put(message("first"), tick(clock.now + timedelta(seconds=9)), worker=None)
    clock.forward(hours=-1)
    (behind,) = await bench.put(message("second"))
    assert behind.leased_by is None
    assert await rounds(bench, clock, steady, 1) == ["first", "second"]
    assert bench.handed.ticks == []
    await rounds(bench, clock, steady, 1)
    assert bench.handed.ticks == ["remind"]


async def test_what_was_put_in_before_the_clock_went_back_is_sent_at_the_next_start(bench: Bench, clock: Clock) -> None:
    await bench.put(message("1"), worker=None)
    clock.forward(hours=-1)
    await bench.delivery.start()
    await bench.settled()
    assert bench.texts == ["1"]


def test_events_are_told_as_long_after_as_they_were_to_be(database: Database, clock: Clock) -> None:
    then = clock.now + timedelta(hours=1)
    event = {"kind": "approved", "at": then, "due_at": then + timedelta(seconds=60)}
    database.write(lambda tx: tx.connection.execute(sa.insert(store_events), [event])).result()
    database.write(after_going_back).result()
    due = database.read(lambda tx: tx.connection.execute(sa.select(store_events.c.due_at)).scalar_one())
    assert due == clock.now + timedelta(seconds=60)


@pytest.fixture
def crowded(database: Database) -> Database:
    """A store in which the places within Telegram's limits are given for an hour ahead."""
    database.write(_give_far_ahead).result()
    return database


def _give_far_ahead(tx: Transaction) -> None:
    send_turns.take(tx, "telegram", [Wanted("7")], Limit(30, 30), Limit(1, 5))
    tx.connection.execute(sa.text("UPDATE send_turns SET next_at = next_at + 3600"))


@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
def test_places_of_before_the_clock_went_back_are_given_back(crowded: Database) -> None:
    def asked(tx: Transaction) -> list[float]:
        return [one.seconds for one in send_turns.take(tx, "telegram", [Wanted("7")], Limit(30, 30), Limit(1, 5))]

    crowded.write(after_going_back).result()
    assert max(crowded.write(asked).result()) < 30
