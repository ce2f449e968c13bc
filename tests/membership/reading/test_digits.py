"""Numbers typed in any way."""

import re

import pytest

from membership.reading.digits import digits_only, is_spelled_digit, number_pattern, spelled_number


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("010-1234-5678", "01012345678"),
        ("０１０－１２３４", "0101234"),
        ("공일공 일이삼사 오육칠팔", "01012345678"),
        ("영일공에 일이삼사에 오육칠팔이에요", "01012345678"),
        ("공일공 다시 일이삼사", "0101234"),
        ("공일공ㅡ1234", "0101234"),
        ("O1O 1234", "0101234"),
        ("이천", None),
        ("오", "5"),
        ("123 입니다", "123"),
        ("서울 123", None),
        ("", None),
        ("-", None),
    ],
)
def test_spelled_numbers(text: str, digits: str | None) -> None:
    number = spelled_number(text)
    assert (number and digits_only(number)) == digits


@pytest.mark.parametrize("text", ["0101234", "010-1234", "공일공-일이삼사", "영1공에1이3사", "010 . 1234"])
def test_a_pattern_matches_a_number_in_any_spelling(text: str) -> None:
    assert re.fullmatch(number_pattern("010", "d{4}"), text)


@pytest.mark.parametrize("text", ["0111234", "010-123", "공일일-일이삼사"])
def test_a_pattern_matches_no_other_number(text: str) -> None:
    assert not re.fullmatch(number_pattern("010", "d{4}"), text)


def test_spelled_digits() -> None:
    assert all(map(is_spelled_digit, "0123456789공영일이삼사오육륙칠팔구"))
    assert not any(map(is_spelled_digit, "십가a-"))
