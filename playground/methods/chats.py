"""What the bot asks about chats, and small signs in them."""

from typing import Any

from telegram.constants import ChatAction

from playground.errors import bad
from playground.models import Bot, Chat, Kept
from playground.params import Params
from playground.places import find_chat, find_message, open_chat
from playground.state import State

JSON = dict[str, Any]
ACTIONS = {str(action.value) for action in ChatAction}


def send_chat_action(state: State, bot: Bot, params: Params) -> bool:
    action = params.text("action")
    if action not in ACTIONS:
        raise bad("wrong parameter action in request")
    chat = open_chat(state, bot, params)
    state.events.emit(chat.id, "typing", bot=bot.id, action=action)
    return True


def get_chat(state: State, bot: Bot, params: Params) -> JSON:
    chat = find_chat(state, bot, params)
    full = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": _no_gifts()}
    pinned = [chat.messages[number].message for number in chat.pinned if number in chat.messages]
    return state.chat_json(chat) | full | ({"pinned_message": pinned[-1]} if pinned else {})


def _no_gifts() -> JSON:
    kinds = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return dict.fromkeys(kinds, False)


def get_chat_member(state: State, bot: Bot, params: Params) -> JSON:
    chat, number = find_chat(state, bot, params), params.integer("user_id")
    if number == bot.id:
        return {"user": bot.user(), "status": "left" if chat.blocked else "member"}
    if number not in state.people:
        raise bad("invalid user_id specified" if number <= 0 else "PARTICIPANT_ID_INVALID")
    return {"user": state.people[number].user(), "status": "member" if number in chat.members else "left"}


def get_chat_member_count(state: State, bot: Bot, params: Params) -> int:
    return len(find_chat(state, bot, params).members) + 1


def _pins(state: State, bot: Bot, chat: Chat, pinned: list[int]) -> bool:
    chat.pinned = pinned
    state.save_chat(bot, chat)
    state.events.emit(chat.id, "pin", bot=bot.id, message_ids=pinned)
    return True


def _number(kept: Kept) -> int:
    return int(kept.message["message_id"])


def pin(state: State, bot: Bot, params: Params) -> bool:
    chat, kept = find_message(state, bot, params, "pin")
    return _pins(state, bot, chat, [*(n for n in chat.pinned if n != _number(kept)), _number(kept)])


def unpin(state: State, bot: Bot, params: Params) -> bool:
    if not params.integer("message_id"):
        chat = find_chat(state, bot, params)
        return _pins(state, bot, chat, chat.pinned[:-1])
    chat, kept = find_message(state, bot, params, "unpin")
    return _pins(state, bot, chat, [number for number in chat.pinned if number != _number(kept)])


def unpin_all(state: State, bot: Bot, params: Params) -> bool:
    return _pins(state, bot, find_chat(state, bot, params), [])


METHODS = {
    "sendChatAction": send_chat_action,
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatMemberCount": get_chat_member_count,
    "pinChatMessage": pin,
    "unpinChatMessage": unpin,
    "unpinAllChatMessages": unpin_all,
}
