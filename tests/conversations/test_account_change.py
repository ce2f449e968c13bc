"""Changing one's own information and password: by the rules of the sign-up, with before and after, and a history."""

from __future__ import annotations

import pytest

from conversations.flows.account_change import CHANGE_INFO
from membership.limits import LOGIN_TRIES
from storage import member_edits, members
from storage.members import Profile
from tests.conversations.chatter import COSTLY, Chatter, Scene
from tests.conversations.right import NEW_PASSWORD, PASSWORD, chooses, signs_up
from tests.conversations.test_account_find import member_of

GIVEN = {
    "telephone": ("02-555-7777", "+8225557777"),
    "email": ("lee@example.com", "lee@example.com"),
    "name_en": ("Lee Mongryong", "Lee Mongryong"),
    "department": ("기획팀", "기획팀"),
    "position": ("부장", "부장"),
    "fax": ("02-555-7778", "+8225557778"),
}


def at_home(scene: Scene, lang: str = "ko", **instead: str) -> Chatter:
    """A member whose chat is linked, in the list of what may be changed."""
    chatter = scene.person(lang)
    signs_up(chatter, "individual", **{step: chooses(code) for step, code in instead.items()})
    chatter.chooses("my_account")
    return chatter


def picks(chatter: Chatter, field: str) -> None:
    """Picks a field to change, from whichever page it is on."""
    if chatter.step == "my_account":
        chatter.chooses("change_info")
    if not chatter.offers(field):
        chatter.chooses("more")
    chatter.chooses(field)


def profile(scene: Scene, chatter: Chatter) -> Profile:
    """All that is kept of the member."""
    found = scene.database.read(lambda tx: members.profile(tx, member_of(scene, chatter.login_id).id))
    assert found is not None
    return found


@pytest.mark.parametrize("field", GIVEN)
def test_a_field_is_changed_and_read_back(scene: Scene, field: str) -> None:
    kim = at_home(scene)
    typed, kept = GIVEN[field]
    before = getattr(profile(scene, kim).member, field)
    picks(kim, field)
    said = kim.says(typed)
    assert "전:" in said
    assert "후:" in said
    assert kim.step == "change_field"
    assert getattr(profile(scene, kim).member, field) == kept
    [change] = scene.database.read(lambda tx: member_edits.history(tx, member_of(scene, kim.login_id).id))
    assert (change.field, change.old_value, change.new_value, change.channel) == (field, before, kept, "telegram")


def test_what_breaks_a_rule_changes_nothing(scene: Scene) -> None:
    kim = at_home(scene)
    before = profile(scene, kim)
    for field, wrong in (("telephone", "12"), ("email", "kim@"), ("fax", "그냥")):
        picks(kim, field)
        kim.says(wrong)
        assert kim.step == field
        kim.chooses("_back")
    assert profile(scene, kim) == before


def test_the_history_is_sealed(scene: Scene) -> None:
    kim = at_home(scene)
    picks(kim, "email")
    kim.says("secret-place@example.com")
    rows = scene.database.read(
        lambda tx: tx.connection.exec_driver_sql("SELECT old_value, new_value FROM member_changes").all()
    )
    assert rows
    assert all(b"secret-place" not in bytes(value) and b"naver" not in bytes(value) for row in rows for value in row)


def test_an_address_is_asked_as_in_the_sign_up(scene: Scene) -> None:
    kim = at_home(scene, "en")
    picks(kim, "address")
    kim.says("부산광역시 해운대구 센텀로 10")
    assert kim.step == "postcode"
    kim.says("48058")
    assert kim.step == "address_detail"
    said = kim.chooses("none")
    assert "48058" in said
    member = profile(scene, kim).member
    assert (member.postcode, member.address_base, member.address_detail) == (
        "48058",
        "부산광역시 해운대구 센텀로 10",
        "",
    )
    changes = scene.database.read(lambda tx: member_edits.history(tx, member.id))
    assert {one.field for one in changes} == {"postcode", "address_base", "address_detail"}


def test_interests_begin_with_what_was_chosen_before(scene: Scene) -> None:
    kim = at_home(scene)
    picks(kim, "regions")
    kim.says("미국, 베트남")
    picks(kim, "regions")
    kim.says("일본")
    assert profile(scene, kim).regions == ["US", "VN", "JP"]
    picks(kim, "products")
    kim.says("화장품 / cosmetics")
    assert [one.name_en for one in profile(scene, kim).products] == ["cosmetics"]


@pytest.mark.parametrize("field", ["department", "mobile", "regions", "products", "name_en"])
def test_an_optional_item_may_be_emptied(scene: Scene, field: str) -> None:
    kim = at_home(scene)
    picks(kim, field)
    kim.chooses("erase")
    assert kim.step == "change_field"
    kept = profile(scene, kim)
    assert not (getattr(kept, field) if field in ("regions", "products") else getattr(kept.member, field))


