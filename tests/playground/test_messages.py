"""Messages of the bot: what arrives, and what is refused with Telegram's words."""

from typing import Any

import pytest
from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden

LONG = "가" * 4096


def keys(*rows: list[InlineKeyboardButton]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(rows)


def key(text: str = "네", data: str = "yes") -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=data)


async def test_a_message_arrives_as_it_was_sent(bot: Bot, hands: Any, me: int) -> None:
    sent = await bot.send_message(
        me, "<b>안녕</b> 😀 https://kotra.or.kr", parse_mode="HTML", reply_markup=keys([key()])
    )
    shown = (await hands.sees())[-1]
    assert sent.text == shown["text"] == "안녕 😀 https://kotra.or.kr"
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [("bold", 0, 2), ("url", 6, 19)]
    assert (shown["from_bot"], shown["message_id"], sent.from_user.id) == (True, sent.message_id, bot.id)
    assert shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "yes"


async def test_white_space_around_is_cut_and_entities_move(bot: Bot, me: int) -> None:
    sent = await bot.send_message(me, "\n\n<b>a</b>\n", parse_mode="HTML")
    assert (sent.text, sent.entities[0].offset, sent.entities[0].length) == ("a", 0, 1)


async def test_exactly_the_limit_passes(bot: Bot, me: int) -> None:
    assert (await bot.send_message(me, f"<b>{LONG}</b>", parse_mode="HTML")).text == LONG


@pytest.mark.parametrize(
    ("params", "complaint"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ({"text": LONG + "가"}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        (
            {"text": "<x>y</x>", "parse_mode": "HTML"},
            'can\'t parse entities: Unsupported start tag "x" at byte offset 0',
        ),
        ({"text": "x", "parse_mode": "Fancy"}, "unsupported parse_mode"),
        ({"text": "x", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
        ({"text": "x", "reply_markup": [1]}, "object expected as reply markup"),
        ({"text": "x", "entities": [1]}, "can't parse MessageEntity: expected an Object"),
        ({"text": "x", "entities": [{"offset": 0}]}, "can't parse MessageEntity: Can't find field \"length\""),
        ({"text": "x", "chat_id": ""}, "chat_id is empty"),
        ({"text": "x", "chat_id": 404}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "x", "reply_parameters": {"message_id": 999}}, "message to be replied not found"),
    ],
)
async def test_refusals(call: Any, me: int, params: dict[str, Any], complaint: str) -> None:
    answer = await call("sendMessage", **({"chat_id": me} | params))
    assert answer == {"status": 400, "ok": False, "error_code": 400, "description": f"Bad Request: {complaint}"}


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        ({"text": "x", "callback_data": "가" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "url": ""}, "BUTTON_URL_INVALID"),
        ({"text": "x", "url": "nowhere"}, "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
        (
            {"text": "x", "url": "http://a b.kr"},
            "inline keyboard button URL 'http://a b.kr' is invalid: Wrong HTTP URL",
        ),
        ({"text": "x", "url": "https://k.kr", "callback_data": "x"}, "BUTTON_TYPE_INVALID"),
        ({"text": "x"}, "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": "x"}, "can't parse inline keyboard button: Can't find field \"text\""),
        ({"text": " ", "callback_data": "x"}, "inline keyboard button text must be non-empty"),
        ("x", "can't parse inline keyboard button: InlineKeyboardButton must be an Object"),
        ({"text": "x", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
    ],
)
async def test_refused_buttons(call: Any, me: int, button: Any, complaint: str) -> None:
    answer = await call("sendMessage", chat_id=me, text="x", reply_markup={"inline_keyboard": [[button]]})
    assert (answer["error_code"], answer["description"]) == (400, f"Bad Request: {complaint}")


@pytest.mark.parametrize("rows", [[[key()] * 9], [[key()] * 8] * 13], ids=["nine in a row", "104 in all"])
async def test_too_many_buttons(bot: Bot, me: int, rows: list[list[InlineKeyboardButton]]) -> None:
    with pytest.raises(BadRequest, match="Reply markup is too long"):
        await bot.send_message(me, "x", reply_markup=InlineKeyboardMarkup(rows))


async def test_a_hundred_buttons_pass(bot: Bot, me: int) -> None:
    sent = await bot.send_message(me, "x", reply_markup=InlineKeyboardMarkup([[key()] * 5] * 20))
    assert sent.reply_markup is not None


async def test_the_local_pages_can_be_linked(bot: Bot, root: str, me: int) -> None:
    sent = await bot.send_message(me, "x", reply_markup=keys([InlineKeyboardButton("go", url=f"{root}/ipin/a")]))
    assert sent.reply_markup is not None


async def test_who_never_wrote_cannot_be_written_to(bot: Bot, hands: Any) -> None:
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(hands.me, "x")


async def test_who_blocked_the_bot_cannot_be_written_to(bot: Bot, hands: Any, me: int) -> None:
    await hands.does("block", blocked=True)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(me, "x")
    await hands.does("block", blocked=False)
    assert await bot.send_message(me, "x")


async def test_reply_keyboard_stays_until_removed(bot: Bot, hands: Any, me: int) -> None:
    board = ReplyKeyboardMarkup([[KeyboardButton("번호 보내기", request_contact=True)]], resize_keyboard=True)
    await bot.send_message(me, "x", reply_markup=board)
    await hands.says("hello")
    shown = await hands.gets(f"/api/chats/{me}/messages")
    assert shown["keyboard"]["keyboard"][0][0]["request_contact"] is True
    await bot.send_message(me, "y", reply_markup=ReplyKeyboardRemove())
    assert (await hands.gets(f"/api/chats/{me}/messages"))["keyboard"] is None


async def test_one_time_keyboard_folds_after_an_answer(bot: Bot, hands: Any, me: int) -> None:
    await bot.send_message(me, "x", reply_markup=ForceReply())
    await hands.says("hello")
    assert (await hands.gets(f"/api/chats/{me}/messages"))["keyboard"] is None


async def test_contact_is_asked_for_in_private_only(bot: Bot, hands: Any, me: int) -> None:
    group = await hands.posts("/api/groups", title="팀", members=[me])
    with pytest.raises(BadRequest, match="Phone number can be requested in private chats only"):
        await bot.send_message(
            group["id"], "x", reply_markup=ReplyKeyboardMarkup([[KeyboardButton("x", request_contact=True)]])
        )


async def test_a_reply_carries_its_message(bot: Bot, hands: Any, me: int) -> None:
    said = await hands.says("question")
    sent = await bot.send_message(me, "answer", reply_parameters=ReplyParameters(said["message_id"]))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "question"
    gone = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await bot.send_message(me, "answer", reply_parameters=gone)).reply_to_message is None


async def test_a_form_body_and_a_query_string_do_as_well(root: str, playground: Any, hands: Any, me: int) -> None:
    base = f"{root}/bot{playground.token}/sendMessage"
    assert (await hands.http.post(base, data={"chat_id": str(me), "text": "가+나"})).json()["result"]["text"] == "가+나"
    assert (await hands.http.get(base, params={"chat_id": me, "text": "a b"})).json()["result"]["text"] == "a b"
