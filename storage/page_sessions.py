"""Which chat an open page of the messenger speaks for: its token and what opened it are kept as keyed hashes."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from membership.limits import PAGE_LIFETIME
from storage.columns import Moment
from storage.schema import outbox, page_sessions
from storage.statements import insert_or_ignore
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class PageSession:
    """One opened page: for which chat, what it is for ("form", "password", "identity"), and the flow it belongs to.

    `over`: it has been closed, or nothing was sent from it for half an hour.
    """

    channel: str
    chat: str
    scope: str
    flow: str | None = None
    over: bool = False


_t = page_sessions.c
_this = _t.token_hash == sa.bindparam("token")
_insert = insert_or_ignore(page_sessions)
_locked = sa.select(page_sessions).where(_this).with_for_update()
_update = sa.update(page_sessions).where(_this)
_move = _update.values(flow=sa.bindparam("to_flow"), expires_at=sa.bindparam("until", type_=Moment()))
_close = _update.where(_t.closed_at.is_(None)).values(closed_at=sa.bindparam("moment", type_=Moment()))
_drop = sa.delete(page_sessions).where(_t.expires_at < sa.bindparam("moment", type_=Moment()))

_fetching = (
    sa.select(outbox.c.id)
    .where(
        outbox.c.channel == sa.bindparam("of_channel"),
        outbox.c.chat == sa.bindparam("of_chat"),
        outbox.c.route == "service",
        outbox.c.method == "identity.fetch",
        outbox.c.sent_at.is_(None),
        outbox.c.set_aside_at.is_(None),
    )
    .limit(1)
)


def begin(tx: Transaction, session: PageSession, opening: str, token: str) -> bool:
    """Opens a page, which is known by `token` from now on; False where `opening` has opened one before.

    Of two at once, also at two workers, the second waits for the first to commit.
    """
    values = {
        "token_hash": _token_hash(tx, token),
        "opened_hash": tx.hashed("page opening", opening),
        "channel": session.channel,
        "chat": session.chat,
        "scope": session.scope,
        "flow": session.flow,
        "expires_at": tx.now + PAGE_LIFETIME,
    }
    return tx.connection.execute(_insert[tx.dialect], values).rowcount == 1


def find(tx: Transaction, token: str) -> PageSession | None:
    """The page of this token, also one that is over, locked until the commit; None where there is none."""
    row = tx.connection.execute(_locked, {"token": _token_hash(tx, token)}).first()
    if row is None:
        return None
    over = row.closed_at is not None or tx.now >= row.expires_at
    return PageSession(row.channel, row.chat, row.scope, row.flow, over)


def move(tx: Transaction, token: str, flow: str | None) -> None:
    """Binds a page to the flow that it shows, and gives it its half hour anew."""
    values = {"token": _token_hash(tx, token), "to_flow": flow, "until": tx.now + PAGE_LIFETIME}
    tx.connection.execute(_move, values)


def close(tx: Transaction, token: str) -> bool:
    """Ends a page; False where it has ended before."""
    return tx.connection.execute(_close, {"token": _token_hash(tx, token), "moment": tx.now}).rowcount == 1


def fetching(tx: Transaction, session: PageSession) -> bool:
    """Whether the result of an identity check is being fetched for the chat of this page."""
    here = {"of_channel": session.channel, "of_chat": session.chat}
    return tx.connection.execute(_fetching, here).first() is not None


def drop_old(tx: Transaction) -> int:
    """Forgets pages that are over; what opened them would be refused as too old by now. Gives how many."""
    return tx.connection.execute(_drop, {"moment": tx.now}).rowcount


def _token_hash(tx: Transaction, token: str) -> str:
    return tx.hashed("page session", token)
