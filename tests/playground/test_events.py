"""What pages and tests wait for, and who is kept out."""

import asyncio
from typing import Any

import orjson
import pytest
from telegram import Bot


async def test_a_wait_ends_with_the_next_event(bot: Bot, hands: Any, me: int) -> None:
    seq = (await hands.gets("/api/state"))["seq"]
    waiting = asyncio.create_task(hands.gets("/api/wait", chat=me, after=seq, timeout=20))
    await hands.says("elsewhere", me + 1)
    sent = await bot.send_message(me, "x")
    seen = await waiting
    assert [(e["type"], e["message"]["message_id"]) for e in seen["events"]] == [("message", sent.message_id)]
    await bot.delete_message(me, sent.message_id)
    later = await hands.gets("/api/wait", chat=me, after=seen["seq"], timeout=20)
    assert [(e["type"], e["message_id"]) for e in later["events"]] == [("delete", sent.message_id)]
    assert await hands.gets("/api/wait", chat=me, after=later["seq"], timeout=0) == {"seq": later["seq"], "events": []}


async def test_the_stream_of_events(bot: Bot, hands: Any, me: int, playground: Any) -> None:
    seq = (await hands.gets("/api/state"))["seq"]
    await bot.send_message(me, "<b>one</b>", parse_mode="HTML")
    await hands.says("elsewhere", me + 1)
    async with hands.http.stream("GET", "/api/events", params={"chat": f"{me}", "after": seq}) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = [line async for line in _until(stream, b"data: ")]
        playground.release()
    (event,) = lines
    assert (event["type"], event["message"]["text"], event["chat"]) == ("message", "one", me)


async def _until(stream: Any, mark: bytes) -> Any:
    async for line in stream.aiter_lines():
        if line.startswith(mark.decode()):
            yield orjson.loads(line.removeprefix("data: "))
            return


@pytest.mark.parametrize("path", ["/api/state", "/ipin/a", "/"])
async def test_foreign_hosts_are_refused(hands: Any, path: str) -> None:
    assert (await hands.http.get(path, headers={"Host": "evil.example"})).status_code == 403


async def test_foreign_origins_are_refused(hands: Any) -> None:
    path, body = f"/api/chats/{hands.me}/text", {"text": "x"}
    for origin in ("https://evil.example", "http://127.0.0.1:1", "null"):
        assert (await hands.http.post(path, json=body, headers={"Origin": origin})).status_code == 403
    own = str(hands.http.base_url).rstrip("/")
    assert (await hands.http.post(path, json=body, headers={"Origin": own})).status_code == 200


async def test_the_page_may_load_from_here_only(hands: Any) -> None:
    answer = await hands.http.get("/")
    assert (answer.status_code, answer.headers["x-content-type-options"]) == (200, "nosniff")
    # A browser that sends no referrer sends forms with "Origin: null", which is refused.
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "default-src 'none'; script-src 'self'" in answer.headers["content-security-policy"]
    assert (await hands.http.get("/static/none.js")).status_code == 404


@pytest.mark.parametrize("query", ["chat=x", "after=x", "timeout=x"])
async def test_numbers_that_are_none(hands: Any, query: str) -> None:
    assert (await hands.http.get(f"/api/wait?{query}")).status_code == 400
