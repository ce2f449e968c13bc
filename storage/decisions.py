"""The record of decisions: who decided what about whom, and why. Never changed or deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from storage.schema import decisions
from storage.transaction import Transaction


class Action(StrEnum):
    """What was decided."""

    APPROVED = "approved"
    APPROVAL_UNDONE = "approval_undone"
    ENDED = "ended"
    LEFT = "left"
    REQUEST_WITHDRAWN = "request_withdrawn"
    MASTER_HANDED_OVER = "master_handed_over"
    MASTER_APPOINTED = "master_appointed"
    SUBSTITUTE_NAMED = "substitute_named"
    SUBSTITUTE_ENDED = "substitute_ended"
    CERTIFICATE_CONFIRMED = "certificate_confirmed"
    CERTIFICATE_REJECTED = "certificate_rejected"


class By(StrEnum):
    """In what role it was decided."""

    MASTER = "master"
    SUBSTITUTE = "substitute"
    MEMBER = "member"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decided, in what role: a member by id, or a member of staff by name."""

    kind: By
    member_id: int | None = None
    staff: str | None = None

    @classmethod
    def of_staff(cls, name: str) -> Decider:
        """A member of staff."""
        return cls(By.STAFF, staff=name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One line of the record; `member_id` is whom it is about, `by_staff` the name of a member of staff."""

    id: int
    company_id: int
    member_id: int
    action: Action
    by_kind: By
    by_member_id: int | None
    by_staff: str | None
    reason: str | None
    at: datetime


_columns = [decisions.c[name] for name in Decision.__dataclass_fields__]
_insert = sa.insert(decisions)
_of_company = (
    sa.select(*_columns)
    .where(decisions.c.company_id == sa.bindparam("company"))
    .order_by(decisions.c.id.desc())
    .limit(sa.bindparam("most"))
)
_of_member = sa.select(*_columns).where(decisions.c.member_id == sa.bindparam("member")).order_by(decisions.c.id.desc())
_latest = _of_member.where(
    decisions.c.company_id == sa.bindparam("company"),
    decisions.c.action.in_(sa.bindparam("actions", expanding=True, type_=sa.String())),
).limit(1)


def record(
    tx: Transaction,
    company_id: int,
    member_id: int,
    action: Action,
    by: Decider,
    reason: str | None = None,
) -> None:
    """Notes a decision about a member."""
    values = {
        "company_id": company_id,
        "member_id": member_id,
        "action": action.value,
        "by_kind": by.kind.value,
        "by_member_id": by.member_id,
        "by_staff": by.staff,
        "reason": reason,
        "at": tx.now,
    }
    tx.connection.execute(_insert, values)


def of_company(tx: Transaction, company_id: int, limit: int = 50) -> list[Decision]:
    """What was decided in a company, newest first."""
    return _read(tx, _of_company, company=company_id, most=limit)


def of_member(tx: Transaction, member_id: int) -> list[Decision]:
    """What was decided about a member, newest first."""
    return _read(tx, _of_member, member=member_id)


def latest(tx: Transaction, company_id: int, member_id: int, *actions: Action) -> Decision | None:
    """What was decided last about a member in this company, of these actions or at all."""
    wanted = [action.value for action in actions or Action]
    return next(iter(_read(tx, _latest, company=company_id, member=member_id, actions=wanted)), None)


def _read(tx: Transaction, statement: sa.Select[Any], **values: object) -> list[Decision]:
    return [_decision(row) for row in tx.connection.execute(statement, values).mappings()]


def _decision(row: sa.RowMapping) -> Decision:
    return Decision(**{**row, "action": Action(row["action"]), "by_kind": By(row["by_kind"])})
