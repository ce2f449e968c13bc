"""Certificates: sealed files, or a note that one is to come."""

from __future__ import annotations

import hashlib

import pytest

from membership.grades import Grade
from storage import access, approvals, certificates, companies, decisions
from storage.approvals import Outcome
from storage.certificates import Certificate, Checked
from storage.database import Database
from storage.decisions import Action, By
from tests.conftest import Clock
from tests.storage.people import Firm, do, firm, grade_of, register, rows, sign_up, told

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


def awaited_firm(database: Database, associates: int = 1) -> tuple[Firm, Certificate]:
    made = firm(database, associates=associates, certificate="awaited")
    added = do(database, certificates.add, company_id=made.company.id, member_id=made.master, way="fax")
    told(database)
    return made, added


def state(database: Database, made: Firm) -> str:
    company = do(database, companies.by_id, made.company.id)
    assert company is not None
    return company.certificate


def test_the_messengers_own_file_is_kept(database: Database) -> None:
    company, member = register(database), sign_up(database, "member1")
    added = do(
        database,
        certificates.add,
        company_id=company.id,
        member_id=member.id,
        way="photo",
        content=PDF,
        file_ref="AgACAgUAAx0",
    )
    assert do(database, certificates.by_id, added.id) == added
    assert added.file_ref == "AgACAgUAAx0"


def test_staff_see_what_they_must_check(database: Database) -> None:
    made, first = awaited_firm(database)
    second = do(database, certificates.add, company_id=made.company.id, member_id=made.master, way="mail")
    silent = firm(database, number="2012345678", certificate="awaited")
    firm(database, number="3012345678")
    found = do(database, certificates.awaited)
    assert [(one.company.id, one.certificate) for one in found] == [
        (made.company.id, second),
        (silent.company.id, None),
    ]
    assert first.id < second.id


def test_a_confirmed_certificate_lets_the_master_approve(database: Database, clock: Clock) -> None:
    made, certificate = awaited_firm(database)
    assert do(database, certificates.confirm, certificate.id, "kim.staff") is Checked.DONE
    assert state(database, made) == "verified"
    decided = do(database, certificates.by_id, certificate.id)
    assert decided is not None
    assert (decided.status, decided.decided_by, decided.decided_at) == ("verified", "kim.staff", clock.now)
    assert do(database, approvals.approve, made.master, made.relations[1]) is Outcome.DONE
    assert ("certificate_changed", None) in told(database)
    (line,) = do(database, decisions.of_member, made.master)
    assert (line.action, line.by_kind, line.by_staff) == (Action.CERTIFICATE_CONFIRMED, By.STAFF, "kim.staff")


def test_a_rejected_certificate_ends_everybodys_relation_and_the_reason_is_kept(database: Database) -> None:
    made, certificate = awaited_firm(database)
    assert do(database, certificates.reject, certificate.id, "kim.staff", "읽을 수 없음") is Checked.DONE
    assert state(database, made) == "rejected"
    for person in made.people:
        assert grade_of(database, person.id) is Grade.INDIVIDUAL
        line = do(database, decisions.latest, made.company.id, person.id)
        assert line is not None
        assert (line.action, line.reason) == (Action.CERTIFICATE_REJECTED, "읽을 수 없음")
    kinds = sorted(kind for kind, _ in told(database))
    assert kinds == ["certificate_changed", "relation_ended", "relation_ended"]


def test_after_a_rejection_the_next_one_brings_a_new_certificate(database: Database) -> None:
    made, certificate = awaited_firm(database)
    do(database, certificates.reject, certificate.id, "kim.staff", "읽을 수 없음")
    comer = sign_up(database, "nextmember").id
    assert do(database, companies.affiliate, made.company.id, comer, "telegram") is Grade.MASTER
    new = do(database, certificates.add, company_id=made.company.id, member_id=comer, way="mail")
    assert state(database, made) == "awaited"
    assert do(database, certificates.confirm, certificate.id, "kim.staff") is Checked.ALREADY_REJECTED
    assert do(database, certificates.confirm, new.id, "kim.staff") is Checked.DONE


def test_nothing_is_checked_twice(database: Database) -> None:
    made, certificate = awaited_firm(database)
    do(database, certificates.confirm_company, made.company.id, "kim.staff")
    assert do(database, certificates.reject, certificate.id, "lee.staff", "늦음") is Checked.ALREADY_VERIFIED
    assert do(database, certificates.reject_company, made.company.id, "lee.staff", "늦음") is Checked.ALREADY_VERIFIED
    for function, key in ((certificates.confirm, 999), (certificates.confirm_company, 999)):
        assert do(database, function, key, "kim.staff") is Checked.GONE
    assert do(database, certificates.reject, 999, "kim.staff", "?") is Checked.GONE
    assert grade_of(database, made.master) is Grade.MASTER


def test_a_check_of_a_company_that_everybody_left_is_still_noted(database: Database) -> None:
    made = firm(database, certificate="awaited")
    do(database, approvals.leave, made.master)
    assert do(database, certificates.confirm_company, made.company.id, "kim.staff") is Checked.DONE
    assert rows(database.url, "SELECT actor, action FROM access_log") == [("kim.staff", "certificate_confirmed")]


def test_each_look_of_staff_is_noted(database: Database) -> None:
    made = firm(database, certificate="awaited")
    added = do(database, certificates.add, company_id=made.company.id, member_id=made.master, way="pdf", content=PDF)
    do(database, certificates.note_shown, added.id, "kim.staff", "command line")
    do(database, certificates.note_shown, added.id, "staff chat", "telegram")
    looks = do(database, access.of_member, made.master)
    assert [(one.actor_kind, one.actor, one.action, one.channel) for one in looks] == [
        ("staff", "kim.staff", "saw certificate", "command line"),
        ("staff", "staff chat", "saw certificate", "telegram"),
    ]
