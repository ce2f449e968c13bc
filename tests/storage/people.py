"""Members and companies to put into a store, and plain SQL as another writer would use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa

from membership.grades import Grade
from storage import approvals, companies, engines, events, identity, members, relations
from storage.companies import Company, NewCompany
from storage.database import Database, Transaction
from storage.members import Member, NewMember

P = ParamSpec("P")
T = TypeVar("T")

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


@dataclass(frozen=True)
class Firm:
    """A company with its people: first the MASTER, then the regulars, then the associates; and their relations' ids."""

    company: Company
    people: list[Member]
    relations: list[int]

    @property
    def master(self) -> int:
        """The MASTER's member id, as the firm was made."""
        return self.people[0].id


def firm(
    database: Database,
    regulars: int = 0,
    associates: int = 0,
    number: str = "1012345678",
    certificate: str = "verified",
) -> Firm:
    """A company of the store with a MASTER and as many others."""
    new = new_company(number, certificate="verified")
    company = do(database, companies.create, new)
    people = [sign_up(database, f"m{number}{n}") for n in range(1 + regulars + associates)]
    for one in people:
        do(database, companies.affiliate, company.id, one.id, "web")
    ids = [relation.id for relation in do(database, relations.of_company, company.id)]
    for relation_id in ids[1 : 1 + regulars]:
        do(database, approvals.approve, people[0].id, relation_id)
    if certificate != "verified":
        statement = sa.text("UPDATE companies SET certificate = :state WHERE id = :id")
        database.write(lambda tx: tx.connection.execute(statement, {"state": certificate, "id": company.id})).result()
    return Firm(company, people, ids)


def do(database: Database, function: Callable[Concatenate[Transaction, P], T], *args: P.args, **names: P.kwargs) -> T:
    """Calls a function of the store in a transaction of its own."""
    return database.write(lambda tx: function(tx, *args, **names)).result()


def grade_of(database: Database, member_id: int) -> Grade:
    """What a member is now."""
    member = database.read(lambda tx: members.by_id(tx, member_id))
    assert member is not None
    return member.grade


def told(database: Database) -> list[tuple[str, int | None]]:
    """The kinds of the events that are due, and whom they are about; marked as told."""

    def take(tx: Transaction) -> list[tuple[str, int | None]]:
        taken = events.take_due(tx)
        events.handled(tx, [one.id for one in taken])
        return [(one.kind, one.member_id) for one in taken]

    return database.write(take).result()
