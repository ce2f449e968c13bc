"""The company's questions: what the look-up asks, what a correction keeps, what has changed before the submit."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from membership.grades import Grade
from membership.problems import Problem
from storage import certificates, companies, members
from storage.companies import Company
from storage.database import Transaction
from storage.schema import affiliations
from storage.schema import companies as company_table
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import (
    IN_REGISTRY,
    IN_STORE,
    NOWHERE,
    answers_right,
    chooses,
    finishes,
    goes_to,
    says,
    signs_up,
)


def grade_of(chatter: Chatter) -> Grade:
    def work(tx: Transaction) -> Grade:
        member = members.by_login_id(tx, chatter.login_id)
        assert member is not None
        return member.grade

    return chatter.scene.database.read(work)


def company_of(scene: Scene, number: str) -> Company:
    found = scene.database.read(lambda tx: companies.by_number(tx, number))
    assert found is not None
    return found


def certificates_of(scene: Scene, number: str) -> list[certificates.Certificate]:
    company = company_of(scene, number)
    return scene.database.read(lambda tx: certificates.of_company(tx, company.id))


def is_now(scene: Scene, number: str, certificate: str) -> None:
    """The company's certificate is in this state now."""
    change = sa.update(company_table).where(company_table.c.business_number == number).values(certificate=certificate)
    scene.database.write(lambda tx: tx.connection.execute(change)).result()


def everybody_leaves(scene: Scene) -> None:
    scene.database.write(lambda tx: tx.connection.execute(sa.delete(affiliations))).result()


def change(chatter: Chatter, step: str) -> None:
    """Picks a step on the review to change it."""
    chatter.chooses("change")
    while not chatter.offers(step):
        chatter.chooses("more")
    chatter.chooses(step)


@pytest.mark.parametrize("state", ["awaited", "rejected"])
def test_who_comes_to_a_company_without_members_becomes_master_and_brings_the_certificate(
    kim: Chatter, state: str
) -> None:
    is_now(kim.scene, IN_STORE, state)
    goes_to(kim, "company_confirm", "company", company_number=says(IN_STORE))
    kim.sees("속한 회원이 없습니다", "MASTER")
    assert "준회원" not in kim.card["text"]
    kim.chooses("yes")
    assert kim.step == "certificate"
    finishes(kim)
    assert grade_of(kim) is Grade.MASTER
    assert company_of(kim.scene, IN_STORE).certificate == "awaited"
    (certificate,) = certificates_of(kim.scene, IN_STORE)
    assert (certificate.way, certificate.file_ref is not None) == ("pdf", True)


def test_a_verified_company_without_members_needs_no_certificate(kim: Chatter) -> None:
    is_now(kim.scene, IN_STORE, "verified")
    goes_to(kim, "extras", "company", company_number=says(IN_STORE), certificate=says("never asked"))
    finishes(kim)
    assert grade_of(kim) is Grade.MASTER
    assert company_of(kim.scene, IN_STORE).certificate == "verified"


def test_the_last_member_leaves_before_the_submit(scene: Scene) -> None:
    first, next_one = scene.person(), scene.person()
    signs_up(first, "company", company_number=says(NOWHERE))
    goes_to(next_one, "review", "company", company_number=says(NOWHERE))
    assert "certificate" not in next_one.frame.answers
    everybody_leaves(scene)
    assert "그사이" in next_one.chooses("submit")
    assert next_one.step == "company_confirm"
    finishes(next_one)
    assert grade_of(next_one) is Grade.MASTER
    assert len(certificates_of(scene, NOWHERE)) == 2


def test_the_loser_of_a_race_hears_what_becomes_of_the_certificate(scene: Scene) -> None:
    winner, loser = scene.person(), scene.person()
    for person in (winner, loser):
        goes_to(person, "review", "company", company_number=says(NOWHERE))
    winner.chooses("submit")
    said = loser.chooses("submit")
    assert "다른 분이 이 기업을 먼저 등록" in said
    assert "사업자등록증은 보내지 않으셔도 됩니다" in said
    assert [one.member_id for one in certificates_of(scene, NOWHERE)] == [1]


def test_an_associate_as_expected_hears_nothing_of_a_race(scene: Scene) -> None:
    first, later = scene.person(), scene.person()
    signs_up(first, "company")
    said = signs_up(later, "company")
    assert "준회원" in said
    assert "먼저 등록" not in said
    assert "사업자등록증" not in said


