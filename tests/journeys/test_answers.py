"""Answers as people give them: what is understood, read back, kept, or asked back."""

from __future__ import annotations

from typing import Any

from tests.journeys.companies import UNKNOWN
from tests.journeys.paths import (
    Wishes,
    back_to,
    to_account,
    to_contact,
    to_end_of_contact,
    to_method,
)
from tests.journeys.records import answers_given
from tests.person import Person
from tests.world import World

Row = tuple[str, Any, str]  # what is typed, what is kept, what is read back


async def answers_all(here: World, person: Person, step: str, table: list[Row]) -> None:
    """Gives every answer of a table at this step."""
    for typed, kept, shown in table:
        await back_to(here, person, step)
        await person.says(typed)
        key = {"address": "address_base", "company_address": "company_address_base"}.get(step, step)
        answers = answers_given(here, person)
        assert answers.get(key) == kept, (step, typed, person.said)
        assert shown in person.said, (step, typed, person.said)


NAMES: list[Row] = [
    ("홍길동입니다", "홍길동", "홍길동"),
    ("제 이름은 남궁민수예요", "남궁민수", "남궁민수"),
    ("홍 길 동", "홍길동", "홍길동"),
    ("  홍길동  ", "홍길동", "홍길동"),
    ("Emma Park", "Emma Park", "Emma Park"),
]
BIRTH_DATES: list[Row] = [
    ("19900305", "1990-03-05", "1990년 3월 5일"),
    ("1990.3.5.", "1990-03-05", "1990년 3월 5일"),
    ("1990년 3월 5일생입니다", "1990-03-05", "1990년 3월 5일"),
    ("90년 3월 5일", "1990-03-05", "1990년 3월 5일"),
    ("1990/03/05", "1990-03-05", "1990년 3월 5일"),
    ("1990-03-05", "1990-03-05", "1990년 3월 5일"),
]
PERSONS: list[Row] = [
    ("내국인 여자", "domestic_female", "내국인 여자"),
    ("2", "domestic_female", "내국인 여자"),
    ("외국인이고 남성입니다", "foreign_male", "외국인 남자"),
    ("한국 사람 남자", "domestic_male", "내국인 남자"),
]
CARRIERS: list[Row] = [
    ("skt요", "SKT", "SKT"),
    ("엘지유플러스", "LGU", "LG U+"),
    ("kt 알뜰폰", "KT_MVNO", "KT 알뜰폰"),
    ("SK텔레콤", "SKT", "SKT"),
    ("2번", "KT", "KT"),
]
PHONES: list[Row] = [
    ("010.2010.0000 입니다", "+821020100000", "010-2010-0000"),
    ("０１０－２０１０－００００", "+821020100000", "010-2010-0000"),
    ("공일공 이공일공 공공공공", "+821020100000", "010-2010-0000"),
    ("제 번호는 01020100000이에요", "+821020100000", "010-2010-0000"),
    ("+82 10 2010 0000", "+821020100000", "010-2010-0000"),
]


async def test_who_one_is(here: World) -> None:
    person = await here.person()
    await to_method(person, Wishes("honggd1"))
    await person.says("휴대폰으로 할게요")
    tables = {"name": NAMES, "birth_date": BIRTH_DATES, "person": PERSONS, "carrier": CARRIERS, "phone": PHONES}
    for step, table in tables.items():
        assert here.step_of(person) == step
        await answers_all(here, person, step, table)
    assert here.step_of(person) == "identity_terms"


ALL_AT_ONCE = (
    "홍길동 1990년 3월 5일 남자 SKT 010-2010-0000",
    "저는 홍길동이고 900305 내국인 남성, 통신사는 sk 알뜰폰, 010 2010 0000 입니다",
    "010-2010-0000 / KT / 홍길동 / 남 / 1990.03.05 / 외국인",
    "홍길동\n19900305\n내국인 남자\nLG U+\n01020100000",
)


async def test_who_one_is_in_one_message(here: World) -> None:
    for message in ALL_AT_ONCE:
        person = await here.person()
        await to_method(person, Wishes("honggd1"))
        await person.picks("phone")
        await person.says(message)
        answers = answers_given(here, person)
        assert (answers["name"], answers["birth_date"], answers["phone"]) == ("홍길동", "1990-03-05", "+821020100000")
        assert here.step_of(person) in ("identity_terms", "national"), message
        person.heard_of("홍길동", "1990년 3월 5일", "010-2010-0000")


LOGIN_IDS: list[Row] = [
    ("제 아이디는 kotra2026 입니다", "kotra2026", "kotra2026"),
    ("ＫＯＴＲＡ２０２６", "KOTRA2026", "KOTRA2026"),
    ("HongGD", "HongGD", "HongGD"),
]


