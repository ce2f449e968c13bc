"""Which chat was told of which associate who waits, and when, and of which offer: each once, whoever tells it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from membership.grades import Grade
from storage.columns import Moment
from storage.schema import affiliations, chat_links, master_offers, offers_told, waiting_told
from storage.statements import insert_or_ignore, upsert
from storage.transaction import Transaction

_t = waiting_told.c
_note = insert_or_ignore(waiting_told)
_note_again = upsert(waiting_told)
_note_offer = insert_or_ignore(offers_told)
_tables = (waiting_told, offers_told)
_relations_of = sa.select(affiliations.c.id).where(affiliations.c.company_id == sa.bindparam("company"))
_forget_company = sa.delete(waiting_told).where(_t.affiliation_id.in_(_relations_of))
_waits = sa.exists().where(affiliations.c.id == _t.affiliation_id, affiliations.c.grade == Grade.ASSOCIATE.value)
_drop = sa.delete(waiting_told).where(~_waits)
_is_open = sa.exists().where(master_offers.c.id == offers_told.c.offer_id, master_offers.c.status == "offered")
_drop_offers = sa.delete(offers_told).where(~_is_open)
_last = (
    sa.select(sa.func.max(_t.told_at, type_=Moment()))
    .join_from(waiting_told, chat_links, sa.and_(chat_links.c.channel == _t.channel, chat_links.c.chat == _t.chat))
    .where(
        _t.affiliation_id == sa.bindparam("relation"),
        chat_links.c.member_id == sa.bindparam("member"),
        chat_links.c.unreachable_since.is_(None),
    )
)


def _forgetting(table: sa.Table) -> sa.Delete:
    return sa.delete(table).where(
        table.c.channel == sa.bindparam("of_channel"), table.c.chat == sa.bindparam("of_chat")
    )


def _unless_same(table: sa.Table) -> sa.Delete:
    same_and_reached = sa.exists().where(
        chat_links.c.channel == table.c.channel,
        chat_links.c.chat == table.c.chat,
        chat_links.c.member_id == sa.bindparam("member"),
        chat_links.c.unreachable_since.is_(None),
    )
    return _forgetting(table).where(~same_and_reached)


_forget = [_forgetting(table) for table in _tables]
_forget_unless_same = [_unless_same(table) for table in _tables]


def news(tx: Transaction, channel: str, chat: str, affiliation_ids: Collection[int]) -> set[int]:
    """Those of whom this chat was not told yet; they count as told from now on, if this transaction is committed.

    Another worker who is about to tell the same chat of the same associate is waited for.
    """
    return {one for one in sorted(affiliation_ids) if _first(tx, channel, chat, one)}


def again(tx: Transaction, channel: str, chat: str, affiliation_ids: Collection[int]) -> None:
    """Notes that this chat is told of these now, whether or not it was before: a reminder, a nudge."""
    for one in sorted(affiliation_ids):
        values = {"channel": channel, "chat": chat, "affiliation_id": one, "told_at": tx.now}
        tx.connection.execute(_note_again[tx.dialect], values)


def last(tx: Transaction, affiliation_id: int, member_id: int) -> datetime | None:
    """When a chat that reaches this member was last told of an associate; None where none was."""
    moment: datetime | None = tx.connection.execute(_last, {"relation": affiliation_id, "member": member_id}).scalar()
    return moment


def is_new_offer(tx: Transaction, channel: str, chat: str, offer_id: int) -> bool:
    """Whether this chat was not told of an offer yet; it counts as told from now on, as with `news`."""
    values = {"channel": channel, "chat": chat, "offer_id": offer_id}
    return tx.connection.execute(_note_offer[tx.dialect], values).rowcount == 1


def forget_chat(tx: Transaction, channel: str, chat: str) -> None:
    """Has the chat told anew of everybody who waits, as when it is reached again."""
    for statement in _forget:
        tx.connection.execute(statement, {"of_channel": channel, "of_chat": chat})


def forget_before_link(tx: Transaction, channel: str, chat: str, member_id: int) -> None:
    """The same for a chat about to speak for a member, unless it did so all along."""
    for statement in _forget_unless_same:
        tx.connection.execute(statement, {"of_channel": channel, "of_chat": chat, "member": member_id})


def forget_company(tx: Transaction, company_id: int) -> None:
    """Has everybody who decides told anew of who waits there, as when they may be approved at last."""
    tx.connection.execute(_forget_company, {"company": company_id})


def drop_old(tx: Transaction) -> int:
    """Forgets those who wait no more, and offers that are answered."""
    return tx.connection.execute(_drop).rowcount + tx.connection.execute(_drop_offers).rowcount


def _first(tx: Transaction, channel: str, chat: str, affiliation_id: int) -> bool:
    values = {"channel": channel, "chat": chat, "affiliation_id": affiliation_id, "told_at": tx.now}
    return tx.connection.execute(_note[tx.dialect], values).rowcount == 1
