"""What people do in the messenger, and the updates that it makes for the bot."""

import re
import secrets
from typing import Any

from telegram.constants import MessageLimit

from playground.autolinks import with_found
from playground.errors import PersonError
from playground.models import Bot, Chat, Kept, Person
from playground.state import State
from playground.things import contact
from playground.units import utf16_length
from playground.updates import push

JSON = dict[str, Any]
DEEP_LINK = re.compile(r"[A-Za-z0-9_-]{1,64}")


def chat_of(state: State, bot: Bot, chat_id: int) -> Chat:
    """The chat that a person looks at; raises 404."""
    chat = state.chat(bot, chat_id)
    if not chat:
        raise PersonError(404, "no such chat")
    return chat


def actor(state: State, chat: Chat, wanted: JSON) -> Person:
    """Who acts: the person of a private chat, or `as` in a group."""
    number = chat.id if chat.private else number_of(wanted, "as") or chat.members[0]
    if number not in chat.members:
        raise PersonError(409, "this person is not in the group")
    return state.people[number]


def number_of(wanted: JSON, name: str) -> int:
    """A number that a request brings, 0 without one; raises 400 for what is none."""
    value = wanted.get(name) or 0
    if not isinstance(value, int):
        raise PersonError(400, f"{name} is a number")
    return value


def message_of(chat: Chat, wanted: JSON) -> Kept:
    """The message of `message_id`; raises 404."""
    kept = chat.messages.get(number_of(wanted, "message_id"))
    if not kept:
        raise PersonError(404, "no such message")
    return kept


def _heard(bot: Bot, chat: Chat, message: JSON) -> bool:
    """Whether the bot gets to see a message: in groups it hears commands, mentions and replies to itself."""
    if chat.private or not chat.privacy:
        return True
    text = message.get("text", "")
    answered = message.get("reply_to_message", {}).get("from", {}).get("id") == bot.id
    return answered or text.startswith("/") or f"@{bot.username}" in text or "group_chat_created" in message


def say(state: State, bot: Bot, chat: Chat, person: Person, content: JSON, reply_to: int = 0) -> JSON:
    """Puts a person's message into the chat; `update_id` is None where the bot does not hear it."""
    if chat.blocked and chat.private:
        raise PersonError(409, "this person has blocked the bot")
    chat.started = True
    answered = chat.messages.get(reply_to)
    if reply_to and not answered:
        raise PersonError(404, "no such message to reply to")
    reply = {"reply_to_message": _bare(answered.message)} if answered else {}
    message = state.new_message(bot, chat, person.user(), reply | content)
    state.keep_message(bot, chat, Kept(message, from_bot=False))
    _fold_keyboard(state, bot, chat)
    update = push(state, bot, "message", message) if _heard(bot, chat, message) else None
    return {"update_id": update, "message_id": message["message_id"]}


def _bare(message: JSON) -> JSON:
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def _fold_keyboard(state: State, bot: Bot, chat: Chat) -> None:
    if chat.keyboard and (chat.keyboard.get("one_time_keyboard") or chat.keyboard.get("force_reply")):
        chat.keyboard = None
        state.save_chat(bot, chat)
        state.events.emit(chat.id, "keyboard", bot=bot.id, keyboard=None)


def worded(text: Any, name: str = "text", most: int = MessageLimit.MAX_TEXT_LENGTH) -> JSON:
    """Text as a person's messenger sends it, commands and addresses marked."""
    if not isinstance(text, str) or not text.strip():
        raise PersonError(400, "text is needed")
    text = text.strip()
    if utf16_length(text) > most:
        raise PersonError(400, f"a message has at most {most} characters")
    return {name: text, "entities" if name == "text" else "caption_entities": with_found(text, [])}


def write(state: State, bot: Bot, chat: Chat, wanted: JSON) -> JSON:
    """A typed message."""
    content = worded(wanted.get("text"))
    return say(state, bot, chat, actor(state, chat, wanted), content, number_of(wanted, "reply_to"))


def start(state: State, bot: Bot, chat: Chat, wanted: JSON) -> JSON:
    """A tap on a deep link t.me/bot?start=…"""
    parameter = str(wanted.get("parameter") or "")
    if parameter and not DEEP_LINK.fullmatch(parameter):
        raise PersonError(400, "a deep link carries 1-64 of A-Z, a-z, 0-9, _ and -")
    return write(state, bot, chat, wanted | {"text": f"/start {parameter}".strip()})


