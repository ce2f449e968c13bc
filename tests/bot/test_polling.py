import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from telegram.error import InvalidToken

from bot.pauses import Pauses
from bot.polling import ALLOWED_UPDATES, Incoming, Polling
from bot.settings import Settings
from bot.transport import make_bot
from storage.database import StoreUnavailable
from tests.bot.stand_in import TOKEN, StandIn, gives, hangs_up, refuses, says, standing_in, waits

METHOD = "getUpdates"


def text(update_id: int) -> dict[str, Any]:
    sender = {"id": 7, "type": "private", "first_name": "길동"}
    message = {"message_id": update_id, "date": 1, "chat": sender, "text": "가입"}
    return {"update_id": update_id, "message": message}


class Intake:
    """Handles batches as told: keeps what it was given, fails where a failure is left to raise."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self.seen: list[Incoming] = []
        self.failures: list[Exception] = []
        self.stop_after = 1

    async def __call__(self, batch: Sequence[Incoming]) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.seen += batch
        if len(self.seen) >= self.stop_after:
            self.stop.set()

    @property
    def ids(self) -> list[int]:
        return [incoming.update_id for incoming in self.seen]


@pytest.fixture
async def server() -> AsyncIterator[StandIn]:
    async with standing_in() as stand_in:
        stand_in.results["getMe"] = {"id": 1, "is_bot": True, "first_name": "KOTRA", "username": "kotra_bot"}
        stand_in.results[METHOD] = []
        yield stand_in


@pytest.fixture
async def intake() -> Intake:
    return Intake()


@pytest.fixture
async def polling(server: StandIn, intake: Intake) -> AsyncIterator[Polling]:
    async with make_bot(Settings(token=TOKEN, api_url=server.root)) as bot:
        yield Polling(bot, intake, long_poll_seconds=0, pauses=Pauses(first=0.001, most=0.002))


def offsets(server: StandIn) -> list[int | None]:
    return [params.get("offset") for params in server.of(METHOD)]


async def run(polling: Polling, intake: Intake) -> None:
    async with asyncio.timeout(10):
        await polling.run(intake.stop)


async def test_the_offset_moves_after_the_batch_and_is_confirmed_at_the_end(
    server: StandIn, polling: Polling, intake: Intake
) -> None:
    server.next(METHOD, gives([text(10), text(11)]), gives([text(12)]))
    intake.stop_after = 3
    await run(polling, intake)
    assert intake.ids == [10, 11, 12]
    assert offsets(server) == [None, 12, 13]
    assert server.of(METHOD)[-1]["limit"] == 1
    assert server.of(METHOD)[0]["allowed_updates"] == list(ALLOWED_UPDATES)


async def test_updates_arrive_as_events_where_they_are_plain_else_as_python_telegram_bots(
    server: StandIn, polling: Polling, intake: Intake
) -> None:
    both = [text(10), text(11)]
    for update in both:
        update["message"]["from"] = {"id": 7, "is_bot": False, "first_name": "길동"}
    both[1]["message"]["quote"] = {"text": "가", "position": 0}
    server.next(METHOD, gives(both))
    intake.stop_after = 2
    await run(polling, intake)
    plain, other = intake.seen
    assert (plain.update, plain.event and plain.event.text) == (None, "가입")
    assert other.event is None
    assert other.update is not None
    assert other.update.message is not None
    assert other.update.message.text == "가입"
    assert plain.chat == other.chat


async def test_a_batch_that_fails_comes_again(server: StandIn, polling: Polling, intake: Intake) -> None:
    server.next(METHOD, gives([text(10)]), gives([text(10)]))
    intake.failures = [RuntimeError("database is away")]
    await run(polling, intake)
    assert intake.ids == [10]
    assert offsets(server) == [None, None, 11]


async def test_a_store_that_is_away_is_told_in_few_words(
    server: StandIn, polling: Polling, intake: Intake, caplog: pytest.LogCaptureFixture
) -> None:
    server.next(METHOD, gives([text(10)]), gives([text(10)]), gives([text(10)]))
    intake.failures = [ExceptionGroup("batch", [StoreUnavailable("away")]), ExceptionGroup("b", [ValueError("odd")])]
    await run(polling, intake)
    assert intake.ids == [10]
    away, odd = caplog.records
    assert away.message.startswith("the store is away")
    assert (away.exc_info, odd.exc_info is not None) == (None, True)


async def test_what_cannot_be_read_is_passed_on_without_its_content(
    server: StandIn, polling: Polling, intake: Intake, caplog: pytest.LogCaptureFixture
) -> None:
    broken = {"update_id": 11, "message": {"text": "010-1234-5678", "chat": "odd"}}
    server.next(METHOD, gives([text(10), broken, text(12)]))
    intake.stop_after = 3
    await run(polling, intake)
    assert intake.ids == [10, 11, 12]
    assert [incoming.chat is None for incoming in intake.seen] == [False, True, False]
    assert "update #11 cannot be read" in caplog.text
    assert "1234" not in caplog.text


async def test_updates_out_of_order_are_put_in_order(server: StandIn, polling: Polling, intake: Intake) -> None:
    server.next(METHOD, gives([text(12), text(10)]))
    await run(polling, intake)
    assert intake.ids == [10, 12]
    assert offsets(server) == [None, 13]


async def test_faults_of_the_server_are_survived(server: StandIn, polling: Polling, intake: Intake) -> None:
    server.next(
        METHOD,
        refuses(500, "Internal Server Error"),
        says(b"<html>garbage"),
        hangs_up,
        gives({"not": "a list"}),
        gives([{"no": "id"}]),
        refuses(429, "Too Many Requests", retry_after=1),
        gives([text(10)]),
    )
    await run(polling, intake)
    assert intake.ids == [10]


async def test_a_refused_token_stops_with_one_line(
    server: StandIn, polling: Polling, intake: Intake, caplog: pytest.LogCaptureFixture
) -> None:
    server.next(METHOD, refuses(401, "Unauthorized"))
    with pytest.raises(InvalidToken):
        await run(polling, intake)
    assert [record.message for record in caplog.records if record.levelno == logging.ERROR] == [
        "Telegram refuses the token: copy TELEGRAM_BOT_TOKEN again from @BotFather"
    ]


async def test_another_poller_is_told_once(
    server: StandIn, polling: Polling, intake: Intake, caplog: pytest.LogCaptureFixture
) -> None:
    conflict = refuses(409, "Conflict: terminated by other getUpdates request")
    server.next(METHOD, conflict, conflict, conflict, gives([text(10)]))
    await run(polling, intake)
    assert intake.ids == [10]
    assert len([record for record in caplog.records if "another program" in record.message]) == 1


async def test_a_webhook_is_removed_once(server: StandIn, polling: Polling, intake: Intake) -> None:
    conflict = refuses(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook")
    server.next(METHOD, conflict, conflict, gives([text(10)]))
    await run(polling, intake)
    assert intake.ids == [10]
    assert server.of("deleteWebhook") == [{"drop_pending_updates": False}]


async def test_a_stop_interrupts_the_waiting(server: StandIn, polling: Polling, intake: Intake) -> None:
    never = asyncio.Event()
    server.next(METHOD, waits(never, gives([text(10)])))
    running = asyncio.create_task(run(polling, intake))
    await server.called(METHOD, 1)
    intake.stop.set()
    await running
    never.set()
    assert intake.ids == []
    assert offsets(server) == [None]


async def test_a_stop_finishes_the_batch_in_hand(server: StandIn, polling: Polling, intake: Intake) -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def slow(batch: Sequence[Incoming]) -> None:
        reached.set()
        await go_on.wait()
        await intake(batch)

    polling.handle_batch = slow
    server.next(METHOD, gives([text(10)]), gives([text(11)]))
    running = asyncio.create_task(run(polling, intake))
    await reached.wait()
    intake.stop.set()
    go_on.set()
    await running
    assert intake.ids == [10]
    assert offsets(server) == [None, 11]


async def test_a_last_offset_that_cannot_be_confirmed_is_told(
    server: StandIn, polling: Polling, intake: Intake, caplog: pytest.LogCaptureFixture
) -> None:
    server.next(METHOD, gives([text(10)]), refuses(502, "Bad Gateway"))
    await run(polling, intake)
    assert "were not confirmed" in caplog.text
