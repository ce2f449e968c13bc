"""Which chat was told of which associate who waits: each once, however many workers look at the same time."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from membership.grades import Grade
from storage.schema import affiliations, chat_links, waiting_told
from storage.statements import insert_or_ignore
from storage.transaction import Transaction

_t = waiting_told.c
_note = insert_or_ignore(waiting_told)
_chat = sa.and_(_t.channel == sa.bindparam("of_channel"), _t.chat == sa.bindparam("of_chat"))
_forget_chat = sa.delete(waiting_told).where(_chat)
_same_and_reached = sa.exists().where(
    chat_links.c.channel == _t.channel,
    chat_links.c.chat == _t.chat,
    chat_links.c.member_id == sa.bindparam("member"),
    chat_links.c.unreachable_since.is_(None),
)
_relations_of = sa.select(affiliations.c.id).where(affiliations.c.company_id == sa.bindparam("company"))
_forget_company = sa.delete(waiting_told).where(_t.affiliation_id.in_(_relations_of))
_waits = sa.exists().where(affiliations.c.id == _t.affiliation_id, affiliations.c.grade == Grade.ASSOCIATE.value)
_drop = sa.delete(waiting_told).where(~_waits)


def news(tx: Transaction, channel: str, chat: str, affiliation_ids: Collection[int]) -> set[int]:
    """Those of whom this chat was not told yet; they count as told from now on, if this transaction is committed.

    Another worker who is about to tell the same chat of the same associate is waited for.
    """
    return {one for one in sorted(affiliation_ids) if _first(tx, channel, chat, one)}


def forget_chat(tx: Transaction, channel: str, chat: str) -> None:
    """Has the chat told anew of everybody who waits, as when it is reached again."""
    tx.connection.execute(_forget_chat, {"of_channel": channel, "of_chat": chat})


def forget_before_link(tx: Transaction, channel: str, chat: str, member_id: int) -> None:
    """The same for a chat about to speak for a member, unless it did so all along."""
    names = {"of_channel": channel, "of_chat": chat, "member": member_id}
    tx.connection.execute(_forget_chat.where(~_same_and_reached), names)


def forget_company(tx: Transaction, company_id: int) -> None:
    """Has everybody who decides told anew of who waits there, as when they may be approved at last."""
    tx.connection.execute(_forget_company, {"company": company_id})


def drop_old(tx: Transaction) -> int:
    """Forgets those who wait no more."""
    return tx.connection.execute(_drop).rowcount


def _first(tx: Transaction, channel: str, chat: str, affiliation_id: int) -> bool:
    values = {"channel": channel, "chat": chat, "affiliation_id": affiliation_id}
    return tx.connection.execute(_note[tx.dialect], values).rowcount == 1
