"""Finding one's ID and setting a new password, for who has no account linked or has forgotten."""

from __future__ import annotations

import pytest

from conversations.state import State
from membership.limits import CODE_LIFETIME, CODE_TRIES, LOGIN_TRIES, SMS_SENDS_PER_HOUR
from storage import access, log_ins, member_edits, members
from storage.log_ins import Locked
from storage.member_rows import Member
from tests.conversations.chatter import COSTLY, Chatter, Scene
from tests.conversations.right import NEW_PASSWORD, PASSWORD, answers_right, chooses, says, signs_up


def member_of(scene: Scene, login_id: str) -> Member:
    """The member with this ID."""
    found = scene.database.read(lambda tx: members.by_login_id(tx, login_id))
    assert found is not None
    return found


def lets_go(chatter: Chatter) -> None:
    """The chat speaks for nobody any more."""
    chatter.scene.database.write(lambda tx: members.unlink_chat(tx, "telegram", chatter.id)).result()
    chatter.commands("start")


def a_member(scene: Scene, lang: str = "ko", *, with_mobile: bool = True) -> Chatter:
    """Somebody who has signed up; their chat is linked no more."""
    chatter = scene.person(lang)
    signs_up(chatter, optional_items=chooses("yes" if with_mobile else "no"))
    lets_go(chatter)
    return chatter


def proves(chatter: Chatter, *until: str) -> str:
    """Goes through the identity check until one of these steps, or the menu, is there."""
    said = ""
    for _ in range(20):
        if chatter.step in (*until, "menu"):
            return said
        said = answers_right(chatter, reset_account=says("-"))
    raise AssertionError(chatter.step)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_id_is_shown_masked_and_whole_on_request(scene: Scene, lang: str) -> None:
    kim = a_member(scene, lang)
    kim.chooses("find_id")
    proves(kim, "found_id")
    kim.sees(kim.login_id[:3] + "*" * (len(kim.login_id) - 3))
    assert kim.login_id not in kim.card["text"]
    kim.chooses("whole")
    kim.sees(kim.login_id)
    assert not kim.offers("whole")
    kim.chooses("close")
    assert kim.step == "menu"
    log = scene.database.read(lambda tx: access.of_member(tx, member_of(scene, kim.login_id).id))
    assert "find_id" in [entry.action for entry in log]


def test_a_found_account_may_be_linked_at_once(scene: Scene) -> None:
    kim = a_member(scene)
    kim.chooses("find_id")
    proves(kim, "found_id")
    assert kim.login_id in kim.chooses("link")
    assert kim.offers("my_account")


def test_who_is_no_member_is_told_so(scene: Scene) -> None:
    kim = scene.person()
    kim.commands("start")
    kim.chooses("find_id")
    assert "찾지 못했습니다" in proves(kim, "found_id")
    assert kim.step == "menu"
    rows = scene.database.read(
        lambda tx: tx.connection.exec_driver_sql("SELECT unique_value_hash FROM identity_checks")
    )
    assert all(value is None for (value,) in rows)


def test_who_searches_on_and_on_is_locked_out_for_a_while(scene: Scene) -> None:
    kim = a_member(scene)
    for _ in range(LOGIN_TRIES):
        kim.chooses("find_id")
        proves(kim, "found_id")
        kim.chooses("close")
        scene.passes(seconds=30)
    kim.chooses("find_id")
    assert "뒤에 다시" in proves(kim, "found_id")
    assert kim.step == "menu"


def test_somebody_under_age_ends_before_anything_is_asked(scene: Scene) -> None:
    kim = scene.person()
    kim.commands("start")
    kim.chooses("find_id")
    assert "14세 미만" in kim.chooses("no")
    assert kim.step == "menu"


def to_new_password(kim: Chatter, way: str, login_id: str = "") -> None:
    """Up to the new password."""
    kim.chooses("reset_password")
    kim.says(login_id or kim.login_id)
    kim.chooses(way)
    if way == "sms":
        kim.says(kim.scene.code)
    else:
        proves(kim, "new_password")


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("way", ["sms", "identity"])
def test_a_new_password_by_either_way(scene: Scene, lang: str, way: str) -> None:
    kim = a_member(scene, lang)
    other = scene.person("en")
    other.commands("start")
    member = member_of(scene, kim.login_id)
    scene.database.write(lambda tx: members.link_chat(tx, "telegram", other.id, member.id)).result()
    to_new_password(kim, way)
    assert kim.step == "new_password"
    for wrong in (PASSWORD, "short1!", kim.login_id + "!9"):
        kim.says(wrong)
        assert kim.step == "new_password"
    kim.says(NEW_PASSWORD)
    said = kim.says(NEW_PASSWORD)
    assert kim.login_id in said
    assert kim.step == "menu"
    assert "password" in other.said[-1]
    hashed = member_of(scene, kim.login_id).password_hash
    assert COSTLY["verify_password"](hashed, NEW_PASSWORD)
    assert len(scene.erased[kim.id]) >= 5
    changes = scene.database.read(lambda tx: member_edits.history(tx, member.id))
    assert [(one.field, one.old_value, one.new_value) for one in changes] == [("password", None, None)]


def test_the_old_password_is_refused_with_its_reason(scene: Scene) -> None:
    kim = a_member(scene)
    to_new_password(kim, "sms")
    assert "지금 쓰시는 비밀번호와 같습니다" in kim.says(PASSWORD)


def test_log_in_locks_end_with_a_new_password(scene: Scene) -> None:
    kim = a_member(scene)
    for _ in range(LOGIN_TRIES):
        scene.database.write(lambda tx: log_ins.failed(tx, "telegram", kim.id, kim.login_id)).result()
    to_new_password(kim, "sms")
    kim.says(NEW_PASSWORD)
    kim.says(NEW_PASSWORD)
    candidate = scene.database.read(lambda tx: log_ins.attempt(tx, "telegram", kim.id, kim.login_id))
    assert not isinstance(candidate, Locked)


