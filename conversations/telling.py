"""Telling a member something in every chat that speaks for them, in the language of that chat."""

from __future__ import annotations

from collections.abc import Callable

from conversations.catalogue import Html, Texts, texts
from conversations.events import Chat
from conversations.says import Note, Rows
from storage import conversations, members
from storage.member_rows import Member
from storage.transaction import Transaction

Words = Callable[[Texts], tuple[Html, Rows]]


def to_member(tx: Transaction, member: Member, words: Words) -> list[Note]:
    """The same to each of a member's chats that can be reached, in its language; who comes back is told what waits."""
    return [in_chat(tx, chat, member, words) for chat in reached(tx, member)]


def reached(tx: Transaction, member: Member) -> list[Chat]:
    """The chats in which a member can be told something."""
    links = members.chats_of(tx, member.id)
    return [Chat(link.channel, link.chat) for link in links if link.unreachable_since is None]


def in_chat(tx: Transaction, chat: Chat, member: Member, words: Words) -> Note:
    """The words to one of a member's chats, in its language."""
    row = conversations.outline(tx, chat.channel, chat.id)
    text, rows = words(texts(row.language if row else member.language))
    return Note(text, chat, rows=rows)
