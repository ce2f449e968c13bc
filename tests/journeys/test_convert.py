"""An individual becomes a company member with the same ID (KOTRA 회원가입 매뉴얼, I-3 "기업회원 전환신청")."""

from __future__ import annotations

from pathlib import Path

import pytest

from membership.grades import Grade
from tests.journeys.companies import IN_REGISTRY, UNKNOWN, company, fill_registry
from tests.journeys.paths import Wishes, fills_ipin, gives_company, identity, signs_up, signs_up_with
from tests.journeys.records import kept, profile_of
from tests.person import Person
from tests.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ko", "en"])
WISHES = Wishes("honggd1")


@pytest.fixture(autouse=True)
def _registry(here: World, tmp_path: Path) -> None:
    fill_registry(here, tmp_path)


async def checks(person: Person, owner: Person) -> None:
    """Is old enough, and shows by a code to the owner's phone who they are."""
    await person.picks("yes")
    await person.picks("phone")
    await person.says(identity(owner, WISHES))
    await person.picks("yes")
    await person.says(await person.code(owner.phone))


@LANGUAGES
async def test_a_linked_chat_needs_no_identity_check(here: World, language: str) -> None:
    person = await here.person(language=language)
    await signs_up(person, "honggd1")
    acts = person.acts
    await person.picks("convert")
    assert here.step_of(person) == "company_number"
    await person.says(IN_REGISTRY)
    for code in ("yes", "skip", "submit"):
        await person.picks(code)
    profile = profile_of(here, "honggd1")
    assert (profile.grade, profile.company) == (Grade.MASTER, company(here, IN_REGISTRY))
    assert kept(here)["members"] == 1
    assert person.acts - acts <= 5
    assert "convert" not in person.codes


@LANGUAGES
async def test_another_chat_is_linked_by_the_identity_check(here: World, language: str) -> None:
    owner, elsewhere = await here.person(language=language), await here.person(language=language)
    await signs_up(owner, "honggd1")
    await elsewhere.says("/start")
    await elsewhere.picks("convert")
    await checks(elsewhere, owner)
    assert here.step_of(elsewhere) == "company_number"
    elsewhere.heard_of("honggd1")
    await gives_company(elsewhere, UNKNOWN)
    for code in ("fax", "skip", "submit"):
        await elsewhere.picks(code)
    profile = profile_of(here, "honggd1")
    assert profile.grade is Grade.MASTER
    assert {chat.chat for chat in profile.chats} == {str(owner.id), str(elsewhere.id)}
    assert (company(here, UNKNOWN).certificate, kept(here)["members"]) == ("awaited", 1)


@LANGUAGES
async def test_who_has_no_account_is_sent_to_the_sign_up(here: World, language: str) -> None:
    person = await here.person(language=language)
    await person.opens("convert")
    await checks(person, person)
    assert here.step_of(person) == "menu"
    person.heard_of("회원가입" if language == "ko" else "sign up first")
    assert "company" in person.codes
    assert kept(here) == {}


async def test_a_company_member_cannot_convert_again(here: World) -> None:
    person, elsewhere = await here.person(), await here.person()
    await signs_up_with(person, Wishes("honggd1", "company"), IN_REGISTRY)
    assert "convert" not in person.codes
    await person.says("기업회원 전환")
    person.heard_of("이미 기업회원")
    await elsewhere.says("기업회원으로 전환하고 싶어요")
    await checks(elsewhere, person)
    elsewhere.heard_of("이미 기업회원")
    assert here.step_of(elsewhere) == "menu"
    assert kept(here)["affiliations"] == 1


async def test_somebody_without_the_phone_cannot_take_an_account_over(here: World) -> None:
    owner, thief = await here.person(), await here.person()
    await signs_up(owner, "honggd1")
    await thief.opens("convert")
    await thief.picks("yes")
    await thief.picks("phone")
    await thief.says(f"홍길동 1990-03-05 내국인 남자 SKT {thief.mobile}")
    await thief.picks("yes")
    await thief.says(await thief.code())
    assert here.step_of(thief) == "menu"
    assert [chat.chat for chat in profile_of(here, "honggd1").chats] == [str(owner.id)]


async def test_conversion_by_the_providers_page(here: World) -> None:
    person = await here.person()
    await person.opens("convert")
    await person.picks("yes")
    await person.picks("ipin")
    await fills_ipin(here, person)
    await person.picks("done")
    person.heard_of("찾지 못했습니다")
    assert here.step_of(person) == "menu"


async def test_conversion_is_offered_inside_the_sign_up(here: World) -> None:
    person = await here.person()
    await person.opens("signup")
    await person.picks("convert")
    assert here.step_of(person) == "age"
