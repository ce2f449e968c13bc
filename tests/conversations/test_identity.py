"""The identity check: limits of sends and tries, expiry, the countdown, corrections, late answers, the other way."""

from __future__ import annotations

from datetime import date

import pytest

from membership.limits import CODE_SENDS_PER_CHECK, CODE_SENDS_PER_HOUR, CODE_TRIES
from storage import identity
from storage.identity import IdentityCheck
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import (
    NAME,
    answers_right,
    chooses,
    finishes,
    goes_to,
    says,
    signs_up,
    verified_person,
    waits_out_the_code,
)


def sends(scene: Scene) -> int:
    """How many codes went out."""
    return sum(service == "identity.send_code" for service, _ in scene.services)


def check_of(chatter: Chatter) -> IdentityCheck:
    found = chatter.scene.database.read(lambda tx: identity.by_id(tx, chatter.frame.answers["check"]))
    assert found is not None
    return found


def wrong_code(scene: Scene) -> str:
    return "111111" if scene.code != "111111" else "222222"


def test_a_wrong_code_can_be_corrected(kim: Chatter) -> None:
    goes_to(kim, "code")
    assert "맞지 않습니다" in kim.says(wrong_code(kim.scene))
    assert kim.step == "code"
    assert "본인 확인이 끝났습니다" in kim.says(kim.scene.code)
    assert kim.step == "login_id"


def test_after_five_wrong_codes_even_the_right_one_serves_no_more(kim: Chatter) -> None:
    goes_to(kim, "code")
    said = [kim.says(wrong_code(kim.scene)) for _ in range(CODE_TRIES)]
    assert ["더 쓸 수 없습니다" in text for text in said] == [False] * (CODE_TRIES - 1) + [True]
    assert "더 쓸 수 없습니다" in kim.says(kim.scene.code)
    kim.scene.passes(seconds=21)
    kim.scene.code = "735204"
    kim.chooses("resend")
    kim.says(kim.scene.code)
    assert kim.step == "login_id"


def test_a_code_expires_and_another_is_sent(kim: Chatter) -> None:
    goes_to(kim, "code")
    waits_out_the_code(kim)
    assert "3분이 지나" in kim.says(kim.scene.code)
    old, kim.scene.code = kim.scene.code, "735204"
    assert "새 인증번호" in kim.chooses("resend")
    kim.says(old)
    assert kim.step == "code"
    kim.says("735204")
    assert kim.step == "login_id"


def test_a_resend_waits_twenty_seconds(kim: Chatter) -> None:
    goes_to(kim, "code")
    assert "방금 보냈습니다" in kim.chooses("resend")
    assert sends(kim.scene) == 1
    kim.scene.passes(seconds=20)
    kim.chooses("resend")
    assert sends(kim.scene) == 2


def test_a_check_sends_five_codes_and_a_chat_ten_an_hour(kim: Chatter) -> None:
    scene = kim.scene
    goes_to(kim, "code")
    said = ""
    for _ in range(CODE_SENDS_PER_CHECK + 1):
        scene.passes(seconds=20)
        said = kim.chooses("resend")
    assert "너무 여러 번" in said
    assert sends(scene) == CODE_SENDS_PER_CHECK
    for n in range(CODE_SENDS_PER_HOUR):
        scene.passes(seconds=20)
        kim.chooses("number")
        kim.says(f"010-3000-{n:04d}")
        said = kim.chooses("yes")
    assert "너무 여러 번" in said
    assert sends(scene) == CODE_SENDS_PER_HOUR
    kim.sees("한 시간 뒤에")
    assert "보내지 못했습니다" not in kim.card["text"]
    assert kim.offers("resend")
    assert "너무 여러 번" in kim.chooses("resend")
    scene.passes(hours=1)
    kim.chooses("resend")
    kim.says(scene.code)
    assert kim.step == "login_id"


def test_a_number_gets_ten_codes_an_hour_whoever_asks(scene: Scene) -> None:
    people = [scene.person() for _ in range(CODE_SENDS_PER_HOUR + 2)]
    for someone in people:
        goes_to(someone, "code", phone=says("010-3333-4444"))
    assert sends(scene) == CODE_SENDS_PER_HOUR
    people[-1].sees("한 시간 뒤에")


