"""How few messages and presses a sign-up takes, /start among them; the requirement is 24, for a company member 28."""

from __future__ import annotations

from pathlib import Path

import pytest

from membership.grades import Grade
from tests.journeys.companies import IN_REGISTRY, fill_registry
from tests.journeys.paths import ADDRESS, PASSWORD, Wishes, to_method
from tests.journeys.records import profile_of
from tests.person import Person
from tests.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ko", "en"])
FOUND_COMPANY = 25  # at most 28
ONE_BY_ONE = {
    "ko": ("홍길동", "1990년 3월 5일", "1", "SKT"),
    "en": ("Emma Park", "5 March 1990", "4", "SKT"),
}


async def checks_one_by_one(person: Person) -> None:
    """The identity check, each thing asked in a message of its own."""
    await person.picks("phone")
    for answer in ONE_BY_ONE[person.language]:
        await person.says(answer)
    await person.shares_number()
    await person.picks("yes")
    await person.says(await person.code())


async def checks_at_once(person: Person) -> None:
    """The identity check with everything in the first message."""
    await person.picks("phone")
    await person.says(" ".join(ONE_BY_ONE[person.language][:2]) + f" 내국인 남자 SKT {person.mobile}")
    await person.picks("yes")
    await person.says(await person.code())


async def gives_account(person: Person, login_id: str) -> None:
    for answer in (login_id, PASSWORD, PASSWORD):
        await person.says(answer)


async def ends(person: Person) -> None:
    if "skip" in person.codes:
        await person.picks("skip")
    await person.picks("submit")


@LANGUAGES
@pytest.mark.parametrize(("optional", "acts"), [("yes", 23), ("no", 22)])
async def test_an_individual_who_gives_everything_one_by_one(
    here: World, language: str, optional: str, acts: int
) -> None:
    person = await here.person(language=language)
    await to_method(person, Wishes("honggd1", optional=optional))
    await checks_one_by_one(person)
    await gives_account(person, "honggd1")
    await person.says("1")
    for answer in ("hong@naver.com", ADDRESS):
        await person.says(answer)
    await ends(person)
    assert profile_of(here, "honggd1").grade is Grade.INDIVIDUAL
    assert person.acts == acts


@LANGUAGES
@pytest.mark.parametrize(("optional", "acts"), [("yes", 17), ("no", 16)])
async def test_an_individual_who_says_several_things_at_once(
    here: World, language: str, optional: str, acts: int
) -> None:
    person = await here.person(language=language)
    await to_method(person, Wishes("honggd1", optional=optional))
    await checks_at_once(person)
    await gives_account(person, "honggd1")
    await person.says(f"{person.mobile} hong@naver.com {ADDRESS}")
    await ends(person)
    assert profile_of(here, "honggd1").grade is Grade.INDIVIDUAL
    assert person.acts == acts


@LANGUAGES
async def test_a_deep_link_saves_one_more(here: World, language: str) -> None:
    person = await here.person(language=language)
    await person.opens("individual")
    for code in ("yes", "yes", "yes", "no", "no"):
        await person.picks(code)
    await checks_at_once(person)
    await gives_account(person, "honggd1")
    await person.says(f"{person.mobile} hong@naver.com {ADDRESS}")
    await ends(person)
    assert profile_of(here, "honggd1")
    assert person.acts == 15


@LANGUAGES
async def test_a_company_member_whose_company_is_found(here: World, tmp_path: Path, language: str) -> None:
    fill_registry(here, tmp_path)
    for login_id, grade in (("hanbit01", Grade.MASTER), ("hanbit02", Grade.ASSOCIATE)):
        person = await here.person(language=language)
        await to_method(person, Wishes(login_id, "company"))
        await checks_one_by_one(person)
        await gives_account(person, login_id)
        await person.says("1")
        for answer in ("hong@naver.com", ADDRESS, IN_REGISTRY):
            await person.says(answer)
        await person.picks("yes")
        await ends(person)
        assert profile_of(here, login_id).grade is grade
        assert person.acts == FOUND_COMPANY


@LANGUAGES
async def test_a_company_member_who_says_several_things_at_once(here: World, tmp_path: Path, language: str) -> None:
    fill_registry(here, tmp_path)
    person = await here.person(language=language)
    await to_method(person, Wishes("hanbit01", "company", optional="no"))
    await checks_at_once(person)
    await gives_account(person, "hanbit01")
    await person.says(f"{person.mobile} hong@naver.com {ADDRESS}")
    await person.says(IN_REGISTRY)
    await person.picks("yes")
    await ends(person)
    assert profile_of(here, "hanbit01").grade is Grade.MASTER
    assert person.acts == 19
