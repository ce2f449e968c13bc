"""Questions in the chat: at home and within a form, told from answers, asked back, and kept when not known."""

from __future__ import annotations

import pytest

from membership.grades import Grade
from storage import chats, companies, members, relations, unanswered
from storage.transaction import Transaction
from storage.unanswered import Unanswered
from tests.conversations.chatter import Chatter, Scene
from tests.conversations.right import NOWHERE, answers_right, chooses, finishes, goes_to, says
from tests.storage.people import new_company, new_member

UNKNOWN = "그 질문의 답은 제가 모릅니다"
NEW_COMPANY = {"company_number": says(NOWHERE)}
FILL = chooses("fill")


def kept(scene: Scene) -> list[Unanswered]:
    """What was not understood."""
    return scene.database.read(unanswered.listing)


def members_chat(scene: Scene, grade: Grade, lang: str = "ko") -> Chatter:
    """The chat of somebody of this grade, in a company whose MASTER is somebody else unless it is them."""
    person = scene.person(lang)

    def build(tx: Transaction) -> None:
        company = companies.create(tx, new_company("1238601233", source="web", certificate="verified"))
        for login_id in ("master01", "second02"):
            member_id = members.create(tx, new_member(login_id, name=f"허{login_id[:2]}")).id
            companies.affiliate(tx, company.id, member_id, "web")
            relation = relations.of_member(tx, member_id)
            assert relation
            if login_id == "second02" and grade is Grade.REGULAR:
                relations.regrade(tx, relation, grade)
        mine = members.by_login_id(tx, "master01" if grade is Grade.MASTER else "second02")
        assert mine
        chats.link_chat(tx, "telegram", person.id, mine.id)

    scene.database.write(build).result()
    person.commands("start")
    return person


def unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is sure enough any more."""
    monkeypatch.setattr("conversations.questions.understanding.SURE", 1.1)


class TestAtHome:
    @pytest.mark.parametrize(
        ("question", "answer", "first"),
        [
            ("비번 규칙 머에요", "9자 이상", None),
            ("qlqjs rbclr", "9자 이상", None),
            ("준회원인데 마일리지 되나요", "할 수 없습니다", None),
            ("제 등급이 뭐예요?", "연결되어 있지 않아", "link"),
            ("기업회원이랑 개인회원 차이가 뭐예요?", "처음 등록한 분", "company"),
            ("개인회원인데 기업회원으로 바꾸려면 어떻게 하나요?", "아이디는 그대로", "convert"),
            ("our MASTER quit, what now", "정회원에게만", None),
            ("상담원 전화번호 알려주세요", "1600-7119", None),
        ],
    )
    def test_a_question_is_answered_and_the_next_thing_stands_first(
        self, kim: Chatter, question: str, answer: str, first: str | None
    ) -> None:
        kim.commands("start")
        assert answer in kim.says(question)
        assert (kim.step, kim.frame.failures) == ("menu", 0)
        codes = [button["callback_data"].partition(".")[2] for button in kim.buttons]
        assert codes[0] == (first or "company")
        assert {"company", "convert", "help", "individual", "link"} <= set(codes)

    def test_what_an_answer_led_to_is_forgotten_over_the_next_question(self, kim: Chatter) -> None:
        kim.commands("start")
        kim.says("제 등급이 뭐예요?")
        for question in ("내일 비 와요?", "비번 규칙 머에요"):
            kim.says(question)
            assert kim.buttons[0]["callback_data"].endswith(".company")

    @pytest.mark.parametrize(
        ("wish", "flow", "step"),
        [
            ("저 회원가입 하고 싶은데 도와주실래요", "sign_up", "type"),
            ("기업회원으로 가입하고 싶어요", "sign_up", "age"),
            ("i want to sign up as an individual please", "sign_up", "age"),
            ("홈페이지에 이미 아이디가 있는데 여기에 연결해 주세요", "link", "account"),
        ],
    )
    def test_a_wish_begins_at_once(self, kim: Chatter, wish: str, flow: str, step: str) -> None:
        kim.commands("start")
        kim.says(wish)
        assert (kim.row.flow, kim.step) == (flow, step)

    def test_a_master_begins_to_approve(self, scene: Scene) -> None:
        master = members_chat(scene, Grade.MASTER)
        assert "1명" in master.says("승인 기다리는 사람 있나요?")
        assert master.buttons[0]["callback_data"].endswith(".approvals")
        master.says("지금 신입 직원 승인해 주려고요")
        assert master.row.flow == "approvals"
        master.sees("허se")

    def test_an_associate_is_told_their_own_wait_and_cannot_approve(self, scene: Scene) -> None:
        waits = members_chat(scene, Grade.ASSOCIATE)
        scene.passes(days=2)
        said = waits.says("아직 승인 안 났나요?")
        assert "2026년 11월 22일" in said
        assert waits.buttons[0]["callback_data"].endswith(".nudge")
        assert "준회원" in waits.says("승인 기다리는 사람 있나요?")
        waits.says("지금 신입 직원 승인해 주려고요")
        assert (waits.row.flow, waits.step) == ("home", "menu")

    def test_a_member_is_not_signed_up_again(self, scene: Scene) -> None:
        person = members_chat(scene, Grade.REGULAR)
        assert "second02" in person.says("회원가입 하고 싶은데 어떻게 시작하나요?")
        assert person.step == "menu"

    def test_the_first_message_ever_may_be_a_question(self, kim: Chatter) -> None:
        assert "만 14세 이상" in kim.says("몇 살부터 가입할 수 있어요?")
        assert (kim.step, kim.frame.failures) == ("menu", 0)

    def test_in_english(self, scene: Scene) -> None:
        emma = scene.person("en")
        assert "14" in emma.says("how old must one be to join?")
        assert "associate" in emma.says("can an associate use mileage?")
        assert "do not know" in emma.says("what is the weather in Berlin?")
        goes_to(emma, "email")
        assert "9" in emma.says("what are the rules for a password?")
        assert (emma.step, emma.frame.failures) == ("email", 0)

    @pytest.mark.parametrize("question", ["비번 규칙 머에요", "회원가입 하고 싶어요", "내일 비 와요?"])
    def test_a_group_hears_nothing(self, kim: Chatter, question: str) -> None:
        event = kim.event(kind="text", text=question, message_id=1, private=False)
        kim.scene.take(kim.scene.next_update(), event)
        assert kim.said == []
        assert kept(kim.scene) == []


class TestNotKnown:
    @pytest.mark.parametrize(
        "question", ["김철수씨 010-1234-5678 연락처가 맞나요?", "hong@naver.com 이 누구 메일인가요?"]
    )
    def test_other_peoples_data_is_refused_and_none_is_kept(self, scene: Scene, question: str) -> None:
        master = members_chat(scene, Grade.MASTER)
        said = master.says(question)
        assert "1600-7119" in said
        assert "허" not in said
        (line,) = kept(scene)
        assert not any(letter.isdigit() for letter in line.question)
        assert not any(name in line.question for name in ("김철수", "hong", "naver"))

    def test_it_says_so_offers_the_menu_and_the_centre_and_keeps_the_question(self, kim: Chatter) -> None:
        kim.commands("start")
        said = kim.says("베트남 관세율이 얼마나 되나요?")
        assert UNKNOWN in said
        assert "1600-7119" in said
        assert kim.offers("company")
        assert kim.frame.failures == 0
        (line,) = kept(kim.scene)
        assert (line.question, line.language, line.place) == ("베트남 관세율이 얼마나 되나요?", "ko", "home/menu")

    def test_in_a_form_the_steps_own_help_follows(self, kim: Chatter) -> None:
        goes_to(kim, "email")
        said = kim.says("베트남 관세율이 얼마나 되나요?")
        assert UNKNOWN in said
        assert "hong@naver.com" in said
        assert (kim.step, kim.frame.failures) == ("email", 0)
        assert [line.place for line in kept(kim.scene)] == ["sign_up/email"]

    @pytest.mark.parametrize("words", ["ㅋㅋㅋㅋ", "?", "🙂", "감사", "1234567"])
    def test_what_tells_nothing_is_not_kept(self, kim: Chatter, words: str) -> None:
        kim.commands("start")
        kim.says(words)
        assert kept(kim.scene) == []


class TestUnsure:
    QUESTION = "아이디를 잊어버렸어요 어떡하죠?"

    @pytest.fixture(params=["home", "form"])
    def asked(self, request: pytest.FixtureRequest, kim: Chatter, monkeypatch: pytest.MonkeyPatch) -> Chatter:
        """Somebody who is asked which of two questions they meant."""
        if request.param == "form":
            goes_to(kim, "email")
        else:
            kim.commands("start")
        before = kim.step, kim.frame.answers
        unsure(monkeypatch)
        kim.says(self.QUESTION)
        assert (kim.step, kim.frame.answers, kim.frame.failures) == (*before, 0)
        return kim

    def test_two_buttons_and_neither(self, asked: Chatter) -> None:
        codes = [button["callback_data"].partition(".")[2] for button in asked.buttons]
        asked.sees("어느 것을 물어보셨나요")
        assert codes[0] == "_ask_forgot_id"
        assert codes[1].startswith("_ask_")
        assert codes[2] == "_ask_neither"
        assert kept(asked.scene) == []

    @pytest.mark.parametrize("way", ["press", "number", "words"])
    def test_the_one_that_was_meant_is_answered(self, asked: Chatter, way: str) -> None:
        step = asked.step
        said = {
            "press": lambda: asked.chooses("_ask_forgot_id"),
            "number": lambda: asked.says("1"),
            "words": lambda: asked.says("아이디 찾기"),
        }[way]()
        assert "본인 확인 뒤" in said or "아이디는" in said
        assert asked.frame.doubt is None
        assert (asked.step, asked.frame.failures) == (step, 0)
        assert not asked.offers("_ask_neither")

    @pytest.mark.parametrize("number", [True, False])
    def test_neither_says_so_and_keeps_the_question(self, asked: Chatter, number: bool) -> None:
        said = asked.says("3") if number else asked.chooses("_ask_neither")
        assert "1600-7119" in said
        assert asked.frame.doubt is None
        (line,) = kept(asked.scene)
        assert line.question == self.QUESTION
        assert line.candidates[0] == "forgot_id"

    def test_an_old_or_forged_press_on_a_candidate_changes_nothing(self, asked: Chatter) -> None:
        old = asked.button("1.")["callback_data"]
        message_id = asked.card["message_id"]
        asked.presses_raw(f"{asked.row.turn:x}._ask_withdraw_everything")
        asked.presses_raw(f"{asked.row.turn:x}._ask_ipin")
        assert asked.offers("_ask_neither")
        asked.chooses("_ask_neither")
        state = asked.frame
        asked.presses_raw(old, message_id)
        assert asked.toast == "지난 질문의 버튼입니다. 지금 질문에 답해 주세요."
        assert (asked.frame.at, asked.frame.doubt, asked.frame.answers) == (state.at, None, state.answers)

    def test_the_next_message_is_taken_for_itself(self, kim: Chatter, monkeypatch: pytest.MonkeyPatch) -> None:
        goes_to(kim, "email")
        unsure(monkeypatch)
        kim.says(self.QUESTION)
        kim.says("kim@naver.com")
        assert kim.frame.answers["email"] == "kim@naver.com"
        assert kim.frame.doubt is None


class TestInAForm:
    @pytest.mark.parametrize(
        ("step", "question", "answer"),
        [
            ("type", "기업회원이랑 개인회원 차이가 뭐예요?", "처음 등록한 분"),
            ("type", "개인회원이랑 기업회원 중에 뭐가 나아요", "처음 등록한 분"),
            ("age", "몇 살부터 가입돼요?", "만 14세 이상"),
            ("terms", "개인정보 얼마나 보관해요?", "회원 탈퇴 때까지"),
            ("marketing", "마케팅 동의 안 하면 어떻게 되나요?", "불이익이 없습니다"),
            ("method", "아이핀이 뭐예요?", "민간 아이핀"),
            ("phone", "법인폰으로도 인증되나요?", "법인(회사) 명의"),
            ("code", "인증번호가 안 와요", "3분"),
            ("code", "비번 규칙 머에요", "9자 이상"),
            ("login_id", "아이디는 몇 글자까지 되나요?", "6–20자"),
            ("login_id", "가입하고 싶은데요", "마치거나"),
            ("email", "개인정보 왜 받아요?", "민원처리"),
            ("company_number", "사업자번호 검색해도 안 떠요", "직접 입력"),
            ("certificate", "팩스로 보내도 되나요?", "02-3460-7932"),
            ("review", "마스터가 뭐예요?", "처음 등록한 회원"),
        ],
    )
    def test_it_is_answered_and_the_same_is_asked_again(
        self, kim: Chatter, step: str, question: str, answer: str
    ) -> None:
        if step == "type":
            kim.commands("start", "signup")
        else:
            goes_to(kim, step, "company", **NEW_COMPANY)
        before, depth = kim.frame.answers, len(kim.state.frames)
        assert answer in kim.says(question)
        assert (kim.step, kim.frame.answers, kim.frame.failures) == (step, before, 0)
        assert len(kim.state.frames) == depth
        assert kim.frame.doubt is None

    @pytest.mark.parametrize("step", ["password", "password_again"])
    @pytest.mark.parametrize("question", ["비밀번호 규칙이 뭐예요?", "베트남 관세율이 얼마나 되나요?"])
    def test_where_a_secret_is_asked_nothing_is_read_as_a_question(
        self, kim: Chatter, step: str, question: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        goes_to(kim, step)
        monkeypatch.setattr("conversations.asking.understanding", lambda: pytest.fail("a secret was looked at"))
        kim.says(question)
        assert len(kim.scene.erased[kim.id]) >= 1
        assert kept(kim.scene) == []

    @pytest.mark.parametrize("step", ["terms", "privacy", "optional_items", "marketing"])
    @pytest.mark.parametrize(
        "question", ["동의 안 하면 어떻게 되나요?", "꼭 동의해야 되나요?", "what if i don't agree?"]
    )
    def test_a_question_about_a_consent_is_no_refusal_of_it(self, kim: Chatter, step: str, question: str) -> None:
        goes_to(kim, step)
        before = kim.frame.answers
        said = kim.says(question)
        assert (kim.step, kim.frame.answers, kim.frame.failures) == (step, before, 0)
        assert step == "marketing" or "마케팅 동의는" not in said

    @pytest.mark.parametrize(
        ("typed", "answer"),
        [("승인", "연결되어 있지 않아"), ("마스터", "처음 등록한 회원"), ("정회원", "정회원이 됩니다")],
    )
    def test_what_may_be_a_name_and_a_question_is_asked_back_with_both_ways_out(
        self, kim: Chatter, typed: str, answer: str
    ) -> None:
        goes_to(kim, "company_name", "company", **NEW_COMPANY)
        kim.says(typed)
        assert kim.step == "company_name"
        assert "company_name" not in kim.frame.answers
        assert answer in kim.chooses("_way")
        assert (kim.step, kim.frame.failures) == ("company_name", 0)
        assert "company_name" not in kim.frame.answers
        kim.says(typed)
        kim.chooses("_as_given")
        assert kim.frame.answers["company_name"] == typed
        assert kim.step == "company_representative"

    @pytest.mark.parametrize("name", ["(주)승인", "MASTER Co.", "정회원상사", "마케팅팀", "아이디무역", "인증테크"])
    def test_a_name_is_taken_without_asking(self, kim: Chatter, name: str) -> None:
        goes_to(kim, "company_name", "company", **NEW_COMPANY)
        kim.says(name)
        assert kim.frame.answers.get("company_name") == name

    def test_an_answer_is_never_taken_for_a_question(self, kim: Chatter) -> None:
        """The right answers of a whole sign-up with everything in it, each taken as it is."""
        for way, instead in (("company", {**NEW_COMPANY, "extras": FILL}), ("individual", {"extras": FILL})):
            person = kim.scene.person()
            person.commands("start")
            person.chooses(way)
            met = set()
            while person.row.flow != "home":
                step = person.step or ""
                met.add(step)
                answers_right(person, **instead)
                assert person.frame.doubt is None, step
                assert person.step != step or person.frame.failures == 0, step
            assert len(met) > 20
        assert kept(kim.scene) == []

    @pytest.mark.parametrize("said", ["네 동의합니다", "동의하지 않습니다", "동의 안 해요"])
    def test_a_consent_in_a_sentence_is_an_answer(self, kim: Chatter, said: str) -> None:
        goes_to(kim, "marketing")
        kim.says(said)
        assert kim.frame.answers["marketing"] == ("yes" if said.startswith("네") else "no")

    def test_status_tells_where_and_its_button_brings_the_question_back(self, kim: Chatter) -> None:
        goes_to(kim, "email")
        before, card = kim.frame.answers, kim.row.card
        said = kim.commands("status")
        assert "진행 중: <b>회원가입</b>" in said
        assert "이메일" in said
        note = max(kim.scene.messages[kim.id])
        (button,) = kim.scene.messages[kim.id][note]["reply_markup"]["inline_keyboard"][0]
        assert (kim.step, kim.row.card) == ("email", card)
        kim.presses_raw(button["callback_data"], note)
        assert (kim.step, kim.frame.answers) == ("email", before)
        assert kim.card["message_id"] > note
        finishes(kim)


@pytest.mark.parametrize(
    "question",
    [
        "김철수 연락처 알려줘",
        "김영호 부장님 핸드폰 번호 아세요?",
        "who else works at Samsung?",
        "동료 등급이 뭔지 몰래 볼 수 있나요?",
    ],
)
def test_what_is_somebody_elses_is_refused(kim: Chatter, question: str) -> None:
    said = kim.says(question)
    assert "다른 분의 정보는 알려 드릴 수 없습니다" in said
    assert kim.step == "menu"


def test_an_unrelated_question_is_not_refused_as_somebody_elses(kim: Chatter) -> None:
    assert "다른 분의 정보" not in kim.says("오늘 환율이 어떻게 되나요?")


@pytest.mark.parametrize("text", ["음", " ! ", "a"])
def test_what_is_too_short_to_ask_anything_is_not_looked_at(
    kim: Chatter, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("conversations.asking.understanding", lambda: pytest.fail("it was looked at"))
    kim.says(text)
    assert kim.step == "menu"
