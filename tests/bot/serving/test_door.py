"""Who gets in at the webhook."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest

from bot.serving import door, front
from bot.serving.door import SECRET_HEADER
from bot.serving.listening import Serving
from bot.watching import Watch
from tests.bot.serving.standing import RIGHT, SECRET, Taken, count


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
