"""A member as other rooms see one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from membership.grades import Grade
from storage.schema import affiliations, member_products, member_regions, members
from storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product that a member is interested in [개인관심품목]."""

    name_ko: str | None = None
    name_en: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMember:
    """A member to be; the identity comes from the check, by its id, so that it cannot be claimed without one."""

    login_id: str
    password_hash: str = field(repr=False)
    name: str
    telephone: str
    email: str
    postcode: str
    address_base: str
    address_detail: str
    language: str = "ko"
    created_via: str = "telegram"
    name_en: str | None = None
    mobile: str | None = None
    fax: str | None = None
    department: str | None = None
    position: str | None = None
    products: Sequence[Product] = ()
    regions: Sequence[str] = ()
    address_en: str | None = None
    identity_check_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A member; `login_id` as it was typed, the address in three parts, times in UTC."""

    id: int
    login_id: str
    password_hash: str = field(repr=False)
    name: str
    name_en: str | None
    telephone: str
    email: str
    mobile: str | None
    fax: str | None
    department: str | None
    position: str | None
    postcode: str
    address_base: str
    address_detail: str
    language: str
    unique_value_hash: str | None = field(repr=False)
    identity_method: str | None
    identity_verified_at: datetime | None
    created_via: str
    created_at: datetime
    updated_at: datetime
    address_en: str | None
    grade: Grade
    company_id: int | None


_grade = sa.func.coalesce(affiliations.c.grade, Grade.INDIVIDUAL.value).label("grade")
_plain = [members.c[name] for name in Member.__dataclass_fields__ if name in members.c]

select_members = sa.select(*_plain, _grade, affiliations.c.company_id).select_from(
    members.outerjoin(affiliations, affiliations.c.member_id == members.c.id)
)
"""Members with their grade, to be narrowed by the caller; read_one and read_all make Members of its rows."""

select_products = (
    sa.select(member_products.c.name_ko, member_products.c.name_en, member_products.c.code)
    .where(member_products.c.member_id == sa.bindparam("member"))
    .order_by(member_products.c.position)
)
"""The products that the member of this id is interested in, in their order."""

select_regions = (
    sa.select(member_regions.c.country)
    .where(member_regions.c.member_id == sa.bindparam("member"))
    .order_by(member_regions.c.position)
)
"""The countries that the member of this id is interested in, in their order."""


def read_one(tx: Transaction, statement: sa.Select[Any], **values: object) -> Member | None:
    """The member that a narrowed select_members finds, if any."""
    row = tx.connection.execute(statement, values).mappings().first()
    return None if row is None else _member(row)


def read_all(tx: Transaction, statement: sa.Select[Any], **values: object) -> list[Member]:
    """The members that a narrowed select_members finds."""
    return [_member(row) for row in tx.connection.execute(statement, values).mappings()]


def _member(row: sa.RowMapping) -> Member:
    return Member(**{**row, "grade": Grade(row["grade"])})
