"""Who looked at whose data (Notice on Security Measures for Personal Information 2026-9, article 8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from storage.schema import access_log
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessEntry:
    """One look, or one attempt at what is not allowed."""

    id: int
    at: datetime
    actor_kind: str
    actor: str
    subject_member_id: int | None
    action: str
    detail: str | None
    channel: str


_insert = sa.insert(access_log)
_of_member = (
    sa.select(access_log).where(access_log.c.subject_member_id == sa.bindparam("member")).order_by(access_log.c.id)
)


def log(
    tx: Transaction,
    *,
    actor_kind: str,
    actor: str,
    action: str,
    channel: str,
    subject_member_id: int | None = None,
    detail: str | None = None,
) -> None:
    """Notes what an actor ("member", "staff" or "assistant", by id or name) did with whose data."""
    values = {
        "at": tx.now,
        "actor_kind": actor_kind,
        "actor": actor,
        "subject_member_id": subject_member_id,
        "action": action,
        "detail": detail,
        "channel": channel,
    }
    tx.connection.execute(_insert, values)


def of_member(tx: Transaction, member_id: int) -> list[AccessEntry]:
    """Every look at this member's data, oldest first."""
    return [AccessEntry(**row) for row in tx.connection.execute(_of_member, {"member": member_id}).mappings()]
