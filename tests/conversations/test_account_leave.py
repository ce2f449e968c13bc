"""Leaving: by the word and a proof, all at once, but for what law keeps; a MASTER hands over first."""

from __future__ import annotations

from typing import Any

import pytest

from membership.grades import Grade
from membership.limits import LEFT_KEPT, LOGIN_ID_RESTS
from storage import access, companies, decisions, leaving, login_rest, members, relations, schema
from storage.database import Transaction
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import IN_REGISTRY, PASSWORD, answers_right, chooses, says, signs_up
from tests.conversations.test_account_find import member_of

OF_NOBODY = ("left_members", "left_consents", "resting_ids", "access_log", "decisions", "store_events")


def a_member(scene: Scene, lang: str = "ko", way: str = "individual", **instead: Any) -> Chatter:
    """Somebody who has signed up."""
    chatter = scene.person(lang)
    signs_up(chatter, way, **instead)
    return chatter


def to_word(chatter: Chatter) -> None:
    """Up to the word that has to be typed."""
    chatter.chooses("my_account")
    chatter.chooses("leave_membership")
    chatter.chooses("_skip")


WORD = {"ko": "탈퇴", "en": "leave"}


def leaves(chatter: Chatter) -> str:
    """All the way out, by the password."""
    to_word(chatter)
    chatter.says(WORD[chatter.lang])
    chatter.chooses("password")
    return chatter.says(PASSWORD)


def rows_about(scene: Scene, member_id: int) -> dict[str, int]:
    """In how many rows of which tables a member is named by number."""

    def look(tx: Transaction) -> dict[str, int]:
        found: dict[str, int] = {}
        for table in schema.metadata.sorted_tables:
            for column in table.c:
                if column.name.endswith("member_id") or column.name == "named_by":
                    count = len(tx.connection.execute(table.select().where(column == member_id)).all())
                    found[table.name] = found.get(table.name, 0) + count
        return {name: count for name, count in found.items() if count}

    return scene.database.read(look)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_an_individual_leaves_and_nothing_but_evidence_stays(scene: Scene, lang: str) -> None:
    kim = a_member(scene, lang)
    member = member_of(scene, kim.login_id)
    said = leaves(kim)
    assert kim.login_id in said
    assert kim.step == "menu"
    assert kim.offers("individual")
    assert scene.database.read(lambda tx: members.by_login_id(tx, kim.login_id)) is None
    assert set(rows_about(scene, member.id)) <= set(OF_NOBODY)
    assert scene.database.read(lambda tx: members.of_chat(tx, "telegram", kim.id)) is None
    who = scene.database.read(lambda tx: leaving.who_was(tx, member.id))
    assert who == {"login_id": member.login_id, "name": member.name, "reason": None}
    assert "left" in [one.action for one in scene.database.read(lambda tx: access.of_member(tx, member.id))]


def test_what_is_kept_is_sealed_and_goes_when_its_time_is_over(scene: Scene) -> None:
    kim = a_member(scene)
    leaves(kim)
    count = "SELECT (SELECT count(*) FROM left_members), (SELECT count(*) FROM left_consents)"
    kept = scene.database.read(lambda tx: tx.connection.exec_driver_sql(count).one())
    assert (kept[0], kept[1] >= 5) == (1, True)
    [(sealed,)] = scene.database.read(lambda tx: tx.connection.exec_driver_sql("SELECT who FROM left_members").all())
    assert kim.login_id.encode() not in bytes(sealed)
    scene.clock.forward(seconds=LEFT_KEPT.total_seconds() - 1)
    assert scene.database.write(leaving.drop_old).result() == 0
    scene.clock.forward(seconds=1)
    assert scene.database.write(leaving.drop_old).result() == 1
    assert scene.database.read(lambda tx: tx.connection.exec_driver_sql(count).one()) == (0, 0)


def test_the_id_rests_for_a_year_and_the_person_may_come_back(scene: Scene) -> None:
    kim = a_member(scene)
    leaves(kim)
    signs_up(kim, login_id=says("another1"))
    assert member_of(scene, "another1")
    lee = scene.person()
    lee.commands("start")
    assert scene.database.read(lambda tx: members.login_id_taken(tx, kim.login_id.upper()))
    scene.clock.forward(seconds=LOGIN_ID_RESTS.total_seconds())
    assert scene.database.write(login_rest.drop_old).result() == 1
    assert not scene.database.read(lambda tx: members.login_id_taken(tx, kim.login_id))


def test_numbers_of_members_never_come_back(scene: Scene) -> None:
    kim = a_member(scene)
    gone = member_of(scene, kim.login_id).id
    leaves(kim)
    lee = a_member(scene)
    assert member_of(scene, lee.login_id).id > gone


