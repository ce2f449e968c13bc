"""The ways around a form: understood in both languages at every kind of step, and nothing is lost by them."""

from __future__ import annotations

import pytest

from conversations.catalogue import texts
from conversations.documents import document
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import IN_STORE, answers_right, chooses, finishes, goes_to, says, signs_up

# One step of each kind: a consent, free text, a choice, a reply keyboard, digits, a secret, a file, a review.
KINDS = ("terms", "name", "person", "phone", "code", "login_id", "password", "address", "certificate", "review")
FREE = ("name", "address")  # words that name a function could be meant as an answer there
NOWHERE = says("2148700013")
FILL = chooses("fill")

BACK = ("이전", "뒤로", "back", " Previous ", "/back", "이전으로!")
CANCEL = ("취소", "그만두기", "cancel", "Quit", "STOP")
HOME = ("처음으로", "처음", "메뉴", "menu", "start over")
HELP = ("도움말", "도움", "help", "도와 주세요")
AGENT = ("상담원", "상담원 연결해 주세요", "고객센터", "agent", "human")
STATUS = ("내 상태", "상태", "status", "my status")


def at(scene: Scene, step: str, lang: str = "ko") -> Chatter:
    person = scene.person(lang)
    goes_to(person, step, "company", company_number=NOWHERE)
    return person


@pytest.mark.parametrize("step", KINDS)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_way_is_understood_at_every_kind_of_step(scene: Scene, step: str, lang: str) -> None:
    person = at(scene, step, lang)
    before = person.frame.answers
    for word in (*HELP, *AGENT, *STATUS):
        said = person.says(word)
        if step in FREE and person.offers("_way"):
            said = person.chooses("_way")
        assert "1600-7119" in said or "KOTRA" in said, word
        assert (person.step, person.frame.answers, person.frame.failures) == (step, before, 0), word
    for word in CANCEL:
        person.says(word)
        assert person.step == "leave", word
        person.says("아니요" if lang == "ko" else "no")
        assert (person.step, person.frame.answers) == (step, before), word
    for word in HOME:
        person.says(word)
        if step in FREE and person.offers("_way"):
            person.chooses("_way")
        assert person.step == "leave", word
        person.chooses("stay")
        assert (person.step, person.frame.answers) == (step, before), word
    for word in BACK:
        person.says(word)
        assert person.step != step, word
        assert person.frame.answers == before, word
        while person.step != step:
            person.chooses("_keep") if person.offers("_keep") else person.says("그대로")


@pytest.mark.parametrize("step", KINDS)
def test_start_in_the_middle_asks_the_open_question_again(scene: Scene, step: str) -> None:
    person = at(scene, step)
    before = person.frame.answers
    for argument in ("", "company", "nonsense", "<b>", "ipin_x"):
        said = person.commands("start", argument)
        assert (person.step, person.frame.answers) == (step, before)
        assert ("처음으로" in said) == (argument != "ipin_x")
    person.commands("cancel")
    person.commands("start")
    assert (person.step, person.frame.answers) == (step, before)
    person.commands("cancel")
    person.chooses("leave")
    assert person.step == "menu"
    person.sees("모두 지웠습니다")
    assert len(person.state.frames) == 1


@pytest.mark.parametrize(
    "words", [("이어서 할게요", "stay"), ("1", "stay"), ("2", "leave"), ("네", "leave"), ("아니요", "stay")]
)
def test_the_question_before_leaving_is_answered_in_words_too(kim: Chatter, words: tuple[str, str]) -> None:
    goes_to(kim, "name")
    kim.commands("cancel")
    kim.says(words[0])
    assert kim.step == ("menu" if words[1] == "leave" else "name")


@pytest.mark.parametrize("word", ["계속", "이어서", "계속할게요", "continue"])
def test_who_wants_to_go_on_does_not_leave(kim: Chatter, word: str) -> None:
    goes_to(kim, "name")
    kim.commands("cancel")
    kim.says(word)
    assert kim.step == "name"


def test_the_language_can_be_changed_in_the_middle(kim: Chatter) -> None:
    goes_to(kim, "terms")
    answers = kim.frame.answers
    kim.commands("language")
    kim.sees("Do you agree")
    assert (kim.step, kim.frame.answers, kim.row.language) == ("terms", answers, "en")
    kim.says("yes")
    kim.says("언어")
    kim.sees("동의하시나요")
    kim.commands("start", "en")
    assert kim.row.language == "en"
    kim.commands("start", "ko")
    finishes(kim)
    assert kim.step == "menu"


@pytest.mark.parametrize(("word", "language"), [("한국어", "ko"), ("korean", "ko"), ("영어", "en"), ("English", "en")])
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_a_language_that_is_named_is_the_one_that_is_spoken(scene: Scene, lang: str, word: str, language: str) -> None:
    person = scene.person(lang)
    person.commands("start")
    person.says(word)
    assert person.row.language == language


def test_a_new_chat_speaks_the_messengers_language(scene: Scene) -> None:
    spoken = {lang: scene.person(lang) for lang in ("ko", "ko-KR", "en", "vi", "")}
    for person in spoken.values():
        person.says("hello")
    assert [person.row.language for person in spoken.values()] == ["ko", "ko", "en", "en", "ko"]


@pytest.mark.parametrize(
    ("token", "step", "known"),
    [
        ("signup", "type", None),
        ("company", "age", "company"),
        ("individual", "age", "individual"),
        ("convert", "age", "company"),
        ("nonsense", "menu", None),
        ("", "menu", None),
    ],
)
def test_deep_links_lead_where_they_say(kim: Chatter, token: str, step: str, known: str | None) -> None:
    kim.commands("start", token)
    assert kim.step == step
    assert kim.frame.answers.get("type") == known


