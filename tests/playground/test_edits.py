"""Changing and deleting messages."""

from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, Message, ReplyKeyboardMarkup
from telegram.error import BadRequest

KEYS = InlineKeyboardMarkup([[InlineKeyboardButton("네", callback_data="yes")]])
DAY = 24 * 3600


async def test_text_is_replaced_in_place(bot: Bot, hands: Any, me: int) -> None:
    sent = await bot.send_message(me, "one", reply_markup=KEYS)
    edited = await bot.edit_message_text("<b>two</b>", me, sent.message_id, parse_mode="HTML")
    assert isinstance(edited, Message)
    assert (edited.text, edited.message_id, edited.reply_markup) == ("two", sent.message_id, None)
    assert edited.edit_date is not None
    assert [message["text"] for message in await hands.sees()][-1] == "two"


async def test_the_keyboard_alone_is_replaced(bot: Bot, hands: Any, me: int) -> None:
    sent = await bot.send_message(me, "one", reply_markup=KEYS)
    await bot.edit_message_reply_markup(me, sent.message_id)
    assert "reply_markup" not in (await hands.sees())[-1]


async def test_an_edit_must_change_something(bot: Bot, me: int) -> None:
    sent = await bot.send_message(me, "one", reply_markup=KEYS)
    with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
        await bot.edit_message_text("one", me, sent.message_id, reply_markup=KEYS)
    await bot.edit_message_text("two", me, sent.message_id, reply_markup=KEYS)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("two", me, sent.message_id, reply_markup=KEYS)


async def test_what_cannot_be_edited(bot: Bot, hands: Any, me: int) -> None:
    said = await hands.says("mine")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", me, said["message_id"])
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", me, 999)
    board = await bot.send_message(me, "x", reply_markup=ReplyKeyboardMarkup([[KeyboardButton("x")]]))
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("y", me, board.message_id)
    sent = await bot.send_message(me, "x")
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await bot.edit_message_caption(me, sent.message_id, caption="y")


async def test_edits_take_inline_keyboards_only(call: Any, bot: Bot, me: int) -> None:
    sent = await bot.send_message(me, "x")
    board = {"keyboard": [["x"]]}
    answer = await call("editMessageText", chat_id=me, message_id=sent.message_id, text="y", reply_markup=board)
    assert answer["description"] == "Bad Request: inline keyboard expected"


async def test_own_and_their_messages_are_deleted(bot: Bot, hands: Any, me: int) -> None:
    said, sent = await hands.says("a password"), await bot.send_message(me, "x")
    assert await bot.delete_message(me, said["message_id"])
    assert await bot.delete_messages(me, [sent.message_id, 999])
    assert not {said["message_id"], sent.message_id} & {message["message_id"] for message in await hands.sees()}
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(me, said["message_id"])


async def test_after_48_hours_nothing_is_deleted(bot: Bot, hands: Any, clock: Any, me: int) -> None:
    sent = await bot.send_message(me, "x")
    clock.seconds += 2 * DAY
    assert await bot.delete_message(me, (await hands.says("new"))["message_id"])
    clock.seconds += 1
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(me, sent.message_id)


async def test_in_groups_others_messages_stay(bot: Bot, hands: Any, me: int) -> None:
    group = await hands.posts("/api/groups", title="팀", members=[me])
    said = await hands.says("/help", group["id"])
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group["id"], said["message_id"])


@pytest.mark.parametrize(
    ("method", "params", "complaint"),
    [
        ("deleteMessage", {}, "chat identifier is not specified"),
        ("deleteMessage", {"chat_id": 1}, "message identifier is not specified"),
        ("deleteMessages", {"chat_id": 1}, "message identifiers are not specified"),
        ("deleteMessages", {"chat_id": 1, "message_ids": [[1]]}, "message identifier must be a Number"),
        (
            "deleteMessages",
            {"chat_id": 1, "message_ids": list(range(1, 102))},
            "too many message identifiers specified",
        ),
        ("editMessageText", {"chat_id": 1, "message_id": 1}, "message text is empty"),
    ],
)
async def test_incomplete_calls(call: Any, method: str, params: dict[str, Any], complaint: str) -> None:
    assert (await call(method, **params))["description"] == f"Bad Request: {complaint}"
