"""How fast messages leave, and who is held back."""

from __future__ import annotations

import pytest

from bot.delivery.pace import Pace
from tests.bot.bench import SEND


async def test_who_may_be_held_back() -> None:
    pace = Pace()
    assert not pace.pause("1", 30.0)
    assert (pace.held("1") > 29.0, pace.held("2")) == (True, 0.0)
    assert not pace.pause("1", 40.0)
    assert pace.pause("2", 20.0)
    assert [pace.held(chat) > seconds for chat, seconds in (("1", 39.0), ("2", 19.0), ("3", 19.0))] == [True] * 3


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
