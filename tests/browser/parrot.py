"""A small bot for trying the page: it greets with a card of buttons, and otherwise repeats what it hears."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from telegram import (
    Bot,
    BotCommand,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
    Update,
    WebAppInfo,
)
from telegram.constants import ChatAction, ParseMode

TOKEN = "7000000001:AAparrotparrotparrotparrotparrotparro"
POLL_S = 20

CARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("다음", callback_data="next"), InlineKeyboardButton("알림", callback_data="toast")],
        [InlineKeyboardButton("꼭 읽어야 하는 경고를 보여 주는 긴 이름의 단추", callback_data="alert")],
        [InlineKeyboardButton("홈페이지", url="https://www.kotra.or.kr/")],
    ]
)
SECOND = InlineKeyboardMarkup([[InlineKeyboardButton("이전", callback_data="back")]])
CONTACT = ReplyKeyboardMarkup(
    [[KeyboardButton("내 연락처 보내기", request_contact=True)]], one_time_keyboard=True, resize_keyboard=True
)


@contextlib.asynccontextmanager
async def parrot(root: str) -> AsyncIterator[None]:
    """The bot runs against the Bot API server at `root` while the block runs."""
    bot = Bot(TOKEN, base_url=f"{root}/bot", base_file_url=f"{root}/file/bot")
    async with bot:
        await bot.set_my_name("Parrot")
        await bot.set_my_name("앵무새", language_code="ko")
        await bot.set_my_description("앵무새입니다.\n따라 말합니다.")
        await bot.set_my_commands([BotCommand("start", "처음부터"), BotCommand("help", "도움말")])
        task = asyncio.create_task(_listen(bot))
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task


async def _listen(bot: Bot) -> None:
    offset = 0
    while True:
        for update in await bot.get_updates(offset, timeout=POLL_S):
            offset = update.update_id + 1
            await _answer(bot, update)


async def _answer(bot: Bot, update: Update) -> None:
    if update.callback_query:
        await _pressed(update.callback_query)
    elif update.message:
        await _heard(bot, update.message)


async def _pressed(query: CallbackQuery) -> None:
    if query.data == "toast":
        await query.answer("짧은 알림입니다")
    elif query.data == "alert":
        await query.answer("꼭 읽어야 하는 경고입니다", show_alert=True)
    else:
        await query.answer()
        await _turn(query)


async def _turn(query: CallbackQuery) -> None:
    onward = query.data == "next"
    await query.edit_message_text(
        "둘째 장입니다" if onward else "첫째 장입니다", reply_markup=SECOND if onward else CARD
    )


async def _heard(bot: Bot, message: Message) -> None:
    text = message.text or ""
    if text.startswith("/start"):
        await message.reply_text(
            f"<b>첫째 장</b>입니다 {text[7:]}".strip(), parse_mode=ParseMode.HTML, reply_markup=CARD
        )
    elif text.startswith("비밀"):
        await message.delete()
        await bot.send_message(message.chat_id, "비밀을 지웠습니다")
    else:
        await _repeat(bot, message, text)


async def _repeat(bot: Bot, message: Message, text: str) -> None:
    await bot.send_chat_action(message.chat_id, ChatAction.TYPING)
    if text == "연락처":
        await bot.send_message(message.chat_id, "연락처를 주세요", reply_markup=CONTACT)
    elif text.startswith("화면 "):
        opener = InlineKeyboardButton("화면에서 입력", web_app=WebAppInfo(text.removeprefix("화면 ")))
        await bot.send_message(message.chat_id, "화면에서 적어 주세요", reply_markup=InlineKeyboardMarkup([[opener]]))
    elif text == "초대":
        await bot.send_message(message.chat_id, f"https://t.me/{bot.username}?start=join_42 로 오세요")
    else:
        await bot.send_message(message.chat_id, f"들었습니다: {_content(message)}")


def _content(message: Message) -> str:
    if message.contact:
        return f"연락처 {message.contact.phone_number}"
    if message.photo or message.document:
        return f"{'사진' if message.photo else '파일'} {message.caption or ''}".strip()
    return message.text or "모르는 것"
