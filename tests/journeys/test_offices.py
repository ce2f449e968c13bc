"""Whole sign-ups with the tax office and the address search, over the playground's stand-ins."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.outside import Outside
from membership.grades import Grade
from playground import samples
from tests.journeys.companies import company
from tests.journeys.paths import Wishes, to_contact
from tests.journeys.records import profile_of
from tests.person import Person
from tests.world import World

OUTSIDE = Outside(sms="playground", company_status="playground", address_search="playground")


@pytest.fixture
async def asking(away: World) -> AsyncIterator[World]:
    """A world whose assistant asks the stand-ins."""
    away.settings = replace(away.settings, outside=OUTSIDE)
    async with away.running():
        yield away


async def gives_contact(person: Person, login_id: str) -> None:
    """Telephone and e-mail; the address searched for."""
    await person.picks("both")
    await person.says(f"{login_id}@example.com")
    await person.says("헌릉로 13, 3층")
    await person.picks("hit0")


async def test_without_a_certificate_by_the_opening_date(asking: World) -> None:
    person = await asking.person()
    await to_contact(person, Wishes("hanbit01", "company"))
    await gives_contact(person, "hanbit01")
    await person.says(samples.shown(samples.CLOSED))
    person.sees("폐업", "2024년 3월 1일")
    await person.says(samples.shown(samples.UNKNOWN))
    for answer in ("(주)새벽", "김새벽", "02-123-4567"):
        await person.says(answer)
    await person.picks("same")
    await person.says("2020-03-02")
    await person.picks("skip")
    await person.picks("submit")
    person.heard_of("국세청 확인이 끝나")
    profile = profile_of(asking, "hanbit01")
    assert profile.grade is Grade.MASTER
    assert (profile.member.address_base, profile.member.address_detail, profile.member.address_en) == (
        "서울특별시 서초구 헌릉로 13 (염곡동)",
        "3층",
        "13 Heolleung-ro, Seocho-gu, Seoul",
    )
    made = company(asking, samples.UNKNOWN)
    assert (made.certificate, made.address_en) == ("verified", "13 Heolleung-ro, Seocho-gu, Seoul")


async def test_while_the_offices_are_away_people_sign_up(away: World) -> None:
    away.settings = replace(
        away.settings,
        outside=Outside(
            company_status="nts",
            address_search="juso",
            keys={"NTS_SERVICE_KEY": "k", "JUSO_KEY": "k"},
            roots={**OUTSIDE.roots, "NTS_URL": "http://127.0.0.1:1", "JUSO_URL": "http://127.0.0.1:1"},
        ),
    )
    async with away.running():
        person = await away.person()
        await to_contact(person, Wishes("hanbit01", "company"))
        await person.picks("both")
        await person.says("hanbit01@example.com")
        await person.says("서울특별시 서초구 헌릉로 13, 3층")
        person.heard_of("주소 검색을 할 수 없어")
        await person.says("06792")
        await person.says(samples.shown(samples.UNKNOWN))
        person.heard_of("국세청 확인을 할 수 없어")
        for answer in ("(주)새벽", "김새벽", "02-123-4567"):
            await person.says(answer)
        for code in ("same", "fax", "skip", "submit"):
            await person.picks(code)
        assert company(away, samples.UNKNOWN).certificate == "awaited"
