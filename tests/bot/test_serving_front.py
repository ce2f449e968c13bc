"""What the HTTP server answers: the door, health, readiness, metrics."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.error import RetryAfter

from bot import metrics
from bot.pauses import Pauses
from bot.polling import Incoming
from bot.serving import door, front, webhook
from bot.serving.door import SECRET_HEADER
from bot.serving.front import OUTBOX_LIMIT_SECONDS, Front
from bot.serving.listening import Serving
from bot.serving.server import serving
from bot.serving.store_look import StoreLook
from bot.serving.webhook import Webhook
from bot.settings import Settings, SettingsError
from bot.transport import make_bot
from bot.watching import Watch
from storage import outbox
from storage.database import Database, StoreUnavailable
from storage.outbox import NewRow
from storage.watching import Backlog, Look
from tests.bot.stand_in import TOKEN, StandIn, refuses, standing_in
from tests.conftest import Clock

SECRET = "the_Secret-of-this-test"
TOLD = Serving("127.0.0.1:0", "https://bot.example/hook", SECRET)
NOTHING = Look(datetime(2026, 11, 22, tzinfo=UTC), {}, Backlog(0, None), Backlog(0, None), {})
RIGHT = {SECRET_HEADER: SECRET, "Content-Type": "application/json"}


class Looking:
    """A look at the store without a store."""

    def __init__(self, found: Look | Exception = NOTHING):
        self.found = found

    async def now(self) -> Look:
        if isinstance(self.found, Exception):
            raise self.found
        return self.found


class Taken:
    """What was handed on, and the error to fail with."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.error: Exception | None = None

    async def __call__(self, batch: Sequence[Incoming]) -> None:
        if self.error is not None:
            raise self.error
        self.numbers += [incoming.update_id for incoming in batch]


@pytest.fixture
def taken() -> Taken:
    return Taken()


@pytest.fixture
def bot() -> Bot:
    return make_bot(Settings(token=TOKEN))


@pytest.fixture
def served(taken: Taken, bot: Bot) -> Front:
    made = Front(TOLD, Watch())
    made.look = Looking()  # type: ignore[assignment]
    made.webhook = Webhook(bot, taken, TOLD)
    return made


@pytest.fixture
async def http(served: Front) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(served.app())
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        yield client


def count(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


async def test_an_update_is_acknowledged_when_it_was_taken(http: httpx.AsyncClient, taken: Taken) -> None:
    answer = await http.post("/hook", headers=RIGHT, json={"update_id": 5})
    assert (answer.status_code, answer.content, taken.numbers) == (200, b"", [5])


@pytest.mark.parametrize("secret", ["", "x", SECRET + "x", SECRET[:-1], SECRET.lower(), "비밀"])
async def test_without_the_secret_nothing_is_read(http: httpx.AsyncClient, taken: Taken, secret: str) -> None:
    before, read = count("assistant_webhook_refused_total", reason="secret"), []

    async def never() -> AsyncIterator[bytes]:
        read.append(True)
        yield b""

    headers = {**RIGHT, SECRET_HEADER: secret.encode("utf-8").decode("latin-1").encode("latin-1")}
    answer = await http.post("/hook", headers=headers, content=never())  # type: ignore[arg-type]
    assert (answer.status_code, taken.numbers, read) == (403, [], [])
    assert count("assistant_webhook_refused_total", reason="secret") == before + 1


async def test_a_body_that_grows_beyond_the_limit_is_not_held(http: httpx.AsyncClient, taken: Taken) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 65536

    answer = await http.post("/hook", headers=RIGHT, content=endless())
    assert (answer.status_code, taken.numbers) == (413, [])
    assert sent <= door.LARGEST_BYTES // 65536 + 2


@pytest.mark.parametrize("length", ["-1", "many", "99999999999"])
async def test_an_odd_length_is_refused(http: httpx.AsyncClient, length: str) -> None:
    answer = await http.post("/hook", headers={**RIGHT, "Content-Length": length}, content=b"{}")
    assert answer.status_code == 413


async def test_who_sends_too_slowly_is_sent_away(http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "BODY_SECONDS", 0.01)

    async def slow() -> AsyncIterator[bytes]:
        await asyncio.Event().wait()
        yield b""

    assert (await http.post("/hook", headers=RIGHT, content=slow())).status_code == 408


@pytest.mark.parametrize("number", ["-1", "1.5", "null", "9223372036854775808", "1e3", "true", '"7"'])
async def test_a_number_that_is_none_is_malformed(http: httpx.AsyncClient, taken: Taken, number: str) -> None:
    answer = await http.post("/hook", headers=RIGHT, content=f'{{"update_id": {number}}}'.encode())
    assert (answer.status_code, taken.numbers) == (400, [])


async def test_json_may_name_its_letters(http: httpx.AsyncClient, taken: Taken) -> None:
    headers = {**RIGHT, "Content-Type": "Application/JSON; charset=utf-8"}
    answer = await http.post("/hook", headers=headers, content='{"update_id": 5, "message": {"text": "가"}}'.encode())
    assert (answer.status_code, taken.numbers) == (200, [5])


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (StoreUnavailable("away"), "store_away"),
        (ExceptionGroup("several", [StoreUnavailable("away")]), "store_away"),
        (LookupError("홍길동"), "error"),
    ],
)
async def test_what_fails_comes_again(http: httpx.AsyncClient, taken: Taken, error: Exception, reason: str) -> None:
    before = count("assistant_webhook_unacknowledged_total", reason=reason)
    taken.error = error
    answer = await http.post("/hook", headers=RIGHT, json={"update_id": 5})
    assert (answer.status_code, answer.headers["Retry-After"], answer.content) == (503, "1", b"")
    assert count("assistant_webhook_unacknowledged_total", reason=reason) == before + 1
    taken.error = None
    assert (await http.post("/hook", headers=RIGHT, json={"update_id": 5})).status_code == 200


