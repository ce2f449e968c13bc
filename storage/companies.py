"""Companies, their one MASTER, and who else belongs to them (KOTRA 회원가입 매뉴얼, "KOTRA 회원분류")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from membership.grades import Grade
from storage import registry
from storage.conflicts import breaks, breaks_unique
from storage.member_rows import Member, read_all, read_one, select_members
from storage.schema import affiliations, companies
from storage.transaction import Transaction


class BusinessNumberTaken(Exception):
    """A company with this business registration number is registered."""


class AlreadyAffiliated(Exception):
    """The member belongs to a company already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCompany:
    """A company to be (manual, II-3 [기업정보]); `business_number` as ten digits."""

    business_number: str
    name: str
    representative: str
    telephone: str
    postcode: str
    address_base: str
    address_detail: str
    source: str
    certificate: str
    name_en: str | None = None
    representative_en: str | None = None
    fax: str | None = None
    email: str | None = None
    homepage: str | None = None
    corporate_number: str | None = None
    trade_licence: str | None = None
    business_type: str | None = None
    business_item: str | None = None
    enterprise_kind: str | None = None
    innobiz: bool | None = None
    venture: bool | None = None
    classification: str | None = None
    foreign_invested: bool | None = None
    main_product: str | None = None
    trade_role: str | None = None
    address_en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Company(NewCompany):
    """A company that is registered."""

    id: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyLine:
    """A company in a list, with how many members it has."""

    id: int
    business_number: str
    name: str
    representative: str
    certificate: str
    members: int


@dataclass(frozen=True, slots=True)
class Registered:
    """The number belongs to a company of the store: who comes now becomes its associate."""

    company: Company


@dataclass(frozen=True, slots=True)
class InRegistry:
    """The number is in the company registry: its information is filled in from there."""

    entry: registry.RegistryEntry


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nobody knows the number: the company is typed in, and a certificate is asked for."""


_columns = [companies.c[name] for name in Company.__dataclass_fields__]
_of_company = affiliations.c.company_id == sa.bindparam("company")
_by_id = sa.select(*_columns).where(companies.c.id == sa.bindparam("company"))
_by_number = sa.select(*_columns).where(companies.c.business_number == sa.bindparam("number"))
_insert = sa.insert(companies).returning(*_columns)
_lock = sa.select(companies.c.id).where(companies.c.id == sa.bindparam("company")).with_for_update()
_has_members = sa.select(affiliations.c.id).where(_of_company).limit(1)
_affiliate = sa.insert(affiliations)
_master = select_members.where(_of_company, affiliations.c.grade == Grade.MASTER.value)
_members = select_members.where(_of_company).order_by(affiliations.c.created_at, affiliations.c.id)
_listing = (
    sa.select(
        companies.c.id,
        companies.c.business_number,
        companies.c.name,
        companies.c.representative,
        companies.c.certificate,
        sa.select(sa.func.count())
        .where(affiliations.c.company_id == companies.c.id)
        .correlate(companies)
        .scalar_subquery()
        .label("members"),
    )
    .where(companies.c.id > sa.bindparam("after"))
    .order_by(companies.c.id)
    .limit(sa.bindparam("most"))
)


def by_id(tx: Transaction, company_id: int) -> Company | None:
    """The company with this key."""
    return _found(tx, _by_id, company=company_id)


def by_number(tx: Transaction, business_number: str) -> Company | None:
    """The company with this business registration number, ten digits."""
    return _found(tx, _by_number, number=business_number)


def find_for_sign_up(tx: Transaction, business_number: str) -> Registered | InRegistry | Unknown:
    """What the manual's search for a business registration number finds, and so what comes next."""
    company = by_number(tx, business_number)
    if company is not None:
        return Registered(company)
    entry = registry.find(tx, business_number)
    return Unknown() if entry is None else InRegistry(entry)


def create(tx: Transaction, new: NewCompany) -> Company:
    """Registers a company; raises BusinessNumberTaken and leaves the transaction usable."""
    values = {name: getattr(new, name) for name in NewCompany.__dataclass_fields__}
    stamps = {"created_at": tx.now, "updated_at": tx.now}
    try:
        with tx.connection.begin_nested():
            return Company(**tx.connection.execute(_insert, values | stamps).mappings().one())
    except sa.exc.IntegrityError as error:
        if breaks_unique(error, "companies", "business_number"):
            raise BusinessNumberTaken(new.business_number) from error
        raise


def affiliate(tx: Transaction, company_id: int, member_id: int, via: str) -> Grade:
    """Ties a member to a company: its first member becomes MASTER, whoever comes later an associate.

    Of two at once exactly one becomes MASTER. Raises AlreadyAffiliated and leaves the transaction usable.
    """
    lock(tx, company_id)
    first = not has_members(tx, company_id)
    values = {"company_id": company_id, "member_id": member_id, "created_at": tx.now, "created_via": via}
    if first and _tied(tx, values | {"grade": Grade.MASTER.value, "decided_at": tx.now}):
        return Grade.MASTER
    if _tied(tx, values | {"grade": Grade.ASSOCIATE.value}):
        return Grade.ASSOCIATE
    raise LookupError(f"company {company_id} refuses an associate")


def has_members(tx: Transaction, company_id: int) -> bool:
    """Whether anybody belongs to the company: where nobody does, whoever comes next becomes its MASTER."""
    return tx.connection.execute(_has_members, {"company": company_id}).first() is not None


def lock(tx: Transaction, company_id: int) -> None:
    """Lets nobody else decide in this company until the transaction ends; what is read after it is the newest."""
    tx.connection.execute(_lock, {"company": company_id})


def master_of(tx: Transaction, company_id: int) -> Member | None:
    """The company's MASTER; None where the MASTER has gone without handing over."""
    return read_one(tx, _master, company=company_id)


def members_of(tx: Transaction, company_id: int) -> list[Member]:
    """The company's members with their grades, in the order they came."""
    return read_all(tx, _members, company=company_id)


def listing(tx: Transaction, after_id: int = 0, limit: int = 50) -> list[CompanyLine]:
    """Companies in the order they came; the next page is after the last line's id."""
    rows = tx.connection.execute(_listing, {"after": after_id, "most": limit}).mappings()
    return [CompanyLine(**row) for row in rows]


def _found(tx: Transaction, statement: sa.Select[Any], **values: object) -> Company | None:
    row = tx.connection.execute(statement, values).mappings().first()
    return None if row is None else Company(**row)


def _tied(tx: Transaction, values: dict[str, Any]) -> bool:
    try:
        with tx.connection.begin_nested():
            tx.connection.execute(_affiliate, values)
    except sa.exc.IntegrityError as error:
        if breaks_unique(error, "affiliations", "member_id"):
            raise AlreadyAffiliated from error
        # Another writer, who does not lock the company, made a MASTER between our look and our insert.
        if breaks(error, "one_master_per_company", "UNIQUE constraint failed: affiliations.company_id"):
            return False
        raise
    return True
