import asyncio
from collections.abc import AsyncIterator
from itertools import product

import orjson
import pytest
from telegram import InputFile
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.results import seconds_of
from bot.settings import Settings
from bot.transport import Transport, make_bot, make_transport, transport_of
from tests.bot.stand_in import TOKEN, Answer, StandIn, gives, hangs_up, refuses, says, standing_in, waits

ME = {"id": 1, "is_bot": True, "first_name": "KOTRA", "username": "kotra_bot"}
ERRORS = [
    (refuses(400, "Bad Request: message is not modified"), BadRequest),
    (refuses(401, "Unauthorized"), InvalidToken),
    (refuses(403, "Forbidden: bot was blocked by the user"), Forbidden),
    (refuses(404, "Not Found"), InvalidToken),
    (refuses(409, "Conflict: terminated by other getUpdates request"), Conflict),
    (refuses(429, "Too Many Requests: retry after 7", retry_after=7), RetryAfter),
    (refuses(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-100), ChatMigrated),
    (refuses(500, "Internal Server Error"), NetworkError),
    (refuses(502, "Bad Gateway"), NetworkError),
]


@pytest.fixture
async def server() -> AsyncIterator[StandIn]:
    async with standing_in() as stand_in:
        yield stand_in


@pytest.fixture
async def transport(server: StandIn) -> AsyncIterator[Transport]:
    async with Transport(server.root, TOKEN) as transport:
        yield transport


async def test_finished_json_is_posted_as_it_lies(server: StandIn, transport: Transport) -> None:
    result = await transport.post("sendMessage", '{"chat_id":1,"text":"가입"}'.encode())
    assert result["message_id"] == 1001
    (call,) = server.calls
    assert (call.token, call.content_type, call.params) == (TOKEN, "application/json", {"chat_id": 1, "text": "가입"})


@pytest.mark.parametrize(("answer", "kind"), ERRORS)
async def test_a_refusal_is_raised_as_python_telegram_bot_raises_it(
    server: StandIn, transport: Transport, answer: Answer, kind: type[TelegramError]
) -> None:
    server.next("sendMessage", answer, answer)
    with pytest.raises(TelegramError) as ours:
        await transport.post("sendMessage", b"{}")
    async with HTTPXRequest() as peer:
        with pytest.raises(TelegramError) as theirs:
            await peer.post(f"{server.root}/bot{TOKEN}/sendMessage")
    assert type(ours.value) is type(theirs.value) is kind
    assert ours.value.message == theirs.value.message


@pytest.mark.parametrize("parameters", [b"[7]", b'"7"', b'{"retry_after":"soon"}', b'{"retry_after":[7]}'])
async def test_an_odd_refusal_is_tried_again_as_the_networks_fault(
    server: StandIn, transport: Transport, parameters: bytes
) -> None:
    body = b'{"ok":false,"error_code":429,"description":5,"parameters":%b}' % parameters
    server.next("sendMessage", says(body, 429))
    with pytest.raises(NetworkError):
        await transport.post("sendMessage", b"{}")


async def test_a_flood_refusal_says_how_long_to_wait(server: StandIn, transport: Transport) -> None:
    server.next("sendMessage", refuses(429, "Too Many Requests", retry_after=7))
    with pytest.raises(RetryAfter) as caught:
        await transport.post("sendMessage", b"{}")
    assert seconds_of(caught.value) == 7.0


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, b'{"ok":true}'),
        *product([200, 401, 403, 404, 409, 500], [b"", b"<html>secret text</html>", b"\xff\xfe", b"[]"]),
    ],
)
async def test_an_answer_that_is_not_the_bot_apis_is_a_network_error(
    server: StandIn, transport: Transport, status: int, body: bytes
) -> None:
    server.next("sendMessage", says(body, status))
    with pytest.raises(NetworkError) as caught:
        await transport.post("sendMessage", b"{}")
    assert type(caught.value) is NetworkError
    assert "secret" not in str(caught.value)


async def test_a_connection_that_breaks_is_a_network_error(server: StandIn, transport: Transport) -> None:
    server.next("sendMessage", hangs_up)
    with pytest.raises(NetworkError):
        await transport.post("sendMessage", b"{}")


async def test_a_server_that_is_away_is_a_network_error_without_the_token() -> None:
    async with Transport("http://127.0.0.1:9", TOKEN) as transport:
        with pytest.raises(NetworkError) as caught:
            await transport.post("sendMessage", b"{}")
    assert TOKEN not in repr(caught.getrepr())


async def test_an_answer_that_does_not_come_is_timed_out(server: StandIn) -> None:
    never = asyncio.Event()
    server.next("sendMessage", waits(never, gives(True)))
    async with Transport(server.root, TOKEN, read_seconds=0.05) as transport:
        with pytest.raises(TimedOut):
            await transport.post("sendMessage", b"{}")
    never.set()


async def test_a_closed_transport_is_a_network_error(server: StandIn) -> None:
    with pytest.raises(NetworkError):
        await Transport(server.root, TOKEN).post("getMe", b"{}")


async def test_many_posts_share_few_connections(server: StandIn) -> None:
    async with Transport(server.root, TOKEN, connections=2) as transport:
        results = await asyncio.gather(*(transport.post("sendMessage", b"{}") for _ in range(20)))
    assert len({result["message_id"] for result in results}) == 20


async def test_python_telegram_bot_works_over_it(server: StandIn) -> None:
    server.results["getMe"] = ME
    server.results["getFile"] = {"file_id": "f", "file_unique_id": "u", "file_path": "documents/1.pdf"}
    settings = Settings(token=TOKEN, api_url=server.root)
    transport = make_transport(settings)
    async with make_bot(settings, transport) as bot:
        assert transport_of(bot) is transport
        message = await bot.send_message(1, "안녕하세요")
        file = await bot.get_file("f")
        content = bytes(await file.download_as_bytearray())
    assert message.message_id == 1001
    assert server.of("sendMessage") == [{"chat_id": 1, "text": "안녕하세요"}]
    assert content == b"file documents/1.pdf"


async def test_a_file_is_uploaded_as_multipart(server: StandIn) -> None:
    server.results["getMe"] = ME
    async with make_bot(Settings(token=TOKEN, api_url=server.root)) as bot:
        await bot.send_document(1, InputFile(b"%PDF-1.4", "등록증.pdf"), caption="사업자등록증")
    call = server.calls[-1]
    attached = next(value for value in call.params.values() if isinstance(value, bytes))
    assert call.content_type == "multipart/form-data"
    assert (attached, call.params["caption"], call.params["chat_id"]) == (b"%PDF-1.4", "사업자등록증", "1")


async def test_a_refusal_through_the_bot_is_the_same(server: StandIn) -> None:
    server.results["getMe"] = ME
    server.next("deleteMessage", says(b"<html>", 404), refuses(400, "Bad Request: message to delete not found"))
    async with make_bot(Settings(token=TOKEN, api_url=server.root)) as bot:
        with pytest.raises(NetworkError) as garbage:
            await bot.delete_message(1, 2)
        with pytest.raises(BadRequest, match="to delete not found"):
            await bot.delete_message(1, 2)
    assert type(garbage.value) is NetworkError


async def test_lists_and_objects_travel_as_json(server: StandIn, transport: Transport) -> None:
    await transport.post("setMyCommands", orjson.dumps({"commands": [{"command": "start", "description": "시작"}]}))
    assert server.of("setMyCommands") == [{"commands": [{"command": "start", "description": "시작"}]}]
