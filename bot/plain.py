"""What most updates are, a text or a press in a private chat, read as an event as it lies.

python-telegram-bot's objects cost more than all else that intake does. Whatever is not exactly of the form that is
expected here is left to them and to `bot/reading.py`, which gives the same events.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeGuard

from bot.reading import CHANNEL, LONGEST_TEXT, commanded
from conversations.events import Chat, Event, Kind

_UPDATE_OF_MESSAGE = {"update_id", "message"}
_UPDATE_OF_PRESS = {"update_id", "callback_query"}
# A message with anything else, a quote or a file or a forwarding, holds words elsewhere or is no text.
_MESSAGE = frozenset({"message_id", "from", "chat", "date", "text", "entities"})
_PRESS = {"id", "from", "message", "chat_instance", "data"}


def plain_event(raw: dict[str, Any]) -> Event | None:
    """The event that an update is, where it is as plain as that; None where it has to be looked at more closely."""
    if raw.keys() == _UPDATE_OF_MESSAGE:
        message = raw["message"]
        return _of_text(message) if isinstance(message, dict) else None
    if raw.keys() == _UPDATE_OF_PRESS:
        query = raw["callback_query"]
        return _of_press(query) if isinstance(query, dict) and query.keys() == _PRESS else None
    return None


def _of_text(message: dict[str, Any]) -> Event | None:
    text, at, number = message.get("text"), message.get("date"), message.get("message_id")
    sender, chat = _person(message.get("from")), _private(message.get("chat"))
    if not (text and isinstance(text, str) and _is_number(at) and _is_number(number) and message.keys() <= _MESSAGE):
        return None
    commands = _is_command(message.get("entities", []))
    if sender is None or chat is None or commands is None:
        return None
    text = text[:LONGEST_TEXT]
    return Event(
        chat=chat,
        at=datetime.fromtimestamp(at, UTC),
        lang=sender[1],
        message_id=number,
        sender=sender[0],
        **(commanded(text) if commands else {"kind": Kind.TEXT, "text": text}),
    )


def _of_press(query: dict[str, Any]) -> Event | None:
    message, data, query_id = query["message"], query["data"], query["id"]
    if not (isinstance(message, dict) and isinstance(data, str) and isinstance(query_id, str)):
        return None
    sender, chat, number = _person(query["from"]), _private(message.get("chat")), message.get("message_id")
    if sender is None or chat is None or not _is_number(number) or not _is_number(message.get("date")):
        return None
    return Event(
        chat=chat,
        kind=Kind.PRESS,
        at=datetime.now(UTC),
        lang=sender[1],
        press=data,
        sender=sender[0],
        message_id=number,
        data={"query_id": query_id},
    )


def _person(user: Any) -> tuple[str, str | None] | None:
    """Id and language of who sent it, if that is a person."""
    if not isinstance(user, dict) or user.get("is_bot") is not False or not isinstance(user.get("first_name"), str):
        return None
    number, language = user.get("id"), user.get("language_code")
    if not _is_number(number) or not (language is None or isinstance(language, str)):
        return None
    return str(number), language


def _private(chat: Any) -> Chat | None:
    if not isinstance(chat, dict) or chat.get("type") != "private" or not _is_number(chat.get("id")):
        return None
    return Chat(CHANNEL, str(chat["id"]))


def _is_command(entities: Any) -> bool | None:
    """Whether a text is a command by its entities; None where these are odd."""
    if not isinstance(entities, list) or not all(map(_is_entity, entities)):
        return None
    return bool(entities) and entities[0]["type"] == "bot_command" and entities[0]["offset"] == 0


def _is_entity(entity: Any) -> bool:
    return (
        isinstance(entity, dict)
        and isinstance(entity.get("type"), str)
        and _is_number(entity.get("offset"))
        and _is_number(entity.get("length"))
    )


def _is_number(value: Any) -> TypeGuard[int]:
    return type(value) is int and 0 <= value < 2**53
