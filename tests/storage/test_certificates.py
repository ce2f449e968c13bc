"""Certificates: sealed files, or a note that one is to come."""

from __future__ import annotations

import hashlib

import pytest

from storage import certificates
from storage.certificates import Certificate
from storage.database import Database
from tests.storage.people import register, rows, sign_up

PDF = b"%PDF-1.7 " + bytes(range(256)) * 2000


def add(database: Database, way: str, content: bytes | None) -> Certificate:
    company, member = register(database), sign_up(database, "member1")
    return database.write(
        lambda tx: certificates.add(
            tx, company_id=company.id, member_id=member.id, way=way, content=content, file_name="등록증.pdf"
        )
    ).result()


def test_a_file_comes_back_and_lies_sealed(database: Database, database_url: str) -> None:
    made = add(database, "pdf", PDF)
    assert (made.size, made.sha256, made.status) == (len(PDF), hashlib.sha256(PDF).hexdigest(), "awaited")
    assert database.read(lambda tx: certificates.content(tx, made.id)) == PDF
    assert database.read(lambda tx: certificates.of_company(tx, made.company_id)) == [made]
    ((kept,),) = rows(database_url, "SELECT content FROM certificates")
    assert b"%PDF" not in bytes(kept)


@pytest.mark.parametrize("way", ["fax", "mail"])
def test_one_that_is_to_come(database: Database, way: str) -> None:
    made = add(database, way, None)
    assert (made.size, made.sha256, made.status) == (None, None, "awaited")
    assert database.read(lambda tx: certificates.content(tx, made.id)) is None


def test_none_is_known(database: Database) -> None:
    assert database.read(lambda tx: certificates.content(tx, 999)) is None