def test_the_countdown_draws_the_same_card_with_the_same_buttons_and_ends(kim: Chatter) -> None:
    scene = kim.scene
    goes_to(kim, "code")
    card, seen = kim.card, []
    for _ in range(12):
        scene.passes(seconds=30)
        assert (kim.card["message_id"], kim.buttons) == (card["message_id"], kim.buttons)
        assert [button["callback_data"] for button in kim.buttons] == [
            button["callback_data"] for row in card["reply_markup"]["inline_keyboard"] for button in row
        ]
        seen.append(kim.card["text"].split("<b>")[-1].split("<")[0])
    assert seen[:5] == ["2:30", "2:00", "1:30", "1:00", "0:30"]
    assert "3분이 지나" in kim.card["text"]
    assert [row.method for row in scene.waiting] == ["abandoned"]


def test_one_countdown_runs_however_often_a_code_is_sent_again(kim: Chatter) -> None:
    scene = kim.scene
    goes_to(kim, "code")
    for _ in range(3):
        scene.passes(seconds=25)
        kim.chooses("resend")
    before = len(scene.calls)
    scene.passes(seconds=60)
    assert len(scene.calls) - before == 2


def test_a_code_that_cannot_be_sent_is_told_and_sent_again(kim: Chatter) -> None:
    scene = kim.scene
    scene.fails["identity.send_code"] = "sms.refused"
    goes_to(kim, "code")
    kim.sees("보내지 못했습니다")
    scene.fails.clear()
    scene.passes(seconds=20)
    kim.chooses("resend")
    kim.sees("남은 시간")
    kim.says(scene.code)
    assert kim.step == "login_id"


def test_a_wrong_number_is_corrected_and_the_old_code_serves_no_more(kim: Chatter) -> None:
    scene = kim.scene
    goes_to(kim, "code")
    kim.chooses("number")
    assert kim.step == "phone"
    old, scene.code = scene.code, "735204"
    kim.says("010-9876-5432")
    assert kim.step == "identity_terms"
    kim.chooses("yes")
    assert scene.services[-1][1]["mobile"] == "+821098765432"
    kim.says(old)
    assert kim.step == "code"
    kim.says("735204")
    assert kim.step == "login_id"


def test_a_late_answer_of_the_sms_service_changes_nothing(kim: Chatter) -> None:
    scene = kim.scene
    goes_to(kim, "identity_terms")
    scene.holds = True
    kim.chooses("yes")
    kim.says("이전")
    before = kim.row
    scene.holds = False
    scene.deliver()
    assert kim.row == before
    finishes(kim)


@pytest.mark.parametrize(
    "changed", ["person", "national", "name", "birth_date", "carrier", "phone"], ids=lambda step: f"back to {step}"
)
def test_going_back_and_answering_anew_asks_for_a_new_code(kim: Chatter, changed: str) -> None:
    """Also where only half of the answer is given the second time."""
    goes_to(kim, "code", person=says("남자"))
    while kim.step != ("person" if changed == "national" else changed):
        kim.says("이전")
    other = {
        "person": says("여자"),
        "national": lambda chatter: chatter.answers_all("남자", "외국인"),
        "name": says("김영희"),
        "birth_date": says("1991년 4월 6일"),
        "carrier": chooses("KT"),
        "phone": says("010-7777-8888"),
    }
    other[changed](kim)
    assert "code" not in kim.frame.answers
    finishes(kim)
    sent = kim.scene.services[-1][1]
    expected = {
        "person": ("gender", "female"),
        "national": ("national", "foreign"),
        "name": ("name", "김영희"),
        "birth_date": ("birth_date", "1991-04-06"),
        "carrier": ("carrier", "KT"),
        "phone": ("mobile", "+821077778888"),
    }[changed]
    assert sent[expected[0]] == expected[1]


def test_the_other_method_is_offered_after_failures_at_the_code(kim: Chatter) -> None:
    goes_to(kim, "code")
    said = [kim.says("하나둘셋!!") for _ in range(3)]
    assert ["1600-7119" in text for text in said] == [False, False, True]
    kim.chooses("ipin")
    assert kim.step == "page"
    finishes(kim)
    assert kim.step == "menu"


