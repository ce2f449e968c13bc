"""Telegram's updates read as events of a conversation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from telegram import Message, Update
from telegram.constants import ChatType

from conversations.events import Attachment, Chat, Event, Kind

CHANNEL = "telegram"
LONGEST_TEXT = 4096  # characters that are looked at; Telegram lets no longer message through
_OTHERS = (
    "sticker",
    "voice",
    "video_note",
    "video",
    "animation",
    "audio",
    "venue",  # also has a location
    "location",
    "poll",
    "dice",
    "story",
    "game",
    "checklist",
)
# What Telegram itself puts into a chat when something about it changes: nobody said it, so nobody is answered.
_SERVICE = (
    "new_chat_members",
    "left_chat_member",
    "new_chat_title",
    "new_chat_photo",
    "delete_chat_photo",
    "group_chat_created",
    "supergroup_chat_created",
    "message_auto_delete_timer_changed",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
    "pinned_message",
    "write_access_allowed",
    "forum_topic_created",
    "chat_background_set",
    "boost_added",
)
# Parts of a message that the person did not write into it.
_NOT_SAID = frozenset({"from", "chat", "sender_chat", "via_bot", "reply_to_message"})


def event_of(update: Update) -> Event | None:
    """The event that an update is, or None when there is nothing to answer in it."""
    query = update.callback_query
    if query is not None and query.message is not None:
        return Event(
            chat=Chat(CHANNEL, str(query.message.chat.id)),
            kind=Kind.PRESS,
            at=datetime.now(UTC),
            lang=query.from_user.language_code,
            press=query.data or "",
            sender=str(query.from_user.id),
            message_id=query.message.message_id,
            data={"query_id": query.id},
            private=query.message.chat.type == ChatType.PRIVATE,
        )
    if update.edited_message is not None:
        return _of_message(update.edited_message, edited=True)
    return _of_message(update.message) if update.message is not None else None


def _of_message(message: Message, *, edited: bool = False) -> Event | None:
    if message.from_user is None or message.from_user.is_bot or any(getattr(message, name) for name in _SERVICE):
        return None
    text, phone = (message.text or message.caption or "")[:LONGEST_TEXT], _own_number(message)
    beside = tuple(words for words in _beside(message) if phone is None or words.lstrip("+") != phone[1:])
    if edited and not text and not beside:
        return None  # a live location that moves on
    return Event(
        chat=Chat(CHANNEL, str(message.chat.id)),
        at=message.date,
        lang=message.from_user.language_code,
        message_id=message.message_id,
        phone=phone,
        attachment=_attachment(message),
        private=message.chat.type == ChatType.PRIVATE,
        beside=beside,
        album=message.media_group_id or "",
        sender=str(message.from_user.id),
        reply_text=_replied_to(message),
        **_said(message, text, edited),
    )


def _replied_to(message: Message) -> str:
    """The words of the message that this one answers."""
    answered = message.reply_to_message
    return (answered.text or answered.caption or "") if answered else ""


def _said(message: Message, text: str, edited: bool) -> dict[str, Any]:
    """What kind of event a message is, and its words."""
    if edited:
        return {"kind": Kind.EDITED, "text": text}
    if _is_command(message):
        return commanded(text)
    if message.contact:
        return {"kind": Kind.CONTACT, "text": text}
    if message.photo or (message.document and not message.animation):
        return {"kind": Kind.FILE, "text": text}
    if message.text:
        return {"kind": Kind.TEXT, "text": text}
    return {"kind": Kind.OTHER, "name": _other(message), "text": text}


def commanded(text: str) -> dict[str, Any]:
    """What a command says: its name, the bot that it names, what stands behind it, and all of it as it was typed."""
    command, *rest = text.split(maxsplit=1)
    name, _, to = command[1:].partition("@")
    return {"kind": Kind.COMMAND, "name": name.lower(), "to": to, "text": "".join(rest), "typed": text}


def _beside(message: Message) -> Iterator[str]:
    """The words of a message that stand elsewhere than in its text; a text alone has none."""
    if not message.text or message.quote or message.external_reply:
        yield from _words({name: part for name, part in message.to_dict().items() if name not in _NOT_SAID})


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, (list, tuple)):
        for inner in part:
            yield from _words(inner)
    elif isinstance(part, dict):
        for name, inner in part.items():
            if not name.endswith("_id"):  # the messenger's own signs, in which anything may be read
                yield from _words(inner)


def _is_command(message: Message) -> bool:
    first = message.entities[0] if message.entities else None
    return first is not None and first.type == "bot_command" and first.offset == 0


def _other(message: Message) -> str:
    return next((name for name in _OTHERS if getattr(message, name, None)), "unreadable")


def _own_number(message: Message) -> str | None:
    """The number of a shared contact if it is the sender's own: only then Telegram has put the sender's id into it."""
    contact = message.contact
    if contact is None or message.from_user is None or contact.user_id != message.from_user.id:
        return None
    number = contact.phone_number
    return number if number.startswith("+") else f"+{number}"


def _attachment(message: Message) -> Attachment | None:
    if message.photo:
        largest = message.photo[-1]
        return Attachment(largest.file_id, "photo", "image/jpeg", "", largest.file_size or 0)
    file = message.document
    if file is None:
        return None
    return Attachment(file.file_id, "document", file.mime_type or "", file.file_name or "", file.file_size or 0)
