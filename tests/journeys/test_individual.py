"""A person becomes an individual member, and what of it ends in the store (KOTRA 회원가입 매뉴얼, I-3 to I-6)."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from conversations.documents import VERSIONS, document
from membership.grades import Grade
from membership.passwords import verify_password
from storage import schema
from storage.members import Product
from tests.journeys.paths import NAME, PASSWORD, Wishes, signs_up, to_consents, to_contact, to_method
from tests.journeys.records import answers_of, kept, profile_of, rows, state_of, texts_answered, values_of
from tests.person import Person
from tests.world import World

OPTIONAL = ("name_en", "mobile", "fax", "department", "position")
LANGUAGES = pytest.mark.parametrize("language", ["ko", "en"])


@LANGUAGES
async def test_who_skips_what_can_be_skipped_is_a_member(here: World, language: str) -> None:
    person = await here.person(language=language)
    await signs_up(person, "HongGD1", marketing="yes")
    profile = profile_of(here, "honggd1")
    assert values_of(profile, "login_id", "name", "telephone", "mobile", "email", "postcode", "language") == {
        "login_id": "HongGD1",
        "name": NAME[language],
        "telephone": person.phone,
        "mobile": person.phone,
        "email": "HongGD1@example.com",
        "postcode": "06792",
        "language": language,
    }
    assert (profile.member.address_base, profile.member.address_detail) == ("서울특별시 서초구 헌릉로 13", "3층")
    assert (profile.grade, profile.company, profile.products, profile.regions) == (Grade.INDIVIDUAL, None, [], [])
    assert [chat.chat for chat in profile.chats] == [str(person.id)]
    assert verify_password(profile.member.password_hash, PASSWORD)
    person.heard_of("HongGD1", NAME[language])


@LANGUAGES
async def test_every_answer_to_a_document_is_evidence(here: World, language: str) -> None:
    person = await here.person(language=language)
    await signs_up(person, "honggd1", optional="no", marketing="no")
    profile = profile_of(here, "honggd1")
    kinds = {"abroad": True, "terms": True, "privacy": True, "optional_items": False, "marketing": False}
    assert answers_of(profile) == {**kinds, "identity": True}
    for consent in profile.consents:
        text = document(consent.kind, language)
        assert (consent.version, consent.language, consent.channel) == (VERSIONS[consent.kind], language, "telegram")
        assert consent.chat == str(person.id)
        assert consent.sha256 == hashlib.sha256(text.encode()).hexdigest()
        assert text in texts_answered(here, "honggd1")
    times = [consent.answered_at for consent in profile.consents]
    assert times == sorted(times)
    assert times[-1] < profile.member.created_at


async def test_the_identity_check_belongs_to_the_member(here: World) -> None:
    person = await here.person()
    await signs_up(person, "honggd1")
    member = profile_of(here, "honggd1").member
    (check,) = rows(here, schema.identity_checks)
    assert (check["member_id"], check["status"], check["method"]) == (member.id, "verified", "phone")
    assert check["code_hash"] is None
    assert check["unique_value_hash"] == member.unique_value_hash
    assert member.identity_verified_at == check["verified_at"]


async def test_refused_optional_items_are_neither_asked_nor_kept(here: World) -> None:
    person = await here.person()
    await signs_up(person, "honggd1", optional="no")
    profile = profile_of(here, "honggd1")
    assert values_of(profile, *OPTIONAL) == dict.fromkeys(OPTIONAL)
    assert profile.member.telephone == person.phone


EVERYTHING = (
    ("02-3460-7114", "telephone"),
    ("010-2010-0000", "mobile"),
    ("hong@kotra.or.kr", "email"),
    ("서울특별시 서초구 헌릉로 13", "address"),
    ("06792", "postcode"),
    ("5층 501호", "address_detail"),
    ("2", "extras"),
    ("Hong Gildong", "name_en"),
    ("해외마케팅팀", "department"),
    ("과장", "position"),
    ("02-3460-7932", "fax"),
    ("화장품 / cosmetics / 1212, 김", "products"),
    ("미국, 베트남", "regions"),
)


async def test_everything_optional_is_kept(here: World) -> None:
    person = await here.person()
    await to_contact(person, Wishes("honggd1"))
    for answer, step in EVERYTHING:
        assert here.step_of(person) == step
        await person.says(answer)
    person.sees("Hong Gildong", "해외마케팅팀", "과장", "02-3460-7932", "화장품", "미국, 베트남")
    await person.picks("submit")
    profile = profile_of(here, "honggd1")
    assert values_of(profile, *OPTIONAL, "telephone", "address_detail") == {
        "name_en": "Hong Gildong",
        "mobile": "+821020100000",
        "fax": "+82234607932",
        "department": "해외마케팅팀",
        "position": "과장",
        "telephone": "+82234607114",
        "address_detail": "5층 501호",
    }
    assert profile.products == [
        Product(name_ko="화장품", name_en="cosmetics", code="1212"),
        Product(name_ko="김"),
    ]
    assert profile.regions == ["US", "VN"]


async def test_the_optional_block_can_be_left_in_the_middle(here: World) -> None:
    person = await here.person()
    await to_contact(person, Wishes("honggd1"))
    for answer in ("02-3460-7114", "건너뛰기", "hong@kotra.or.kr", "06792 서울 서초구 헌릉로 13, 5층", "2", "1"):
        await person.says(answer)
    await person.says("나머지 건너뛰기")
    assert here.step_of(person) == "review"
    await person.says("네")
    found = values_of(profile_of(here, "honggd1"), *OPTIONAL)
    assert found == {**dict.fromkeys(OPTIONAL), "name_en": "Hong Gildong"}


async def refuses_terms(here: World, person: Person) -> None:
    await to_consents(person)
    await person.picks("no")


async def refuses_privacy(here: World, person: Person) -> None:
    await to_consents(person)
    await person.picks("yes")
    await person.picks("no")


async def is_under_14(here: World, person: Person) -> None:
    await person.says("/start")
    await person.picks("individual")
    await person.picks("no")


async def was_born_too_late(here: World, person: Person) -> None:
    await to_method(person, Wishes("honggd1"))
    await person.picks("phone")
    await person.says(f"홍길동 2019-03-05 내국인 남자 SKT {person.mobile}")


async def cancels(here: World, person: Person) -> None:
    await to_contact(person, Wishes("honggd1"))
    await person.says("취소" if person.language == "ko" else "cancel")
    await person.picks("leave")


ENDINGS: dict[str, Any] = {
    "terms": refuses_terms,
    "privacy": refuses_privacy,
    "age": is_under_14,
    "born": was_born_too_late,
    "cancelled": cancels,
}


@LANGUAGES
async def test_nothing_is_kept_of_who_does_not_join(here: World, language: str) -> None:
    for ending in ENDINGS.values():
        person = await here.person(language=language)
        await ending(here, person)
        assert here.step_of(person) == "menu"
        assert [(frame.flow, frame.answers) for frame in state_of(here, person).frames] == [("home", {})]
    assert kept(here) == {}
    assert not [check for check in rows(here, schema.identity_checks) if check["member_id"]]


async def test_refusals_say_why_and_whom_to_call(here: World) -> None:
    words = {
        "terms": "이용약관",
        "privacy": "개인정보",
        "age": "1600-7119",
        "born": "만 14세",
        "cancelled": "지웠습니다",
    }
    for name, ending in ENDINGS.items():
        person = await here.person()
        await ending(here, person)
        person.heard_of(words[name])
