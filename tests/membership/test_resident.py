"""Resident registration numbers are found in every disguise, and nothing else is taken for one."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.resident import (
    MASK,
    contains_resident_number,
    corporate_check_digit,
    is_resident_number_in_corporate_field,
    redact,
    resident_check_digit,
)
from tests.membership.properties import modest

FULL_WIDTH = str.maketrans("0123456789-", "０１２３４５６７８９－")
HANGUL = str.maketrans("0123456789", "공일이삼사오육칠팔구")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize(
    "number",
    [
        "900305-1234567",
        "9003051234567",
        "900305 1234567",
        "900305 - 1234567",
        "900305–1234567",
        "900305—1234567",
        "900305−1234567",
        "900305‑1234567",
        "900305ㅡ1234567",
        "900305ー1234567",
        "900305_1234567",
        "900305/1234567",
        "900305.1234567",
        "900305·1234567",
        "900305~1234567",
        "900305\n1234567",
        "900305\u200b1234567",
        "9\u200b0\u200b0\u200b3\u200b05-12\u00ad34567",
        "90.03.05-1234567",
        "90 03 05 1234567",
        "900305-1-234567",
        "9 0 0 3 0 5 1 2 3 4 5 6 7",
        "9-0-0-3-0-5-1-2-3-4-5-6-7",
        "900-305-123-4567",
        "9003-0512-34567",
        "９００３０５－１２３４５６７",
        "٩٠٠٣٠٥-١٢٣٤٥٦٧",
        "9️⃣0️⃣0️⃣3️⃣0️⃣5️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣",
        "9OO3O5-l234567",
        "구공공삼공오 일이삼사오육칠",
        "구공공삼공오-일이삼사오육칠",
        "구영영삼영오 다시 일이삼사오육칠",
        "900305 일이삼사오육칠",
        "앞자리 900305 뒷자리 1234567",
        "앞은 900305이고 뒤는 1234567입니다",
        "000229-4234567",
        "900305-8234567",
    ],
)
@pytest.mark.parametrize(
    "frame", ["{}", "제 주민번호는 {}입니다", "{}이에요", "010-1234-5678 {} 남자", "({})", "홍길동{}남"]
)
def test_a_disguised_number_is_found_and_covered(number: str, frame: str) -> None:
    text = frame.format(number)
    assert contains_resident_number(text)
    covered = redact(text)
    assert MASK in covered
    assert not contains_resident_number(covered)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "010-1234-5678 02-123-4567",
        "010-1234-5678, 010-2222-3333, 02-3460-7932",
        "01012345678 0212345678",
        "02-1231-4567 010-1234-5678",
        "010-1112-1111 30",
        "010-1234-5678 1/2",
        "124-81-00998",
        "124-81-00998 120-82-00275",
        "1248100998",
        "130111-0006246",
        "110111-0000010",
        "900305",
        "900305-1",
        "900305-1******",
        "9003051",
        "901305-1234567",
        "900332-1234567",
        "900230-1234567",
        "900305-0234567",
        "900305-9234567",
        "900305-12345678",
        "1900305-1234567",
        "8899234567893",
        "12345678901234567890",
        "홍길동 1990년 3월 5일 남자 SKT 010-1234-5678",
        "2005-03-15 06792",
        "20050315 01012345678",
        "050315 010-1234-5678",
        "06792 서울특별시 서초구 헌릉로 13, 3층 301호 1600-7119",
        "+82 10-1234-5678 +82 2-3460-7932",
        "이 일이 삼사일 걸릴 것 같은데 구 일이나 십 일쯤이에요",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not contains_resident_number(text)
    assert redact(text) == unicodedata.normalize("NFC", text)


def test_everything_around_a_covered_number_stays() -> None:
    assert redact("가 900305-1234567 나 8505051234567 다") == f"가 {MASK} 나 {MASK} 다"


BORN = st.dates(date(1920, 1, 1), date(2026, 12, 31))
DISGUISES = st.sampled_from(
    [
        str,
        lambda text: text.translate(FULL_WIDTH),
        lambda text: text.translate(HANGUL),
        lambda text: text.translate(ARABIC),
    ]
)


def number_of(born: date, serial: str, foreign: bool) -> tuple[str, str]:
    seventh = (1 if born.year < 2000 else 3) + 4 * foreign
    return f"{born:%y%m%d}", f"{seventh}{serial}"


@modest
@given(
    BORN,
    st.from_regex(r"\A[0-9]{6}\Z"),
    st.booleans(),
    st.sampled_from(["", "-", " ", " - ", "–", "－", ".", "\n", "\u200b", "ㅡ", " / "]),
    DISGUISES,
    st.sampled_from(["", "주민번호 ", "전화 02-3460-7932 ", "저는 "]),
    st.sampled_from(["", " 입니다", "이에요", " 010-1234-5678"]),
)
def test_numbers_are_always_found(
    born: date, serial: str, foreign: bool, dash: str, disguise: object, before: str, after: str
) -> None:
    assert callable(disguise)
    front, back = number_of(born, serial, foreign)
    text = before + disguise(front + dash + back) + after
    assert contains_resident_number(text)
    assert not contains_resident_number(redact(text))


@modest
@given(
    BORN,
    st.from_regex(r"\A[0-9]{6}\Z"),
    st.lists(st.sampled_from(["", " ", "-", ".", "\u200b"]), min_size=12, max_size=12),
)
def test_numbers_are_found_with_separators_anywhere(born: date, serial: str, marks: list[str]) -> None:
    front, back = number_of(born, serial, False)
    digits = front + back
    spread = "".join(digit + mark for digit, mark in zip(digits, [*marks, ""], strict=True))
    # Born in 2001–2009 a number may be cut into what is a mobile number and two digits more: nobody can tell.
    if not digits.startswith("01") and not digits.startswith(("19", "20")):
        assert contains_resident_number(spread)


@modest
@given(st.text(max_size=200))
def test_any_text_can_be_searched(text: str) -> None:
    assert contains_resident_number(text) is (redact(text) != unicodedata.normalize("NFC", text))


@modest
@given(
    st.lists(st.from_regex(r"\A010-[2-9][0-9]{3}-[0-9]{4}\Z"), min_size=1, max_size=5),
    st.sampled_from([" ", ", ", "\n"]),
)
def test_lists_of_mobile_numbers_are_left_alone(numbers: list[str], mark: str) -> None:
    assert not contains_resident_number(mark.join(numbers))


def test_check_digits() -> None:
    assert corporate_check_digit("130111000624") == 6
    # 2·9 + 5·3 + 7·5 + 8·1 + 9·2 + 2·3 + 3·4 + 4·5 + 5·6 = 162, and 11 − 162 mod 11 = 3.
    assert resident_check_digit("900305123456") == 3


@pytest.mark.parametrize("corporate", [False, True])
@pytest.mark.parametrize("resident", [False, True])
def test_in_the_corporate_field_only_a_clear_corporate_number_passes(corporate: bool, resident: bool) -> None:
    """Every pairing of the two check digits, on numbers that begin like a birth date."""
    for serial in range(200):
        twelve = f"9003051{serial:05}"
        for last in "0123456789":
            fits = int(last) == corporate_check_digit(twelve), int(last) == resident_check_digit(twelve)
            if fits == (corporate, resident):
                cleared = corporate and not resident
                assert is_resident_number_in_corporate_field(twelve + last) is not cleared


@pytest.mark.parametrize("digits", ["1301110006246", "1101110000011", "1345110007771", "2201119988770", "12345", ""])
def test_what_cannot_be_a_persons_passes_the_corporate_field(digits: str) -> None:
    assert not is_resident_number_in_corporate_field(digits)


@pytest.mark.parametrize("seventh", "12345678")
@pytest.mark.parametrize("office", ["110111", "120111", "180111", "220111", "281111"])
def test_what_begins_like_a_registry_office_passes_the_corporate_field(office: str, seventh: str) -> None:
    """Whatever its last digit: the check digit was abolished in 2025."""
    for last in range(10):
        assert not is_resident_number_in_corporate_field(f"{office}{seventh}34567{last}"[:13])


@pytest.mark.parametrize("birth", ["290101", "900305", "070131", "001231"])
def test_an_adults_number_is_caught_in_the_corporate_field(birth: str) -> None:
    assert is_resident_number_in_corporate_field(f"{birth}312345{resident_check_digit(f'{birth}312345')}")
