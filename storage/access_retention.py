"""How long the access log is kept: no shorter than law asks, and no longer than is set (PIPC Notice 2026-9)."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from membership.limits import ACCESS_LOG_LEAST_YEARS, ACCESS_LOG_MANY_YEARS, MANY_SUBJECTS, RIGHTS_KEPT_YEARS
from storage.columns import Moment
from storage.schema import access_log, members
from storage.transaction import Transaction

# Who was given what right over whose data: kept as law asks of access rights (article 5(3)). Approvals and hand-overs
# are in `decisions`, which nothing deletes.
RIGHTS = ("appointed MASTER", "link_chat")

_is_right = access_log.c.action.in_(RIGHTS)
_old = (
    sa.select(access_log.c.id)
    .where(
        sa.or_(
            sa.and_(~_is_right, access_log.c.at < sa.bindparam("before", type_=Moment())),
            sa.and_(_is_right, access_log.c.at < sa.bindparam("rights_before", type_=Moment())),
        )
    )
    .order_by(access_log.c.at)
    .limit(sa.bindparam("most"))
)
_drop = sa.delete(access_log).where(access_log.c.id.in_(_old))
_counted = sa.select(members.c.id).limit(MANY_SUBJECTS).subquery()
_count = sa.select(sa.func.count()).select_from(_counted)


def years_kept(tx: Transaction, wanted: int) -> int:
    """How many years the log is kept where so many are set: one at least, two with 50,000 members (article 8(1))."""
    many = int(tx.connection.execute(_count).scalar_one()) >= MANY_SUBJECTS
    return max(wanted, ACCESS_LOG_MANY_YEARS if many else ACCESS_LOG_LEAST_YEARS)


def drop_old(tx: Transaction, wanted_years: int, limit: int = 500) -> int:
    """Erases entries that are older than that, oldest first, and rights that were given over three years ago."""
    years = years_kept(tx, wanted_years)
    bounds = {"before": _ago(tx.now, years), "rights_before": _ago(tx.now, max(years, RIGHTS_KEPT_YEARS))}
    return tx.connection.execute(_drop, {**bounds, "most": limit}).rowcount


def _ago(now: datetime, years: int) -> datetime:
    """So many whole years before; a day more where that day is not in the calendar."""
    try:
        return now.replace(year=now.year - years)
    except ValueError:
        return (now - timedelta(days=1)).replace(year=now.year - years)
