"""How answers are taken: choices in three ways, several in one message, doubts, failures, questions, odd messages."""

from __future__ import annotations

import pytest

from tests.conversations.chatter import Chatter
from tests.conversations.odd import ODD
from tests.conversations.right import RIGHT, chooses, finishes, goes_to, says

FILL = chooses("fill")
NOWHERE = says("2148700013")


@pytest.mark.parametrize("answer", ["1", "1번", "1번이요", "１", "동의합니다", "동의", "네", "1. 동의합니다"])
def test_a_choice_is_taken_by_its_number_or_its_words(kim: Chatter, answer: str) -> None:
    goes_to(kim, "terms")
    kim.says(answer)
    assert (kim.step, kim.frame.answers["terms"]) == ("privacy", "yes")


@pytest.mark.parametrize("answer", ["9", "0", "11번", "동", "abc", "동의합니다만 아니요", "🙂", "<b>"])
def test_what_names_no_choice_is_asked_again(kim: Chatter, answer: str) -> None:
    goes_to(kim, "terms")
    kim.says(answer)
    assert (kim.step, kim.frame.failures) == ("terms", 1)
    assert "terms" not in kim.frame.answers


def test_a_number_is_an_answer_where_no_choice_has_it(kim: Chatter) -> None:
    goes_to(kim, "address", address=says("서울특별시 서초구 헌릉로 13"))
    kim.says("서울특별시 서초구 헌릉로 13")
    kim.says("06792")
    assert kim.step == "address_detail"
    kim.says("12")
    assert kim.frame.answers["address_detail"] == "12"


IDENTITY = {"name": "홍길동", "birth_date": "1990-03-05", "person": "domestic_male", "carrier": "SKT"}


@pytest.mark.parametrize(
    ("message", "asked_next", "taken"),
    [
        ("홍길동 1990년 3월 5일 내국인 남자 SKT 010-1234-5678", "identity_terms", {*IDENTITY, "phone"}),
        ("홍길동, 19900305, 내국인 남, SKT", "phone", {*IDENTITY}),
        ("홍길동 1990.3.5", "person", {"name", "birth_date"}),
        ("홍길동", "birth_date", {"name"}),
        ("SKT 010-1234-5678", "name", {"carrier", "phone"}),
    ],
)
def test_several_answers_of_one_message_are_all_taken(
    kim: Chatter, message: str, asked_next: str, taken: set[str]
) -> None:
    goes_to(kim, "name")
    before = kim.frame.answers
    kim.says(message)
    given = {name: value for name, value in kim.frame.answers.items() if name not in before}
    assert kim.step == asked_next
    assert given.keys() == taken
    assert all(IDENTITY.get(name, value) == value for name, value in given.items())
    finishes(kim)