def test_an_unknown_id_or_one_without_a_mobile_looks_like_any_other(scene: Scene) -> None:
    kim, lee = a_member(scene), a_member(scene, with_mobile=False)
    said = []
    for chatter, login_id in ((kim, kim.login_id), (lee, lee.login_id), (scene.person(), "nobody77")):
        chatter.commands("start")
        chatter.chooses("reset_password")
        chatter.says(login_id)
        said.append((chatter.chooses("sms"), chatter.says("000000")))
    assert said[0] == said[1] == said[2]
    mobiles = [data["mobile"] for name, data in scene.services if name == "sms.send_code"]
    assert [mobile is None for mobile in mobiles] == [False, True, True]


def test_nobody_gets_in_without_a_mobile(scene: Scene) -> None:
    lee = a_member(scene, with_mobile=False)
    lee.chooses("reset_password")
    lee.says(lee.login_id)
    lee.chooses("sms")
    lee.says(scene.code)
    assert lee.step == "reset_code"


def test_a_code_has_five_tries_and_three_minutes(scene: Scene) -> None:
    kim = a_member(scene)
    kim.chooses("reset_password")
    kim.says(kim.login_id)
    kim.chooses("sms")
    for _ in range(CODE_TRIES):
        kim.says("000000")
    kim.says(scene.code)
    assert kim.step == "reset_code"
    scene.passes(seconds=30)
    kim.chooses("resend")
    scene.passes(seconds=CODE_LIFETIME.total_seconds() + 1)
    kim.sees("시간이 지났습니다")
    kim.says(scene.code)
    assert kim.step == "reset_code"
    kim.chooses("resend")
    kim.says(scene.code)
    assert kim.step == "new_password"


def test_codes_are_sent_so_often_an_hour_whoever_asks(scene: Scene) -> None:
    kim = a_member(scene)
    kim.chooses("reset_password")
    kim.says(kim.login_id)
    kim.chooses("sms")
    assert "방금" in kim.chooses("resend")
    for _ in range(SMS_SENDS_PER_HOUR - 1):
        scene.passes(seconds=30)
        kim.chooses("resend")
    scene.passes(seconds=30)
    assert "너무 여러 번" in kim.chooses("resend")
    other = scene.person()
    other.commands("start")
    other.chooses("reset_password")
    other.says(kim.login_id)
    other.chooses("sms")
    other.sees("너무 여러 번")
    sent = [name for name, _ in scene.services if name == "sms.send_code"]
    assert len(sent) == SMS_SENDS_PER_HOUR


def test_a_code_that_could_not_be_sent_is_told(scene: Scene) -> None:
    kim = a_member(scene)
    scene.fails["sms.send_code"] = "service.failed"
    kim.chooses("reset_password")
    kim.says(kim.login_id)
    kim.chooses("sms")
    kim.sees("보내지 못했습니다")
    scene.fails.clear()
    scene.passes(seconds=30)
    kim.chooses("resend")
    kim.says(scene.code)
    assert kim.step == "new_password"


def test_somebody_elses_id_is_not_reset_by_an_identity_check(scene: Scene) -> None:
    kim, lee = a_member(scene), a_member(scene)
    kim.chooses("reset_password")
    kim.says(lee.login_id)
    kim.chooses("identity")
    assert "맞지 않아" in proves(kim, "new_password")
    assert kim.step == "menu"


def test_who_goes_back_to_another_id_proves_themselves_anew(scene: Scene) -> None:
    kim, lee = a_member(scene), a_member(scene)
    to_new_password(kim, "sms")
    for _ in range(5):
        if kim.step == "reset_account":
            break
        kim.says("이전")
    kim.says(lee.login_id)
    assert kim.step == "reset_way"
    kim.chooses("identity")
    proves(kim, "new_password")
    assert kim.step == "menu"
    before = member_of(scene, lee.login_id).password_hash
    assert COSTLY["verify_password"](before, PASSWORD)


def test_a_new_password_follows_a_found_id_without_another_check(scene: Scene) -> None:
    kim = a_member(scene)
    kim.chooses("find_id")
    proves(kim, "found_id")
    kim.chooses("reset")
    assert kim.step == "new_password"
    kim.says(NEW_PASSWORD)
    kim.says(NEW_PASSWORD)
    assert COSTLY["verify_password"](member_of(scene, kim.login_id).password_hash, NEW_PASSWORD)


def test_three_slips_ask_for_the_new_password_itself_again(scene: Scene) -> None:
    kim = a_member(scene)
    to_new_password(kim, "sms")
    kim.says(NEW_PASSWORD)
    for _ in range(3):
        kim.says("other-Kayak4-plume")
    assert kim.step == "new_password"


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("아이디 찾기", "age"),
        ("비밀번호 분실", "reset_account"),
        ("find my id", "age"),
    ],
)
def test_words_lead_there(scene: Scene, words: str, step: str) -> None:
    kim = scene.person()
    kim.commands("start")
    kim.says(words)
    assert kim.step == step


def test_a_question_puts_the_way_at_the_head_of_the_menu(scene: Scene) -> None:
    kim = scene.person()
    kim.commands("start")
    kim.says("아이디를 잊어버렸는데 어떻게 찾나요?")
    assert "1. 아이디 찾기" in kim.labels


def test_a_draft_is_erased_after_a_day(scene: Scene) -> None:
    kim = a_member(scene)
    kim.chooses("reset_password")
    kim.says(kim.login_id)
    scene.passes(hours=25)
    assert [frame.flow for frame in State.from_bytes(kim.row.state).frames] == ["home"]
