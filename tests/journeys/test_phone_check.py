"""The identity check by phone, over all its turns (KOTRA 회원가입 매뉴얼, I-5)."""

from __future__ import annotations

import pytest

from storage import schema
from tests.journeys.paths import Wishes, to_code, to_method
from tests.journeys.records import rows
from tests.person import Person
from tests.world import World

WISHES = Wishes("honggd1")
LANGUAGES = pytest.mark.parametrize("language", ["ko", "en"])


def another(code: str) -> str:
    """Six digits that are not this code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def to_phone(person: Person) -> None:
    """Up to the question for the number."""
    await to_method(person, WISHES)
    await person.picks("phone")
    await person.says("홍길동 1990-03-05 내국인 남자 SKT")


@LANGUAGES
async def test_the_code_shows_how_long_it_is_valid(here: World, language: str) -> None:
    person = await here.person(language=language)
    await to_code(person, WISHES)
    person.sees(person.mobile, "3:00")
    here.clock.forward(seconds=75)
    await person.says("/help")
    person.sees("1:45")


async def test_a_wrong_code_may_be_tried_again(here: World) -> None:
    person = await here.person()
    await to_code(person, WISHES)
    code = await person.code()
    await person.says(another(code))
    person.heard_of("맞지 않습니다")
    assert here.step_of(person) == "code"
    await person.says(f"인증번호는 {code[:3]} {code[3:]} 입니다")
    assert here.step_of(person) == "login_id"


async def test_five_wrong_codes_use_the_code_up_and_a_new_one_helps(here: World) -> None:
    person = await here.person()
    await to_code(person, WISHES)
    code = await person.code()
    for _ in range(4):
        await person.says(another(code))
    person.heard_of("1600-7119")
    assert "ipin" in person.codes, "another way is offered"
    await person.says(another(code))
    await person.says(code)
    assert here.step_of(person) == "code"
    person.heard_of("인증번호 다시 받기")
    here.clock.forward(seconds=21)
    await person.picks("resend")
    await person.says(await person.code())
    assert here.step_of(person) == "login_id"


@LANGUAGES
async def test_an_expired_code_is_refused_and_a_new_one_is_taken(here: World, language: str) -> None:
    person = await here.person(language=language)
    await to_code(person, WISHES)
    old = await person.code()
    here.clock.forward(minutes=3)
    await person.says(old)
    assert here.step_of(person) == "code"
    person.sees("3분" if language == "ko" else "minutes")
    await person.picks("resend")
    fresh = await person.code()
    await person.says(old if old != fresh else another(fresh))
    assert here.step_of(person) == "code"
    await person.says(fresh)
    assert here.step_of(person) == "login_id"


async def test_time_runs_out_on_the_card_by_itself(away: World) -> None:
    person = await away.person()
    async with away.running():
        await to_code(person, WISHES)
    before = person.card["message_id"]
    away.clock.forward(minutes=4)
    async with away.running():
        await away.ticked()
        await person.hears()
        person.sees("3분이 지나")
        assert person.card["message_id"] == before, "the card is redrawn in place"
        await person.picks("resend")
        await person.says(await person.code())
    assert away.step_of(person) == "login_id"


async def test_a_code_is_not_sent_again_at_once(here: World) -> None:
    person = await here.person()
    await to_code(person, WISHES)
    await person.picks("resend")
    person.heard_of("방금 보냈습니다")
    assert len(await person.sms()) == 1
    await person.says(await person.code())
    assert here.step_of(person) == "login_id"


async def test_codes_are_sent_only_so_often(here: World) -> None:
    person = await here.person()
    await to_code(person, WISHES)
    for _ in range(6):
        here.clock.forward(seconds=21)
        await person.picks("resend")
    person.heard_of("한 시간")
    assert len(await person.sms()) == 5
    await person.says(await person.code())
    assert here.step_of(person) == "login_id"


async def test_the_number_can_be_corrected(here: World) -> None:
    person, owner = await here.person(), await here.person()
    await to_method(person, WISHES)
    await person.picks("phone")
    await person.says(f"홍길동 1990-03-05 내국인 남자 SKT {owner.mobile}")
    await person.picks("yes")
    old = await person.code(owner.phone)
    await person.picks("number")
    assert here.step_of(person) == "phone"
    await person.says(person.mobile)
    await person.picks("yes")
    person.sees(person.mobile)
    fresh = await person.code()
    await person.says(old if old != fresh else another(fresh))
    assert here.step_of(person) == "code", "a code to the old number proves nothing any more"
    await person.says(fresh)
    assert here.step_of(person) == "login_id"


@LANGUAGES
async def test_the_own_number_is_shared_by_a_button(here: World, language: str) -> None:
    person = await here.person(language=language)
    await to_phone(person)
    assert any(button.get("request_contact") for button in person.buttons)
    await person.shares_number()
    assert here.step_of(person) == "identity_terms"
    person.sees(person.mobile)
    await person.picks("yes")
    await person.says(await person.code())
    assert here.step_of(person) == "login_id"


async def test_somebody_elses_contact_is_refused(here: World) -> None:
    person, other = await here.person(), await here.person("이웃")
    await to_phone(person)
    for card in ({}, {"user_id": other.id}, {"first_name": "이웃", "forwarded": True}):
        await person.shares_contact(other.phone, **card)
        person.heard_of("본인")
        assert here.step_of(person) == "phone"
    await person.shares_number()
    assert here.step_of(person) == "identity_terms"


async def test_the_keyboard_for_the_number_goes_when_it_has_served(here: World) -> None:
    person = await here.person()
    await to_phone(person)
    await person.says(person.mobile)
    assert person.keyboard is None
    await person.says("이전")
    assert any(button.get("request_contact") for button in person.buttons)
    for word in ("도움말", "취소"):
        await person.says(word)
    assert here.step_of(person) == "leave"
    await person.picks("stay")
    assert here.step_of(person) == "phone"


async def test_a_code_that_cannot_be_sent_is_told_and_sent_on_wish(
    here: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await here.person()
    sms = here.playground.state.sms
    monkeypatch.setattr(here.playground.state, "sms", _refuses)
    await to_code(person, WISHES)
    person.sees("보내지 못했습니다")
    monkeypatch.setattr(here.playground.state, "sms", sms)
    here.clock.forward(seconds=21)
    await person.picks("resend")
    await person.says(await person.code())
    assert here.step_of(person) == "login_id"


def _refuses(number: str, text: str) -> None:
    raise RuntimeError("the SMS centre is away")


async def test_without_agreement_to_the_terms_no_code_is_sent(here: World) -> None:
    person = await here.person()
    await to_phone(person)
    await person.says(person.mobile)
    await person.picks("no")
    assert here.step_of(person) == "identity_terms"
    person.heard_of("동의하셔야")
    assert await person.sms() == []


async def test_checks_hold_hashes_only(here: World) -> None:
    person = await here.person()
    await to_code(person, WISHES)
    code = await person.code()
    (check,) = rows(here, schema.identity_checks)
    held = " ".join(str(value) for value in check.values())
    assert code not in held
    assert person.phone not in held
    assert person.phone[3:] not in held
