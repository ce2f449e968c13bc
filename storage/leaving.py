"""Leaving [회원 탈퇴]: all of a member goes at once, but for what law keeps, which is kept apart (PIPA, article 21)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from membership.limits import LEFT_KEPT, LOGIN_ID_RESTS
from storage import access, approvals, member_edits, schema, sms_codes
from storage.columns import Moment
from storage.login_rest import rest
from storage.member_rows import Member
from storage.transaction import Transaction

__all__ = ["Gone", "Left", "MustHandOver", "drop_old", "leave", "must_hand_over"]

Gone = member_edits.Gone
MustHandOver = approvals.MustHandOver


@dataclass(frozen=True, slots=True)
class Left:
    """Who left, when what is kept of them is erased, and until when nobody else gets the ID."""

    member: Member
    erase_at: datetime
    id_rests_until: datetime


_member: sa.BindParameter[int] = sa.bindparam("member")
_moment = sa.bindparam("moment", type_=Moment())
_keep = sa.insert(schema.left_members)
_c = schema.consents.c
_keep_consents = sa.insert(schema.left_consents).from_select(
    ["id", "left_member_id", "document_id", "answer", "answered_at", "channel"],
    sa.select(_c.id, _c.member_id, _c.document_id, _c.answer, _c.answered_at, _c.channel).where(
        _c.member_id == _member
    ),
)
_masters = schema.affiliations.alias("masters")
_papers = schema.certificates.c
_heir = (
    sa.select(_masters.c.member_id)
    .where(_masters.c.company_id == _papers.company_id, _masters.c.grade == "master")
    .scalar_subquery()
)
# The papers are the company's: whoever is its MASTER now answers for them; where nobody is left they go.
_hand_papers = sa.update(schema.certificates).where(_papers.member_id == _member, _heir.is_not(None))
_erase = (
    sa.delete(schema.certificates).where(_papers.member_id == _member),
    sa.delete(schema.consents).where(_c.member_id == _member),
    sa.delete(schema.member_products).where(schema.member_products.c.member_id == _member),
    sa.delete(schema.member_regions).where(schema.member_regions.c.member_id == _member),
    sa.delete(schema.member_changes).where(schema.member_changes.c.member_id == _member),
    sa.delete(schema.identity_checks).where(schema.identity_checks.c.member_id == _member),
    sa.delete(schema.chat_links).where(schema.chat_links.c.member_id == _member),
    sa.delete(schema.master_offers).where(
        sa.or_(schema.master_offers.c.from_member_id == _member, schema.master_offers.c.to_member_id == _member)
    ),
    sa.delete(schema.substitutes).where(
        sa.or_(schema.substitutes.c.member_id == _member, schema.substitutes.c.named_by == _member)
    ),
    sa.delete(schema.members).where(schema.members.c.id == _member),
)
_over = sa.select(schema.left_members.c.id).where(schema.left_members.c.erase_at <= _moment)
_drop_consents = sa.delete(schema.left_consents).where(schema.left_consents.c.left_member_id.in_(_over))
_drop = sa.delete(schema.left_members).where(schema.left_members.c.erase_at <= _moment)


def must_hand_over(tx: Transaction, member: Member) -> bool:
    """Whether this is a MASTER whom others of the company would be left behind by (KOTRA 회원가입 매뉴얼, MASTER)."""
    if member.company_id is None or member.grade.value != "master":
        return False
    others = sa.select(sa.func.count()).where(schema.affiliations.c.company_id == member.company_id)
    return int(tx.connection.execute(others).scalar_one()) > 1


def leave(tx: Transaction, member_id: int, channel: str, reason: str | None = None) -> Left:
    """Erases a member and keeps apart what must be kept; raises MustHandOver, or Gone for who has left already.

    Kept, sealed, for three years: ID and name with the reason they gave; the answers to consents, which we must be
    able to prove. The log of looks at their data and the record of decisions name them by number only.
    """
    approvals.leave(tx, member_id)
    member = member_edits.locked(tx, member_id)
    left = Left(member, tx.now + LEFT_KEPT, tx.now + LOGIN_ID_RESTS)
    _keep_apart(tx, left, reason)
    tx.connection.execute(_hand_papers.values(member_id=_heir), {"member": member_id})
    for statement in _erase:
        tx.connection.execute(statement, {"member": member_id})
    sms_codes.forget(tx, member.login_id)
    rest(tx, member.login_id, left.id_rests_until)
    who = str(member_id)
    access.log(tx, actor_kind="member", actor=who, action="left", channel=channel, subject_member_id=member_id)
    return left


def drop_old(tx: Transaction) -> int:
    """Erases what was kept of those who left, once its time is over; gives how many they were."""
    tx.connection.execute(_drop_consents, {"moment": tx.now})
    return tx.connection.execute(_drop, {"moment": tx.now}).rowcount


def bound_to(left_member_id: int) -> str:
    """What the seal of who left is bound to."""
    return f"left_member:{left_member_id}"


def who_was(tx: Transaction, left_member_id: int) -> dict[str, Any] | None:
    """ID, name and reason of somebody who left, for who must prove a consent; None when it is erased."""
    query = sa.select(schema.left_members.c.who).where(schema.left_members.c.id == left_member_id)
    sealed = tx.connection.execute(query).scalar()
    return None if sealed is None else orjson.loads(tx.keyring.open(sealed, bound_to(left_member_id)))


def _keep_apart(tx: Transaction, left: Left, reason: str | None) -> None:
    member = left.member
    who = orjson.dumps({"login_id": member.login_id, "name": member.name, "reason": reason})
    values = {"id": member.id, "who": tx.keyring.seal(who, bound_to(member.id)), "left_at": tx.now}
    tx.connection.execute(_keep, values | {"erase_at": left.erase_at})
    tx.connection.execute(_keep_consents, {"member": member.id})
