"""A form or a password filled in on a page: what it shows, what becomes of its answers, and how the chat goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from conversations.flow import Flow
from conversations.flows import FLOWS
from conversations.pages import Field, View
from membership.limits import CODE_LIFETIME
from storage import conversations
from tests.conversations.chatter import PDF, Chatter, Scene
from tests.conversations.right import (
    IN_REGISTRY,
    NEW_PASSWORD,
    NOWHERE,
    PASSWORD,
    answers_right,
    chooses,
    finishes,
    goes_to,
    says,
    signs_up,
    verified_person,
)
from tests.conversations.test_identity import check_of

RESIDENT = "900305-1234567"
CONSENTS = {"age": "yes", "terms": "yes", "privacy": "yes", "optional_items": "yes", "marketing": "no"}
PERSON = {
    "name": "홍길동",
    "birth_date": "19900305",
    "person": "domestic_male",
    "carrier": "KT",
    "phone": "010-2000-7001",
}
CONTACT = {"telephone": "02-3460-7114", "email": "hong@naver.com", "address": "06792 서울특별시 서초구 헌릉로 13, 3층"}
SECRETS = {"password": PASSWORD, "password_again": PASSWORD}


@pytest.fixture
def kim(scene: Scene) -> Chatter:
    """Somebody who speaks Korean, where pages can be opened."""
    scene.pages = "https://kotra.example/pages/{}".format
    return scene.person("ko")


def names(view: View) -> list[str]:
    """The names of a page's questions."""
    return [field.name for field in view.fields]


def at(view: View, name: str) -> Field:
    """One question of a page."""
    return next(field for field in view.fields if field.name == name)


def problems(view: View) -> set[str]:
    """The questions whose answers were not taken."""
    return {field.name for field in view.fields if field.problem}


def begins(kim: Chatter, way: str = "individual") -> None:
    """Begins a sign-up."""
    kim.commands("start")
    kim.chooses(way)


def goes_on_to(kim: Chatter, step: str) -> None:
    """Answers right until this step is asked."""
    while kim.step != step:
        answers_right(kim)


def test_a_whole_sign_up_on_the_page(kim: Chatter) -> None:
    begins(kim)
    assert names(kim.opens()) == ["type", *CONSENTS]
    assert names(kim.fills(CONSENTS, whole=True)) == ["method"]
    assert names(kim.fills({"method": "phone"})) == list(PERSON)
    assert names(kim.fills(PERSON, whole=True)) == ["identity_terms"]
    assert names(kim.fills({"identity_terms": "yes"})) == ["code"]
    view = kim.fills({"code": kim.scene.code})
    assert names(view)[:3] == ["login_id", "password", "password_again"]
    assert "본인 확인이 끝났습니다" in view.notes[0]
    view = kim.fills({"login_id": kim.login_id, **SECRETS, **CONTACT}, whole=True)
    assert names(view) == ["extras"]
    view = kim.fills({"extras": "fill"})
    assert at(view, "department").optional
    view = kim.fills({"department": "수출팀"}, whole=True)
    assert view.over
    assert "대화에서 내용을 확인" in view.ending
    assert kim.step == "review"
    assert "수출팀" in kim.card["text"]
    kim.chooses("submit")
    assert kim.row.flow == "home"


def test_a_page_opens_from_the_card(kim: Chatter) -> None:
    begins(kim)
    assert kim.button("화면에서 한 번에 입력")["web_app"] == {"url": "https://kotra.example/pages/form"}
    goes_on_to(kim, "password")
    assert kim.button("안전한 화면에서 입력")["web_app"] == {"url": "https://kotra.example/pages/password"}
    assert "화면에서 한 번에 입력" not in kim.labels
    assert "텔레그램을 거치지 않습니다" in kim.card["text"]


