"""The identity check on a provider's page (KOTRA 회원가입 매뉴얼, I-5 "아이핀 인증")."""

from __future__ import annotations

import pytest

from storage import schema
from tests.journeys.paths import PASSWORD, Wishes, fills_ipin, gives_account, gives_contact, to_method
from tests.journeys.records import kept, profile_of, rows
from tests.person import Person
from tests.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ko", "en"])
WISHES = Wishes("mongry1")


async def to_page(person: Person) -> None:
    """Up to the provider's page."""
    await to_method(person, WISHES)
    await person.picks("ipin")


@LANGUAGES
async def test_who_finishes_the_page_signs_up_with_it(here: World, language: str) -> None:
    person = await here.person(language=language)
    await to_page(person)
    await fills_ipin(here, person)
    await person.picks("done")
    assert here.step_of(person) == "login_id"
    person.heard_of("이몽룡")
    await gives_account(person, "mongry1")
    await gives_contact(person, WISHES)
    for code in ("skip", "submit"):
        await person.picks(code)
    member = profile_of(here, "mongry1").member
    assert (member.name, member.identity_method, member.mobile) == ("이몽룡", "ipin", person.phone)
    (check,) = rows(here, schema.identity_checks)
    assert (check["member_id"], check["status"], check["number_hash"]) == (member.id, "verified", None)


async def test_without_a_mobile_on_the_page_the_telephone_is_asked(here: World) -> None:
    person = await here.person()
    await to_page(person)
    await fills_ipin(here, person, mobile="")
    await person.picks("done")
    await gives_account(person, "mongry1")
    assert here.step_of(person) == "telephone"
    assert "both" not in person.codes
    for answer in ("02-3460-7114", "건너뛰기", "mong@naver.com", "06792 서울 서초구 헌릉로 13, 3층", "건너뛰기", "네"):
        await person.says(answer)
    member = profile_of(here, "mongry1").member
    assert (member.telephone, member.mobile) == ("+82234607114", None)


@LANGUAGES
async def test_an_unfinished_page_is_told_and_waits(here: World, language: str) -> None:
    person = await here.person(language=language)
    await to_page(person)
    for _ in range(2):
        await person.picks("done")
        person.heard_of("아직" if language == "ko" else "isn't finished")
        assert here.step_of(person) == "page"
    await fills_ipin(here, person)
    await person.says("1")
    assert here.step_of(person) == "login_id"


async def test_who_comes_back_by_the_deep_link_need_not_press(here: World) -> None:
    person = await here.person()
    await to_page(person)
    url = next(button["url"] for button in person.buttons if "url" in button)
    ref = url.partition("/ipin/")[2].partition("?")[0]
    await person.opens(f"ipin_{ref}")
    person.heard_of("아직")
    await fills_ipin(here, person)
    await person.opens(f"ipin_{ref}")
    assert here.step_of(person) == "login_id"


@LANGUAGES
async def test_under_14_by_the_page_ends_and_keeps_nothing(here: World, language: str) -> None:
    person = await here.person(language=language)
    await to_page(person)
    await fills_ipin(here, person, birth_date="2019-05-05")
    await person.picks("done")
    assert here.step_of(person) == "menu"
    person.heard_of("14")
    assert kept(here) == {}
    (check,) = rows(here, schema.identity_checks)
    assert check["unique_value_hash"] is None


async def test_phone_may_be_chosen_instead(here: World) -> None:
    person = await here.person()
    await to_page(person)
    await person.picks("phone")
    assert here.step_of(person) == "name"
    await person.says(f"홍길동 1990-03-05 내국인 남자 SKT {person.mobile}")
    await person.picks("yes")
    await person.says(await person.code())
    assert here.step_of(person) == "login_id"


async def test_a_page_that_is_away_is_told(here: World, monkeypatch: pytest.MonkeyPatch) -> None:
    person = await here.person()
    await to_page(person)
    monkeypatch.setattr(here.playground.state, "identities", Away())
    await person.picks("done")
    person.heard_of("연결하지 못했습니다")
    monkeypatch.undo()
    await fills_ipin(here, person)
    await person.picks("done")
    assert here.step_of(person) == "login_id"


class Away(dict[str, object]):
    """Results that nobody can look up."""

    def get(self, *_: object) -> object:
        raise RuntimeError("the provider is away")


async def test_one_person_has_one_account_whatever_the_method(here: World) -> None:
    first, second = await here.person(), await here.person()
    await to_page(first)
    await fills_ipin(here, first)
    await first.picks("done")
    await gives_account(first, "mongry1")
    await gives_contact(first, WISHES)
    for code in ("skip", "submit"):
        await first.picks(code)
    await to_page(second)
    await fills_ipin(here, second, mobile=first.phone)
    await second.picks("done")
    assert here.step_of(second) == "menu"
    second.heard_of("이미", "아이디 찾기")
    assert "mongry1" not in second.said, "an ID is shown masked to whom it may not belong"
    assert PASSWORD not in second.said
    assert kept(here)["members"] == 1