def test_an_unknown_command_is_answered_with_the_known_ones(kim: Chatter) -> None:
    goes_to(kim, "email")
    assert "/status" in kim.commands("nonsense")
    assert kim.step == "email"
    assert kim.frame.failures == 0


def test_the_privacy_notice_is_sent_in_full_and_the_question_asked_again(kim: Chatter) -> None:
    goes_to(kim, "email")
    said = kim.commands("privacy")
    assert document("privacy", "ko").split("\n\n")[-1][:40] in said
    assert kim.step == "email"
    assert kim.card["message_id"] == max(kim.scene.messages[kim.id])


def test_skip_only_where_it_is_optional(kim: Chatter) -> None:
    goes_to(kim, "mobile")
    kim.says("건너뛰기")
    assert kim.step == "email"
    assert "건너뛸 수 없습니다" in kim.says("건너뛰기")
    assert kim.step == "email"
    assert "건너뛸 수 없습니다" in kim.says("나머지 건너뛰기")


def test_the_rest_of_a_block_is_skipped_and_what_was_given_stays(kim: Chatter) -> None:
    goes_to(kim, "position", extras=FILL)
    kim.chooses("_rest")
    assert kim.step == "review"
    assert kim.frame.answers["department"] == "수출팀"


def test_an_answer_that_is_there_can_be_kept(kim: Chatter) -> None:
    goes_to(kim, "email")
    before = kim.frame.answers
    kim.says("뒤로")
    kim.says("뒤로")
    kim.sees("지금 답")
    for _ in range(2):
        kim.says("다음")
    assert (kim.step, kim.frame.answers) == ("email", before)


def test_back_at_the_first_question_says_so(kim: Chatter) -> None:
    goes_to(kim, "age")
    assert not kim.offers("_back")
    assert "첫 질문" in kim.says("이전")


def test_cancel_with_nothing_under_way_says_so(kim: Chatter) -> None:
    kim.commands("start")
    assert texts("ko")("cancel.nothing") in kim.commands("cancel")


def test_status_tells_a_stranger_a_member_and_someone_in_a_form(scene: Scene) -> None:
    kim, lee = scene.person(), scene.person()
    assert "연결되어 있지 않습니다" in kim.commands("status")
    goes_to(kim, "terms")
    assert "진행 중: <b>회원가입</b>" in kim.commands("status")
    signs_up(lee, "company")
    assert "MASTER" in lee.commands("status")
    assert lee.login_id in lee.commands("status")


def test_a_member_is_not_signed_up_again(kim: Chatter) -> None:
    signs_up(kim)
    assert "이미 아이디" in kim.says("회원가입")
    assert "이미 아이디" in kim.commands("start", "signup")
    assert kim.step == "menu"
    kim.chooses("convert")
    assert kim.step == "company_number"
    finishes(kim)
    assert not kim.offers("convert")
    assert "이미 기업회원" in kim.commands("start", "convert")


@pytest.mark.parametrize(
    ("word", "step"),
    [
        ("기업회원으로 가입하고 싶어요", "age"),
        ("개인 회원", "age"),
        ("전환", "age"),
        ("가입", "type"),
        ("1", "age"),
        ("도움말", "menu"),
        ("안녕하세요", "menu"),
    ],
)
def test_the_menu_understands_wishes(kim: Chatter, word: str, step: str) -> None:
    kim.commands("start")
    kim.says(word)
    assert kim.step == step


@pytest.mark.parametrize("refused", ["age", "terms", "privacy"])
def test_a_refusal_of_what_is_required_ends_and_keeps_nothing(kim: Chatter, refused: str) -> None:
    goes_to(kim, refused)
    kim.chooses("no")
    assert kim.step == "menu"
    assert [frame.answers for frame in kim.state.frames] == [{}]
    kim.sees("남기지 않았습니다")
    signs_up(kim)
    kim.sees("가입이 끝났습니다")


def test_refused_optional_items_are_not_asked(kim: Chatter) -> None:
    steps = []
    goes_to(kim, "marketing", optional_items=chooses("no"))
    while kim.row.flow != "home":
        steps.append(kim.step)
        answers_right(kim)
    assert not {"mobile", "extras", "name_en", "department", "regions"} & set(steps)


@pytest.mark.parametrize("step", ["name", "phone", "code", "certificate", "extras"])
def test_what_is_abandoned_is_erased_after_a_day_and_said_so(scene: Scene, step: str) -> None:
    kim = at(scene, step)
    scene.passes(hours=23)
    kim.says("도움말")
    scene.passes(hours=23)
    assert kim.step in (step, "name")
    scene.passes(hours=2)
    assert kim.step == "menu"
    assert any("모두 지웠습니다" in text for text in kim.said)
    assert [frame.answers for frame in kim.state.frames] == [{}]
    calls = len(scene.calls)
    scene.passes(days=3)
    assert len(scene.calls) == calls
    signs_up(kim)
    kim.sees("가입이 끝났습니다")


def test_a_member_who_is_at_the_menu_is_told_nothing_after_a_day(kim: Chatter) -> None:
    signs_up(kim, "company", company_number=says(IN_STORE))
    calls = len(kim.scene.calls)
    kim.scene.passes(days=3)
    assert len(kim.scene.calls) == calls
