"""A person becomes a company member, in each of the three ways that a look-up ends (KOTRA 회원가입 매뉴얼, II-3)."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from pathlib import Path

import pytest

from membership.grades import Grade
from storage import certificates, schema
from storage.companies import Company
from tests.journeys.companies import IN_REGISTRY, PDF, PNG, REGISTERED, UNKNOWN, company, fill_registry, registers
from tests.journeys.paths import Wishes, gives_company, signs_up_with, to_end_of_contact
from tests.journeys.records import profile_of, rows
from tests.person import Person
from tests.world import World

LANGUAGES = pytest.mark.parametrize("language", ["ko", "en"])


@pytest.fixture
def registry(here: World, tmp_path: Path) -> None:
    """The company registry with one company in it."""
    fill_registry(here, tmp_path)


@LANGUAGES
async def test_the_second_of_a_company_is_an_associate_and_its_master_is_told(
    here: World, registry: None, language: str
) -> None:
    master, second = await here.person(language=language), await here.person(language=language)
    await signs_up_with(master, Wishes("hanbit01", "company"), IN_REGISTRY)
    await signs_up_with(second, Wishes("hanbit02", "company", born="1991-04-06"), IN_REGISTRY)
    assert profile_of(here, "hanbit01").grade is Grade.MASTER
    profile = profile_of(here, "hanbit02")
    assert profile.grade is Grade.ASSOCIATE
    assert profile.company == company(here, IN_REGISTRY)
    second.heard_of("(주)한빛무역", "MASTER")
    await here.told()
    told = await master.hears()
    assert "(주)한빛무역" in told
    assert "hanbit02" not in told, "an ID is shown masked"
    assert "han" in told
    await master.says("/status")
    master.heard_of("MASTER")


async def test_a_master_without_a_chat_cannot_be_told_and_the_associate_hears_so(here: World) -> None:
    registers(here, "webmaster1")
    person = await here.person()
    await to_end_of_contact(person, Wishes("hanbit02", "company"))
    await person.says(REGISTERED)
    person.sees("가나무역", "준회원")
    assert "김대표" not in person.card["text"], "no more of a registered company than recognises it"
    for code in ("yes", "skip", "submit"):
        await person.picks(code)
    person.heard_of("준회원", "1600-7119", "홍*동", "알리지 못했습니다")
    assert profile_of(here, "hanbit02").grade is Grade.ASSOCIATE


async def test_a_company_that_nobody_belongs_to_gets_its_master(here: World) -> None:
    registers(here)
    person = await here.person()
    await to_end_of_contact(person, Wishes("hanbit02", "company"))
    await person.says(REGISTERED)
    for code in ("yes", "skip", "submit"):
        await person.picks(code)
    assert profile_of(here, "hanbit02").grade is Grade.MASTER
    person.heard_of("MASTER")


@LANGUAGES
async def test_what_the_registry_knows_is_confirmed_and_kept(here: World, registry: None, language: str) -> None:
    person = await here.person(language=language)
    await to_end_of_contact(person, Wishes("hanbit01", "company"))
    await person.says(IN_REGISTRY)
    person.sees("(주)한빛무역", "214-87-04566", "김한빛", "02-555-1234", "06134", "테헤란로 152", "MASTER")
    for code in ("yes", "skip", "submit"):
        await person.picks(code)
    found = asdict(company(here, IN_REGISTRY))
    assert {name: found[name] for name in KNOWN} == KNOWN
    assert profile_of(here, "hanbit01").grade is Grade.MASTER


KNOWN = {
    "name": "(주)한빛무역",
    "name_en": "Hanbit Trading",
    "representative": "김한빛",
    "representative_en": "Kim Hanbit",
    "telephone": "+8225551234",
    "postcode": "06134",
    "corporate_number": "1101110000010",
    "business_type": "도소매",
    "business_item": "화장품",
    "source": "registry",
    "certificate": "verified",
}


async def test_what_the_registry_knows_can_be_corrected(here: World, registry: None) -> None:
    person = await here.person()
    await to_end_of_contact(person, Wishes("hanbit01", "company"))
    await person.says(IN_REGISTRY)
    await person.taps("고칠 것이")
    await person.taps("대표자명")
    await person.says("김한별")
    person.sees("김한별", "(주)한빛무역")
    await person.says("고칠 것이 있어요")
    await person.says("기업명")
    await person.says("한빛무역 주식회사")
    for answer in ("네, 맞습니다", "건너뛰기", "제출하기"):
        await person.says(answer)
    found = company(here, IN_REGISTRY)
    assert (found.representative, found.name) == ("김한별", "한빛무역 주식회사")


async def test_a_wrong_company_can_be_left_for_another(here: World, registry: None) -> None:
    person = await here.person()
    await to_end_of_contact(person, Wishes("hanbit01", "company"))
    await person.says(IN_REGISTRY)
    await person.taps("다른 번호")
    assert here.step_of(person) == "company_number"
    await person.says(UNKNOWN)
    assert here.step_of(person) == "company_name"


@pytest.mark.parametrize(("language", "ways"), [("ko", ("pdf", "fax")), ("en", ("photo", "mail"))])
async def test_an_unknown_company_is_typed_in_with_its_certificate(
    here: World, language: str, ways: tuple[str, ...]
) -> None:
    for way, number in zip(ways, (UNKNOWN, "101-81-00001"), strict=True):
        person = await here.person(language=language)
        await to_end_of_contact(person, Wishes(f"new{way}01", "company"))
        await gives_company(person, number)
        await sends_certificate(person, way)
        for code in ("skip", "submit"):
            await person.picks(code)
        made = company(here, number)
        assert (made.name, made.representative, made.telephone) == ("(주)새벽", "김새벽", "+8221234567")
        assert (made.source, made.certificate, made.postcode) == ("typed", "awaited", "06792")
        assert profile_of(here, f"new{way}01").grade is Grade.MASTER
        assert_certificate(here, made, way)
        person.heard_of({"fax": "02-3460-7932", "mail": "service@kotra.or.kr"}.get(way, "사업자등록증"))


async def sends_certificate(person: Person, way: str) -> None:
    if way == "pdf":
        await person.sends_file(PDF, "사업자등록증.pdf", media_type="application/pdf")
    elif way == "photo":
        await person.sends_file(PNG, "photo.png", way="photo", media_type="image/png")
    else:
        await person.picks(way)


def assert_certificate(here: World, made: Company, way: str) -> None:
    """The certificate is awaited; its file can be opened, and lies sealed."""
    (kept,) = here.reads(lambda tx: certificates.of_company(tx, made.id))
    assert (kept.way, kept.status) == (way, "awaited")
    opened = here.reads(lambda tx: certificates.content(tx, kept.id))
    (row,) = (row for row in rows(here, schema.certificates) if row["id"] == kept.id)
    content = {"pdf": PDF, "photo": PNG}.get(way)
    if content is None:
        assert (opened, row["content"]) == (None, None)
        return
    assert opened is not None
    assert row["sha256"] == hashlib.sha256(opened).hexdigest()
    assert opened.startswith(content[:8])
    assert content[:8] not in bytes(row["content"])


async def test_a_photo_as_a_file_is_taken_and_others_are_refused_kindly(here: World) -> None:
    person = await here.person()
    await to_end_of_contact(person, Wishes("newco001", "company"))
    await gives_company(person, UNKNOWN)
    await person.sends_file(b"PK\x03\x04 hwpx", "사업자등록증.hwpx")
    person.heard_of("JPG", "PDF")
    await person.sends_file(b"MZ\x90", "certificate.pdf", media_type="application/pdf")
    person.heard_of("JPG", "PDF")
    await person.sends_file(b"", "empty.pdf", media_type="application/pdf")
    person.heard_of("팩스", "1600-7119")
    assert here.step_of(person) == "certificate"
    await person.sends_file(PNG, "scan.png", media_type="image/png")
    person.heard_of("scan.png")


async def test_the_same_address_is_one_tap(here: World) -> None:
    person = await here.person()
    await to_end_of_contact(person, Wishes("newco001", "company"))
    for answer in (UNKNOWN, "(주)새벽", "김새벽", "02-123-4567", "내 주소와 같습니다"):
        await person.says(answer)
    assert here.step_of(person) == "certificate"
    person.heard_of("06792", "헌릉로 13")


async def test_two_who_register_a_company_at_once_share_it(here: World, registry: None) -> None:
    first, second = await here.person(), await here.person()
    for person, born, login_id in ((first, "1990-01-01", "hanbit01"), (second, "1991-01-01", "hanbit02")):
        await to_end_of_contact(person, Wishes(login_id, "company", born=born))
        await person.says(IN_REGISTRY)
        for code in ("yes", "skip"):
            await person.picks(code)
    for person in (first, second):
        await person.does("press", message_id=person.card["message_id"], data=person.choice("submit")["callback_data"])
    for person in (first, second):
        await person.hears()
    grades = {profile_of(here, login_id).grade for login_id in ("hanbit01", "hanbit02")}
    assert grades == {Grade.MASTER, Grade.ASSOCIATE}
    assert len(rows(here, schema.companies)) == 1