def test_without_pages_there_is_no_button_and_the_chat_says_what_that_means(kim: Chatter) -> None:
    kim.scene.pages = None
    begins(kim)
    assert not [button for button in kim.buttons if "web_app" in button]
    goes_on_to(kim, "password")
    assert not [button for button in kim.buttons if "web_app" in button]
    assert "텔레그램 서버를 거칩니다" in kim.card["text"]


def test_our_own_identity_page_opens_inside_the_messenger(kim: Chatter) -> None:
    goes_to(kim, "page", method=chooses("ipin"))
    assert "url" in kim.button("본인확인 페이지")
    kim.scene.identity_page = lambda ref: "https://kotra.example/pages/identity"
    kim.commands("start")
    assert kim.button("본인확인 페이지")["web_app"] == {"url": "https://kotra.example/pages/identity"}


def test_opening_looking_and_leaving_change_nothing(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    before, calls = kim.row, len(kim.scene.calls)
    assert kim.opens() == kim.looks() == kim.leaves_page()
    assert kim.row == before
    assert len(kim.scene.calls) == calls


def test_half_on_the_page_half_in_the_chat(kim: Chatter) -> None:
    begins(kim)
    kim.fills({"age": "yes", "terms": "yes"})
    card = kim.card["message_id"]
    assert kim.step == "privacy"
    kim.chooses("yes")
    assert at(kim.looks(), "privacy").value == "yes"
    kim.fills({"optional_items": "no", "marketing": "yes"})
    assert kim.card["message_id"] == card
    kim.chooses("phone")
    kim.says("홍길동 1990년 3월 5일")
    view = kim.looks()
    assert [at(view, name).answered for name in ("name", "birth_date", "person")] == [True, True, False]
    kim.fills({"person": "domestic_male", "carrier": "SKT", "phone": kim.mobile})
    finishes(kim)
    assert kim.row.flow == "home"


def test_the_card_in_the_chat_is_edited_after_answers(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    shown = kim.card["message_id"]
    kim.fills({"telephone": "02-3460-7114"})
    assert kim.card["message_id"] == shown
    assert "전화번호" in kim.card["text"]
    assert kim.step == "mobile"


def test_the_buttons_of_the_card_still_serve_where_nothing_was_taken(kim: Chatter) -> None:
    goes_to(kim, "mobile")
    before = kim.row.turn
    assert problems(kim.fills({"email": "no address"})) == {"email"}
    assert kim.row.turn == before
    kim.chooses("_skip")
    assert kim.step == "email"


def test_several_wrong_answers_are_all_told_and_the_right_ones_kept(kim: Chatter) -> None:
    goes_to(kim, "name")
    view = kim.fills({**PERSON, "birth_date": "9999", "phone": "12"}, whole=True)
    assert problems(view) == {"birth_date", "phone"}
    assert kim.step == "birth_date"
    assert "birth_date" not in kim.frame.answers
    assert at(view, "birth_date").value == ""
    assert names(kim.fills({"birth_date": "19900305", "phone": kim.mobile})) == ["identity_terms"]


def test_what_may_be_left_empty_is_skipped_and_the_rest_still_wanted(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    view = kim.fills({}, whole=True)
    assert not problems(view)
    assert not any(at(view, name).answered for name in ("telephone", "email", "address"))
    assert at(view, "mobile").answered
    assert kim.frame.answers["mobile"] is None


def test_an_optional_answer_can_be_taken_out_again(kim: Chatter) -> None:
    goes_to(kim, "department", extras=chooses("fill"))
    kim.fills({"department": "수출팀", "position": "과장"})
    view = kim.fills({"department": "", "position": "_skip"})
    assert [at(view, name).value for name in ("department", "position")] == ["", ""]
    assert kim.frame.answers["department"] is None


def test_a_required_answer_cannot_be_skipped(kim: Chatter) -> None:
    goes_to(kim, "email")
    kim.fills({"email": "hong@naver.com"})
    assert problems(kim.fills({"telephone": "_skip", "email": ""})) == {"telephone", "email"}
    assert kim.frame.answers["email"] == "hong@naver.com"


def test_what_comes_back_unchanged_is_no_new_answer(kim: Chatter) -> None:
    goes_to(kim, "identity_terms")
    kim.commands("start")
    kim.chooses("_back")
    before = kim.frame.answers
    view = kim.opens()
    kim.fills({field.name: field.value for field in view.fields})
    assert kim.frame.answers == before


@pytest.mark.parametrize("step", ["name", "birth_date", "phone", "login_id", "email", "department"])
def test_a_resident_number_is_refused_and_never_kept(kim: Chatter, step: str) -> None:
    goes_to(kim, step, extras=chooses("fill"))
    view = kim.fills({step: f"홍길동 {RESIDENT}"})
    assert "주민등록번호" in at(view, step).problem
    assert RESIDENT not in repr(view)
    assert RESIDENT.replace("-", "") not in repr(kim.state).replace("-", "")
    assert kim.step == step


def test_a_secret_is_on_no_page_and_in_no_state(kim: Chatter) -> None:
    goes_to(kim, "password")
    view = kim.fills({"password": PASSWORD, "password_again": "something else"}, scope="password")
    assert problems(view) == {"password_again"}
    assert at(view, "password").answered
    assert at(view, "password").value == ""
    assert PASSWORD not in repr(view)
    assert PASSWORD not in repr(kim.state)
    view = kim.fills({"password_again": PASSWORD}, scope="password", flow="sign_up")
    assert view.over
    assert "비밀번호를 받았습니다" in view.ending
    assert kim.step == "telephone"
    assert not [body for _, body in kim.scene.calls if PASSWORD in str(body)]


def test_a_password_waits_for_the_id_that_it_must_not_hold(kim: Chatter) -> None:
    goes_to(kim, "login_id")
    view = kim.fills({"login_id": "abc", **SECRETS})
    assert problems(view) == {"login_id", "password", "password_again"}
    assert "password" not in kim.frame.answers
    view = kim.fills({"login_id": kim.login_id, **SECRETS})
    assert not problems(view)
    assert kim.step == "telephone"


def test_a_password_that_a_changed_id_makes_void_is_asked_anew_and_says_why(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    assert "아이디가 바뀌어" not in at(kim.looks(), "password").question
    view = kim.fills({"login_id": "tiger2027"})
    assert not at(view, "password").answered
    assert "아이디가 바뀌어" in at(view, "password").question
    view = kim.fills({"login_id": "tiger2028", **SECRETS})
    assert at(view, "password").answered
    assert "아이디가 바뀌어" not in at(view, "password").question
    assert kim.step == "telephone"


def test_a_password_that_is_repeated_wrong_too_often_is_asked_anew(kim: Chatter) -> None:
    goes_to(kim, "password_again")
    for _ in range(2):
        kim.fills({"password_again": "wrong"}, scope="password", flow="sign_up")
    view = kim.fills({"password_again": "wrong"}, scope="password", flow="sign_up")
    assert "password" not in kim.frame.answers
    assert names(view) == ["password", "password_again"]
    assert kim.step == "password"


def test_a_page_for_a_password_opens_only_where_one_is_asked(kim: Chatter) -> None:
    goes_to(kim, "email")
    view = kim.opens("password")
    assert view.over
    assert "비밀번호를 여쭙고 있지 않습니다" in view.ending


def test_a_changed_password_is_compared_with_the_old_one_only_after_that_is_known(kim: Chatter) -> None:
    signs_up(kim)
    kim.chooses("my_account")
    kim.chooses("change_password")
    view = kim.fills(
        {"own_password": "wrong", "new_password": PASSWORD, "new_password_again": PASSWORD}, scope="password"
    )
    assert problems(view) == {"own_password", "new_password", "new_password_again"}
    assert "새 비밀번호" not in at(view, "new_password").problem
    given = {"own_password": PASSWORD, "new_password": NEW_PASSWORD, "new_password_again": NEW_PASSWORD}
    view = kim.fills(given, scope="password")
    assert view.over
    assert kim.row.flow != "change_password"
    assert "비밀번호" in view.ending


def test_a_doubt_is_settled_on_the_page(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    view = kim.fills({"email": "hong@gmial.com"})
    doubt = at(view, "email").doubt
    assert doubt is not None
    assert [option.code for option in doubt.options] == ["_suggested", "_as_given"]
    assert kim.step == "telephone"
    assert at(kim.looks(), "email").doubt == doubt
    view = kim.fills({"email": "_suggested"})
    assert at(view, "email").value == "hong@gmail.com"
    assert at(view, "email").doubt is None


def test_a_doubt_of_the_page_is_asked_in_the_chat_when_its_turn_comes(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    kim.fills({"email": "hong@gmial.com"})
    kim.says("02-3460-7114")
    kim.chooses("_skip")
    assert kim.step == "email"
    kim.chooses("_suggested")
    assert kim.frame.answers["email"] == "hong@gmail.com"


def test_a_doubt_of_the_chat_is_settled_on_the_page(kim: Chatter) -> None:
    goes_to(kim, "email")
    kim.says("hong@gmial.com")
    assert at(kim.opens(), "email").doubt is not None
    kim.fills({"email": "_as_given"})
    assert kim.frame.answers["email"] == "hong@gmial.com"
    assert kim.frame.doubt is None
    assert kim.step == "address"


def test_a_doubtful_change_of_an_answer_is_asked_in_the_chat_at_once(kim: Chatter) -> None:
    goes_to(kim, "address")
    kim.fills({"email": "hong@gmial.com"})
    assert kim.step == "email"
    assert kim.offers("_suggested")
    kim.chooses("_suggested")
    assert kim.frame.answers["email"] == "hong@gmail.com"
    assert kim.step == "address"


def test_a_new_answer_takes_the_place_of_a_doubtful_one(kim: Chatter) -> None:
    goes_to(kim, "email")
    kim.fills({"email": "hong@gmial.com"})
    kim.fills({"email": "hong@kotra.or.kr"})
    assert kim.frame.answers["email"] == "hong@kotra.or.kr"
    assert kim.frame.doubt is None


def test_a_word_of_the_chat_is_asked_back_or_refused(kim: Chatter) -> None:
    goes_to(kim, "department", extras=chooses("fill"))
    view = kim.fills({"department": "상담원", "position": "취소"})
    doubt = at(view, "department").doubt
    assert doubt is not None
    assert [option.code for option in doubt.options] == ["_as_given"]
    assert "‘취소’, 이 말은 대화에서 쓰는 말" in at(view, "position").problem
    assert kim.row.flow == "sign_up"
    kim.fills({"department": "_as_given"})
    assert kim.frame.answers["department"] == "상담원"


def test_a_question_in_a_box_is_answered_beside_it(kim: Chatter) -> None:
    goes_to(kim, "birth_date")
    view = kim.fills({"birth_date": "준회원은 뭘 할 수 있나요?"})
    assert "준회원" in at(view, "birth_date").problem
    assert kim.frame.failures == 0


def test_after_three_failures_another_way_is_told(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    for _ in range(2):
        kim.fills({"email": "hong@", "telephone": "02-3460-7114"})
    view = kim.fills({"email": "hong@"})
    assert "1600-7119" in at(view, "email").problem
    assert kim.step == "mobile"
    assert kim.frame.failures == 0


def test_failures_on_the_page_count_in_the_chat(kim: Chatter) -> None:
    goes_to(kim, "birth_date")
    for _ in range(2):
        kim.fills({"birth_date": "9999"})
    assert "1600-7119" in kim.says("9999")


def test_a_refused_consent_ends_the_form(kim: Chatter) -> None:
    begins(kim)
    view = kim.fills({"age": "yes", "terms": "no", "privacy": "yes"})
    assert view.over
    assert "닫고" in view.ending
    assert kim.row.flow == "home"
    assert not kim.frame.answers


def test_a_consent_carries_its_whole_document(kim: Chatter) -> None:
    begins(kim)
    terms = at(kim.opens(), "terms")
    assert [option.code for option in terms.options] == ["yes", "no"]
    assert len(terms.help) > 1000
    assert terms.help_label == "전문 읽기"


def test_consents_of_the_page_are_evidence(kim: Chatter) -> None:
    begins(kim)
    kim.fills(CONSENTS)
    stamps = kim.frame.stamps
    assert {kind: stamp["answer"] for kind, stamp in stamps.items()} == {
        "abroad": True,
        "terms": True,
        "privacy": True,
        "optional_items": True,
        "marketing": False,
    }


def test_an_answer_changes_what_is_asked_after_it(kim: Chatter) -> None:
    goes_to(kim, "name")
    view = kim.fills({"name": "홍길동", "birth_date": "19900305", "person": "여자"})
    assert names(view) == ["name", "birth_date", "person", "national", "carrier", "phone"]
    view = kim.fills({"national": "domestic"})
    assert at(view, "person").value == "domestic_female"


def test_several_answers_in_one_box(kim: Chatter) -> None:
    goes_to(kim, "name")
    view = kim.fills({"name": "홍길동 1990년 3월 5일 남자 SKT 010-1234-5678"})
    assert [field.answered for field in view.fields if field.name != "national"] == [True, True, True, True, True]


def test_a_step_that_is_not_on_the_page_takes_nothing(kim: Chatter) -> None:
    begins(kim)
    before = kim.state
    view = kim.fills({"login_id": "hong2026", "review": "submit", "verified": "yes", "code": "1", "": "x"})
    assert kim.state == before
    assert not problems(view)


def test_an_address_is_searched_for_and_chosen(kim: Chatter) -> None:
    scene = kim.scene
    scene.offices = frozenset({"address.search"})
    scene.streets = [{"postcode": "06792", "base": "서울특별시 서초구 헌릉로 13 (염곡동)", "english": ""}]
    goes_to(kim, "telephone")
    scene.holds = True
    view = kim.fills({"telephone": "02-3460-7114", "email": "no address", "address": "헌릉로"}, whole=True)
    assert view.waiting
    assert problems(view) == {"email"}
    scene.holds = False
    scene.deliver()
    view = kim.looks()
    assert not view.waiting
    assert at(view, "address").options[0].code == "hit0"
    assert kim.step == "address"
    view = kim.fills({"address": "hit0", "email": "hong@naver.com"})
    assert at(view, "postcode").value == "06792"
    assert names(kim.fills({"address_detail": "none"}, whole=True)) == ["extras"]


def test_a_code_that_is_on_its_way_is_waited_for(kim: Chatter) -> None:
    goes_to(kim, "identity_terms")
    kim.scene.holds = True
    assert kim.fills({"identity_terms": "yes"}).waiting
    kim.scene.holds = False
    kim.scene.deliver()
    view = kim.looks()
    assert not view.waiting
    assert problems(kim.fills({"code": "111111"})) == {"code"}
    assert names(kim.fills({"code": "resend"})) == ["code"]
    assert "phone" in names(kim.fills({"code": "number"}))
    assert kim.step == "phone"


def test_the_time_that_is_left_for_a_code_goes_along(kim: Chatter) -> None:
    goes_to(kim, "code")
    view = kim.looks()
    assert (view.fields[0].until - view.now) == CODE_LIFETIME.total_seconds()
    assert "남은 시간" not in view.fields[0].question
    kim.scene.passes(seconds=30)
    assert kim.looks() == replace(view, now=view.now + 30)
    kim.scene.passes(minutes=3)
    view = kim.looks()
    assert view.fields[0].until == 0
    assert "3분이 지나" in view.fields[0].question
    kim.fills({"code": "resend"})
    view = kim.looks()
    assert view.fields[0].until - view.now == CODE_LIFETIME.total_seconds()


def test_what_a_company_needs(kim: Chatter) -> None:
    goes_to(kim, "company_number", "company")
    view = kim.fills({"company_number": IN_REGISTRY})
    assert names(view) == ["company_confirm"]
    assert "다라산업" in at(view, "company_confirm").question
    kim.fills({"company_confirm": "other"})
    view = kim.fills({"company_number": NOWHERE})
    assert "company_name" in names(view)
    assert any("찾지 못했습니다" in note for note in view.notes)
    given = {"company_name": "(주)가나무역", "company_representative": "김대표", "company_telephone": "02-555-1234"}
    view = kim.fills({**given, "company_address": "same"}, whole=True)
    assert names(view) == ["certificate"]
    assert "이 화면을 닫고" in at(view, "certificate").question
    kim.sends_file(PDF)
    assert names(kim.looks()) == ["extras"]


def test_the_tax_office_is_waited_for(kim: Chatter) -> None:
    kim.scene.offices = frozenset({"company.status"})
    goes_to(kim, "company_number", "company")
    kim.scene.holds = True
    view = kim.fills({"company_number": NOWHERE})
    assert (names(view), view.waiting) == (["company_state"], True)
    kim.scene.holds = False
    kim.scene.deliver()
    assert "company_name" in names(kim.looks())


def test_a_file_or_another_page_is_left_to_the_chat(kim: Chatter) -> None:
    goes_to(kim, "page", method=chooses("ipin"))
    view = kim.opens()
    assert [option.code for option in at(view, "page").options] == ["done", "phone"]
    assert "대화에 있는 버튼" in at(view, "page").question
    assert "name" in names(kim.fills({"page": "phone"}))


@pytest.mark.parametrize("passed", [True, False])
def test_the_result_of_another_page_is_waited_for(kim: Chatter, passed: bool) -> None:
    goes_to(kim, "page", method=chooses("ipin"))
    if passed:
        kim.scene.people[check_of(kim).ref] = verified_person(kim)
    kim.scene.holds = True
    view = kim.fills({"page": "done"})
    assert (names(view), view.waiting) == (["page"], True)
    assert kim.looks().waiting
    kim.scene.holds = False
    kim.scene.deliver()
    view = kim.looks()
    assert not view.waiting
    assert ("login_id" in names(view)) == passed


def test_a_page_outlives_no_cancelled_form(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    kim.opens()
    kim.chooses("_cancel")
    kim.chooses("leave")
    view = kim.fills({"telephone": "02-3460-7114"}, flow="sign_up")
    assert view.over
    assert "그만두신" in view.ending
    assert kim.row.flow == "home"
    assert kim.looks().over


def test_whoever_goes_on_with_the_form_has_not_left_it(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    kim.chooses("_cancel")
    assert kim.row.flow == "leave"
    kim.fills({"telephone": "02-3460-7114"})
    assert kim.step == "mobile"


def test_a_form_under_another_flow_goes_on_and_the_other_stays(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    state = kim.state
    state.frames.append(type(state.frame)("unlink", version=1, at="unlink"))
    put(kim, state.to_bytes(), "unlink", "unlink")
    before = kim.card
    view = kim.fills({"telephone": "02-3460-7114"}, flow="sign_up")
    assert at(view, "telephone").answered
    assert kim.row.flow == "unlink"
    assert kim.card == before
    assert kim.state.frames[1].answers["telephone"]


def put(kim: Chatter, state: bytes, flow: str, step: str) -> None:
    """Puts a conversation there."""
    row = replace(kim.row, state=state, flow=flow, step=step)
    kim.scene.database.write(lambda tx: conversations.save(tx, row)).result()


def test_the_page_speaks_the_language_of_the_chat(kim: Chatter) -> None:
    goes_to(kim, "telephone")
    kim.says("English")
    view = kim.looks()
    assert view.language == "en"
    assert view.words["save"] == "Save and continue"
    assert at(view, "telephone").label == "Telephone [전화번호]"


def test_who_never_spoke_here_has_nothing_to_fill_in(kim: Chatter) -> None:
    assert kim.opens().over
    assert kim.opens("password").over
    assert not kim.scene.calls


def test_a_page_between_the_turns_of_a_chat_with_a_reply_keyboard(kim: Chatter) -> None:
    goes_to(kim, "phone")
    assert "keyboard" in kim.card["reply_markup"]
    kim.fills({"phone": kim.mobile})
    assert kim.step == "identity_terms"
    answers_right(kim)
    finishes(kim, code=says(kim.scene.code))


def test_an_address_that_came_along_is_searched_for_when_it_is_its_turn(kim: Chatter) -> None:
    scene = kim.scene
    scene.offices = frozenset({"address.search"})
    scene.streets = [{"postcode": "06792", "base": "서울특별시 서초구 헌릉로 13", "english": ""}]
    goes_to(kim, "telephone")
    kim.fills({"telephone": "02-3460-7114, hong@naver.com, 서울 서초구 헌릉로 13"})
    scene.holds = True
    view = kim.fills({}, whole=True)
    assert view.waiting
    assert kim.step == "address"
    assert not problems(view)
    scene.holds = False
    scene.deliver()
    assert not kim.looks().waiting


def test_what_is_chosen_piece_by_piece_counts_at_once(kim: Chatter) -> None:
    goes_to(kim, "regions", "company", extras=chooses("fill"))
    view = kim.fills({"regions": "US"})
    assert at(view, "regions").value == "미국"
    assert "done" not in [option.code for option in at(view, "regions").options]
    assert at(kim.fills({"regions": "VN"}), "regions").value == "미국, 베트남"
    assert at(kim.fills({"regions": "-US"}), "regions").value == "베트남"
    kim.fills({"regions": "-VN"})
    assert kim.frame.answers["regions"] is None


@pytest.mark.parametrize("flow", [flow for flow in FLOWS.values() if flow.form], ids=lambda flow: flow.name)
def test_what_is_waited_for_stands_alone_or_says_so(flow: Flow) -> None:
    for step in flow.steps:
        assert step.alone or step.waits or not step.answers, step.name
        assert step.alone or not (step.file or step.page or (callable(step.options) and not step.reads)), step.name
        assert all(flow.has(name) or name.endswith("address_base") for name in step.after), step.name
        assert bool(step.until) == (step.autofill == "one-time-code"), step.name


def finds_id(kim: Chatter) -> View:
    """Proves on the page who they are, in a chat that speaks for nobody; gives the page that follows."""
    kim.chooses("find_id")
    kim.fills({"age": "yes"})
    kim.fills({"method": "phone"})
    kim.fills({**PERSON, "phone": kim.mobile})
    kim.fills({"identity_terms": "yes"})
    return kim.fills({"code": kim.scene.code})


def test_an_id_is_found_and_a_new_password_set_on_the_page(kim: Chatter) -> None:
    signs_up(kim)
    kim.chooses("unlink")
    kim.chooses("yes")
    view = finds_id(kim)
    assert names(view) == ["found_id"]
    assert "wal*" in at(view, "found_id").question
    view = kim.fills({"found_id": "reset"})
    assert view.over
    assert names(kim.opens()) == ["new_password", "new_password_again"]
    view = kim.fills({"new_password": NEW_PASSWORD, "new_password_again": NEW_PASSWORD}, whole=True)
    assert view.over
    assert "비밀번호" in view.ending
    assert kim.row.flow == "home"


def test_a_code_for_a_new_password_is_counted_down_too(kim: Chatter) -> None:
    signs_up(kim)
    kim.chooses("unlink")
    kim.chooses("yes")
    kim.chooses("reset_password")
    kim.fills({"reset_account": kim.login_id})
    assert kim.fills({"reset_way": "sms"}).waiting
    view = kim.looks()
    assert view.fields[0].until - view.now == CODE_LIFETIME.total_seconds()
    assert "남은 시간" not in view.fields[0].question
    kim.scene.passes(minutes=3)
    assert kim.looks().fields[0].until == 0