def test_a_new_mobile_counts_once_its_code_has_come_back(scene: Scene) -> None:
    kim = at_home(scene)
    other = scene.person()
    other.commands("start")
    member = member_of(scene, kim.login_id)
    scene.database.write(lambda tx: members.link_chat(tx, "telegram", other.id, member.id)).result()
    picks(kim, "mobile")
    kim.says("010-9999-0001")
    assert kim.step == "mobile_code"
    kim.sees("010-9999-0001")
    assert profile(scene, kim).member.mobile == member.mobile
    kim.says("111111")
    assert profile(scene, kim).member.mobile == member.mobile
    kim.says(scene.code)
    assert profile(scene, kim).member.mobile == "+821099990001"
    assert "핸드폰 번호가 바뀌었습니다" in other.said[-1]


def test_a_code_to_one_number_proves_no_other(scene: Scene) -> None:
    kim = at_home(scene)
    picks(kim, "mobile")
    kim.says("010-9999-0001")
    kim.chooses("_back")
    kim.says("010-9999-0002")
    kim.sees("방금")
    kim.says(scene.code)
    assert kim.step == "mobile_code"
    scene.passes(seconds=30)
    kim.chooses("resend")
    kim.says(scene.code)
    assert profile(scene, kim).member.mobile == "+821099990002"


def test_optional_items_wait_for_their_consent(scene: Scene) -> None:
    kim = at_home(scene, optional_items="no")
    kim.chooses("change_info")
    kim.sees("동의하시면")
    offered = {step.name for step in CHANGE_INFO.steps if step.reviewed and kim.offers(step.name)}
    assert offered == {"telephone", "email", "address"}


def test_a_change_to_the_same_is_told_so(scene: Scene) -> None:
    kim = at_home(scene)
    picks(kim, "email")
    assert "바뀐 것이 없습니다" in kim.says("hong@naver.com")
    assert scene.database.read(lambda tx: member_edits.history(tx, member_of(scene, kim.login_id).id)) == []


def test_the_password_is_changed_after_the_old_one(scene: Scene) -> None:
    kim = at_home(scene)
    kim.chooses("change_password")
    kim.says(PASSWORD + "x")
    assert kim.step == "own_password"
    kim.says(PASSWORD)
    kim.says(NEW_PASSWORD)
    said = kim.says(NEW_PASSWORD)
    assert "바꾸었습니다" in said
    assert COSTLY["verify_password"](member_of(scene, kim.login_id).password_hash, NEW_PASSWORD)
    assert not any(PASSWORD in text or NEW_PASSWORD in text for text in kim.said)


def test_wrong_old_passwords_lock_like_a_log_in(scene: Scene) -> None:
    kim = at_home(scene)
    kim.chooses("change_password")
    for _ in range(LOGIN_TRIES - 1):
        kim.says("wrong-Kayak4-plume")
    assert "잠겼습니다" in kim.says("wrong-Kayak4-plume")
    kim.says(PASSWORD)
    assert kim.step == "own_password"
    scene.passes(minutes=16)
    kim.says(PASSWORD)
    assert kim.step == "new_password"


def test_who_forgot_the_password_goes_on_from_the_menu_with_their_id(scene: Scene) -> None:
    kim = at_home(scene)
    kim.chooses("reset_password")
    assert kim.step == "reset_way"
    kim.chooses("sms")
    kim.says(scene.code)
    kim.says(NEW_PASSWORD)
    kim.says(NEW_PASSWORD)
    assert kim.step == "my_account"
    assert COSTLY["verify_password"](member_of(scene, kim.login_id).password_hash, NEW_PASSWORD)


@pytest.mark.parametrize("flow", ["change_info", "change_password", "my_consents", "leave_membership"])
def test_a_chat_that_is_let_go_meanwhile_changes_nothing(scene: Scene, flow: str) -> None:
    kim = at_home(scene)
    kim.chooses(flow)
    scene.database.write(lambda tx: members.unlink_chat(tx, "telegram", kim.id)).result()
    before = profile(scene, kim)
    for text in (PASSWORD, "1", "탈퇴", "네"):
        kim.says(text)
    assert profile(scene, kim).member == before.member
    kim.commands("start")


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("내 계정", "my_account"),
        ("회원정보 수정", "change_field"),
        ("비번 변경", "own_password"),
        ("회원 탈퇴", "leave_reason"),
    ],
)
def test_words_lead_there(scene: Scene, words: str, step: str) -> None:
    kim = at_home(scene)
    kim.chooses("close")
    kim.says(words)
    assert kim.step == step
