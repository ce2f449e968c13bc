"""Who may do what to a company, judged in the transaction that does it (KOTRA 회원가입 매뉴얼, "KOTRA 회원분류")."""

from __future__ import annotations

from dataclasses import dataclass

from membership.grades import Grade, Service, may
from storage import access, companies, members, substitutes
from storage.companies import Company
from storage.decisions import By
from storage.member_rows import Member
from storage.transaction import Transaction

REASONS = (
    "not_linked",  # the chat speaks for nobody
    "no_company",  # an individual member
    "grade",  # the table does not allow it to this grade
    "certificate_awaited",  # nobody approves while staff have not confirmed the company's certificate
    "other_company",  # it is about another company's member
    "gone",  # the member, or what it is about, is there no more
    "is_master",  # the MASTER's own relation is not ended by a decision: hand over, then leave
    "not_yours",  # an offer made to another, an approval that another decided
)

SUBSTITUTE_MAY = frozenset({Service.APPROVE_MEMBERS, Service.END_RELATION})


class NotAllowed(Exception):
    """Somebody tried what they may not; `reason` is one of REASONS, `subject_member_id` whom it was about."""

    def __init__(self, reason: str, subject_member_id: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.subject_member_id = subject_member_id


@dataclass(frozen=True, slots=True)
class Authority:
    """A member who may act, in which company, and as what."""

    member: Member
    company: Company
    as_: By


def require(tx: Transaction, member_id: int | None, service: Service, company_id: int | None = None) -> Authority:
    """Who acts, as the store has them now, if they may; locks their company until the transaction ends.

    Raises NotAllowed. With `company_id` it must be that company's affair. For what is done to a company; only in a
    transaction that may write.
    """
    member, company = _locked(tx, member_id)
    if company_id is not None and company_id != company.id:
        raise NotAllowed("other_company")
    as_ = acts_as(tx, member, service)
    if as_ is None:
        raise NotAllowed("grade")
    if service is Service.APPROVE_MEMBERS and company.certificate != "verified":
        raise NotAllowed("certificate_awaited")
    return Authority(member, company, as_)


def acts_as(tx: Transaction, member: Member, service: Service) -> By | None:
    """In what role this member may use a service now; None where they may not. Takes no lock: good for menus."""
    if may(member.grade, service):
        return By.MASTER if member.grade is Grade.MASTER else By.MEMBER
    if member.company_id is None or service not in SUBSTITUTE_MAY:
        return None
    substitute = substitutes.substitute_of(tx, member.company_id)
    return By.SUBSTITUTE if substitute is not None and substitute.member_id == member.id else None


def refused(
    tx: Transaction,
    member_id: int | None,
    action: str,
    reason: str,
    subject_member_id: int | None = None,
    channel: str = "telegram",
) -> None:
    """Notes in the access log that somebody tried what they may not; to be called after the try was undone."""
    access.log(
        tx,
        actor_kind="member",
        actor="unlinked" if member_id is None else str(member_id),
        action=f"refused:{action}",
        channel=channel,
        subject_member_id=subject_member_id,
        detail=reason,
    )


def _locked(tx: Transaction, member_id: int | None) -> tuple[Member, Company]:
    before = _linked(tx, member_id)
    if before.company_id is None:
        raise NotAllowed("no_company")
    companies.lock(tx, before.company_id)
    member, company = _linked(tx, member_id), companies.by_id(tx, before.company_id)
    if company is None or member.company_id != before.company_id:
        raise NotAllowed("no_company" if member.company_id is None else "gone")
    return member, company


def _linked(tx: Transaction, member_id: int | None) -> Member:
    if member_id is None:
        raise NotAllowed("not_linked")
    member = members.by_id(tx, member_id)
    if member is None:
        raise NotAllowed("gone")
    return member
