"""Which chat and which message a call means."""

from typing import Any

from playground.errors import bad, forbidden
from playground.models import Bot, Chat, Kept
from playground.params import Params
from playground.state import State

JSON = dict[str, Any]


def find_chat(state: State, bot: Bot, params: Params) -> Chat:
    """The chat of `chat_id`; raises "chat not found"."""
    wanted = params.text("chat_id")
    if not wanted:
        raise bad("chat_id is empty")
    chat = state.chat(bot, int(wanted)) if wanted.removeprefix("-").isdecimal() else None
    if not chat:
        raise bad("chat not found")
    return chat


def open_chat(state: State, bot: Bot, params: Params) -> Chat:
    """A chat that the bot may write to: the person has written first and has not blocked it."""
    chat = find_chat(state, bot, params)
    if not chat.started:
        raise forbidden("bot can't initiate conversation with a user")
    if chat.blocked:
        raise forbidden("bot was blocked by the user" if chat.private else "bot was kicked from the group chat")
    return chat


def find_message(state: State, bot: Bot, params: Params, purpose: str) -> tuple[Chat, Kept]:
    """The message of `chat_id` and `message_id`; raises "message to … not found"."""
    chat = find_chat(state, bot, params)
    kept = chat.messages.get(params.integer("message_id"))
    if not kept:
        raise bad(f"message to {purpose} not found")
    return chat, kept


def reply_target(chat: Chat, params: Params) -> JSON | None:
    """The message that a call replies to, None without one."""
    wanted = params.decoded("reply_parameters", "reply parameters")
    if wanted is not None and not isinstance(wanted, dict):
        raise bad("object expected as reply parameters")
    wanted = wanted or {"message_id": params.integer("reply_to_message_id")}
    number = Params(wanted).integer("message_id")
    if not number:
        return None
    kept = chat.messages.get(number)
    if kept:
        return {key: value for key, value in kept.message.items() if key != "reply_to_message"}
    if wanted.get("allow_sending_without_reply") or params.flag("allow_sending_without_reply"):
        return None
    raise bad("message to be replied not found")
