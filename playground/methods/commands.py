"""The commands menu: set for a scope and a language, shown to each person from the nearest one."""

import re
from typing import Any

from telegram.constants import BotCommandLimit

from playground.errors import bad
from playground.models import Bot, Chat
from playground.params import Params
from playground.places import find_chat
from playground.state import State

JSON = dict[str, Any]
NAME = re.compile(r"[a-z0-9_]+")
OF_A_CHAT = {"chat", "chat_administrators", "chat_member"}
SCOPES = {"default", "all_private_chats", "all_group_chats", "all_chat_administrators", *OF_A_CHAT}


def language(params: Params) -> str:
    """`language_code` of a call: empty or two small letters."""
    code = params.text("language_code")
    if code and not re.fullmatch(r"[a-z]{2}", code):
        raise bad("invalid language code specified")
    return code


def _scope(state: State, bot: Bot, params: Params) -> str:
    scope = params.decoded("scope", "BotCommandScope")
    if scope is None:
        return "default"
    if not isinstance(scope, dict):
        raise bad("can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = scope.get("type")
    if kind not in SCOPES:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    if kind not in OF_A_CHAT:
        return str(kind)
    chat = find_chat(state, bot, Params({"chat_id": scope.get("chat_id")}))
    return f"{kind}:{chat.id}" + (f":{scope.get('user_id')}" if kind == "chat_member" else "")


def _key(state: State, bot: Bot, params: Params) -> str:
    return f"{_scope(state, bot, params)}|{language(params)}"


def _commands(params: Params) -> list[JSON]:
    given = params.decoded("commands", "commands")
    if not isinstance(given, list):
        raise bad("expected an Array of BotCommand")
    if len(given) > BotCommandLimit.MAX_COMMAND_NUMBER:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    return [_command(item) for item in given]


def _command(item: Any) -> JSON:
    if not isinstance(item, dict):
        raise bad("can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(item.get(name), str):
            raise bad(f"can't parse BotCommand: Can't find field \"{name}\"")
    name, description = item["command"].removeprefix("/").strip(), item["description"].strip()
    _check_name(name)
    if not description:
        raise bad("command description must be non-empty")
    if len(description) > BotCommandLimit.MAX_DESCRIPTION:
        raise bad(f"command description length must not exceed {BotCommandLimit.MAX_DESCRIPTION}")
    return {"command": name, "description": description}


def _check_name(name: str) -> None:
    if not name:
        raise bad("command must be non-empty")
    if len(name) > BotCommandLimit.MAX_COMMAND:
        raise bad(f"command length must not exceed {BotCommandLimit.MAX_COMMAND}")
    if not NAME.fullmatch(name):
        raise bad("BOT_COMMAND_INVALID")


def _changed(state: State, bot: Bot) -> bool:
    state.save_bot(bot)
    for chat in bot.chats.values():
        state.events.emit(chat.id, "commands", bot=bot.id, commands=menu(state, bot, chat, chat.id))
    return True


def set_commands(state: State, bot: Bot, params: Params) -> bool:
    commands, key = _commands(params), _key(state, bot, params)
    bot.commands[key] = commands
    return _changed(state, bot)


def get_commands(state: State, bot: Bot, params: Params) -> list[JSON]:
    return bot.commands.get(_key(state, bot, params), [])


def delete_commands(state: State, bot: Bot, params: Params) -> bool:
    bot.commands.pop(_key(state, bot, params), None)
    return _changed(state, bot)


def menu(state: State, bot: Bot, chat: Chat, person_id: int) -> list[JSON]:
    """The commands that this person sees in this chat (Bot API, "Determining list of commands")."""
    person = state.people.get(person_id)
    code = person.language_code[:2] if person else ""
    scopes = [f"chat:{chat.id}", "all_private_chats" if chat.private else "all_group_chats", "default"]
    scopes = scopes if chat.private else [f"chat_member:{chat.id}:{person_id}", *scopes]
    keys = [key for scope in scopes for key in (f"{scope}|{code}", f"{scope}|")]
    return next((bot.commands[key] for key in keys if bot.commands.get(key)), [])


METHODS = {"setMyCommands": set_commands, "getMyCommands": get_commands, "deleteMyCommands": delete_commands}
