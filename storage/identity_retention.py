"""Identity checks that led to no member: found when they can lead to none any more, and erased."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from storage.columns import Moment
from storage.schema import conversations, identity_checks
from storage.transaction import Transaction

_is_unused = identity_checks.c.member_id.is_(None)
_has_draft = sa.exists().where(
    conversations.c.channel == identity_checks.c.channel,
    conversations.c.chat == identity_checks.c.chat,
    conversations.c.flow != sa.bindparam("idle_flow"),
    conversations.c.updated_at >= sa.bindparam("idle_since", type_=Moment()),
)
_unused = (
    sa.select(identity_checks.c.id)
    .where(
        identity_checks.c.id > sa.bindparam("after"),
        _is_unused,
        sa.func.coalesce(identity_checks.c.last_sent_at, identity_checks.c.created_at)
        < sa.bindparam("used_before", type_=Moment()),
        ~_has_draft,
    )
    .order_by(identity_checks.c.id)
    .limit(sa.bindparam("most"))
)
_drop = sa.delete(identity_checks).where(
    identity_checks.c.id.in_(sa.bindparam("ids", expanding=True, type_=identity_checks.c.id.type)), _is_unused
)


def unused(
    tx: Transaction, used_before: datetime, idle_flow: str, idle_since: datetime, after: int, limit: int
) -> list[int]:
    """Ids above `after` of checks that led to no member and can lead to none any more.

    Last used before that moment, in chats that are in `idle_flow` or that nobody has touched since `idle_since`.
    """
    bounds = {"used_before": used_before, "idle_flow": idle_flow, "idle_since": idle_since}
    return list(tx.connection.execute(_unused, {**bounds, "after": after, "most": limit}).scalars())


def drop(tx: Transaction, ids: Sequence[int]) -> int:
    """Erases these checks, but for those that led to a member meanwhile."""
    return tx.connection.execute(_drop, {"ids": list(ids)}).rowcount
