"""Telegram's limits and pauses, kept by all workers at one store together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

import pytest
import sqlalchemy as sa

from bot.delivery.limits import CHANNEL, Limits
from storage import outbox, send_holds
from storage.aside import listing
from storage.database import Database
from storage.schema import outbox as table
from storage.transaction import Transaction
from tests.bot.bench import SEND, Away, Bench, message, write
from tests.bot.stand_in import StandIn, gives, refuses, waits
from tests.conftest import Clock

on_postgresql = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not done():  # noqa: ASYNC110 -- nobody tells of it
            await asyncio.sleep(0.01)


async def test_what_telegram_asked_for_is_obeyed_after_a_restart(database: Database, clock: Clock) -> None:
    before = Limits(database, None, None)
    await before.start()
    assert not before.pace.pause("1", 60)
    await until(lambda: bool(database.read(send_holds.now_held)))
    await before.close()
    clock.forward(seconds=20)
    after = Limits(database, None, None)
    await after.start()
    assert 39 < after.pace.held("1") <= 40
    assert after.pace.held("2") == 0
    await after.close()


@on_postgresql
async def test_what_one_worker_is_asked_all_obey(database: Database, clock: Clock) -> None:
    elsewhere = Database.open(database.url, database.keyring, clock)
    one, other = Limits(database, None, None), Limits(elsewhere, None, None)
    await one.start()
    await other.start()
    one.pace.pause("1", 60)
    await until(lambda: other.pace.held("1") > 0)
    assert other.pace.held("2") == 0
    other.pace.pause("2", 30)
    await until(lambda: one.pace.held("3") > 0)
    assert 29 < one.pace.held("3") <= 30
    assert 29 < other.pace.held("3") <= 30
    assert one.pace.held("1") > 59
    await one.close()
    await other.close()
    elsewhere.close()


@on_postgresql
async def test_a_pause_is_kept_when_the_store_is_back(database: Database) -> None:
    away = Away(database, times=2)
    limits = Limits(away, None, None)  # type: ignore[arg-type]
    limits.pace.pause("1", 60)
    await until(lambda: bool(database.read(send_holds.now_held)))
    await limits.close()


@on_postgresql
async def test_two_workers_keep_one_limit(database: Database) -> None:
    one, other = Limits(database, 20.0, None), Limits(database, 20.0, None)
    began = asyncio.get_running_loop().time()
    turns = [limits.pace.turn(str(chat), SEND) for chat in range(15) for limits in (one, other)]
    await asyncio.gather(*turns)
    # 20 leave at once, the other 10 at 20 a second: each by itself would have let all 15 go at once.
    assert asyncio.get_running_loop().time() - began >= 0.45


@on_postgresql
async def test_answers_go_before_the_notices_of_another_worker(database: Database) -> None:
    one, other = Limits(database, 20.0, None), Limits(database, 20.0, None)
    left: list[str] = []

    async def leave(limits: Limits, what: str, *, notice: bool) -> None:
        await limits.pace.turn(what, SEND, notice=notice)
        left.append(what)

    await asyncio.gather(*(leave(one, "burst", notice=False) for _ in range(20)))
    notices = [asyncio.create_task(leave(one, "notice", notice=True)) for _ in range(15)]
    await until(lambda: "notice" in left)
    await asyncio.gather(*(leave(other, "answer", notice=False) for _ in range(5)))
    await asyncio.gather(*notices)
    assert left.count("notice") == 15
    assert left[-1] == "notice"


async def test_answers_go_before_notices_of_the_same_worker(bench: Bench, server: StandIn) -> None:
    delivery = bench.made("first", sends_per_second=10.0)
    delivery.enqueue(await bench.put(*(message("burst", str(chat)) for chat in range(10))))
    await server.called(SEND, 10)
    notices = await bench.put(*(message("notice", str(chat)) for chat in range(20, 26)))
    answers = await bench.put(*(message("answer", str(chat)) for chat in range(30, 34)))
    delivery.enqueue_notices(notices)
    delivery.enqueue(answers)
    await bench.settled(delivery)
    assert sorted(bench.texts[10:]) == ["answer"] * 4 + ["notice"] * 6
    assert "notice" not in bench.texts[10:14]
    await delivery.drain(1)


async def test_so_many_notices_are_in_hand_and_no_more(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.delivery.delivery.NOTICES_AT_MOST", 2)
    go_on = asyncio.Event()
    bench.server.next(SEND, *[waits(go_on, gives({"message_id": 1}))] * 2)
    taken = [bench.delivery.takes_notices]
    bench.delivery.enqueue_notices(await bench.put(message("1", "1"), message("2", "2")))
    taken.append(bench.delivery.takes_notices)
    go_on.set()
    await bench.settled()
    assert [*taken, bench.delivery.takes_notices] == [True, False, True]


async def test_a_notice_is_not_put_off_for_ever(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("pace", "limits"):
        monkeypatch.setattr(f"bot.delivery.{module}.NOTICE_PATIENCE_SECONDS", 0.0)
    limits = Limits(database, 10.0, None)
    left: list[str] = []

    async def leave(what: str, *, notice: bool = False) -> None:
        await limits.pace.turn(what, SEND, notice=notice)
        left.append(what)

    async with asyncio.TaskGroup() as group:
        for _ in range(15):
            group.create_task(leave("answer"))
        await until(lambda: len(left) == 10)
        group.create_task(leave("notice", notice=True))
        await until(lambda: len(left) == 11)
        group.create_task(leave("late answer"))
    assert left.index("notice") < left.index("late answer")


async def test_what_waits_for_its_turn_stays_this_workers(
    bench: Bench, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.lanes.HELD_PIECE_SECONDS", 0.01)
    monkeypatch.setattr("bot.delivery.hold.RENEW_AFTER_SECONDS", 0.0)
    delivery = bench.made("first", sends_per_second=2.0)
    rows = await bench.put(*(message("1", str(chat)) for chat in range(3)))
    clock.forward(seconds=20)
    delivery.enqueue(rows)
    await bench.server.called(SEND, 2)
    # From here on only the third is renewed: when that begins a second time, the first is committed.
    begun: list[Sequence[int]] = []
    renew = outbox.renew

    def noted(tx: Transaction, worker: str, ids: Sequence[int]) -> set[int]:
        begun.append(ids)
        return set(renew(tx, worker, ids))

    monkeypatch.setattr(outbox, "renew", noted)
    await until(lambda: len(begun) >= 2 or len(bench.texts) == 3)
    clock.forward(seconds=20)
    assert await write(bench.database, lambda tx: outbox.claim(tx, "second", 10)) == []
    await bench.settled(delivery)
    assert len(bench.texts) == 3
    await delivery.drain(1)


async def test_what_was_lost_while_it_waited_is_left_to_the_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.lanes.HELD_PIECE_SECONDS", 0.01)
    monkeypatch.setattr("bot.delivery.hold.RENEW_AFTER_SECONDS", 0.0)
    delivery = bench.made("first", sends_per_second=1.0)
    delivery.enqueue(await bench.put(message("1", "1"), message("2", "2")))
    await bench.server.called(SEND, 1)
    await write(bench.database, lambda tx: tx.connection.execute(sa.update(table).values(leased_by="second")))
    await bench.settled(delivery)
    assert len(bench.texts) == 1
    await delivery.drain(1)


@on_postgresql
async def test_while_the_store_is_away_a_worker_keeps_the_limits_alone(database: Database) -> None:
    limits = Limits(Away(database, times=10**6), 100.0, 50.0)  # type: ignore[arg-type]
    await asyncio.gather(*(limits.pace.turn("1", SEND) for _ in range(7)))


async def test_a_hold_is_written_when_telegram_refuses(bench: Bench, server: StandIn, database: Database) -> None:
    server.next(SEND, refuses(429, "Too Many Requests: retry after 1", retry_after=1))
    await bench.send(message("1"))
    assert bench.texts == ["1", "1"]
    await until(lambda: bool(database.read(send_holds.now_held)))
    (hold,) = database.read(send_holds.now_held)
    assert (hold.channel, hold.chat, hold.seconds) == (CHANNEL, "7", 1.0)


async def test_what_is_set_aside_keeps_how_often_it_was_tried(
    bench: Bench, server: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.lanes.POISONED_AFTER", 0)
    server.refused_text = "poison"
    bench.delivery.enqueue(await bench.put(message("poison", "1")))
    await server.called(SEND, 2)
    await bench.send(message("fine", "2"))
    (aside,) = bench.database.read(listing)
    assert aside.attempts >= 2
    assert (aside.chat, aside.method) == ("1", SEND)


@on_postgresql
async def test_what_another_worker_gives_back_is_taken_up_at_once(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.delivery.delivery.SWEEP_SECONDS", 600.0)
    await bench.put(message("1"), worker="second")
    await bench.delivery.start()
    await write(bench.database, lambda tx: outbox.release(tx, "second"))
    await bench.server.called(SEND, 1)
    await bench.settled()
    assert bench.texts == ["1"]