def test_the_registry_address_without_a_detail_is_whole(kim: Chatter) -> None:
    asked = []
    goes_to(kim, "company_confirm", "company")
    while kim.row.flow != "home":
        asked.append(kim.step)
        answers_right(kim)
    assert "company_address_detail" not in asked
    assert company_of(kim.scene, IN_REGISTRY).address_detail == ""


def test_a_no_to_the_registry_opens_what_can_be_corrected(kim: Chatter) -> None:
    goes_to(kim, "company_confirm", "company")
    kim.says("아니요")
    assert kim.offers("company_name")
    kim.chooses("company_name")
    kim.says("(주)바른이름")
    assert kim.step == "company_confirm"
    kim.sees("(주)바른이름")
    kim.says("아니요")
    kim.chooses("other")
    assert (kim.step, kim.offers("close")) == ("company_number", False)
    finishes(kim)
    assert company_of(kim.scene, IN_REGISTRY).name == "(주)다라산업"


def test_a_no_to_a_registered_company_asks_for_another_number(kim: Chatter) -> None:
    goes_to(kim, "company_confirm", "company", company_number=says(IN_STORE))
    kim.says("아니요")
    assert kim.step == "company_number"
    finishes(kim)
    assert grade_of(kim) is Grade.MASTER


def test_the_same_number_again_keeps_what_was_given(kim: Chatter) -> None:
    goes_to(kim, "review", "company", company_number=says(NOWHERE))
    answers = dict(kim.frame.answers)
    change(kim, "company_number")
    kim.says("214-87-00013")
    assert kim.step == "review"
    assert kim.frame.answers == answers


def test_another_number_drops_what_was_given_for_the_first(kim: Chatter) -> None:
    goes_to(kim, "review", "company", company_number=says(NOWHERE))
    change(kim, "company_number")
    kim.says(IN_REGISTRY)
    assert kim.step == "company_confirm"
    assert "certificate" not in kim.frame.answers
    kim.chooses("other")
    kim.says(NOWHERE)
    assert kim.step == "company_name"


@pytest.mark.parametrize("there", [False, True], ids=["gone", "not reached"])
def test_a_certificate_that_cannot_be_fetched_at_the_submit(kim: Chatter, there: bool) -> None:
    goes_to(kim, "review", "company", company_number=says(NOWHERE))
    file, content = next(iter(kim.scene.files.items()))
    kim.scene.files[file] = Problem("file.not_reached") if there else None
    said = kim.chooses("submit")
    assert kim.step == ("review" if there else "certificate")
    assert ("아직 제출되지 않았습니다" in said) is there
    kim.scene.files[file] = content
    finishes(kim)
    assert len(certificates_of(kim.scene, NOWHERE)) == 1


def test_a_certificate_that_cannot_be_reached_when_it_is_sent(kim: Chatter) -> None:
    goes_to(kim, "certificate", "company", company_number=says(NOWHERE))
    assert "잠시 뒤 한 번 더 보내" in kim.sends_file(Problem("file.not_reached"))
    finishes(kim, certificate=chooses("fax"))
    assert certificates_of(kim.scene, NOWHERE)[0].way == "fax"


def test_a_resident_number_in_the_corporate_field_is_deleted_and_the_way_on_is_said(kim: Chatter) -> None:
    goes_to(kim, "company_corporate_number", "company", company_number=says(NOWHERE), extras=chooses("fill"))
    said = kim.says("900305-1234567")
    assert kim.scene.erased[kim.id][-1] == kim.sent[-1]
    assert "법인등록번호를 적으시거나 건너뛰어" in said
    assert "900305" not in said


@pytest.mark.parametrize("number", ["110111-8345678", "134511-0007777", "180111-3333333"])
def test_a_corporate_number_of_any_registry_office_is_taken(kim: Chatter, number: str) -> None:
    goes_to(kim, "company_corporate_number", "company", company_number=says(NOWHERE), extras=chooses("fill"))
    kim.says(number)
    if kim.frame.doubt:
        kim.chooses("_as_given")
    assert kim.frame.answers["company_corporate_number"] == number.replace("-", "")
    assert kim.scene.erased[kim.id][2:] == []
