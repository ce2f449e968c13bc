"""Who the bot is: name, descriptions, menu button."""

from collections.abc import Callable
from typing import Any

from telegram.constants import BotDescriptionLimit, BotNameLimit

from playground.errors import bad
from playground.methods.commands import language
from playground.models import Bot
from playground.params import Params
from playground.places import find_chat
from playground.state import State

JSON = dict[str, Any]
Method = Callable[[State, Bot, Params], Any]
CAN_NOT = dict.fromkeys(
    ("can_read_all_group_messages", "supports_inline_queries", "can_connect_to_business", "has_main_web_app"), False
)


def get_me(state: State, bot: Bot, params: Params) -> JSON:
    return bot.user() | CAN_NOT | {"can_join_groups": True, "has_topics_enabled": False}


def _texts(field: str, name: str, most: int, refusal: str) -> tuple[Method, Method]:
    """The two methods that set and get one text in several languages."""

    def put(state: State, bot: Bot, params: Params) -> bool:
        text, code = params.text(name).strip(), language(params)
        if len(text) > most:
            raise bad(refusal)
        getattr(bot, field).pop(code, None)
        getattr(bot, field).update({code: text} if text else {})
        state.save_bot(bot)
        state.emit_bot(bot)
        return True

    def get(state: State, bot: Bot, params: Params) -> JSON:
        texts = getattr(bot, field)
        return {name: texts.get(language(params)) or texts.get("") or (bot.name if name == "name" else "")}

    return put, get


set_name, get_name = _texts("names", "name", BotNameLimit.MAX_NAME_LENGTH, "BOT_TITLE_INVALID")
set_description, get_description = _texts(
    "descriptions", "description", BotDescriptionLimit.MAX_DESCRIPTION_LENGTH, "DESCRIPTION_TOO_LONG"
)
set_short, get_short = _texts(
    "short_descriptions", "short_description", BotDescriptionLimit.MAX_SHORT_DESCRIPTION_LENGTH, "ABOUT_TOO_LONG"
)


def _button(params: Params) -> JSON:
    button = params.decoded("menu_button", "menu button")
    if button is None:
        return {"type": "default"}
    if not isinstance(button, dict):
        raise bad("can't parse menu button: MenuButton must be an Object")
    if button.get("type") not in {"default", "commands", "web_app"}:
        raise bad("can't parse menu button: MenuButton has unsupported type")
    return button


def set_menu_button(state: State, bot: Bot, params: Params) -> bool:
    button = _button(params)
    if params.text("chat_id"):
        chat = find_chat(state, bot, params)
        chat.menu_button = button
        state.save_chat(bot, chat)
    else:
        bot.menu_button = button
        state.save_bot(bot)
    return True


def get_menu_button(state: State, bot: Bot, params: Params) -> JSON:
    of_chat = find_chat(state, bot, params).menu_button if params.text("chat_id") else None
    return of_chat or bot.menu_button or {"type": "commands"}


METHODS: dict[str, Method] = {
    "getMe": get_me,
    "setMyName": set_name,
    "getMyName": get_name,
    "setMyDescription": set_description,
    "getMyDescription": get_description,
    "setMyShortDescription": set_short,
    "getMyShortDescription": get_short,
    "setChatMenuButton": set_menu_button,
    "getChatMenuButton": get_menu_button,
}
