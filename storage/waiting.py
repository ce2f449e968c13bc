"""The associates who wait for their MASTER [준회원], as whoever decides may see them (manual, "KOTRA 회원분류")."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from membership.grades import Grade, Service
from storage import access
from storage.authority import require
from storage.schema import affiliations, companies, members
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An associate: no more than a MASTER needs in order to decide. `since` is when they joined."""

    affiliation_id: int
    member_id: int
    login_id: str
    name: str
    department: str | None
    position: str | None
    since: datetime
    nudged_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LongWaiting:
    """An associate in the staff's list of who waits longest."""

    affiliation_id: int
    company_id: int
    business_number: str
    company: str
    member_id: int
    login_id: str
    name: str
    since: datetime


_is_waiting = affiliations.c.grade == Grade.ASSOCIATE.value
_of_company = sa.and_(_is_waiting, affiliations.c.company_id == sa.bindparam("company"))
select_waiting = sa.select(
    affiliations.c.id.label("affiliation_id"),
    members.c.id.label("member_id"),
    members.c.login_id,
    members.c.name,
    members.c.department,
    members.c.position,
    affiliations.c.created_at.label("since"),
    affiliations.c.nudged_at,
).join_from(affiliations, members)
_page = (
    select_waiting.where(_of_company, affiliations.c.id > sa.bindparam("after"))
    .order_by(affiliations.c.id)
    .limit(sa.bindparam("most"))
)
_one = select_waiting.where(_is_waiting, affiliations.c.id == sa.bindparam("relation"))
_count = sa.select(sa.func.count()).select_from(affiliations).where(_of_company)
_oldest = (
    sa.select(
        affiliations.c.id.label("affiliation_id"),
        companies.c.id.label("company_id"),
        companies.c.business_number,
        companies.c.name.label("company"),
        members.c.id.label("member_id"),
        members.c.login_id,
        members.c.name,
        affiliations.c.created_at.label("since"),
    )
    .join_from(affiliations, members)
    .join(companies, companies.c.id == affiliations.c.company_id)
    .where(_is_waiting)
    .order_by(affiliations.c.created_at, affiliations.c.id)
    .limit(sa.bindparam("most"))
)


def waiting(tx: Transaction, company_id: int, after_id: int = 0, limit: int = 50) -> list[Waiting]:
    """A company's associates in the order they came; the next page is after the last line's affiliation_id."""
    return read(tx, _page, company=company_id, after=after_id, most=limit)


def waiting_one(tx: Transaction, affiliation_id: int) -> Waiting | None:
    """One associate; None when they wait no more."""
    return next(iter(read(tx, _one, relation=affiliation_id)), None)


def waiting_count(tx: Transaction, company_id: int) -> int:
    """How many associates a company has."""
    count: int = tx.connection.execute(_count, {"company": company_id}).scalar_one()
    return count


def waiting_seen_by(
    tx: Transaction, by_member_id: int | None, channel: str, after_id: int = 0, limit: int = 50
) -> list[Waiting]:
    """A page of the own company's associates for a MASTER or substitute, each look noted; raises NotAllowed."""
    authority = require(tx, by_member_id, Service.END_RELATION)
    page = waiting(tx, authority.company.id, after_id, limit)
    shown(tx, authority.member.id, page, channel)
    return page


def shown(tx: Transaction, to_member_id: int, page: Sequence[Waiting], channel: str) -> None:
    """Notes in the access log that a MASTER or substitute was shown these associates."""
    for one in page:
        access.log(
            tx,
            actor_kind="member",
            actor=str(to_member_id),
            action="saw associate",
            channel=channel,
            subject_member_id=one.member_id,
        )


def oldest_waiting(tx: Transaction, limit: int = 50) -> list[LongWaiting]:
    """The associates of all companies who wait longest, for staff."""
    return [LongWaiting(**row) for row in tx.connection.execute(_oldest, {"most": limit}).mappings()]


def read(tx: Transaction, statement: sa.Select[Any], **values: object) -> list[Waiting]:
    """The associates that a narrowed select_waiting finds."""
    return [Waiting(**row) for row in tx.connection.execute(statement, values).mappings()]