async def test_before_the_assistant_is_ready_updates_come_again(http: httpx.AsyncClient, served: Front) -> None:
    served.webhook = None
    assert (await http.post("/hook", headers=RIGHT, json={"update_id": 5})).status_code == 503
    ready = await http.get("/readyz")
    assert (ready.status_code, ready.text) == (503, "the assistant is starting or stopping\n")
    served.look = None
    assert (await http.get("/readyz")).text == "the database is not open\n"
    assert (await http.get("/healthz")).text == "alive\n"


async def test_ready_means_a_database_and_an_outbox_that_keeps_up(http: httpx.AsyncClient, served: Front) -> None:
    assert (await http.get("/readyz")).status_code == 200
    served.look = Looking(StoreUnavailable("the database does not answer"))  # type: ignore[assignment]
    answer = await http.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")
    assert "assistant_database_up 0.0" in (await http.get("/metrics")).text
    late = NOTHING.at - timedelta(seconds=OUTBOX_LIMIT_SECONDS + 1)
    served.look = Looking(replace(NOTHING, outbox={"telegram": Backlog(1, late)}))  # type: ignore[assignment]
    answer = await http.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the outbox is 121 s behind\n")


async def test_metrics_tell_how_the_store_stands(http: httpx.AsyncClient, served: Front) -> None:
    ago = NOTHING.at - timedelta(hours=1)
    look = Look(NOTHING.at, {"telegram": Backlog(3, ago)}, Backlog(2, ago), Backlog(1, ago), {"sign_up": (5, 2)})
    served.look = Looking(look)  # type: ignore[assignment]
    served.watch.steps["sign_up", "name", "entered"] += 4
    answer = await http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    for line in (
        "assistant_database_up 1.0",
        'assistant_outbox_rows{route="telegram"} 3.0',
        'assistant_outbox_rows{route="tick"} 0.0',
        "assistant_outbox_oldest_seconds 3600.0",
        "assistant_associates_waiting 2.0",
        "assistant_associates_waiting_oldest_seconds 3600.0",
        "assistant_certificates_waiting 1.0",
        'assistant_forms{flow="sign_up"} 5.0',
        'assistant_forms_idle{flow="sign_up"} 2.0',
        'assistant_steps_total{flow="sign_up",step="name",what="entered"} 4.0',
        'assistant_sends_total{verdict="sent"}',
    ):
        assert line in answer.text


async def test_without_a_webhook_its_path_is_not_there(taken: Taken) -> None:
    app = Front(Serving("127.0.0.1:0"), Watch()).app()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as http:
        assert (await http.post("/hook", headers=RIGHT, json={"update_id": 5})).status_code == 404
        assert (await http.get("/healthz")).status_code == 200


class Store:
    """A database whose reads end when a test says so."""

    def __init__(self) -> None:
        self.reads = 0
        self.error: Exception | None = None

    def read(self, _: object) -> Look:
        self.reads += 1
        if self.error:
            raise self.error
        return NOTHING


async def test_a_look_is_kept_for_a_while_and_a_failure_is_not() -> None:
    store = Store()
    look = StoreLook(store)  # type: ignore[arg-type]
    store.error = StoreUnavailable("away")
    with pytest.raises(StoreUnavailable):
        await look.now()
    store.error = None
    assert await look.now() is await look.now()
    assert store.reads == 2
    look.kept_seconds = 0.0
    await look.now()
    assert store.reads == 3


