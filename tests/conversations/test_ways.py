"""Words that mean a way and not an answer, what they mean where leaving is asked, ages, greetings, languages."""

from __future__ import annotations

import pytest

from conversations.words import could_be_an_answer, navigation
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import goes_to


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("취소할게요", "cancel"),
        ("취소해주세요", "cancel"),
        ("취소하고 싶어요", "cancel"),
        ("그만할래요", "cancel"),
        ("그만둘게요.", "cancel"),
        ("처음으로 돌아가기", "home"),
        ("처음으로 돌아가고 싶어요", "home"),
        ("이전으로 갈래요", "back"),
        ("뒤로 가 주세요", "back"),
        ("돌아가기", "back"),
        ("건너뛸게요", "skip"),
        ("상담원 연결 부탁드립니다", "agent"),
        ("도움말 보여 주세요", "help"),
        ("잘 모르겠어요", "help"),
        ("영어로 해 주세요", "en"),
        ("한국어로 바꿔주세요", "ko"),
        ("cancel please", "cancel"),
        ("홍길동", None),
        ("이전무역", None),
        ("할게요", None),
        ("수출팀이요", None),
    ],
)
def test_a_way_is_asked_for_in_a_word_or_politely(text: str, way: str | None) -> None:
    assert navigation(text) == way


def test_a_sentence_is_no_answer() -> None:
    assert could_be_an_answer("상담원", "agent")
    assert not could_be_an_answer("상담원 불러 주세요", "agent")
    assert not could_be_an_answer("취소", "cancel")


@pytest.mark.parametrize("typed", ["그만할래요", "취소할게요", "취소해주세요", "처음으로 돌아가기", "그만둘게요"])
def test_who_asks_to_leave_where_a_name_is_asked_is_understood(kim: Chatter, typed: str) -> None:
    goes_to(kim, "name")
    kim.says(typed)
    assert kim.step == "leave"


@pytest.mark.parametrize("typed", ["잠깐만요", "싫어요", "졸려요"])
def test_a_sentence_is_not_taken_for_a_name(kim: Chatter, typed: str) -> None:
    goes_to(kim, "name")
    kim.says(typed)
    assert "name" not in kim.frame.answers
    kim.says("아니요")
    kim.says("홍길동")
    assert kim.frame.answers["name"] == "홍길동"


@pytest.mark.parametrize("typed", ["그만두기", "취소", "처음으로", "그만할래요", "quit", "네", "2"])
def test_words_of_leaving_leave(kim: Chatter, typed: str) -> None:
    goes_to(kim, "code")
    kim.commands("cancel")
    kim.says(typed)
    assert kim.step == "menu"
    kim.sees("그만두었습니다")


def test_a_second_cancel_leaves(kim: Chatter) -> None:
    goes_to(kim, "terms")
    kim.commands("cancel")
    kim.commands("cancel")
    assert kim.step == "menu"


@pytest.mark.parametrize("typed", ["계속", "이어서", "이전", "다음", "계속할게요", "back", "continue", "아니요", "1"])
def test_words_of_staying_stay(kim: Chatter, typed: str) -> None:
    goes_to(kim, "code")
    kim.commands("cancel")
    kim.says(typed)
    assert kim.step == "code"


def test_a_conversion_that_is_left_is_not_called_a_sign_up(kim: Chatter) -> None:
    kim.commands("start", "convert")
    kim.commands("cancel")
    assert "가입" not in kim.card["text"]
    assert "가입" not in kim.says("네").split("\n")[0]


@pytest.mark.parametrize(
    ("typed", "step"),
    [
        ("68세", "terms"),
        ("만 14세 이상입니다", "terms"),
        ("15살이에요", "terms"),
        ("14+", "terms"),
        ("I am over 14", "terms"),
        ("네, 14세 이상이에요", "terms"),
        ("만 14세 미만입니다", "menu"),
        ("14세 미만", "menu"),
        ("14살 안 됐어요", "menu"),
        ("under 14", "menu"),
        ("13살", "menu"),
        ("아니요 13살이에요", "menu"),
        ("3학년 입니다", "age"),
        ("05년생", "age"),
        ("05", "age"),
        ("2015년생", "age"),
        ("아니요 15세", "age"),
        ("네 13살", "age"),
        ("not over 14", "age"),
        ("14세 이상 안 됐어요", "age"),
        ("14세 이상이 아니에요", "age"),
        ("14세 미만은 아니에요", "age"),
        ("900살", "age"),
    ],
)
def test_an_age_is_read_only_where_one_is_said(kim: Chatter, typed: str, step: str) -> None:
    goes_to(kim, "age")
    kim.says(typed)
    assert kim.step == step


@pytest.mark.parametrize("typed", ["안녕하세요", "Hello!", "문의드립니다", "ㅎㅎ"])
def test_whatever_is_said_first_is_greeted(scene: Scene, typed: str) -> None:
    kim = scene.person()
    said = kim.says(typed)
    assert "KOTRA 회원가입 도우미입니다" in said
    assert "알아듣지 못했습니다" not in said
    assert kim.frame.failures == 0


def test_a_sticker_that_comes_first_is_greeted_too(scene: Scene) -> None:
    assert "KOTRA 회원가입 도우미입니다" in scene.person().sends("sticker")


def test_a_greeting_in_a_form_is_returned_and_nothing_taken_from_it(kim: Chatter) -> None:
    goes_to(kim, "name")
    before = kim.frame.answers
    assert "안녕하세요" in kim.says("안녕하세요")
    assert (kim.step, kim.frame.answers, kim.frame.failures, kim.frame.doubt) == ("name", before, 0, None)


@pytest.mark.parametrize(("lang", "typed"), [("en", "English"), ("ko", "한국어")])
def test_a_language_that_is_asked_back_is_the_one_that_is_spoken(scene: Scene, lang: str, typed: str) -> None:
    person = scene.person(lang)
    goes_to(person, "name")
    person.says(typed)
    person.chooses("_way")
    assert (person.row.language, person.step) == (lang, "name")


@pytest.mark.parametrize(("to", "answers"), [("OtherBot", 0), ("kotra_bot", 1), ("Kotra_Bot", 1), ("", 1)])
def test_in_a_group_only_commands_for_this_bot_are_answered(kim: Chatter, to: str, answers: int) -> None:
    event = kim.event(kind="command", name="help", to=to, message_id=1, private=False)
    kim.scene.take(kim.scene.next_update(), event)
    assert len(kim.said) == answers


def test_a_date_reads_well_in_english(scene: Scene) -> None:
    person = scene.person("en")
    goes_to(person, "person")
    person.sees("5 March 1990")
