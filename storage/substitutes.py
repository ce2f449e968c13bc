"""Who decides in the MASTER's place, and until when: rows only; naming one is in storage/masters.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from membership.grades import Grade
from storage.columns import Moment
from storage.schema import affiliations, substitutes
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitute:
    """A regular member who may approve and end relations from `from_at` until `until_at`."""

    id: int
    company_id: int
    member_id: int
    named_by: int
    from_at: datetime
    until_at: datetime


_columns = [substitutes.c[name] for name in Substitute.__dataclass_fields__]
_moment = sa.bindparam("moment", type_=Moment())
_their, _masters = affiliations.alias("their"), affiliations.alias("masters")
_insert = sa.insert(substitutes).returning(*_columns)
_named = sa.and_(substitutes.c.company_id == sa.bindparam("company"), substitutes.c.ended_at.is_(None))

# A change of grades does not end the substitute's period, whoever makes it: it counts only while both are what they
# were, and is ended as its end is told. A MASTER who is one again before that finds it as it was.
_active = (
    sa.select(*_columns)
    .join(
        _their, sa.and_(_their.c.company_id == substitutes.c.company_id, _their.c.member_id == substitutes.c.member_id)
    )
    .join(
        _masters,
        sa.and_(_masters.c.company_id == substitutes.c.company_id, _masters.c.member_id == substitutes.c.named_by),
    )
    .where(
        _named,
        substitutes.c.until_at > _moment,
        _their.c.grade == Grade.REGULAR.value,
        _masters.c.grade == Grade.MASTER.value,
    )
)
_ran_out = sa.select(*_columns).where(
    substitutes.c.id == sa.bindparam("substitute"),
    substitutes.c.until_at <= _moment,
    sa.or_(substitutes.c.ended_at.is_(None), substitutes.c.ended_at >= substitutes.c.until_at),
)
_named_by_master = sa.exists().where(
    affiliations.c.company_id == substitutes.c.company_id,
    affiliations.c.member_id == substitutes.c.named_by,
    affiliations.c.grade == Grade.MASTER.value,
)
_end_stale = (
    sa.update(substitutes)
    .where(_named, substitutes.c.until_at > _moment, ~_named_by_master)
    .values(ended_at=_moment)
    .returning(*_columns)
)
_end = sa.update(substitutes).where(_named).values(ended_at=_moment).returning(*_columns)
_end_own = (
    sa.update(substitutes).where(_named, substitutes.c.member_id == sa.bindparam("member")).values(ended_at=_moment)
)


def named_in(tx: Transaction, company_id: int) -> Substitute | None:
    """The substitute of a company, whose period may be still to come."""
    row = tx.connection.execute(_active, {"company": company_id, "moment": tx.now}).mappings().first()
    return None if row is None else Substitute(**row)


def substitute_of(tx: Transaction, company_id: int) -> Substitute | None:
    """The substitute who may decide in this company now."""
    named = named_in(tx, company_id)
    return None if named is None or named.from_at > tx.now else named


def add(
    tx: Transaction, company_id: int, member_id: int, named_by: int, period: tuple[datetime, datetime]
) -> Substitute:
    """Keeps who was named for which period; an earlier one must have been ended."""
    values = {
        "company_id": company_id,
        "member_id": member_id,
        "named_by": named_by,
        "from_at": period[0],
        "until_at": period[1],
    }
    return Substitute(**tx.connection.execute(_insert, values).mappings().one())


def end(tx: Transaction, company_id: int) -> Substitute | None:
    """Ends whatever period was named in this company, and gives the one that had not run out: its substitute is told.

    Each period is given once, by this or by `end_stale`: whoever gets it tells.
    """
    ended = tx.connection.execute(_end, {"company": company_id, "moment": tx.now}).mappings().all()
    return next((Substitute(**row) for row in ended if row["until_at"] > tx.now), None)


def end_own(tx: Transaction, company_id: int, member_id: int) -> None:
    """Ends the period of who is no regular member of this company any more, and knows."""
    tx.connection.execute(_end_own, {"company": company_id, "member": member_id, "moment": tx.now})


def end_stale(tx: Transaction, company_id: int) -> Substitute | None:
    """Ends the period that a former MASTER named, and gives it, as `end` does."""
    row = tx.connection.execute(_end_stale, {"company": company_id, "moment": tx.now}).mappings().first()
    return None if row is None else Substitute(**row)


def ran_out(tx: Transaction, substitute_id: int) -> Substitute | None:
    """A period that is over and was not ended before its time; None for any other."""
    row = tx.connection.execute(_ran_out, {"substitute": substitute_id, "moment": tx.now}).mappings().first()
    return None if row is None else Substitute(**row)
