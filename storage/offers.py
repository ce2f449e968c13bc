"""Offers to become MASTER [MASTER 권한 넘기기]: rows only; the rules are in storage/masters.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from membership.grades import Grade
from membership.limits import MASTER_OFFER_LIFETIME
from storage.columns import Moment
from storage.schema import affiliations, master_offers
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One offer; `status` is offered, accepted, declined, expired or withdrawn."""

    id: int
    company_id: int
    from_member_id: int
    to_member_id: int
    status: str
    created_at: datetime
    expires_at: datetime
    decided_at: datetime | None


_columns = [master_offers.c[name] for name in Offer.__dataclass_fields__]
_moment = sa.bindparam("moment", type_=Moment())
_is_open = master_offers.c.status == "offered"
_of_company = master_offers.c.company_id == sa.bindparam("company")
_insert = sa.insert(master_offers).returning(*_columns)
_by_id = sa.select(*_columns).where(master_offers.c.id == sa.bindparam("offer"))
_open_of = sa.select(*_columns).where(_is_open, _of_company)


def _closing(status: str) -> sa.Update:
    return sa.update(master_offers).where(_is_open).values(status=status, decided_at=_moment)


_close = {
    status: _closing(status).where(master_offers.c.id == sa.bindparam("offer"))
    for status in ("accepted", "declined", "expired", "withdrawn")
}
_has_run_out = sa.and_(_is_open, master_offers.c.expires_at <= _moment)
# An expired offer without decided_at is one that nobody was told of yet.
_lapse = sa.update(master_offers).where(_has_run_out, _of_company).values(status="expired")
_expire = (
    sa.update(master_offers)
    .where(sa.or_(_has_run_out, sa.and_(master_offers.c.status == "expired", master_offers.c.decided_at.is_(None))))
    .values(status="expired", decided_at=_moment)
    .returning(*_columns)
)
_withdraw_to = _closing("withdrawn").where(_of_company, master_offers.c.to_member_id == sa.bindparam("member"))


def _has(member: sa.Column[Any], grade: Grade) -> sa.Exists:
    return sa.exists().where(
        affiliations.c.company_id == master_offers.c.company_id,
        affiliations.c.member_id == member,
        affiliations.c.grade == grade.value,
    )


_still_good = sa.and_(
    _has(master_offers.c.from_member_id, Grade.MASTER), _has(master_offers.c.to_member_id, Grade.REGULAR)
)
_open_to = sa.select(*_columns).where(
    _is_open, _still_good, master_offers.c.to_member_id == sa.bindparam("member"), master_offers.c.expires_at > _moment
)
_withdraw_stale = _closing("withdrawn").where(_of_company, ~_still_good)


def by_id(tx: Transaction, offer_id: int) -> Offer | None:
    """The offer with this key, whatever became of it."""
    return _found(tx, _by_id, offer=offer_id)


def open_of(tx: Transaction, company_id: int) -> Offer | None:
    """The one offer of a company that is not answered yet; it may have run out."""
    return _found(tx, _open_of, company=company_id)


def open_to(tx: Transaction, member_id: int) -> Offer | None:
    """The offer that a member has not answered yet and may accept now."""
    return _found(tx, _open_to, member=member_id, moment=tx.now)


def add(tx: Transaction, company_id: int, from_member_id: int, to_member_id: int) -> Offer:
    """Keeps an offer, open for 72 hours; the company must have no open one."""
    values = {
        "company_id": company_id,
        "from_member_id": from_member_id,
        "to_member_id": to_member_id,
        "status": "offered",
        "created_at": tx.now,
        "expires_at": tx.now + MASTER_OFFER_LIFETIME,
    }
    return Offer(**tx.connection.execute(_insert, values).mappings().one())


def close(tx: Transaction, offer_id: int, status: str) -> bool:
    """Ends an open offer as accepted, declined, expired or withdrawn; False when it was open no more."""
    return tx.connection.execute(_close[status], {"offer": offer_id, "moment": tx.now}).rowcount == 1


def expire(tx: Transaction) -> list[Offer]:
    """Ends the offers whose time has run out, and gives them: each once, whoever calls."""
    return [Offer(**row) for row in tx.connection.execute(_expire, {"moment": tx.now}).mappings()]


def lapse(tx: Transaction, company_id: int) -> None:
    """Ends a company's offer whose time has run out; `expire` still gives it, so that both are told."""
    tx.connection.execute(_lapse, {"company": company_id, "moment": tx.now})


def withdraw_to(tx: Transaction, company_id: int, member_id: int) -> None:
    """Ends the open offer to a member who is to be regular no more."""
    tx.connection.execute(_withdraw_to, {"company": company_id, "member": member_id, "moment": tx.now})


def withdraw_stale(tx: Transaction, company_id: int) -> None:
    """Ends a company's open offer when its giver is MASTER, or its receiver regular, no more."""
    tx.connection.execute(_withdraw_stale, {"company": company_id, "moment": tx.now})


def _found(tx: Transaction, statement: sa.Select[Any], **values: object) -> Offer | None:
    row = tx.connection.execute(statement, values).mappings().first()
    return None if row is None else Offer(**row)
