"""Telling a member something in every chat that speaks for them, in their own language."""

from __future__ import annotations

from collections.abc import Callable

from conversations.catalogue import Html, Texts, texts
from conversations.events import Chat
from conversations.says import Note, Rows
from storage import members
from storage.member_rows import Member
from storage.transaction import Transaction

Words = Callable[[Texts], tuple[Html, Rows]]


def to_member(tx: Transaction, member: Member, words: Words) -> list[Note]:
    """The same words to each of a member's chats that can be reached; who comes back is told what waits."""
    text, rows = words(texts(member.language))
    links = [link for link in members.chats_of(tx, member.id) if link.unreachable_since is None]
    return [Note(text, Chat(link.channel, link.chat), rows=rows) for link in links]
