"""The review: everything given is on it, each answer can be changed from it, nothing else is submitted."""

from __future__ import annotations

import pytest

from conversations.flows.sign_up import SIGN_UP
from tests.conversations.chatter import Chatter
from tests.conversations.right import (
    NOWHERE,
    PASSWORD,
    RIGHT,
    answers_right,
    chooses,
    finishes,
    goes_to,
    says,
)


def reviewed(chatter: Chatter) -> list[str]:
    """The steps that can be picked from the review."""
    chatter.chooses("change")
    found: list[str] = []
    while True:
        codes = [button["callback_data"].partition(".")[2] for button in chatter.buttons]
        page = [code for code in codes if code not in ("more", "close") and not code.startswith("_")]
        if set(page) <= set(found):
            chatter.chooses("close")
            return found
        found += page
        if "more" in codes:
            chatter.chooses("more")


def picks(chatter: Chatter, step: str) -> None:
    chatter.chooses("change")
    while not chatter.offers(step):
        chatter.chooses("more")
    chatter.chooses(step)


def test_everything_can_be_changed_from_the_review_and_leads_back_to_it(kim: Chatter) -> None:
    fill = chooses("fill")
    goes_to(kim, "review", "company", extras=fill, company_number=says(NOWHERE))
    steps = reviewed(kim)
    assert len(steps) > 30
    for step in steps:
        if step in ("method", "company_number", "extras", "optional_items"):
            continue
        picks(kim, step)
        assert kim.step == step
        kim.says("이전")
        assert kim.step == "review"
        picks(kim, step)
        RIGHT[step](kim)
        while kim.step != "review":
            assert kim.step in ("password", "password_again", "company_postcode")
            answers_right(kim)
    finishes(kim)


@pytest.mark.parametrize("changed", ["method", "company_number", "login_id", "password", "optional_items"])
def test_a_change_that_opens_other_questions_comes_back_to_the_review_before_the_submit(
    kim: Chatter, changed: str
) -> None:
    goes_to(kim, "review", "company", company_number=says(NOWHERE))
    picks(kim, changed)
    answer = {
        "method": chooses("ipin"),
        "company_number": lambda chatter: chatter.says("1208800767"),
        "login_id": says("another1"),
        "password": says("other-Tango7-quill"),
        "optional_items": chooses("no"),
    }
    answer[changed](kim)
    seen = []
    while kim.row.flow != "home":
        seen.append(kim.step)
        kim.says("이전")
        if kim.step == "review":
            kim.chooses("submit")
        while kim.step != seen[-1] and kim.row.flow != "home" and kim.step != "review":
            if kim.offers("_keep"):
                kim.chooses("_keep")
            else:
                answers_right(kim, password_again=says(kim.frame.answers.get("password", PASSWORD)[9:][::-1]))
        if kim.row.flow != "home":
            answers_right(kim, password_again=says(kim.frame.answers.get("password", PASSWORD)[9:][::-1]))
    assert seen[-1] == "review"


def test_a_new_id_asks_the_password_anew_and_says_why(kim: Chatter) -> None:
    goes_to(kim, "review")
    picks(kim, "login_id")
    kim.says("another1")
    assert kim.step == "password"
    kim.sees("아이디가 바뀌어")
    kim.says(PASSWORD)
    kim.says("이전")
    assert kim.step == "password"
    assert "아이디가 바뀌어" not in kim.card["text"]


def test_what_was_given_before_the_rest_was_skipped_is_on_the_review(kim: Chatter) -> None:
    goes_to(kim, "position", extras=chooses("fill"))
    kim.chooses("_rest")
    assert kim.step == "review"
    kim.sees("수출팀", "Hong Gildong")
    assert {"department", "name_en"} <= set(reviewed(kim))


@pytest.mark.parametrize("word", ["이메일", "이메", "아니요", "고치기", "2"])
def test_what_is_to_be_changed_can_be_named(kim: Chatter, word: str) -> None:
    goes_to(kim, "review")
    kim.says(word)
    assert (kim.step, kim.offers("close")) == (("email", False) if word.startswith("이") else ("review", True))


@pytest.mark.parametrize("word", ["...", "🙂", "<b>", "음"])
def test_words_that_name_nothing_pick_nothing(kim: Chatter, word: str) -> None:
    goes_to(kim, "review")
    kim.says(word)
    assert kim.step == "review"
    assert kim.offers("submit")


@pytest.mark.parametrize("word", ["네", "맞아요", "1", "제출하기", "제출"])
def test_a_yes_submits(kim: Chatter, word: str) -> None:
    goes_to(kim, "review")
    kim.says(word)
    assert kim.step == "menu"
    kim.sees("가입이 끝났습니다")


def test_back_closes_the_list_of_what_can_be_changed(kim: Chatter) -> None:
    goes_to(kim, "review")
    kim.chooses("change")
    kim.says("이전")
    assert kim.step == "review"
    assert kim.offers("submit")


def test_the_password_is_never_shown(kim: Chatter) -> None:
    goes_to(kim, "review")
    kim.sees("설정됨")
    assert not any(PASSWORD in str(body) for _, body in kim.scene.calls)


def test_the_company_can_be_corrected_given_up_and_left_by_the_way_back(kim: Chatter) -> None:
    goes_to(kim, "company_confirm", "company")
    kim.chooses("correct")
    kim.chooses("company_name")
    kim.says("(주)새이름")
    assert kim.step == "company_confirm"
    kim.sees("(주)새이름")
    kim.chooses("other")
    assert kim.step == "company_number"
    for _ in SIGN_UP.steps:
        kim.says("이전")
    assert kim.step == "age"
    while kim.offers("_keep"):
        kim.chooses("_keep")
    assert kim.step == "company_number"
    finishes(kim)
    assert kim.step == "menu"
