"""A server that fails, floods or is away: what cannot be sent now is tried again, and nothing is lost."""

from __future__ import annotations

import pytest

from tests.bot.bench import SEND, Bench, message
from tests.bot.stand_in import hangs_up, refuses, says


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
