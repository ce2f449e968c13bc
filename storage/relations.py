"""One member's relation to one company, as those who decide about it need it: rows only, no rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from membership.grades import Grade
from storage.schema import affiliations
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A row of `affiliations`."""

    id: int
    company_id: int
    member_id: int
    grade: Grade
    created_at: datetime
    decided_at: datetime | None
    reminders: int
    reminded_at: datetime | None
    nudged_at: datetime | None


_columns = [affiliations.c[name] for name in Relation.__dataclass_fields__]
_here = affiliations.c.id == sa.bindparam("relation")
_by_id = sa.select(*_columns).where(_here)
_of_member = sa.select(*_columns).where(affiliations.c.member_id == sa.bindparam("member"))
_of_company = (
    sa.select(*_columns).where(affiliations.c.company_id == sa.bindparam("company")).order_by(affiliations.c.id)
)
_master = sa.select(*_columns).where(
    affiliations.c.company_id == sa.bindparam("company"), affiliations.c.grade == Grade.MASTER.value
)
_regrade = (
    sa.update(affiliations)
    .where(_here, affiliations.c.grade == sa.bindparam("before"))
    .values(grade=sa.bindparam("after"), decided_at=sa.bindparam("decided", type_=affiliations.c.decided_at.type))
)
_remove = sa.delete(affiliations).where(_here, affiliations.c.grade == sa.bindparam("before"))
_nudged = sa.update(affiliations).where(_here, affiliations.c.grade == Grade.ASSOCIATE.value)


def by_id(tx: Transaction, relation_id: int) -> Relation | None:
    """The relation with this key."""
    return _found(tx, _by_id, relation=relation_id)


def of_member(tx: Transaction, member_id: int) -> Relation | None:
    """The member's one relation; None for an individual."""
    return _found(tx, _of_member, member=member_id)


def of_company(tx: Transaction, company_id: int) -> list[Relation]:
    """Everybody's relation to this company, in the order they came."""
    return [_relation(row) for row in tx.connection.execute(_of_company, {"company": company_id}).mappings()]


def master_of(tx: Transaction, company_id: int) -> Relation | None:
    """The MASTER's relation."""
    return _found(tx, _master, company=company_id)


def regrade(tx: Transaction, relation: Relation, to: Grade) -> bool:
    """Gives another grade, decided now; False when the grade was not what `relation` says any more."""
    decided = None if to is Grade.ASSOCIATE else tx.now
    values = {"relation": relation.id, "before": relation.grade.value, "after": to.value, "decided": decided}
    return tx.connection.execute(_regrade, values).rowcount == 1


def remove(tx: Transaction, relation: Relation) -> bool:
    """Makes the member an individual again; False when the relation was not as `relation` says any more."""
    return tx.connection.execute(_remove, {"relation": relation.id, "before": relation.grade.value}).rowcount == 1


def mark_nudged(tx: Transaction, relation_id: int) -> bool:
    """Notes that the associate had the MASTER reminded now; False when they are no associate any more."""
    return tx.connection.execute(_nudged.values(nudged_at=tx.now), {"relation": relation_id}).rowcount == 1


def _found(tx: Transaction, statement: sa.Select[Any], **values: object) -> Relation | None:
    row = tx.connection.execute(statement, values).mappings().first()
    return None if row is None else _relation(row)


def _relation(row: sa.RowMapping) -> Relation:
    return Relation(**{**row, "grade": Grade(row["grade"])})
