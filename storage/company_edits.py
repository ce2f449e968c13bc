"""Editing a company's information, field by field, with the history of who changed what [기업 정보 수정]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from membership.fields import COMPANY_FIELDS
from membership.grades import Service
from storage.authority import require
from storage.schema import companies, company_changes
from storage.transaction import Transaction

# The number is the company: another number is another company.
# The address in English follows the address.
EDITABLE = (frozenset(field.name for field in COMPANY_FIELDS) - {"business_number"}) | {"address_en"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that was changed; yes and no are "yes" and "no", None is a field left empty."""

    id: int
    company_id: int
    member_id: int | None
    by_staff: str | None
    field: str
    old_value: str | None
    new_value: str | None
    at: datetime


_columns = [company_changes.c[name] for name in Change.__dataclass_fields__]
_insert = sa.insert(company_changes).returning(*_columns)
_update = sa.update(companies).where(companies.c.id == sa.bindparam("company"))
_history = (
    sa.select(*_columns)
    .where(company_changes.c.company_id == sa.bindparam("company"))
    .order_by(company_changes.c.id.desc())
    .limit(sa.bindparam("most"))
)


def change(tx: Transaction, member_id: int | None, field: str, value: str | bool | None) -> Change | None:
    """Changes one field of the member's own company, for a MASTER or regular; None when it was so already.

    `value` must have been read by membership's rules. Raises NotAllowed, and ValueError for a field that is not edited.
    """
    if field not in EDITABLE:
        raise ValueError(f"{field} is no field of a company that is edited")
    authority = require(tx, member_id, Service.COMPANY_EDIT)
    before = getattr(authority.company, field)
    if before == value:
        return None
    company_id = authority.company.id
    tx.connection.execute(_update.values({field: value, "updated_at": tx.now}), {"company": company_id})
    values = {
        "company_id": company_id,
        "member_id": authority.member.id,
        "field": field,
        "old_value": _text(before),
        "new_value": _text(value),
        "at": tx.now,
    }
    return Change(**tx.connection.execute(_insert, values).mappings().one())


def history(tx: Transaction, company_id: int, limit: int = 50) -> list[Change]:
    """What was changed in a company, newest first."""
    rows = tx.connection.execute(_history, {"company": company_id, "most": limit}).mappings()
    return [Change(**row) for row in rows]


def _text(value: str | bool | None) -> str | None:
    return ("yes" if value else "no") if isinstance(value, bool) else value