def test_too_young_by_the_date_of_birth(kim: Chatter) -> None:
    goes_to(kim, "birth_date")
    assert "만 14세 미만" in kim.says("2015년 1월 1일")
    assert kim.step == "menu"
    assert kim.state.frame.answers == {}


def test_fourteen_is_reached_on_the_birthday_in_korea(scene: Scene) -> None:
    """At 03:00 UTC on 22 November it is the same day in Korea."""
    just, almost = scene.person(), scene.person()
    goes_to(just, "birth_date")
    just.says("2012년 11월 22일")
    assert just.step == "person"
    goes_to(almost, "birth_date")
    almost.says("2012년 11월 23일")
    assert almost.step == "menu"


def by_page(chatter: Chatter) -> None:
    goes_to(chatter, "page", method=chooses("ipin"))


def test_the_page_of_the_provider_leads_back(kim: Chatter) -> None:
    by_page(kim)
    assert kim.card["reply_markup"]["inline_keyboard"][0][0]["url"].endswith(check_of(kim).ref)
    assert answers_right(kim) == "" or kim.step == "login_id"
    kim.sees(NAME)
    finishes(kim)
    assert kim.step == "menu"


@pytest.mark.parametrize("how", ["press", "words", "link"])
def test_a_page_that_is_not_finished_yet(kim: Chatter, how: str) -> None:
    by_page(kim)
    ref = check_of(kim).ref
    ways = {
        "press": lambda: kim.chooses("done"),
        "words": lambda: kim.says("인증을 마쳤습니다"),
        "link": lambda: kim.commands("start", f"ipin_{ref}"),
    }
    ways[how]()
    kim.sees("아직 인증이 끝나지 않았습니다")
    kim.scene.people[ref] = verified_person(kim)
    ways[how]()
    assert kim.step == "login_id"


def test_a_provider_that_is_away(kim: Chatter) -> None:
    by_page(kim)
    kim.scene.fails["identity.fetch"] = "gateway.away"
    kim.chooses("done")
    kim.sees("연결하지 못했습니다")
    kim.chooses("phone")
    assert kim.step == "name"
    finishes(kim)


def test_too_young_by_the_provider(kim: Chatter) -> None:
    by_page(kim)
    kim.scene.people[check_of(kim).ref] = verified_person(kim, date(2015, 1, 1))
    kim.chooses("done")
    assert kim.step == "menu"
    kim.sees("만 14세 미만")


def test_the_provider_answers_twice(kim: Chatter) -> None:
    by_page(kim)
    scene = kim.scene
    scene.people[check_of(kim).ref] = verified_person(kim)
    scene.holds = True
    done = next(button for button in kim.buttons if "마쳤" in button["text"])["callback_data"]
    shown = kim.card["message_id"]
    kim.presses_raw(done, shown)
    kim.presses_raw(done, shown)
    scene.holds = False
    scene.deliver()
    assert [service for service, _ in scene.services].count("identity.fetch") == 2
    assert kim.step == "login_id"


def test_who_comes_back_late_from_a_page_that_was_given_up(kim: Chatter) -> None:
    by_page(kim)
    scene = kim.scene
    scene.people[check_of(kim).ref] = verified_person(kim)
    scene.holds = True
    shown = kim.card["message_id"]
    kim.presses_raw(kim.button("마쳤")["callback_data"], shown)
    kim.presses_raw(kim.button("휴대전화로")["callback_data"], shown)
    scene.holds = False
    scene.deliver()
    assert kim.step == "name"
    assert "verified" not in kim.frame.answers


def test_with_a_phone_check_alone_no_method_is_asked_or_offered(scene: Scene) -> None:
    scene.offers = frozenset({"phone"})
    kim = scene.person()
    goes_to(kim, "name")
    assert "method" not in kim.frame.trail
    goes_to_code = {"code": says("000000")}
    for _ in range(9):
        answers_right(kim, **goes_to_code)
    assert kim.step == "code"
    assert not kim.offers("ipin")


def test_the_same_person_is_offered_their_id_however_they_come(scene: Scene) -> None:
    kim, again = scene.person(), scene.person()
    signs_up(kim)
    goes_to(again, "code", phone=says(kim.mobile))
    again.says(scene.code)
    assert again.step == "menu"
    again.sees("내 아이디 찾기", "wal")
    assert kim.login_id not in again.card["text"]
    assert again.offers("individual")