async def test_a_database_that_does_not_answer_is_asked_once(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = NewRow(channel="telegram", chat="1", route="telegram", method="sendMessage", payload=b"{}")
    database.write(lambda tx: outbox.add(tx, [row])).result()
    clock.forward(seconds=9)
    look, read, may_go, asked = StoreLook(database), database.read, asyncio.Event(), []
    loop = asyncio.get_running_loop()

    def slow(work: Any) -> Any:
        asked.append(work)
        asyncio.run_coroutine_threadsafe(may_go.wait(), loop).result()
        return read(work)

    monkeypatch.setattr(database, "read", slow)
    look.patience_seconds = 0.01
    for _ in range(3):
        with pytest.raises(StoreUnavailable, match="does not answer"):
            await look.now()
    may_go.set()
    look.patience_seconds = 30.0
    assert (await look.now()).outbox_age == 9.0
    assert len(asked) == 1
    await look.close()


async def test_a_port_that_is_taken_is_told() -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=f"LISTEN: port {port} of 127.0.0.1 is taken"):
            async with serving(Front(TOLD, Watch()).app(), "127.0.0.1", port):
                pass


async def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(SettingsError, match="LISTEN: "):
        async with serving(Front(TOLD, Watch()).app(), "203.0.113.1", 8000):
            pass


async def test_it_serves_on_a_port_of_its_own() -> None:
    async with front.front(Serving("127.0.0.1:0"), Watch()) as made, httpx.AsyncClient() as http:
        assert (await http.get(f"http://127.0.0.1:{made.port}/healthz")).text == "alive\n"


@pytest.mark.parametrize(
    "garbage", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc", b"GET\r\n\r\n", b"\xff" * 9000 + b"\r\n\r\n"]
)
async def test_what_is_not_even_http_is_refused_without_a_traceback(
    garbage: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    async with front.front(Serving("127.0.0.1:0"), Watch()) as made:
        reader, writer = await asyncio.open_connection("127.0.0.1", made.port)
        writer.write(garbage)
        assert (await reader.read()).startswith(b"HTTP/1.1 400")
        writer.close()
        await writer.wait_closed()
        async with httpx.AsyncClient() as http:
            assert (await http.get(f"http://127.0.0.1:{made.port}/healthz")).status_code == 200
    assert "Traceback" not in caplog.text


@pytest.fixture
async def telegram() -> AsyncIterator[StandIn]:
    async with standing_in() as made:
        yield made


async def at_work(telegram: StandIn, stop: asyncio.Event) -> None:
    async with make_bot_of(telegram) as bot:
        await Webhook(bot, Taken(), TOLD, Pauses(first=0.0)).run(stop)


def make_bot_of(telegram: StandIn) -> Bot:
    telegram.results["getMe"] = {"id": 1, "is_bot": True, "first_name": "b", "username": "b"}
    return make_bot(Settings(token=TOKEN, api_url=telegram.root))


async def test_a_webhook_that_cannot_be_set_is_set_later(
    telegram: StandIn, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(webhook, "LOOK_SECONDS", 0.01)
    asked: list[RetryAfter] = []

    def at_once(error: RetryAfter) -> float:
        asked.append(error)
        return 0.0

    monkeypatch.setattr(webhook, "seconds_of", at_once)
    telegram.next("setWebhook", refuses(429, "Too Many Requests", retry_after=1), refuses(400, "bad webhook"))
    telegram.results["getWebhookInfo"] = {
        "url": "https://elsewhere.example/",
        "pending_update_count": 4,
        "last_error_date": 2**33,
        "last_error_message": "Connection refused",
    }
    stop = asyncio.Event()
    working = asyncio.create_task(at_work(telegram, stop))
    *_, last = await telegram.called("setWebhook", 3)
    await telegram.called("getWebhookInfo", 3)
    stop.set()
    await working
    assert last["url"] == TOLD.webhook_url
    assert [error.retry_after for error in asked] == [timedelta(seconds=1)]
    assert count("assistant_webhook_pending_updates") == 4.0
    assert "bad webhook" in caplog.text
    assert caplog.text.count("Telegram could not hand an update over: Connection refused") == 1
    assert "another program with this token has changed it" in caplog.text
    assert SECRET not in caplog.text


async def test_what_is_under_way_at_a_stop_is_finished(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    may_go, began, stop = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slowly(batch: Sequence[Incoming]) -> None:
        began.set()
        if batch[0].update_id == 5:
            await may_go.wait()

    made = Webhook(bot, slowly, TOLD)

    async def is_set(*_: object) -> None: ...

    monkeypatch.setattr(Webhook, "_set", is_set)
    served = Front(TOLD, Watch(), webhook=made)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(served.app()), base_url="http://here") as http:
        first = asyncio.create_task(http.post("/hook", headers=RIGHT, json={"update_id": 5}))
        await began.wait()
        working = asyncio.create_task(made.run(stop))
        stop.set()
        for _ in range(5):
            await asyncio.sleep(0)
        assert (await http.post("/hook", headers=RIGHT, json={"update_id": 6})).status_code == 503
        assert not working.done()
        may_go.set()
        assert (await first).status_code == 200
        await working
