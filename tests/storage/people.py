"""Members and companies to put into a store, and plain SQL as another writer would use it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from storage import companies, engines, identity, members
from storage.companies import Company, NewCompany
from storage.database import Database, Transaction
from storage.members import Member, NewMember

PASSWORD_HASH = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$aGFzaGhhc2g"


def new_member(login_id: str = "hongkildong", **changes: Any) -> NewMember:
    """A member to be, with what is needed."""
    values: dict[str, Any] = {
        "login_id": login_id,
        "password_hash": PASSWORD_HASH,
        "name": "홍길동",
        "telephone": "+82234607114",
        "email": "hong@example.com",
        "postcode": "06792",
        "address_base": "서울특별시 서초구 헌릉로 13",
        "address_detail": "2층",
    }
    return NewMember(**(values | changes))


def new_company(business_number: str = "1012345678", **changes: Any) -> NewCompany:
    """A company to be, with what is needed."""
    values: dict[str, Any] = {
        "business_number": business_number,
        "name": "가나무역",
        "representative": "김대표",
        "telephone": "+8225551234",
        "postcode": "06792",
        "address_base": "서울특별시 서초구 헌릉로 13",
        "address_detail": "3층",
        "source": "typed",
        "certificate": "awaited",
    }
    return NewCompany(**(values | changes))


def sign_up(database: Database, login_id: str, **changes: Any) -> Member:
    """A member of the store."""
    return database.write(lambda tx: members.create(tx, new_member(login_id, **changes))).result()


def register(database: Database, business_number: str = "1012345678") -> Company:
    """A company of the store."""
    return database.write(lambda tx: companies.create(tx, new_company(business_number))).result()


def verified_check(tx: Transaction, unique_value: str = "CI-of-Hong") -> int:
    """The id of an identity check that ended well."""
    check = identity.start(tx, "telegram", "7", "phone", "+821012345678")
    identity.verified(tx, check.id, unique_value)
    return check.id


@contextmanager
def plain_sql(url: str) -> Iterator[sa.Connection]:
    """Another writer's connection: what it does is committed at the end."""
    engine = engines.writing(url, threads=1)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    """What another reader sees."""
    with plain_sql(url) as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]
