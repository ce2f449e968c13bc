"""Presses and their answers."""

from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("네", callback_data="yes")]])


async def test_a_press_arrives_and_its_answer_is_seen(bot: Bot, hands: Any, me: int) -> None:
    sent = await bot.send_message(me, "x", reply_markup=KEYS)
    pressed = await hands.does("press", message_id=sent.message_id, data="yes")
    (update,) = await bot.get_updates(timeout=0)
    query = update.callback_query
    assert (query.id, query.data, query.from_user.id) == (pressed["callback_query_id"], "yes", me)
    assert query.message.message_id == sent.message_id
    assert await bot.answer_callback_query(query.id, "저장했습니다", show_alert=True)
    (toast,) = await hands.gets(f"/api/chats/{me}/toasts")
    assert (toast["text"], toast["show_alert"]) == ("저장했습니다", True)


async def test_a_press_is_answered_once_and_in_time(bot: Bot, hands: Any, clock: Any, me: int) -> None:
    sent = await bot.send_message(me, "x", reply_markup=KEYS)
    numbers = [
        (await hands.does("press", message_id=sent.message_id, data="yes"))["callback_query_id"] for _ in range(2)
    ]
    await bot.answer_callback_query(numbers[0])
    clock.seconds += 61
    for number in [*numbers, "12345"]:
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
            await bot.answer_callback_query(number)


async def test_an_answer_has_200_characters(bot: Bot, hands: Any, me: int) -> None:
    sent = await bot.send_message(me, "x", reply_markup=KEYS)
    number = (await hands.does("press", message_id=sent.message_id, data="yes"))["callback_query_id"]
    with pytest.raises(BadRequest, match=r"(?i)message_too_long"):
        await bot.answer_callback_query(number, "가" * 201)
    assert await bot.answer_callback_query(number, "가" * 200)


async def test_only_present_buttons_are_pressed_unless_forged(bot: Bot, call: Any, hands: Any, me: int) -> None:
    sent = await bot.send_message(me, "x", reply_markup=KEYS)
    body = {"message_id": sent.message_id, "data": "other"}
    assert (await hands.http.post(f"/api/chats/{me}/press", json=body)).status_code == 409
    assert (await hands.http.post(f"/api/chats/{me}/press", json=body | {"message_id": 999})).status_code == 404
    await bot.edit_message_reply_markup(me, sent.message_id)
    assert (await hands.http.post(f"/api/chats/{me}/press", json=body | {"data": "yes"})).status_code == 409
    await hands.does("press", **body, forged=True)
    await hands.does("press", message_id=999, data="x", forged=True)
    present, absent = [update["callback_query"] for update in (await call("getUpdates"))["result"]]
    assert (present["data"], present["message"]["message_id"]) == ("other", sent.message_id)
    # The Bot API's InaccessibleMessage: date 0, and nothing of the content.
    assert (absent["data"], absent["message"]["message_id"], absent["message"]["date"]) == ("x", 999, 0)
    assert "text" not in absent["message"]
