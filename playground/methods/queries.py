"""Answers to presses of buttons."""

from telegram.constants import CallbackQueryLimit

from playground.errors import bad
from playground.models import Bot
from playground.params import Params
from playground.state import State
from playground.units import utf16_length

# Telegram names no number; clients stop to wait after about this long.
QUERY_LIFE_S = 60
EXPIRED = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(state: State, bot: Bot, params: Params) -> bool:
    """Shows a toast; a press can be answered once."""
    number, text = params.text("callback_query_id"), params.text("text")
    chat, pressed_at = bot.queries.get(number, (0, 0.0))
    if not chat or state.clock() - pressed_at > QUERY_LIFE_S:
        raise bad(EXPIRED)
    if utf16_length(text) > CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH:
        raise bad("MESSAGE_TOO_LONG")
    del bot.queries[number]
    toast = {"callback_query_id": number, "text": text, "show_alert": params.flag("show_alert")}
    toast |= {"url": params.text("url")} if params.text("url") else {}
    state.add_toast(bot, chat, toast)
    return True


METHODS = {"answerCallbackQuery": answer_callback_query}
