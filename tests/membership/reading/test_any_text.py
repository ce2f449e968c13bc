"""Whatever people send, a reader gives a reading or a registered problem, and a finder an answer or none."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from membership import login_ids
from membership.problem_codes import DOUBTS, PROBLEMS
from membership.problems import Found, Problem, Reading
from membership.reading import addresses, codes, dates, emails, identity, names, numbers, phones, regions, words
from tests.membership.properties import modest

TODAY = date(2026, 11, 22)
READERS: dict[str, Callable[[str], Reading[object]]] = {
    "address": addresses.read_address,
    "address_detail": addresses.read_address_detail,
    "birth_date": lambda text: dates.read_birth_date(text, TODAY),
    "business_number": numbers.read_business_number,
    "carrier": identity.read_carrier,
    "code": codes.read_code,
    "company_name": words.read_company_name,
    "corporate_number": numbers.read_corporate_number,
    "email": emails.read_email,
    "fax": phones.read_fax,
    "gender": identity.read_gender,
    "homepage": words.read_homepage,
    "login_id": login_ids.read_login_id,
    "mobile": phones.read_mobile,
    "name": names.read_person_name,
    "name_en": names.read_name_en,
    "nationality": identity.read_nationality,
    "postcode": addresses.read_postcode,
    "products": words.read_products,
    "regions": regions.read_regions,
    "telephone": phones.read_telephone,
    "text": lambda text: words.read_text(text, 100),
    "yes_no": words.read_yes_no,
}
FINDERS: dict[str, Callable[[str], Found[object] | None]] = {
    "birth_date": lambda text: dates.find_birth_date(text, TODAY),
    "carrier": identity.find_carrier,
    "email": emails.find_email,
    "gender": identity.find_gender,
    "mobile": phones.find_mobile,
    "name": names.find_person_name,
    "nationality": identity.find_nationality,
    "telephone": phones.find_telephone,
}
# Pieces that the readers look for, so that random texts reach deep.
KNOWN = """010 1234 5678 - . / @ + ( ) 년 월 일 1990 03 05 음력 공일공 이 입니다 이에요 제 번호는 naver com 골뱅이 점
서울 로 길 13 층 (주) ㈜ 홍길동 남자 SKT 알뜰폰 KT 미국 유럽 네 아니요 06792 124 81 00998 내선 # , 900305 1234567 에 ㅡ
<b> & 🙂 ㅇㅇ ① ½ ٣ March 5th at dot""".split()
PIECES = [*KNOWN, "\u200b", "\ud800", "\x00", " ", "\n"]
PIECEMEAL = st.lists(st.sampled_from(PIECES), max_size=12)
TEXTS = st.one_of(st.text(max_size=80), PIECEMEAL.map("".join), PIECEMEAL.map(" ".join))


def outcome_of(reader: Callable[[str], Reading[object]], text: str) -> Reading[object] | Problem:
    try:
        return reader(text)
    except Problem as problem:
        return problem


@pytest.mark.parametrize("name", READERS)
@modest
@given(text=TEXTS)
@example(text="")
@example(text="\ud800")
@example(text="9" * 5000)
@example(text="가" * 5000)
@example(text="a " * 2500)
@example(text="@." * 2000)
@example(text="²⑨½Ⅷ")
def test_a_reader_reads_or_raises_a_registered_problem(name: str, text: str) -> None:
    outcome = outcome_of(READERS[name], text)
    if isinstance(outcome, Problem):
        assert tuple(outcome.params) == PROBLEMS[outcome.code]
    elif outcome.doubt is not None:
        assert tuple(outcome.params) == DOUBTS[outcome.doubt]


@pytest.mark.parametrize("name", FINDERS)
@modest
@given(text=TEXTS)
@example(text="\ud800")
@example(text="1-" * 2500)
def test_a_finder_finds_or_does_not(name: str, text: str) -> None:
    found = FINDERS[name](text)
    assert found is None or found.value


@modest
@given(TEXTS)
def test_what_was_found_leaves_a_shorter_message(text: str) -> None:
    for found in (phones.find_mobile(text), emails.find_email(text), dates.find_birth_date(text, TODAY)):
        assert found is None or len(found.rest) < len(text) + 20
