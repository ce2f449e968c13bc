"""What the tax office said of a business number: for an hour nobody waits for it twice, and staff see it for longer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from membership.limits import COMPANY_STATUS_FRESH, COMPANY_STATUS_KEPT
from storage.schema import company_status
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Standing:
    """A company's state: "active", "suspended", "closed" or, where the tax office knows no such number, "unknown"."""

    state: str
    closed_on: date | None = None


def _keeping(insert: Any) -> Any:
    renewed = {name: insert.excluded[name] for name in ("state", "closed_on", "checked_at")}
    return insert.on_conflict_do_update(index_elements=["business_number"], set_=renewed)


_keep = {"sqlite": _keeping(sqlite.insert(company_status)), "postgresql": _keeping(postgresql.insert(company_status))}
_fresh = sa.select(company_status.c.state, company_status.c.closed_on).where(
    company_status.c.business_number == sa.bindparam("number"),
    company_status.c.checked_at > sa.bindparam("since", type_=company_status.c.checked_at.type),
)
_last = sa.select(company_status.c.state, company_status.c.closed_on, company_status.c.checked_at).where(
    company_status.c.business_number == sa.bindparam("number")
)
_drop = sa.delete(company_status).where(
    company_status.c.checked_at <= sa.bindparam("since", type_=company_status.c.checked_at.type)
)


def keep(tx: Transaction, business_number: str, standing: Standing) -> None:
    """Notes what was said now, in place of what was said before."""
    closed_on = standing.closed_on.isoformat() if standing.closed_on else None
    values = {"business_number": business_number, "state": standing.state, "closed_on": closed_on}
    tx.connection.execute(_keep[tx.dialect], values | {"checked_at": tx.now})


def fresh(tx: Transaction, business_number: str) -> Standing | None:
    """What was said within the last hour; None where it has to be asked anew."""
    since = tx.now - COMPANY_STATUS_FRESH
    row = tx.connection.execute(_fresh, {"number": business_number, "since": since}).first()
    return None if row is None else _standing(row.state, row.closed_on)


def last(tx: Transaction, business_number: str) -> tuple[Standing, datetime] | None:
    """What was said last, and when, also where it is fresh no more."""
    row = tx.connection.execute(_last, {"number": business_number}).first()
    return None if row is None else (_standing(row.state, row.closed_on), row.checked_at)


def drop_old(tx: Transaction) -> int:
    """Forgets what was said a month ago."""
    return tx.connection.execute(_drop, {"since": tx.now - COMPANY_STATUS_KEPT}).rowcount


def _standing(state: str, closed_on: str | None) -> Standing:
    return Standing(state, date.fromisoformat(closed_on) if closed_on else None)
