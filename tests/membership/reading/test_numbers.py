"""Registration numbers of companies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.problems import Problem
from membership.reading.numbers import (
    business_check_digit,
    is_business_number,
    read_business_number,
    read_corporate_number,
    show_business_number,
    show_corporate_number,
)
from membership.resident import contains_resident_number, corporate_check_digit, is_resident_number_in_corporate_field
from tests.membership.properties import modest

# Samsung Electronics, Kakao, Naver, KOTRA (public), and made-up ones.
VALID = (
    "124-81-00998 120-81-47521 220-81-62517 120-82-00275 "
    "101-01-00009 123-86-01233 214-87-04566 600-03-01232 128-90-03214 402-85-00106 123-45-67891"
).split()
WRONG = "101-01-00000 123-86-01230 214-87-04560 600-03-01233 128-90-03224 402-85-00160 124-81-00999".split()
CORPORATE = (
    "130111-0006246 110111-0000010 180111-0123454 134511-0007771 110114-0000121 131411-0000035 220111-9988777".split()
)
CORPORATE_DOUBTFUL = "110111-0000011 180111-0123450 134511-0007717 110114-0000131 131411-0000030 220111-9988770".split()

NINE = st.builds(
    lambda office, kind, serial: f"{office}{kind:02}{serial:04}",
    st.integers(101, 999),
    st.integers(1, 99),
    st.integers(1, 9999),
)


@pytest.mark.parametrize("number", VALID)
def test_valid_business_numbers(number: str) -> None:
    digits = number.replace("-", "")
    assert read_business_number(number).value == digits
    assert show_business_number(digits) == number
    assert is_business_number(digits)


@pytest.mark.parametrize(
    "text",
    [
        "1248100998",
        "124 81 00998",
        "124.81.00998",
        "124–81–00998",
        "１２４－８１－００９９８",
        "124-81-00998입니다",
        "저희 사업자번호는 124-81-00998 이에요",
        "사업자등록번호: 1248100998",
        "일이사 팔일 공공구구팔",
    ],
)
def test_business_numbers_in_any_spelling(text: str) -> None:
    assert read_business_number(text).value == "1248100998"


@pytest.mark.parametrize("number", WRONG)
def test_wrong_check_digits(number: str) -> None:
    with pytest.raises(Problem) as caught:
        read_business_number(number)
    assert (caught.value.code, caught.value.params) == ("business_number.checksum", {"number": number})


@pytest.mark.parametrize("number", ["000-00-00000", "100-81-00998", "099-81-00998", "124-00-00998"])
def test_numbers_out_of_range(number: str) -> None:
    with pytest.raises(Problem) as caught:
        read_business_number(number)
    assert (caught.value.code, caught.value.params) == ("business_number.range", {"number": number})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("124-81-0099", "business_number.length"),
        ("124-81-009988", "business_number.length"),
        ("130111-0006246", "business_number.length"),
        ("없어요", "business_number.unreadable"),
        ("", "business_number.unreadable"),
    ],
)
def test_refused_business_numbers(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read_business_number(text)
    assert caught.value.code == code


@modest
@given(NINE, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_always_caught(nine: str, at: int, off: int) -> None:
    digits = f"{nine}{business_check_digit(nine)}"
    assert read_business_number(show_business_number(digits)).value == digits
    changed = digits[:at] + str((int(digits[at]) + off) % 10) + digits[at + 1 :]
    assert not is_business_number(changed)
    with pytest.raises(Problem):
        read_business_number(changed)


@pytest.mark.parametrize("number", CORPORATE)
def test_valid_corporate_numbers(number: str) -> None:
    digits = number.replace("-", "")
    reading = read_corporate_number(f"법인등록번호는 {number} 입니다")
    assert (reading.value, reading.doubt) == (digits, None)
    assert show_corporate_number(digits) == number
    assert not contains_resident_number(number)


@pytest.mark.parametrize("number", CORPORATE_DOUBTFUL)
def test_a_corporate_check_digit_that_does_not_fit_is_only_asked_about(number: str) -> None:
    reading = read_corporate_number(number)
    assert reading.value == number.replace("-", "")
    assert (reading.doubt, reading.params) == ("corporate_number.checksum", {"number": number})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("900305-1234567", "corporate_number.resident_number"),
        ("구공공삼공오 일이삼사오육칠", "corporate_number.resident_number"),
        ("130111-000624", "corporate_number.length"),
        ("124-81-00998", "corporate_number.length"),
        ("없음", "corporate_number.unreadable"),
    ],
)
def test_refused_corporate_numbers(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read_corporate_number(text)
    assert caught.value.code == code


@modest
@given(st.from_regex(r"\A[0-9]{12}\Z"))
def test_every_corporate_check_digit_fits_its_number(twelve: str) -> None:
    digits = f"{twelve}{corporate_check_digit(twelve)}"
    if is_resident_number_in_corporate_field(digits):
        with pytest.raises(Problem, match=r"^corporate_number\.resident_number$"):
            read_corporate_number(digits)
    else:
        assert read_corporate_number(digits).doubt is None
