"""Calls to the Bot API, on both databases, over HTTP to a server that fails as it is told to."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from functools import partial
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from bot.delivery import Delivery, Handlers, Service, delivery
from bot.delivery.hold import Hold
from bot.delivery.lanes import with_message_id
from bot.delivery.pace import Pace
from bot.transport import Transport
from gateways.identity import GatewayError
from storage import chats, outbox
from storage.database import Database, StoreUnavailable
from storage.jobs import Call, Done, Errand
from storage.outbox import NewRow, Row
from storage.schema import outbox as table
from storage.transaction import Transaction
from tests.bot.stand_in import TOKEN, StandIn, gives, hangs_up, refuses, says, standing_in, waits
from tests.conftest import Clock
from tests.storage.people import sign_up

SEND = "sendMessage"


class Handed:
    """What came back into the bot; deletes the row as intake does, and fails first as often as it is told to."""

    def __init__(self, database: Database):
        self.database = database
        self.answers: list[tuple[str, Mapping[str, Any]]] = []
        self.ticks: list[str] = []
        self.failures: list[Exception] = []
        self.tried = 0

    async def answer(self, row: Row, data: Mapping[str, Any]) -> None:
        await self._take(row)
        self.answers.append((row.method, data))

    async def tick(self, row: Row) -> None:
        await self._take(row)
        self.ticks.append(row.method)

    async def _take(self, row: Row) -> None:
        self.tried += 1
        if self.failures:
            raise self.failures.pop(0)
        await write(self.database, lambda tx: outbox.done(tx, [(row.id, None)]))


class Bench:
    """A delivery over a database and the server, and the hand that puts rows into its outbox."""

    def __init__(self, database: Database, transport: Transport, server: StandIn):
        self.database, self.transport, self.server = database, transport, server
        self.services: dict[str, Service] = {}
        self.handed = Handed(database)
        self.delivery = self.made("first")

    def made(self, worker: str, database: Any = None, **limits: float) -> Delivery:
        handlers = Handlers(self.services, self.handed.answer, self.handed.tick)
        store = database or self.database
        return Delivery(store, self.transport, worker=worker, handlers=handlers, first_pause=0.002, **limits)

    async def put(self, *rows: NewRow, worker: str | None = "first") -> list[Row]:
        return await write(self.database, lambda tx: outbox.add(tx, rows, lease_for=worker))

    async def send(self, *rows: NewRow) -> list[Row]:
        """Puts rows in, delivers them and waits until all is marked."""
        added = await self.put(*rows, worker=self.delivery.worker)
        self.delivery.enqueue(added)
        await self.settled()
        return added

    async def settled(self, delivery: Delivery | None = None) -> None:
        async with asyncio.timeout(20):
            await (delivery or self.delivery).idle()

    @property
    def texts(self) -> list[str]:
        return [params["text"] for params in self.server.of(SEND)]

    def left(self) -> list[tuple[int, str | None]]:
        """Rows that are still to be sent or are set aside, with the reason."""
        statement = sa.select(table.c.id, table.c.error).where(table.c.sent_at.is_(None)).order_by(table.c.id)
        return self.database.read(lambda tx: [(row.id, row.error) for row in tx.connection.execute(statement)])


async def write(database: Any, work: Callable[[Transaction], Any]) -> Any:
    return await asyncio.wrap_future(database.write(work))


def message(text: str, chat: str = "7", **more: Any) -> NewRow:
    payload = orjson.dumps({"chat_id": int(chat), "text": text})
    return NewRow(channel="telegram", chat=chat, route="telegram", method=SEND, payload=payload, **more)


def call(method: str, about: int | None = None, chat: str = "7", keep: bool = False, **params: Any) -> NewRow:
    payload = orjson.dumps({"chat_id": int(chat), **params})
    return NewRow(
        channel="telegram", chat=chat, route="telegram", method=method, payload=payload, about=about, keep=keep
    )


def errand(route: str, method: str, chat: str = "7", **data: Any) -> NewRow:
    return NewRow(channel="telegram", chat=chat, route=route, method=method, payload=orjson.dumps(data))


class Steady:
    """The monotonic clock that delivery holds the store's against; it stands still unless it is moved."""

    def __init__(self) -> None:
        self.passed = 1000.0

    def monotonic(self) -> float:
        return self.passed


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> Steady:
    made = Steady()
    monkeypatch.setattr(delivery, "time", made)
    return made


@pytest.fixture
async def server() -> AsyncIterator[StandIn]:
    async with standing_in() as stand_in:
        yield stand_in