@pytest.mark.parametrize("text", ["네", "탈퇴할게요", "leave", "yes", "1234"])
def test_only_the_word_itself_goes_on(scene: Scene, text: str) -> None:
    kim = a_member(scene)
    to_word(kim)
    kim.says(text)
    assert kim.step == "leave_word"
    kim.chooses("stay")
    assert member_of(scene, kim.login_id)


def test_a_wrong_password_leaves_everything_as_it_was(scene: Scene) -> None:
    kim = a_member(scene)
    to_word(kim)
    kim.says("‘탈퇴’")
    kim.chooses("password")
    kim.says("wrong-Kayak4-plume")
    assert kim.step == "own_password"
    assert member_of(scene, kim.login_id)


def by_check(chatter: Chatter) -> str:
    """The rest of the way by an identity check."""
    said = ""
    for _ in range(15):
        if chatter.step in ("menu", "my_account"):
            return said
        said = answers_right(chatter, leave_proof=chooses("identity"))
    raise AssertionError(chatter.step)


def test_who_forgot_the_password_leaves_by_an_identity_check(scene: Scene) -> None:
    kim = a_member(scene)
    to_word(kim)
    kim.says("탈퇴")
    kim.chooses("identity")
    assert kim.step != "age"
    assert "탈퇴가 끝났습니다" in by_check(kim)
    assert scene.database.read(lambda tx: members.by_login_id(tx, kim.login_id)) is None


def test_the_check_of_somebody_else_ends_nothing(scene: Scene) -> None:
    kim = a_member(scene)
    to_word(kim)
    kim.says("탈퇴")
    kim.chooses("identity")
    said = ""
    for _ in range(15):
        if kim.step == "my_account":
            break
        said = answers_right(kim, phone=says("010-7777-7777"))
    assert "탈퇴하지 않았습니다" in said
    assert member_of(scene, kim.login_id)


def test_a_reason_is_kept_sealed_with_what_is_kept(scene: Scene) -> None:
    kim = a_member(scene)
    member = member_of(scene, kim.login_id)
    kim.chooses("my_account")
    kim.chooses("leave_membership")
    kim.chooses("privacy")
    kim.says("탈퇴")
    kim.chooses("password")
    kim.says(PASSWORD)
    who = scene.database.read(lambda tx: leaving.who_was(tx, member.id))
    assert who is not None
    assert who["reason"] == "privacy"


def test_a_master_hands_over_first_and_the_last_one_may_leave(scene: Scene) -> None:
    master = a_member(scene, way="company", company_number=says(IN_REGISTRY))
    other = a_member(scene, way="company", company_number=says(IN_REGISTRY))
    master.chooses("my_account")
    assert "MASTER" in master.chooses("leave_membership")
    assert master.step == "my_account"
    member = member_of(scene, other.login_id)
    assert member.grade is Grade.ASSOCIATE
    leaves(other)
    assert "나갔습니다" in "\n".join(master.said)
    actions = [one.action.value for one in scene.database.read(lambda tx: decisions.of_member(tx, member.id))]
    assert actions == ["request_withdrawn"]
    master.chooses("close")
    company_id = member_of(scene, master.login_id).company_id
    leaves(master)
    assert company_id is not None
    assert scene.database.read(lambda tx: relations.of_company(tx, company_id)) == []
    assert scene.database.read(lambda tx: companies.by_id(tx, company_id)) is not None
    third = a_member(scene, way="company", company_number=says(IN_REGISTRY))
    assert member_of(scene, third.login_id).grade is Grade.MASTER


def test_a_colleague_who_comes_meanwhile_keeps_the_master(scene: Scene) -> None:
    master = a_member(scene, way="company", company_number=says(IN_REGISTRY))
    to_word(master)
    master.says("탈퇴")
    master.chooses("password")
    a_member(scene, way="company", company_number=says(IN_REGISTRY))
    said = master.says(PASSWORD)
    assert "넘겨 주세요" in said
    assert member_of(scene, master.login_id).grade is Grade.MASTER


def test_other_chats_are_told_and_let_go(scene: Scene) -> None:
    kim, other = a_member(scene), scene.person("en")
    other.commands("start")
    member = member_of(scene, kim.login_id)
    scene.database.write(lambda tx: members.link_chat(tx, "telegram", other.id, member.id)).result()
    other.commands("start")
    other.chooses("my_account")
    other.chooses("change_info")
    leaves(kim)
    assert "has left KOTRA" in other.said[-1]
    other.says("hello")
    assert other.step == "menu"
    assert other.offers("individual")


def test_a_code_of_the_account_that_left_is_forgotten(scene: Scene) -> None:
    kim = a_member(scene)
    kim.chooses("my_account")
    kim.chooses("reset_password")
    kim.chooses("sms")
    kim.commands("cancel")
    kim.chooses("leave")
    kim.chooses("close")
    leaves(kim)
    count = scene.database.read(lambda tx: tx.connection.exec_driver_sql("SELECT count(*) FROM sms_codes").scalar_one())
    assert count == 0
