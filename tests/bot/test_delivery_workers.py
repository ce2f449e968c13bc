"""Workers that start, stop, crash or share the outbox, and a store that is away: each row leaves once."""

from __future__ import annotations

import asyncio

import pytest
import sqlalchemy as sa

from bot.delivery import Delivery
from bot.delivery.hold import Hold
from storage import outbox
from storage.database import StoreUnavailable
from storage.schema import outbox as table
from storage.transaction import Transaction
from tests.bot.bench import SEND, Away, Bench, Steady, message, write
from tests.bot.stand_in import gives, waits
from tests.conftest import Clock


async def test_what_was_left_is_sent_at_the_start(bench: Bench) -> None:
    await bench.put(message("1"), message("2", "8"), worker=None)
    await bench.delivery.start()
    await bench.settled()
    assert sorted(bench.texts) == ["1", "2"]


async def test_what_a_crashed_worker_held_is_sent_when_its_lease_ends(
    bench: Bench, clock: Clock, steady: Steady
) -> None:
    await bench.put(message("1"), message("2"), worker="crashed")
    await bench.delivery._sweep_once()
    await bench.settled()
    assert bench.texts == []
    clock.forward(seconds=31)
    steady.passed += 31
    await bench.delivery._sweep_once()
    await bench.settled()
    assert bench.texts == ["1", "2"]


async def test_a_worker_that_is_alone_takes_over_at_once(bench: Bench) -> None:
    await bench.put(message("1"), message("2"), worker="crashed")
    await bench.delivery.start(alone=True)
    await bench.settled()
    assert bench.texts == ["1", "2"]


async def test_a_crash_between_a_send_and_its_mark_sends_again_and_loses_nothing(bench: Bench) -> None:
    crashing = bench.made("crashing", Away(bench.database, times=10**6))
    crashing.enqueue(await bench.put(message("1"), message("2"), worker="crashing"))
    await bench.server.called(SEND, 1)
    await _die(crashing)
    await bench.delivery.start(alone=True)
    await bench.settled()
    assert bench.texts == ["1", "1", "2"]
    assert bench.left() == []


async def _die(delivery: Delivery) -> None:
    """Ends a delivery as SIGKILL would: nothing is finished and nothing is given back."""
    tasks = [*delivery._tasks(), delivery._marks._writing]
    for task in tasks:
        if task is not None:
            task.cancel()
    await asyncio.gather(*(task for task in tasks if task), return_exceptions=True)


async def test_nothing_is_sent_twice_while_marks_wait_for_the_store(bench: Bench, clock: Clock) -> None:
    away = Away(bench.database, times=5)
    bench.delivery = bench.made("first", away)
    bench.delivery.enqueue(await bench.put(message("1")))
    await bench.server.called(SEND, 1)
    clock.forward(seconds=31)
    await bench.delivery._sweep_once()
    await bench.settled()
    assert away.times == 0
    assert bench.texts == ["1"]
    assert bench.left() == []


async def test_a_drain_finishes_what_is_in_hand(bench: Bench) -> None:
    bench.delivery.enqueue(await bench.put(*(message(str(number)) for number in range(5))))
    await bench.delivery.drain(10)
    assert len(bench.texts) == 5
    assert bench.left() == []


async def test_a_drain_gives_back_what_it_cannot_finish(bench: Bench) -> None:
    go_on = asyncio.Event()
    bench.server.next(SEND, waits(go_on, gives({"message_id": 1})))
    bench.delivery.enqueue(await bench.put(message("1"), message("2")))
    await bench.server.called(SEND, 1)
    await bench.delivery.drain(0.01)
    second = bench.made("second")
    await second._sweep_once()
    await bench.settled(second)
    go_on.set()
    assert bench.texts == ["1", "1", "2"]
    assert bench.left() == []