@pytest.fixture
async def bench(database: Database, server: StandIn) -> AsyncIterator[Bench]:
    async with Transport(server.root, TOKEN, read_seconds=5) as transport:
        bench = Bench(database, transport, server)
        yield bench
        await bench.delivery.drain(0.0)


async def test_a_row_is_posted_as_it_lies_and_goes(bench: Bench) -> None:
    await bench.send(message("안녕하세요"))
    assert bench.server.of(SEND) == [{"chat_id": 7, "text": "안녕하세요"}]
    assert bench.left() == []


async def test_a_kept_row_stays_with_its_message_id(bench: Bench) -> None:
    (row,) = await bench.send(message("card", keep=True))
    assert bench.database.read(lambda tx: outbox.message_of(tx, row.id)) == 1001


async def test_a_chat_keeps_its_order(bench: Bench) -> None:
    texts = [str(number) for number in range(20)]
    await bench.send(*(message(text) for text in texts))
    assert bench.texts == texts


async def test_rows_handed_over_out_of_order_leave_in_order(bench: Bench) -> None:
    go_on = asyncio.Event()
    bench.server.next(SEND, waits(go_on, gives({"message_id": 1})))
    first, second, third = await bench.put(message("1"), message("2"), message("3"))
    bench.delivery.enqueue([first])
    await bench.server.called(SEND, 1)
    bench.delivery.enqueue([third])
    bench.delivery.enqueue([second])
    go_on.set()
    await bench.settled()
    assert bench.texts == ["1", "2", "3"]


async def test_a_slow_chat_does_not_hold_others_up(bench: Bench) -> None:
    go_on = asyncio.Event()
    bench.server.next(SEND, waits(go_on, gives({"message_id": 1})))
    rows = await bench.put(message("slow", "1"), message("behind", "1"), message("quick", "2"))
    bench.delivery.enqueue(rows)
    await bench.server.called(SEND, 2)
    assert sorted(bench.texts) == ["quick", "slow"]
    go_on.set()
    await bench.settled()
    assert bench.texts[2:] == ["behind"]


async def test_a_row_about_another_gets_its_message_id(bench: Bench) -> None:
    (card,) = await bench.put(message("card", keep=True))
    rows = await bench.put(call("editMessageText", card.id, text="edited"), call("deleteMessage", card.id))
    bench.delivery.enqueue([card, *rows])
    await bench.settled()
    assert bench.server.of("editMessageText") == [{"chat_id": 7, "text": "edited", "message_id": 1001}]
    assert bench.server.of("deleteMessage") == [{"chat_id": 7, "message_id": 1001}]


async def test_the_message_id_is_found_again_after_a_restart(bench: Bench) -> None:
    (card,) = await bench.send(message("card", keep=True))
    bench.delivery = bench.made("second")
    await bench.send(call("editMessageText", card.id, text="edited"))
    assert bench.server.of("editMessageText") == [{"chat_id": 7, "text": "edited", "message_id": 1001}]


async def test_a_call_about_what_was_never_sent_is_dropped(bench: Bench) -> None:
    bench.server.next(SEND, refuses(400, "Bad Request: chat not found"))
    (card,) = await bench.send(message("card", keep=True))
    await bench.send(call("deleteMessage", card.id))
    assert bench.server.of("deleteMessage") == []
    assert [row_id for row_id, _ in bench.left()] == [card.id]


@pytest.mark.parametrize(
    ("payload", "whole"),
    [
        (b'{"chat_id":1}', {"chat_id": 1, "message_id": 5}),
        (b"{}", {"message_id": 5}),
        (b' { "a" : {} } \n', {"a": {}, "message_id": 5}),
    ],
)
def test_a_message_id_is_put_into_finished_json(payload: bytes, whole: dict[str, Any]) -> None:
    assert orjson.loads(with_message_id(payload, 5)) == whole


async def test_faults_are_tried_again_and_keep_the_order(bench: Bench) -> None:
    error, flood = refuses(500, "Internal Server Error"), refuses(429, "Too Many Requests")
    bench.server.next(SEND, error, says(b"<html>"), hangs_up, says(b"", 502), flood)
    await bench.send(message("1"), message("2"))
    assert bench.texts == ["1"] * 6 + ["2"]
    assert bench.left() == []