def _offers(kept: Kept, data: str) -> bool:
    rows = kept.message.get("reply_markup", {}).get("inline_keyboard", [])
    return any(button.get("callback_data") == data for row in rows for button in row)


def press(state: State, bot: Bot, chat: Chat, wanted: JSON) -> JSON:
    """A press on a button that the message has now; `forged` sends any data, as a hostile messenger can."""
    person, data = actor(state, chat, wanted), str(wanted.get("data", ""))
    kept = chat.messages.get(number_of(wanted, "message_id"))
    if not wanted.get("forged"):
        kept = message_of(chat, wanted)
        if not _offers(kept, data):
            raise PersonError(409, "the message has no such button now")
    gone = {"chat": state.chat_json(chat), "message_id": number_of(wanted, "message_id"), "date": 0}
    number = str(person.id * 1_000_000 + secrets.randbelow(1_000_000))
    bot.queries[number] = (chat.id, state.clock())
    query = {
        "id": number,
        "from": person.user(),
        "message": kept.message if kept else gone,
        "chat_instance": str(abs(chat.id) * 7919),
        "data": data,
    }
    return {"update_id": push(state, bot, "callback_query", query), "callback_query_id": number}


def share_contact(state: State, bot: Bot, chat: Chat, wanted: JSON) -> JSON:
    """A contact card; the own one answers the keyboard that asked for it."""
    person = actor(state, chat, wanted)
    card = contact(person, wanted)
    if wanted.get("forwarded"):
        card["forward_origin"] = {"type": "user", "sender_user": person.user(), "date": state.now()}
    asked = chat.keyboard_message if chat.keyboard and chat.keyboard_message in chat.messages else 0
    return say(state, bot, chat, person, card, asked)


def edit(state: State, bot: Bot, chat: Chat, wanted: JSON) -> JSON:
    """The person changes an own message."""
    kept = message_of(chat, wanted)
    if kept.from_bot:
        raise PersonError(409, "this message is the bot's")
    caption = "text" not in kept.message
    new = kept.message | worded(wanted.get("text"), "caption" if caption else "text") | {"edit_date": state.now()}
    new = {key: value for key, value in new.items() if value != []}
    state.keep_message(bot, chat, Kept(new, from_bot=False), "edit")
    return {"update_id": push(state, bot, "edited_message", new) if _heard(bot, chat, new) else None}


def delete(state: State, bot: Bot, chat: Chat, wanted: JSON) -> JSON:
    """The person deletes a message for both; bots are not told."""
    state.drop_message(bot, chat, message_of(chat, wanted).message["message_id"])
    return {"update_id": None}


def block(state: State, bot: Bot, chat: Chat, wanted: JSON) -> JSON:
    """The person blocks the bot (in a group: takes it out) or lets it in again."""
    blocked, was = bool(wanted.get("blocked", True)), chat.blocked
    person = actor(state, chat, wanted)
    chat.blocked = blocked
    state.save_chat(bot, chat)
    if blocked == was:
        return {"update_id": None}
    state.events.emit(chat.id, "block", bot=bot.id, blocked=blocked)
    return {"update_id": push(state, bot, "my_chat_member", membership(state, bot, chat, person, was))}


def membership(state: State, bot: Bot, chat: Chat, person: Person, was_out: bool) -> JSON:
    """The Bot API's ChatMemberUpdated about the bot itself."""
    out: JSON = {"user": bot.user(), "status": "kicked", "until_date": 0}
    into: JSON = {"user": bot.user(), "status": "member"}
    old, new = (out, into) if was_out else (into, out)
    place = {"chat": state.chat_json(chat), "from": person.user(), "date": state.now()}
    return place | {"old_chat_member": old, "new_chat_member": new}


def gather(state: State, bot: Bot, wanted: JSON) -> Chat:
    """A new group with the bot in it; the first member made it."""
    members = wanted.get("members")
    if not isinstance(members, list) or not members or any(member not in [*state.people] for member in members):
        raise PersonError(400, "members are ids of people, at least one")
    number, bot.next_group = -(4_000_000_000 + bot.next_group), bot.next_group + 1
    chat = Chat(number, str(wanted.get("title") or "Group"), members, privacy=bool(wanted.get("privacy", True)))
    bot.chats[number] = chat
    maker = state.people[members[0]]
    push(state, bot, "my_chat_member", membership(state, bot, chat, maker, was_out=True))
    say(state, bot, chat, maker, {"group_chat_created": True})
    return chat