async def test_a_drain_ends_though_the_store_is_away(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.delivery.LAST_WRITES_SECONDS", 0.05)
    delivery = bench.made("first", Away(bench.database, times=10**6))
    delivery.enqueue(await bench.put(message("1")))
    await bench.server.called(SEND, 1)
    async with asyncio.timeout(10):
        await delivery.drain(0.05)
    assert len(bench.left()) == 1


async def test_what_waits_for_a_mark_ends_with_a_drain_and_is_sent_after_the_next_start(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.delivery.LAST_WRITES_SECONDS", 0.05)
    away = bench.made("first", Away(bench.database, times=10**6))
    away.enqueue(await bench.put(message("1"), message("2"), message("other", "8")))
    await bench.server.called(SEND, 2)
    async with asyncio.timeout(10):
        await away.drain(0.05)
    assert sorted(bench.texts) == ["1", "other"]
    bench.delivery = bench.made("second")
    await bench.delivery.start(alone=True)
    await bench.settled()
    assert [text for text in bench.texts if text != "other"] == ["1", "1", "2"]
    assert bench.left() == []


async def test_two_workers_send_each_row_once(bench: Bench) -> None:
    await bench.put(*(message(f"{chat} {number}", str(chat)) for chat in range(9) for number in range(5)), worker=None)
    second = bench.made("second")
    await asyncio.gather(bench.delivery._sweep_once(), second._sweep_once())
    await asyncio.gather(bench.settled(), bench.settled(second))
    assert sorted(bench.texts) == sorted(f"{chat} {number}" for chat in range(9) for number in range(5))
    for chat in range(9):
        assert [text for text in bench.texts if text.startswith(f"{chat} ")] == [f"{chat} {n}" for n in range(5)]


async def test_an_aged_lease_is_renewed_or_found_lost(
    bench: Bench, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.hold.RENEW_AFTER_SECONDS", 0.0)
    hold = Hold(bench.database, "first")
    kept, lost = await bench.put(message("1", "1"), message("2", "2"))
    hold.take([kept, lost])
    clock.forward(seconds=20)
    assert await hold.keep([kept])
    clock.forward(seconds=20)
    (claimed,) = await write(bench.database, lambda tx: outbox.claim(tx, "second", 10))
    assert claimed.id == lost.id
    assert await hold.keep([kept])
    assert not await hold.keep([lost])


async def test_a_row_that_went_to_another_worker_is_left_to_it(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.hold.RENEW_AFTER_SECONDS", 0.0)
    bench.delivery.enqueue(await bench.put(message("1"), message("2"), worker="second") and [])
    rows = await bench.put(message("3", "9"))
    await write(bench.database, lambda tx: tx.connection.execute(sa.update(table).values(leased_by="second")))
    bench.delivery.enqueue(rows)
    await bench.settled()
    assert bench.texts == []
    assert len(bench.left()) == 3


async def test_rows_leased_to_nobody_wake_the_sweep(bench: Bench) -> None:
    await bench.delivery.start()
    bench.delivery.enqueue(await bench.put(message("1"), worker=None))
    await bench.server.called(SEND, 1)


async def test_the_sweep_survives_a_store_that_is_away(bench: Bench) -> None:
    await bench.put(message("1"), worker=None)
    away = Away(bench.database, times=3)
    bench.delivery = bench.made("first", away)
    await bench.delivery.start()
    await bench.server.called(SEND, 1)
    await bench.settled()
    assert bench.left() == []


async def test_what_a_commit_put_in_without_our_hearing_of_it_is_sent_in_its_order(bench: Bench) -> None:
    await bench.put(message("one"))
    bench.delivery.doubt()
    await bench.delivery.start()
    await bench.send(message("two"))
    await bench.settled()
    assert bench.texts == ["one", "two"]


async def test_what_a_claim_leased_without_our_hearing_of_it_comes_before_what_is_newer(bench: Bench) -> None:
    await bench.put(message("one"), worker=None)
    bench.delivery = bench.made("first", Away(bench.database, times=1, commits=True))
    await bench.delivery.start()
    await bench.send(message("two"))
    await bench.server.called(SEND, 2)
    await bench.settled()
    assert bench.texts == ["one", "two"]


async def test_a_store_that_goes_away_just_after_it_was_opened_is_waited_for(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bench.put(message("left behind"), worker="a predecessor")
    away = [StoreUnavailable("away")]

    def takes_over(tx: Transaction, worker: str) -> None:
        if away:
            raise away.pop()
        outbox.take_over(tx, worker)

    monkeypatch.setattr("bot.delivery.delivery.take_over", takes_over)
    await bench.delivery.start(alone=True)
    await bench.settled()
    assert bench.texts == ["left behind"]