async def test_ids(here: World) -> None:
    person = await here.person()
    await to_account(person, Wishes("honggd1"))
    await answers_all(here, person, "login_id", LOGIN_IDS)


TELEPHONES: list[Row] = [
    ("02) 3460 7114", "+82234607114", "02-3460-7114"),
    ("1600-7119", "+8216007119", "1600-7119"),
    ("070-1234-5678로 주세요", "+827012345678", "070-1234-5678"),
    ("+1 212-555-0123", "+12125550123", "+1 212-555-0123"),
    ("공이 삼사육공 칠일일사", "+82234607114", "02-3460-7114"),
]
EMAILS: list[Row] = [
    ("hong 골뱅이 naver.com", "hong@naver.com", "hong@naver.com"),
    ("메일은 Hong@NAVER.com 입니다", "Hong@naver.com", "Hong@naver.com"),
    ("hong@네이버.com", "hong@naver.com", "hong@naver.com"),
    ("hong @ naver . com", "hong@naver.com", "hong@naver.com"),
]
ADDRESSES: list[Row] = [
    (
        "06792 서울특별시 서초구 헌릉로 13, 3층",
        "서울특별시 서초구 헌릉로 13",
        "(06792) 서울특별시 서초구 헌릉로 13 3층",
    ),
    ("서울 서초구 헌릉로 13 (염곡동) 우편번호 06792", "서울 서초구 헌릉로 13 (염곡동)", "(06792)"),
    ("경기도 성남시 분당구 판교역로 235", "경기도 성남시 분당구 판교역로 235", "판교역로 235"),
]


async def test_how_one_is_reached(here: World) -> None:
    person = await here.person()
    await to_contact(person, Wishes("honggd1", optional="no"))
    for step, table in {"telephone": TELEPHONES, "email": EMAILS, "address": ADDRESSES}.items():
        assert here.step_of(person) == step
        await answers_all(here, person, step, table)
    await person.says("우편번호는 １３４９４예요")
    assert answers_given(here, person)["postcode"] == "13494"
    await person.says("없어요")
    assert here.step_of(person) == "review", person.said
    assert answers_given(here, person)["address_detail"] == ""


async def test_how_one_is_reached_in_one_message(here: World) -> None:
    message = "사무실 02-3460-7114, 휴대폰 010-9999-8888, 메일 hong@naver.com, 주소 06792 서울 서초구 헌릉로 13 3층"
    person = await here.person()
    await to_contact(person, Wishes("honggd1"))
    await person.says(message)
    answers = answers_given(here, person)
    assert (answers["telephone"], answers["mobile"]) == ("+82234607114", "+821099998888")
    assert (answers["email"], answers["postcode"]) == ("hong@naver.com", "06792")
    assert here.step_of(person) == "extras", person.said


COMPANY: dict[str, list[Row]] = {
    "company_number": [("101 01 00009 이에요", "1010100009", "101-01-00009"), (UNKNOWN, "1010100009", "101-01-00009")],
    "company_name": [("(주)새벽", "(주)새벽", "(주)새벽"), ("주식회사 상담원", "주식회사 상담원", "주식회사 상담원")],
    "company_representative": [("대표이사 김새벽입니다", "김새벽", "김새벽"), ("김새벽", "김새벽", "김새벽")],
    "company_telephone": [("공이에 삼사육공에 칠일일사", "+82234607114", "02-3460-7114")],
}


async def test_what_a_company_is(here: World) -> None:
    person = await here.person()
    await to_end_of_contact(person, Wishes("honggd1", "company", optional="no"))
    for step, table in COMPANY.items():
        await answers_all(here, person, step, table)
    assert here.step_of(person) == "company_address"


EXTRAS: dict[str, list[Row]] = {
    "name_en": [("hong gildong", "Hong Gildong", "Hong Gildong"), ("1", "Hong Gildong", "Hong Gildong")],
    "department": [("수출1팀", "수출1팀", "수출1팀")],
    "position": [("다음", None, "‘다음’"), ("대리", "대리", "대리")],
    "fax": [("02.3460.7932", "+82234607932", "02-3460-7932")],
    "products": [("화장품, 김", None, "화장품, 김")],
    "regions": [("미국이랑 베트남", ["US", "VN"], "미국, 베트남"), ("USA, 일본", ["US", "JP"], "미국, 일본")],
}


async def test_optional_items(here: World) -> None:
    person = await here.person()
    await to_end_of_contact(person, Wishes("honggd1"))
    await person.says("2")
    for step, table in EXTRAS.items():
        for typed, kept, shown in table:
            await back_to(here, person, step)
            await person.says(typed)
            answers = answers_given(here, person)
            assert kept is None or answers.get(step) == kept, (step, typed, person.said)
            assert shown in person.said, (step, typed, person.said)
