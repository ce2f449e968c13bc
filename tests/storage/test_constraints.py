"""What the database itself refuses, whoever writes: tried with plain SQL from another connection."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from storage import companies
from storage.database import Database
from tests.storage.people import PASSWORD_HASH, plain_sql, register, sign_up

MEMBER: dict[str, Any] = {
    "login_id": "WebMember1",
    "login_id_key": "webmember1",
    "password_hash": PASSWORD_HASH,
    "name": "김웹",
    "telephone": "+8225550000",
    "email": "web@example.com",
    "postcode": "06792",
    "address_base": "서울",
    "address_detail": "1",
    "language": "ko",
    "created_via": "web",
}
COMPANY: dict[str, Any] = {
    "business_number": "2012345678",
    "name": "다라물산",
    "representative": "이대표",
    "telephone": "+8225550000",
    "postcode": "06792",
    "address_base": "서울",
    "address_detail": "1",
    "source": "web",
    "certificate": "verified",
}


def insert(url: str, table: str, **values: Any) -> None:
    columns, places = ", ".join(values), ", ".join(f":{name}" for name in values)
    with plain_sql(url) as other:
        other.execute(sa.text(f"INSERT INTO {table} ({columns}) VALUES ({places})"), values)


def refused(url: str, table: str, **values: Any) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        insert(url, table, **values)


def test_what_is_right_goes_in(database_url: str) -> None:
    insert(database_url, "members", **MEMBER)
    insert(database_url, "companies", **COMPANY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"login_id_key": "WebMember1"},
        {"login_id_key": "another"},
        {"login_id": "short", "login_id_key": "short"},
        {"login_id": "a" * 21, "login_id_key": "a" * 21},
        {"password_hash": "Passw0rd!"},
        {"email": None},
        {"language": "fr"},
        {"created_via": "fax"},
        {"identity_method": "face"},
    ],
)
def test_wrong_members(database_url: str, wrong: dict[str, Any]) -> None:
    refused(database_url, "members", **(MEMBER | wrong))


def test_an_id_that_differs_in_case_only(database: Database, database_url: str) -> None:
    sign_up(database, "webMEMBER1")
    refused(database_url, "members", **MEMBER)


def test_a_person_twice(database_url: str) -> None:
    insert(database_url, "members", **MEMBER, unique_value_hash="ab")
    other = MEMBER | {"login_id": "another1", "login_id_key": "another1", "unique_value_hash": "ab"}
    refused(database_url, "members", **other)


@pytest.mark.parametrize(
    "wrong",
    [
        {"business_number": "201-23-4567"},
        {"business_number": "20123456789"},
        {"business_number": "201234567"},
        {"business_number": "20123A5678"},
        {"business_number": None},
        {"representative": None},
        {"certificate": "lost"},
        {"source": "guess"},
        {"trade_role": "broker"},
        {"enterprise_kind": "cartel"},
        {"classification": "huge"},
    ],
)
def test_wrong_companies(database_url: str, wrong: dict[str, Any]) -> None:
    refused(database_url, "companies", **(COMPANY | wrong))


def test_a_business_number_twice(database: Database, database_url: str) -> None:
    register(database, "2012345678")
    refused(database_url, "companies", **COMPANY)


def test_one_master_a_company_and_one_company_a_member(database: Database, database_url: str) -> None:
    one, other = register(database), register(database, "2012345678")
    first, second = sign_up(database, "member1"), sign_up(database, "member2")
    database.write(lambda tx: companies.affiliate(tx, one.id, first.id, "telegram")).result()
    refused(database_url, "affiliations", company_id=one.id, member_id=second.id, grade="master", created_via="web")
    refused(database_url, "affiliations", company_id=other.id, member_id=first.id, grade="master", created_via="web")
    refused(database_url, "affiliations", company_id=one.id, member_id=second.id, grade="individual", created_via="web")
    refused(database_url, "affiliations", company_id=999, member_id=second.id, grade="associate", created_via="web")
    refused(database_url, "affiliations", company_id=one.id, member_id=999, grade="associate", created_via="web")
    insert(database_url, "affiliations", company_id=one.id, member_id=second.id, grade="associate", created_via="web")


def test_a_member_with_a_company_cannot_vanish(database: Database, database_url: str) -> None:
    company, member = register(database), sign_up(database, "member1")
    database.write(lambda tx: companies.affiliate(tx, company.id, member.id, "telegram")).result()
    with pytest.raises(sa.exc.IntegrityError), plain_sql(database_url) as other:
        other.exec_driver_sql("DELETE FROM members")
