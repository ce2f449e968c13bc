"""Telegram fails in its ways, and every answer arrives after all: once, or at most the question twice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.paths import Wishes, signs_up, to_method
from tests.journeys.records import profile_of
from tests.world import World

FAULTS: dict[str, dict[str, Any]] = {
    "too many requests": {"error_code": 429, "retry_after": 1},
    "their error": {"error_code": 500, "times": 2},
    "bad gateway": {"status": 502},
    "garbage": {"garbage": True},
    "garbage after it was done": {"garbage": True, "effect": True},
    "late": {"delay": 0.3},
}
PARDONED = ("fault",)


@pytest.mark.parametrize("name", FAULTS)
async def test_an_answer_that_cannot_be_sent_arrives_later(here: World, name: str) -> None:
    here.pardoned += PARDONED
    person = await here.person()
    await to_method(person, Wishes("honggd1"))
    await here.fault("sendMessage", **FAULTS[name])
    await person.says("1")
    person.sees("성함")
    questions = [message for message in await person.messages() if "성함" in message.get("text", "")]
    assert len(questions) == (2 if FAULTS[name].get("effect") else 1)
    await person.says("홍길동")
    assert here.step_of(person) == "birth_date"


@pytest.mark.parametrize(
    "method", ["editMessageText", "answerCallbackQuery", "editMessageReplyMarkup", "deleteMessage"]
)
async def test_other_calls_are_made_again_too(here: World, method: str) -> None:
    here.pardoned += PARDONED
    person = await here.person()
    await here.fault(method, error_code=500, times=1)
    await signs_up(person, "honggd1")
    assert profile_of(here, "honggd1")
    assert [m["message_id"] for m in await person.messages() if m.get("reply_markup")] == [person.card["message_id"]]


async def test_a_press_that_telegram_forgot_is_answered_on_the_card(here: World) -> None:
    here.pardoned += ("query is too old", *PARDONED)
    person = await here.person()
    await to_method(person, Wishes("honggd1"))
    await here.fault("answerCallbackQuery", error_code=400, description="Bad Request: query is too old")
    await person.picks("phone")
    person.sees("성함")


async def test_updates_that_cannot_be_fetched_come_later(here: World) -> None:
    here.pardoned += PARDONED
    person = await here.person()
    await person.says("/start")
    await here.fault("getUpdates", status=502, times=2)
    await person.picks("individual")
    assert here.step_of(person) == "age"


async def test_who_blocks_and_comes_back_goes_on(here: World) -> None:
    here.pardoned += ("blocked by the user",)
    person = await here.person()
    await to_method(person, Wishes("honggd1"))
    await person.does("text", text="1")
    await person.does("block", blocked=True)
    await here.settled()
    await person.does("block", blocked=False)
    await person.says("홍길동")
    assert here.step_of(person) == "birth_date"


async def test_a_card_that_was_deleted_comes_again(here: World) -> None:
    here.pardoned += ("message to edit not found",)
    person = await here.person()
    await to_method(person, Wishes("honggd1"))
    await person.does("delete", message_id=person.card["message_id"])
    await person.says("1")
    person.sees("성함")
