"""Faults in the way of the bot's calls."""

import asyncio
from typing import Any

import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TelegramError


async def test_too_many_requests_so_many_times(bot: Bot, hands: Any, me: int) -> None:
    await hands.posts("/api/faults", method="sendMessage", times=2, error_code=429, retry_after=3)
    for _ in range(2):
        with pytest.raises(RetryAfter) as caught:
            await bot.send_message(me, "x")
        assert caught.value.retry_after.total_seconds() == 3
    assert await bot.send_message(me, "x")
    assert len(await hands.sees()) == 2


async def test_the_body_of_429(call: Any, hands: Any) -> None:
    await hands.posts("/api/faults", error_code=429, retry_after=7)
    assert await call("getMe") == {
        "status": 429, "ok": False, "error_code": 429, "description": "Too Many Requests: retry after 7",
        "parameters": {"retry_after": 7},
    }  # fmt: skip


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 502}, {"garbage": True}])
async def test_outages(bot: Bot, hands: Any, fault: dict[str, Any]) -> None:
    await hands.posts("/api/faults", method="getMe", **fault)
    with pytest.raises(TelegramError):
        await bot.get_me()
    assert await bot.get_me()


async def test_a_lost_answer_after_the_effect(bot: Bot, hands: Any, me: int) -> None:
    await hands.posts("/api/faults", method="send*", status=502, effect=True)
    with pytest.raises(NetworkError):
        await bot.send_message(me, "arrived all the same")
    assert (await hands.sees())[-1]["text"] == "arrived all the same"
    assert (await hands.gets("/api/calls", method="sendMessage"))[-1]["error"] == "fault"


async def test_a_late_answer(bot: Bot, hands: Any) -> None:
    await hands.posts("/api/faults", method="getMe", delay=0.01)
    assert await bot.get_me()


async def test_a_hanging_call_lets_the_server_stop(bot: Bot, hands: Any, me: int, playground: Any) -> None:
    await hands.posts("/api/faults", method="sendMessage", hang=True)
    waiting = asyncio.create_task(bot.send_message(me, "never", read_timeout=30))
    await hands.awaits_call("sendMessage")
    assert not waiting.done()
    playground.release()
    with pytest.raises(NetworkError):
        await waiting
    assert len(await hands.sees()) == 1


async def test_faults_of_one_chat_and_their_end(bot: Bot, hands: Any, me: int) -> None:
    await hands.posts("/api/faults", method="sendMessage", times=9, error_code=400, description="Bad", chat_id=me + 1)
    assert await bot.send_message(me, "x")
    await hands.posts("/api/faults", method="*", times=9, status=500)
    assert len(await hands.gets("/api/faults")) == 2
    assert (await hands.http.delete("/api/faults")).json() == []
    assert await bot.send_message(me, "x")


@pytest.mark.parametrize("body", [{"method": "x"}, {"error_code": 400, "colour": "red"}])
async def test_senseless_faults(hands: Any, body: dict[str, Any]) -> None:
    assert (await hands.http.post("/api/faults", json=body)).status_code == 400


async def test_every_call_is_in_the_journal(bot: Bot, hands: Any, me: int) -> None:
    last = (await hands.gets("/api/calls"))[-1]["n"]
    await bot.send_message(me, "x")
    await hands.posts("/api/faults", method="sendMessage", error_code=400, description="Bad Request: no")
    with pytest.raises(TelegramError):
        await bot.send_message(me, "y")
    calls = await hands.gets("/api/calls", after=last, method="sendMessage")
    assert [(c["n"], c["params"]["text"], c["ok"]) for c in calls] == [(last + 1, "x", True), (last + 2, "y", False)]
    await bot.send_document(me, b"data", filename="a.txt")
    assert (await hands.gets("/api/calls", after=last + 2))[0]["params"]["document"] == "attach://a.txt"
