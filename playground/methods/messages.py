"""Messages that the bot writes."""

from typing import Any

from playground.markup import check_place, read_markup
from playground.models import Bot, Chat, Kept
from playground.params import Params
from playground.places import open_chat, reply_target
from playground.state import State
from playground.texts import read_text

JSON = dict[str, Any]


def post(state: State, bot: Bot, chat: Chat, params: Params, content: JSON, markup: JSON) -> JSON:
    """Puts the bot's message into the chat, with all that any kind of message may bring; the Message it became."""
    check_place(markup, chat)
    extra = {
        "reply_to_message": reply_target(chat, params),
        "has_protected_content": params.flag("protect_content") or None,
        "reply_markup": markup if "inline_keyboard" in markup else None,
    }
    message = state.new_message(bot, chat, bot.user(), extra | content)
    _set_keyboard(state, bot, chat, markup, message["message_id"])
    fixed = bool(markup) and "inline_keyboard" not in markup
    state.keep_message(bot, chat, Kept(message, from_bot=True, fixed=fixed))
    return message


def _set_keyboard(state: State, bot: Bot, chat: Chat, markup: JSON, number: int) -> None:
    """A reply keyboard stays below the chat until another one comes or it is taken away."""
    if not markup or "inline_keyboard" in markup:
        return
    chat.keyboard = None if markup.get("remove_keyboard") else markup
    chat.keyboard_message = number
    state.events.emit(chat.id, "keyboard", bot=bot.id, keyboard=chat.keyboard)


def send_message(state: State, bot: Bot, params: Params) -> JSON:
    content, markup = read_text(params), read_markup(params)
    chat = open_chat(state, bot, params)
    return post(state, bot, chat, params, content, markup)


METHODS = {"sendMessage": send_message}