async def test_a_server_that_is_away_for_long_loses_nothing(bench: Bench) -> None:
    bench.server.next(SEND, *[refuses(502, "Bad Gateway")] * 40)
    rows = [message(f"{chat}", str(chat)) for chat in range(2)]
    bench.delivery._lanes.first_pause = 0.0
    await bench.send(*rows)
    assert bench.left() == []


async def test_a_row_that_alone_fails_is_set_aside_in_the_end(bench: Bench) -> None:
    bench.server.refused_text = "poison"
    bench.delivery._lanes.first_pause = 0.0
    poison, behind = await bench.put(message("poison", "1"), message("behind", "1"))
    bench.delivery.enqueue([poison, behind])
    while "behind" not in bench.texts:
        tried = bench.texts.count("poison")
        bench.delivery.enqueue(await bench.put(message("fine", "2")))
        await bench.server.until(lambda tried=tried: bench.texts.count("poison") > tried or "behind" in bench.texts)  # type: ignore[misc]
    await bench.settled()
    assert bench.left() == [(poison.id, "NetworkError: Internal Server Error")]
    assert bench.texts.count("behind") == 1


async def test_one_chats_flood_holds_back_that_chat_only(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.server.next(SEND, refuses(429, "Too Many Requests: retry after 1", retry_after=1))
    (flooded,) = await bench.put(message("1", "1"))
    bench.delivery.enqueue([flooded])
    await bench.server.called(SEND, 1)
    bench.delivery.enqueue(await bench.put(message("2", "2")))
    await bench.server.called(SEND, 2)
    assert bench.texts == ["1", "2"]
    await bench.settled()
    assert bench.texts == ["1", "2", "1"]
    assert bench.left() == []
    assert f"Telegram asks to wait 1 s: the chat of outbox row #{flooded.id} pauses" in caplog.text


async def test_two_chats_refused_together_hold_back_all(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    flood = refuses(429, "Too Many Requests: retry after 1", retry_after=1)
    bench.server.next(SEND, flood, flood)
    await bench.send(message("1", "1"), message("2", "2"))
    assert sorted(bench.texts) == ["1", "1", "2", "2"]
    assert "all delivery pauses" in caplog.text
    assert bench.left() == []


async def test_who_may_be_held_back() -> None:
    pace = Pace()
    assert not pace.pause("1", 30.0)
    assert (pace.held("1") > 29.0, pace.held("2")) == (True, 0.0)
    assert not pace.pause("1", 40.0)
    assert pace.pause("2", 20.0)
    assert [pace.held(chat) > seconds for chat, seconds in (("1", 39.0), ("2", 19.0), ("3", 19.0))] == [True] * 3


@pytest.mark.parametrize(
    "description",
    [
        "Bad Request: message is not modified: specified new message content is the same",
        "Bad Request: message to delete not found",
        "Bad Request: message can't be deleted for everyone",
        "Bad Request: message to edit not found",
        "Bad Request: query is too old and response timeout expired or query ID is invalid",
    ],
)
async def test_what_is_done_already_is_done(bench: Bench, description: str) -> None:
    bench.server.next("deleteMessage", refuses(400, description))
    await bench.send(call("deleteMessage", message_id=3), message("next"))
    assert bench.left() == []
    assert bench.texts == ["next"]


async def test_what_telegram_refuses_is_set_aside_without_its_text(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    refusal = 'Bad Request: can\'t parse entities: Unsupported start tag "홍길동" at byte offset 5'
    bench.server.next(SEND, refuses(400, refusal))
    bad, _ = await bench.send(message("<홍길동>"), message("next"))
    ((row_id, reason),) = bench.left()
    assert row_id == bad.id
    assert reason is not None
    assert reason.startswith("BadRequest: Can't parse entities")
    assert "홍길동" not in reason + caplog.text
    assert f"#{bad.id}" in caplog.text
    assert bench.texts == ["<홍길동>", "next"]


MARKED_UP: dict[str, Any] = {"text": "<b>1 &lt; 2</b>", "parse_mode": "HTML", "reply_markup": {"inline_keyboard": []}}


async def test_words_that_are_refused_are_said_more_plainly(bench: Bench) -> None:
    bench.server.next(SEND, refuses(400, "Bad Request: can't parse entities"))
    (card,) = await bench.send(call(SEND, keep=True, **MARKED_UP))
    plain = {"chat_id": 7, "text": "1 < 2", "reply_markup": {"inline_keyboard": []}}
    assert bench.server.of(SEND) == [{"chat_id": 7, **MARKED_UP}, plain]
    assert bench.database.read(lambda tx: outbox.message_of(tx, card.id)) == 1001


async def test_refused_buttons_are_left_out_in_the_end(bench: Bench) -> None:
    bench.server.next(SEND, *[refuses(400, "Bad Request: BUTTON_DATA_INVALID")] * 2)
    await bench.send(call(SEND, **MARKED_UP))
    assert bench.server.of(SEND)[-1] == {"chat_id": 7, "text": "1 < 2"}
    assert bench.left() == []


async def test_what_is_refused_however_plain_is_set_aside(bench: Bench) -> None:
    bench.server.next(SEND, *[refuses(400, "Bad Request: message text is empty")] * 3)
    (row,) = await bench.send(call(SEND, **MARKED_UP))
    assert bench.left() == [(row.id, "BadRequest: Message text is empty")]


@pytest.mark.parametrize("description", ["message can't be edited", "message to edit not found"])
@pytest.mark.parametrize("pressed", [True, False])
async def test_a_refused_edit_becomes_a_message_that_is_the_card_from_then_on(
    bench: Bench, description: str, pressed: bool
) -> None:
    (card,) = await bench.send(message("card", keep=True))
    bench.server.next("editMessageText", refuses(400, f"Bad Request: {description}"))
    first = call("editMessageText", message_id=1001, text="2") if pressed else edit(card.id, "2")
    await bench.send(first, edit(card.id, "3"))
    assert bench.server.of(SEND)[-1] == {"chat_id": 7, "text": "2"}
    assert bench.server.of("editMessageText")[-1] == {"chat_id": 7, "text": "3", "message_id": 1002}
    assert bench.database.read(lambda tx: outbox.message_of(tx, card.id)) == 1002
    assert bench.left() == []


async def test_an_edit_of_a_card_that_was_never_sent_is_sent_in_its_place(bench: Bench) -> None:
    bench.server.next(SEND, *[refuses(400, "Bad Request: chat not found")])
    (card,) = await bench.send(message("card", keep=True))
    await bench.send(edit(card.id, "2"), edit(card.id, "3"))
    assert bench.texts == ["card", "2"]
    assert [params["message_id"] for params in bench.server.of("editMessageText")] == [1001]
    assert bench.left() == []


def edit(card: int, text: str) -> NewRow:
    return call("editMessageText", about=card, text=text)


async def test_a_chat_that_blocked_the_bot_gets_nothing_more(bench: Bench) -> None:
    bench.server.next(SEND, refuses(403, "Forbidden: bot was blocked by the user"))
    rows = await bench.send(message("1"), message("2"), message("3"))
    await bench.send(message("other", "8"))
    assert bench.left() == [(row.id, "blocked") for row in rows]
    assert bench.texts == ["1", "other"]


async def test_a_member_whose_chat_blocked_the_bot_is_known_to_be_out_of_reach(bench: Bench, clock: Clock) -> None:
    member = await asyncio.to_thread(sign_up, bench.database, "member1")
    for chat in ("7", "8"):
        await write(bench.database, partial(chats.link_chat, channel="telegram", chat=chat, member_id=member.id))
    bench.server.next(SEND, refuses(403, "Forbidden: bot was blocked by the user"))
    await bench.send(message("1"))
    links = bench.database.read(lambda tx: chats.chats_of(tx, member.id))
    assert {link.chat: link.unreachable_since for link in links} == {"7": clock.now, "8": None}


async def test_a_group_that_moved_is_set_aside(bench: Bench) -> None:
    bench.server.next(SEND, refuses(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100))
    (row,) = await bench.send(message("1"))
    assert bench.left() == [(row.id, "the group has become a supergroup")]


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


class Away:
    """A database that cannot be written the first `times`."""

    def __init__(self, database: Database, times: int):
        self._database = database
        self.times = times
        self.read, self.listen, self.dialect = database.read, database.listen, database.dialect

    def hand_in(self, work: Callable[[Transaction], Any], done: Done, call: Call) -> Errand:
        if self.times > 0:
            self.times -= 1
            call(lambda: done(None, StoreUnavailable("away")))
            return Errand(work, done, call)
        return self._database.hand_in(work, done, call)


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


async def test_a_service_is_called_and_its_answer_handed_over(bench: Bench) -> None:
    async def look_up(data: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"found": data["number"]}

    bench.services["registry.find"] = Service(look_up)
    await bench.send(errand("service", "registry.find", number="1208147521"))
    assert bench.handed.answers == [("registry.find", {"found": "1208147521"})]
    assert bench.left() == []


async def test_a_slow_service_does_not_hold_its_chat_up(bench: Bench) -> None:
    go_on = asyncio.Event()

    async def slow(data: Mapping[str, Any]) -> Mapping[str, Any]:
        await go_on.wait()
        return {}

    bench.services["slow"] = Service(slow)
    bench.delivery.enqueue(await bench.put(errand("service", "slow"), message("next")))
    await bench.server.called(SEND, 1)
    go_on.set()
    await bench.settled()
    assert len(bench.handed.answers) == 1


def failing(*errors: Exception) -> tuple[Service, list[Exception]]:
    left = list(errors)

    async def call(data: Mapping[str, Any]) -> Mapping[str, Any]:
        if left:
            raise left.pop(0)
        return {"fine": True}

    return Service(call, tries=3), left


@pytest.mark.parametrize(
    ("errors", "answer"),
    [
        ([GatewayError("away")] * 2, {"fine": True}),
        ([GatewayError("away")] * 3, {"error": "away"}),
        ([GatewayError("refused", passing=False)], {"error": "refused"}),
        ([ValueError("010-1234-5678")] * 3, {"error": "service.failed"}),
        ([StoreUnavailable("away")] * 4, {"fine": True}),
    ],
)
async def test_a_service_that_fails_is_tried_again_up_to_its_limit(
    bench: Bench, errors: Sequence[Exception], answer: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    bench.services["some"], left = failing(*errors)
    await bench.send(errand("service", "some"))
    assert bench.handed.answers == [("some", answer)]
    assert left == []
    assert "1234" not in caplog.text


async def test_a_service_that_is_not_there_answers_with_an_error(bench: Bench) -> None:
    await bench.send(errand("service", "nothing"))
    assert bench.handed.answers == [("nothing", {"error": "service.unknown"})]


async def test_an_answer_waits_for_the_store_and_the_service_is_not_called_again(bench: Bench) -> None:
    bench.services["some"], _ = failing()
    bench.handed.failures = [StoreUnavailable("away")] * 7
    await bench.send(errand("service", "some"))
    assert bench.handed.answers == [("some", {"fine": True})]
    assert bench.handed.tried == 8


async def test_an_answer_that_cannot_be_handled_is_set_aside(bench: Bench) -> None:
    bench.services["some"], _ = failing()
    bench.handed.failures = [KeyError("x")] * 5
    (row,) = await bench.send(errand("service", "some"))
    assert bench.left() == [(row.id, "its answer could not be handled")]


async def test_a_tick_comes_back_when_it_is_due(bench: Bench, clock: Clock) -> None:
    due = clock.forward(minutes=5)
    clock.forward(minutes=-5)
    later = NewRow(channel="telegram", chat="7", route="tick", method="remind", payload=b"{}", due_at=due)
    await bench.send(later)
    await bench.delivery._sweep_once()
    await bench.settled()
    assert bench.handed.ticks == []
    clock.forward(minutes=5)
    await bench.delivery._sweep_once()
    await bench.settled()
    assert bench.handed.ticks == ["remind"]
    assert bench.left() == []


async def test_the_sweep_survives_a_store_that_is_away(bench: Bench) -> None:
    await bench.put(message("1"), worker=None)
    away = Away(bench.database, times=3)
    bench.delivery = bench.made("first", away)
    await bench.delivery.start()
    await bench.server.called(SEND, 1)
    await bench.settled()
    assert bench.left() == []


async def test_the_overall_limit_spreads_messages_after_a_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("bot.delivery.pace.asyncio.sleep", note)
    pace = Pace(per_second=2)
    for method in (SEND, SEND, SEND, SEND, "answerCallbackQuery", SEND):
        await pace.turn("7", method)
    assert waited[:2] == [0.0, 0.0]
    assert [round(seconds, 1) for seconds in waited[2:]] == [0.5, 1.0, 1.5]


async def test_one_chat_gets_a_short_burst_and_then_one_message_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("bot.delivery.pace.asyncio.sleep", note)
    pace = Pace(per_chat=1)
    for chat in (*"1111111", "2"):
        await pace.turn(chat, SEND)
    assert [round(seconds) for seconds in waited] == [0, 0, 0, 0, 0, 1, 2, 0]


async def test_what_a_commit_put_in_without_our_hearing_of_it_is_sent_in_its_order(bench: Bench) -> None:
    await bench.put(message("one"))
    bench.delivery.doubt()
    await bench.delivery.start()
    await bench.send(message("two"))
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
