"""Messages that the bot takes away."""

from telegram.constants import BulkRequestLimit

from playground.errors import bad
from playground.models import Bot, Chat, Kept
from playground.params import Params
from playground.places import find_chat, find_message
from playground.state import State

DELETABLE_S = 48 * 3600


def _check(state: State, chat: Chat, kept: Kept) -> None:
    if not kept.from_bot and not chat.private:
        raise bad("message can't be deleted")
    if state.now() - kept.message["date"] > DELETABLE_S:
        raise bad("message can't be deleted for everyone")


def delete_message(state: State, bot: Bot, params: Params) -> bool:
    if not params.text("chat_id"):
        raise bad("chat identifier is not specified")
    if not params.integer("message_id"):
        raise bad("message identifier is not specified")
    chat, kept = find_message(state, bot, params, "delete")
    _check(state, chat, kept)
    state.drop_message(bot, chat, kept.message["message_id"])
    return True


def delete_messages(state: State, bot: Bot, params: Params) -> bool:
    """Those that are not there are passed over, as on Telegram."""
    numbers = params.decoded("message_ids", "message_ids")
    if not numbers:
        raise bad("message identifiers are not specified")
    if not isinstance(numbers, list):
        raise bad("expected an Array of message identifiers")
    if not all(isinstance(number, int) for number in numbers):
        raise bad("message identifier must be a Number")
    if len(numbers) > BulkRequestLimit.MAX_LIMIT:
        raise bad("too many message identifiers specified")
    chat = find_chat(state, bot, params)
    there = [chat.messages[number] for number in numbers if number in chat.messages]
    for kept in there:
        _check(state, chat, kept)
    for kept in there:
        state.drop_message(bot, chat, kept.message["message_id"])
    return True


METHODS = {"deleteMessage": delete_message, "deleteMessages": delete_messages}
