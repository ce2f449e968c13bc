"""What staff look at: MASTERs whom nothing reaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from membership.grades import Grade
from storage.schema import affiliations, chat_links, companies, members
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreachableMaster:
    """A MASTER without a chat that can be reached; `since` is None where no chat was ever linked."""

    company_id: int
    business_number: str
    company: str
    member_id: int
    login_id: str
    name: str
    since: datetime | None
    waiting: int


_their_chat = chat_links.c.member_id == affiliations.c.member_id
_associates = affiliations.alias("associates")
_unreachable = (
    sa.select(
        companies.c.id.label("company_id"),
        companies.c.business_number,
        companies.c.name.label("company"),
        members.c.id.label("member_id"),
        members.c.login_id,
        members.c.name,
        sa.select(sa.func.max(chat_links.c.unreachable_since)).where(_their_chat).scalar_subquery().label("since"),
        sa.select(sa.func.count())
        .where(_associates.c.company_id == companies.c.id, _associates.c.grade == Grade.ASSOCIATE.value)
        .scalar_subquery()
        .label("waiting"),
    )
    .join_from(affiliations, members)
    .join(companies, companies.c.id == affiliations.c.company_id)
    .where(
        affiliations.c.grade == Grade.MASTER.value,
        ~sa.exists().where(_their_chat, chat_links.c.unreachable_since.is_(None)),
    )
    .order_by(sa.desc("waiting"), companies.c.id)
    .limit(sa.bindparam("most"))
)


def unreachable(tx: Transaction, limit: int = 100) -> list[UnreachableMaster]:
    """MASTERs whom no chat reaches, those with the most associates waiting first."""
    return [UnreachableMaster(**row) for row in tx.connection.execute(_unreachable, {"most": limit}).mappings()]
