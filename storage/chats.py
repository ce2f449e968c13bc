"""Which chats speak for which member; one member may have several."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage import told
from storage.member_rows import Member, read_one, select_members
from storage.schema import chat_links, members
from storage.statements import upsert
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ChatLink:
    """One chat of a member's."""

    channel: str
    chat: str
    linked_at: datetime
    unreachable_since: datetime | None = None


_this_chat = sa.and_(chat_links.c.channel == sa.bindparam("of_channel"), chat_links.c.chat == sa.bindparam("of_chat"))
_member_of = select_members.join(chat_links, chat_links.c.member_id == members.c.id).where(_this_chat)
_link = upsert(chat_links)
_unlink = sa.delete(chat_links).where(_this_chat)
_lost = sa.update(chat_links).where(_this_chat, chat_links.c.unreachable_since.is_(None))
_found = sa.update(chat_links).where(_this_chat, chat_links.c.unreachable_since.is_not(None))
_chats = (
    sa.select(chat_links.c.channel, chat_links.c.chat, chat_links.c.linked_at, chat_links.c.unreachable_since)
    .where(chat_links.c.member_id == sa.bindparam("member"))
    .order_by(chat_links.c.linked_at, chat_links.c.channel, chat_links.c.chat)
)


def of_chat(tx: Transaction, channel: str, chat: str) -> Member | None:
    """The member that this chat speaks for."""
    return read_one(tx, _member_of, of_channel=channel, of_chat=chat)


def link_chat(tx: Transaction, channel: str, chat: str, member_id: int) -> None:
    """Lets the chat speak for this member, and for nobody it spoke for before."""
    told.forget_before_link(tx, channel, chat, member_id)
    values = {"channel": channel, "chat": chat, "member_id": member_id, "linked_at": tx.now}
    tx.connection.execute(_link[tx.dialect], values)


def unlink_chat(tx: Transaction, channel: str, chat: str) -> bool:
    """Lets the chat speak for nobody; False when it did not."""
    return tx.connection.execute(_unlink, {"of_channel": channel, "of_chat": chat}).rowcount == 1


def chats_of(tx: Transaction, member_id: int) -> list[ChatLink]:
    """The chats that speak for this member, oldest first."""
    return [ChatLink(*row) for row in tx.connection.execute(_chats, {"member": member_id})]


def mark_unreachable(tx: Transaction, channel: str, chat: str) -> bool:
    """Notes that nothing reaches this chat since now, as when the bot is blocked; False when that was known."""
    names = {"of_channel": channel, "of_chat": chat}
    return tx.connection.execute(_lost.values(unreachable_since=tx.now), names).rowcount == 1


def mark_reachable(tx: Transaction, channel: str, chat: str) -> bool:
    """Notes that the chat is reached again, and so gets what waits; False when it was all along."""
    names = {"of_channel": channel, "of_chat": chat}
    found = tx.connection.execute(_found.values(unreachable_since=None), names).rowcount == 1
    if found:
        told.forget_chat(tx, channel, chat)
    return found
