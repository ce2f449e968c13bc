"""Where no text message can be sent, none is promised: the other way is told, and it works."""

from __future__ import annotations

import pytest

from conversations.questions.answers import answer
from conversations.questions.asker import Caller
from conversations.questions.intents import Intent, Slots
from tests.conversations.chatter import COSTLY, Scene
from tests.conversations.right import NEW_PASSWORD
from tests.conversations.test_account_change import at_home, picks, profile
from tests.conversations.test_account_find import a_member, member_of, proves

PROMISES = ("문자로", "문자를 보냈", "문자 받기", "text to", "Text to", "registered mobile")


@pytest.fixture(autouse=True)
def no_sms(scene: Scene) -> None:
    """An installation without an SMS service."""
    scene.sends_sms = False


@pytest.mark.parametrize(("lang", "told"), [("ko", "문자를 보낼 수 없어"), ("en", "No text messages")])
def test_a_new_password_goes_by_the_identity_check(scene: Scene, lang: str, told: str) -> None:
    kim = a_member(scene, lang)
    kim.chooses("reset_password")
    said = kim.says(kim.login_id)
    assert told in said
    assert "1600-7119" in said
    assert not any(promise in said for promise in PROMISES)
    assert kim.step == "age"
    proves(kim, "new_password")
    kim.says(NEW_PASSWORD)
    kim.says(NEW_PASSWORD)
    assert COSTLY["verify_password"](member_of(scene, kim.login_id).password_hash, NEW_PASSWORD)
    assert not any(service == "sms.send_code" for service, _ in scene.services)


def test_from_ones_own_menu_too(scene: Scene) -> None:
    kim = at_home(scene)
    assert "문자를 보낼 수 없어" in kim.chooses("reset_password")
    proves(kim, "new_password")
    kim.says(NEW_PASSWORD)
    kim.says(NEW_PASSWORD)
    assert COSTLY["verify_password"](member_of(scene, kim.login_id).password_hash, NEW_PASSWORD)


def test_who_was_asked_to_choose_before_finds_one_way_left(scene: Scene) -> None:
    scene.sends_sms = True
    kim = a_member(scene)
    kim.chooses("reset_password")
    kim.says(kim.login_id)
    old = kim.button("문자")["callback_data"]
    scene.sends_sms = False
    kim.presses_raw(old)
    assert kim.step == "reset_way"
    assert not kim.offers("sms")
    assert "1600-7119" in kim.says("핸드폰 문자로 할게요")
    kim.chooses("identity")
    proves(kim, "new_password")
    assert kim.step == "new_password"


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_mobile_may_be_erased_but_not_changed(scene: Scene, lang: str) -> None:
    kim = at_home(scene, lang)
    before = profile(scene, kim).member.mobile
    picks(kim, "mobile")
    kim.sees("1600-7119")
    assert "1600-7119" in kim.says("010-9999-0001")
    kim.shares("+821099990001")
    assert kim.step == "mobile"
    assert profile(scene, kim).member.mobile == before
    kim.chooses("erase")
    assert profile(scene, kim).member.mobile is None


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_an_answer_about_a_forgotten_password_promises_none(lang: str) -> None:
    without = answer(Caller(lang, sends_sms=False), Intent.FORGOT_PASSWORD, Slots()).text
    assert "1600-7119" in without
    assert not any(promise in without for promise in (*PROMISES, "핸드폰 문자"))
    assert any(word in answer(Caller(lang), Intent.FORGOT_PASSWORD, Slots()).text for word in ("문자", "text"))
