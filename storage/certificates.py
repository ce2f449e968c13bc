"""Business registration certificates [사업자등록증], and what staff do with one: look, confirm, or reject it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from membership.grades import Grade
from storage import access, companies, decisions, offers, relations, substitutes
from storage.certificate_files import Certificate, add, bound_to, by_id, content, of_company
from storage.columns import Moment
from storage.companies import Company
from storage.decisions import Action, Decider
from storage.schema import certificates as certificate_table
from storage.schema import companies as company_table
from storage.transaction import Transaction

__all__ = [
    "AwaitedCheck",
    "Certificate",
    "Checked",
    "add",
    "awaited",
    "awaited_of",
    "bound_to",
    "by_id",
    "confirm",
    "confirm_company",
    "content",
    "note_shown",
    "of_company",
    "reject",
    "reject_company",
]


class Checked(StrEnum):
    """What came of a check; everything but DONE has changed nothing."""

    DONE = "done"
    GONE = "gone"  # there is no such certificate or company
    ALREADY_VERIFIED = "already_verified"
    ALREADY_REJECTED = "already_rejected"


@dataclass(frozen=True, slots=True)
class AwaitedCheck:
    """A company that staff must check, with its newest certificate; None where none was noted."""

    company: Company
    certificate: Certificate | None


_awaited = (
    sa.select(company_table.c.id)
    .where(company_table.c.certificate == "awaited")
    .order_by(company_table.c.id)
    .limit(sa.bindparam("most"))
)
_set_company = (
    sa.update(company_table)
    .where(company_table.c.id == sa.bindparam("company"), company_table.c.certificate == "awaited")
    .values(certificate=sa.bindparam("state"), updated_at=sa.bindparam("moment", type_=Moment()))
)
_set_certificates = (
    sa.update(certificate_table)
    .where(certificate_table.c.company_id == sa.bindparam("company"), certificate_table.c.status == "awaited")
    .values(
        status=sa.bindparam("state"),
        decided_at=sa.bindparam("moment", type_=Moment()),
        decided_by=sa.bindparam("staff"),
        reason=sa.bindparam("why"),
    )
)
_ALREADY = {"verified": Checked.ALREADY_VERIFIED, "rejected": Checked.ALREADY_REJECTED}


def awaited(tx: Transaction, limit: int = 100) -> list[AwaitedCheck]:
    """The companies whose certificate staff have not decided on, longest known first."""
    ids = tx.connection.execute(_awaited, {"most": limit}).scalars().all()
    found = (awaited_of(tx, company_id) for company_id in ids)
    return [one for one in found if one is not None]


def awaited_of(tx: Transaction, company_id: int) -> AwaitedCheck | None:
    """What staff must check of this company; None when there is nothing to check."""
    company = companies.by_id(tx, company_id)
    if company is None or company.certificate != "awaited":
        return None
    open_ones = [one for one in of_company(tx, company_id) if one.status == "awaited"]
    return AwaitedCheck(company, open_ones[-1] if open_ones else None)


def note_shown(tx: Transaction, certificate_id: int, staff: str, channel: str) -> None:
    """Notes that staff, or their chat, were shown a certificate: it may show a person's birth date."""
    certificate = by_id(tx, certificate_id)
    if certificate is not None:
        _log(tx, staff, channel, "saw certificate", certificate.member_id)


def confirm(tx: Transaction, certificate_id: int, staff: str, channel: str = "staff") -> Checked:
    """Staff have seen that the certificate is genuine: the company's associates may be approved."""
    certificate = by_id(tx, certificate_id)
    return Checked.GONE if certificate is None else _decide(tx, certificate.company_id, staff, channel, certificate)


def confirm_company(tx: Transaction, company_id: int, staff: str, channel: str = "staff") -> Checked:
    """The same by company, also where no certificate was noted."""
    return _decide(tx, company_id, staff, channel, None)


def reject(tx: Transaction, certificate_id: int, staff: str, reason: str, channel: str = "staff") -> Checked:
    """Staff refuse the certificate: everybody's relation to the company ends, and its next member brings a new one."""
    certificate = by_id(tx, certificate_id)
    if certificate is None:
        return Checked.GONE
    return _decide(tx, certificate.company_id, staff, channel, certificate, reason)


def reject_company(tx: Transaction, company_id: int, staff: str, reason: str, channel: str = "staff") -> Checked:
    """The same by company, also where no certificate was noted."""
    return _decide(tx, company_id, staff, channel, None, reason)


def _decide(
    tx: Transaction,
    company_id: int,
    staff: str,
    channel: str,
    certificate: Certificate | None,
    reason: str | None = None,
) -> Checked:
    companies.lock(tx, company_id)
    company = companies.by_id(tx, company_id)
    if company is None:
        return Checked.GONE
    state = _state_now(tx, company, certificate)
    if state != "awaited":
        return _ALREADY[state]
    _note(tx, company_id, staff, channel, reason)
    _set(tx, company_id, staff, reason)
    if reason is not None:
        _end_all(tx, company_id)
    return Checked.DONE


def _state_now(tx: Transaction, company: Company, certificate: Certificate | None) -> str:
    """An old card's certificate may have been decided on while the company awaits a newer one."""
    if certificate is None or company.certificate != "awaited":
        return company.certificate
    now = by_id(tx, certificate.id)
    return company.certificate if now is None else now.status


def _set(tx: Transaction, company_id: int, staff: str, reason: str | None) -> None:
    values = {
        "company": company_id,
        "state": "verified" if reason is None else "rejected",
        "moment": tx.now,
    }
    tx.connection.execute(_set_company, values)
    tx.connection.execute(_set_certificates, values | {"staff": staff, "why": reason})


def _note(tx: Transaction, company_id: int, staff: str, channel: str, reason: str | None) -> None:
    action = Action.CERTIFICATE_CONFIRMED if reason is None else Action.CERTIFICATE_REJECTED
    concerned = _concerned(tx, company_id, reason is not None)
    for member_id in concerned:
        decisions.record(tx, company_id, member_id, action, Decider.of_staff(staff), reason)
        _log(tx, staff, channel, action.value, member_id)
    if not concerned:
        _log(tx, staff, channel, action.value, None)


def _concerned(tx: Transaction, company_id: int, rejected: bool) -> list[int]:
    """Whom the check is about: who sent a certificate, and the MASTER or, on a rejection, everybody there."""
    sent = {one.member_id for one in of_company(tx, company_id) if one.status == "awaited"}
    there = relations.of_company(tx, company_id)
    return sorted(sent | {one.member_id for one in there if rejected or one.grade is Grade.MASTER})


def _end_all(tx: Transaction, company_id: int) -> None:
    for relation in relations.of_company(tx, company_id):
        offers.withdraw_to(tx, company_id, relation.member_id)
        relations.remove(tx, relation)
    substitutes.end(tx, company_id)


def _log(tx: Transaction, staff: str, channel: str, action: str, member_id: int | None) -> None:
    access.log(tx, actor_kind="staff", actor=staff, action=action, channel=channel, subject_member_id=member_id)
