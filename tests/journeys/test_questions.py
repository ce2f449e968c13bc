"""Questions asked in the chat over HTTP: at home, in the middle of a sign-up, as an associate, and ones not known."""

from __future__ import annotations

from storage import unanswered
from tests.journeys.paths import Wishes, to_account, to_code, to_name_of_unknown_company
from tests.journeys.records import answers_given
from tests.journeys.test_masters import found, person_of
from tests.journeys.test_masters_link import links
from tests.world import World


async def test_questions_before_and_in_the_middle_of_a_sign_up(here: World) -> None:
    person = await here.person()
    await person.says("몇 살부터 가입할 수 있어요?")
    person.heard_of("만 14세 이상")
    assert here.step_of(person) == "menu"
    await to_code(person, Wishes("honggd1"))
    before = answers_given(here, person)
    await person.says("인증번호가 안 와요")
    person.heard_of("3분")
    assert (here.step_of(person), answers_given(here, person)) == ("code", before)
    await person.says(await person.code())
    await person.says("아이디는 몇 글자까지 되나요?")
    person.heard_of("6–20자")
    assert here.step_of(person) == "login_id"
    await person.says("honggd1")
    assert here.step_of(person) == "password"


async def test_an_associate_asks_about_themselves(here: World) -> None:
    found(here, "second02")
    person = await person_of(here)
    await links(person, "second02")
    await person.says("준회원인데 마일리지 되나요")
    person.heard_of("할 수 없습니다")
    await person.says("아직 승인 안 났나요?")
    person.heard_of("승인을 기다리고 있습니다")
    assert person.codes[0] == "nudge"
    await person.says("우리 회사 마스터가 누구예요?")
    person.heard_of("김*장")
    assert "김대장" not in person.said
    await person.picks("nudge")


async def test_a_name_that_may_be_a_question_is_asked_back(here: World) -> None:
    person = await here.person()
    await to_name_of_unknown_company(person)
    await person.says("승인")
    assert "company_name" not in answers_given(here, person)
    await person.says("2")
    assert here.step_of(person) == "company_name"
    await person.says("승인")
    await person.says("1")
    assert answers_given(here, person)["company_name"] == "승인"


async def test_what_is_not_known_is_said_so_and_kept_without_anything_personal(here: World) -> None:
    person = await here.person()
    await to_account(person, Wishes("honggd1"))
    await person.says("박지민 대리 010-1234-5678 로 베트남 관세율 좀 물어봐 주실 수 있나요?")
    person.heard_of("제가 모릅니다", "1600-7119")
    assert here.step_of(person) == "login_id"
    (kept,) = here.reads(unanswered.listing)
    assert kept.place == "sign_up/login_id"
    assert "베트남 관세율" in kept.question
    assert "박지민" not in kept.question
    assert "1234" not in kept.question
