"""One long sign-up that meets every step there is: a company that nobody knows, with everything optional filled in."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tests.journeys.companies import PDF, UNKNOWN
from tests.journeys.paths import PASSWORD
from tests.person import Person
from tests.world import World

ANSWERS: dict[str, str] = {
    "menu": "1",
    "age": "1",
    "terms": "1",
    "privacy": "1",
    "optional_items": "1",
    "marketing": "2",
    "method": "1",
    "name": "홍길동",
    "birth_date": "1990-03-05",
    "person": "1",
    "carrier": "1",
    "phone": "010-2010-0000",
    "identity_terms": "1",
    "code": "",  # what the SMS says
    "login_id": "honggd1",
    "password": PASSWORD,
    "password_again": PASSWORD,
    "telephone": "02-3460-7114",
    "mobile": "010-2010-0000",
    "email": "hong@kotra.or.kr",
    "address": "서울특별시 서초구 헌릉로 13",
    "postcode": "06792",
    "address_detail": "3층",
    "company_number": UNKNOWN,
    "company_name": "(주)새벽",
    "company_representative": "김새벽",
    "company_telephone": "02-123-4567",
    "company_address": "서울특별시 서초구 헌릉로 13",
    "company_postcode": "06792",
    "company_address_detail": "5층",
    "certificate": "",  # a file
    "extras": "2",
    "name_en": "Hong Gildong",
    "department": "수출1팀",
    "position": "과장",
    "fax": "02-3460-7932",
    "products": "화장품",
    "regions": "미국, 베트남",
    "company_name_en": "Saebyeok",
    "company_representative_en": "Kim Saebyeok",
    "company_corporate_number": "110111-0000010",
    "company_trade_licence": "12345678",
    "company_business_type": "제조업",
    "company_business_item": "목공예품",
    "company_enterprise_kind": "1",
    "company_innobiz": "1",
    "company_venture": "2",
    "company_classification": "1",
    "company_foreign_invested": "2",
    "company_main_product": "책상",
    "company_trade_role": "3",
    "company_fax": "02-123-4568",
    "company_email": "office@saebyeok.kr",
    "company_homepage": "www.saebyeok.kr",
    "review": "1",
}


async def walk(here: World, person: Person) -> AsyncIterator[str]:
    """Gives the right answer to each step after it has been given out; ends as a member."""
    await person.says("/start")
    for step, answer in ANSWERS.items():
        assert here.step_of(person) == step, person.said
        yield step
        assert here.step_of(person) == step, person.said
        await _answers(person, step, answer)


async def _answers(person: Person, step: str, answer: str) -> None:
    if step == "certificate":
        await person.sends_file(PDF, "certificate.pdf", media_type="application/pdf")
    elif step == "code":
        await person.says(await person.code())
    else:
        await person.says(person.mobile if step in ("phone", "mobile") else answer)