def test_contact_data_of_one_message_is_all_taken(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    kim.says("02-3460-7114 hong@naver.com 06792 서울특별시 서초구 헌릉로 13, 3층")
    answers = kim.frame.answers
    assert (answers["telephone"], answers["email"], answers["postcode"]) == ("+82234607114", "hong@naver.com", "06792")
    assert kim.step == "mobile"
    finishes(kim)


@pytest.mark.parametrize(
    ("step", "said", "read_back"),
    [
        ("birth_date", "９０년 ３월 ５일생입니다", "1990년 3월 5일"),
        ("carrier", "에스케이", "SKT"),
        ("telephone", "공이 삼사육공 칠일일사", "02-3460-7114"),
        ("email", "hong 골뱅이 네이버 점 컴", "hong@naver.com"),
    ],
)
def test_what_was_understood_is_read_back(kim: Chatter, step: str, said: str, read_back: str) -> None:
    goes_to(kim, step)
    assert read_back in kim.says(said)
    assert kim.step != step


@pytest.mark.parametrize(
    ("settles", "address"),
    [
        (chooses("_suggested"), "hong@gmail.com"),
        (chooses("_as_given"), "hong@gmial.com"),
        (says("네"), "hong@gmail.com"),
        (says("아니요"), "hong@gmial.com"),
        (says("1"), "hong@gmail.com"),
        (says("2"), "hong@gmial.com"),
        (says("kim@naver.com"), "kim@naver.com"),
    ],
    ids=["press suggested", "press as given", "yes", "no", "number one", "number two", "another answer"],
)
def test_a_doubt_is_settled_in_each_way(kim: Chatter, settles: object, address: str) -> None:
    goes_to(kim, "email")
    kim.says("hong@gmial.com")
    assert kim.step == "email"
    assert kim.frame.doubt
    settles(kim)  # type: ignore[operator]
    assert kim.frame.answers["email"] == address
    assert kim.frame.doubt is None


def test_a_doubt_stays_over_help_and_goes_with_back(kim: Chatter) -> None:
    goes_to(kim, "email")
    kim.says("hong@gmial.com")
    kim.says("도움말")
    assert kim.offers("_suggested")
    kim.says("이전")
    assert kim.step == "email"
    assert not kim.offers("_suggested")
    kim.says("hong@gmial.com")
    kim.says("이것도 아닌데")
    assert not kim.offers("_suggested")
    assert (kim.step, kim.frame.failures) == ("email", 1)


@pytest.mark.parametrize(("code", "name"), [("_as_given", "김"), ("_again", None)])
def test_a_short_name_is_asked_back(kim: Chatter, code: str, name: str | None) -> None:
    goes_to(kim, "name")
    kim.says("김")
    kim.chooses(code)
    assert kim.frame.answers.get("name") == name


@pytest.mark.parametrize("word", ["상담원", "다음", "도움", "홈"])
@pytest.mark.parametrize("code", ["_as_given", "_way"])
def test_a_word_that_could_be_an_answer_is_asked_back(kim: Chatter, word: str, code: str) -> None:
    goes_to(kim, "department", extras=FILL)
    kim.says(word)
    assert kim.step == "department"
    kim.chooses(code)
    assert kim.frame.answers.get("department") == (word if code == "_as_given" else None)


@pytest.mark.parametrize("step", ["login_id", "email", "company_number", "address", "certificate", "code", "password"])
def test_the_third_failure_offers_another_way_and_a_person_to_call(kim: Chatter, step: str) -> None:
    goes_to(kim, step, "company", company_number=NOWHERE)
    wrong = "가!" if step != "address" else "아무말"
    said = [kim.says(wrong) for _ in range(4)]
    assert [text.count("1600-7119") >= 1 for text in said] == [False, False, True, True]
    RIGHT[step](kim)
    assert kim.frame.failures == 0


@pytest.mark.parametrize(
    "step", ["terms", "birth_date", "login_id", "email", "company_number", "certificate", "review"]
)
@pytest.mark.parametrize("question", ["이게 왜 필요한가요?", "어디서 찾나요?", "what is this?"])
def test_a_question_in_the_middle_is_answered_and_is_no_failure(kim: Chatter, step: str, question: str) -> None:
    goes_to(kim, step, "company", company_number=NOWHERE)
    before = kim.frame.answers
    assert "1600-7119" in kim.says(question)
    assert (kim.step, kim.frame.failures, kim.frame.answers) == (step, 0, before)


@pytest.mark.parametrize(
    ("kind", "told"), [("sticker", "스티커"), ("voice", "음성"), ("location", "위치"), ("dice", "글자나 버튼")]
)
def test_what_cannot_be_read_is_said_so(kim: Chatter, kind: str, told: str) -> None:
    goes_to(kim, "email")
    assert told in kim.sends(kind)
    assert kim.step == "email"


def test_contacts_files_and_edits_where_none_is_asked(kim: Chatter) -> None:
    goes_to(kim, "email")
    for said in (kim.shares("+821012345678"), kim.shares(None), kim.sends_file(), kim.edits("kim@naver.com")):
        assert said
        assert kim.step == "email"
    assert "email" not in kim.frame.answers


@pytest.mark.parametrize(
    ("phone", "step"), [("+821012345678", "identity_terms"), (None, "phone"), ("+12125550100", "phone")]
)
def test_only_ones_own_korean_number_is_taken_from_a_contact(kim: Chatter, phone: str | None, step: str) -> None:
    goes_to(kim, "phone")
    kim.shares(phone)
    assert kim.step == step
    finishes(kim)


@pytest.mark.parametrize("step", ["name", "email", "company_name", "department", "certificate", "review", "login_id"])
def test_nothing_odd_breaks_a_step_or_what_was_given_before(kim: Chatter, step: str) -> None:
    goes_to(kim, step, "company", company_number=NOWHERE, extras=FILL)
    given = kim.frame.answers
    for text in ODD:
        kim.says(text)
        if kim.step != step:
            break
        kept = kim.frame.answers
        assert {name: kept.get(name) for name in given} == given, text
    finishes(kim)


def test_the_mobile_said_once_is_not_asked_again(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    kim.chooses("both")
    assert kim.step == "email"
    assert kim.frame.answers["mobile"] == kim.frame.answers["telephone"] == kim.frame.answers["phone"]


def test_an_email_is_completed_by_a_button(kim: Chatter) -> None:
    goes_to(kim, "email")
    kim.says("hong.gildong")
    kim.chooses("naver.com")
    assert kim.frame.answers["email"] == "hong.gildong@naver.com"


def test_regions_are_picked_one_by_one_and_by_words(kim: Chatter) -> None:
    goes_to(kim, "regions", extras=FILL)
    first = kim.buttons[0]["callback_data"].partition(".")[2]
    kim.chooses(first)
    assert not kim.offers(first)
    kim.says("베트남, 독일")
    assert kim.frame.answers["regions"] == [first, "VN", "DE"]


def test_passwords_that_differ_three_times_are_asked_anew(kim: Chatter) -> None:
    goes_to(kim, "password_again")
    said = [kim.says("other-Tango8-quill") for _ in range(3)]
    assert "새로 정해" in said[-1]
    assert kim.step == "password"
    assert len(kim.scene.erased[kim.id]) == 4
    finishes(kim)


def test_an_id_is_not_taken_loosely(kim: Chatter) -> None:
    goes_to(kim, "login_id")
    kim.says("wal")
    assert kim.step == "login_id"
    kim.says(kim.login_id)
    goes = kim.scene.person()
    goes_to(goes, "login_id")
    finishes(kim)
    goes.says(kim.login_id.upper())
    assert goes.step == "login_id"
    suggested = goes.buttons[0]["callback_data"].partition(".")[2]
    goes.says(suggested[:5])
    assert goes.step == "login_id"
    goes.says(suggested)
    assert goes.frame.answers["login_id"] == suggested


@pytest.mark.parametrize(
    ("said", "wish"), [("네", "fill"), ("지금 적을게요", "fill"), ("아니요", "skip"), ("건너뛰기", "skip")]
)
def test_the_optional_block_takes_yes_and_no(kim: Chatter, said: str, wish: str) -> None:
    goes_to(kim, "extras")
    kim.says(said)
    assert kim.frame.answers["extras"] == wish


@pytest.mark.parametrize("said", ["모르겠어요", "잘 모르겠는데", "몰라요", "I don't know"])
def test_who_does_not_know_is_helped_and_has_not_failed(kim: Chatter, said: str) -> None:
    goes_to(kim, "company_number", "company")
    kim.says(said)
    assert (kim.step, kim.frame.failures) == ("company_number", 0)
    kim.sees("1600-7119")
