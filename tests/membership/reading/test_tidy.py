"""What is taken off an answer, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.reading.tidy import is_invisible, normal, plain_digits, tidy, unwrap, unwrap_number
from tests.membership.properties import modest


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("  홍  길동\n", "홍 길동"),
        ("ＫＯＴＲＡ １２３", "KOTRA 123"),
        ("㈜한빛", "(주)한빛"),
        ("ㅇㅇ", "ㅇㅇ"),
        ("홍\u200b길\ufeff동", "홍길동"),
        ("홍\u3164", "홍"),
        ("\u1112\u1169\u11bc", "홍"),
        ("010\u20131234", "010-1234"),
        ("it’s", "it's"),
        ("a\x00b\ud800c", "abc"),
        ("가\r\n나", "가 나"),
        ("サーバー", "サーバー"),
    ],
)
def test_tidied(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


def test_lines_are_kept_where_they_matter() -> None:
    assert normal("가\r\n나\u2028다") == "가\n나\n다"


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "0123456789"])
def test_digits_of_every_script(digits: str) -> None:
    assert plain_digits(digits) == "0123456789"


@pytest.mark.parametrize(
    ("text", "labels", "inside"),
    [
        ("제 이름은 홍길동입니다.", "이름", "홍길동"),
        ("이름: 홍길동", "이름", "홍길동"),
        ("제 이름 홍길동이에요", "이름", "홍길동"),
        ("안녕하세요, 저는 홍길동이라고 합니다", "이름", "홍길동"),
        ("My name is Hong Gildong", "", "Hong Gildong"),
        ("It's Hong", "", "Hong"),
        ("이름표 제작", "이름", "이름표 제작"),
        ("이름", "이름", "이름"),
        ("입니다", "", "입니다"),
        ("홈페이지 제작", "홈페이지", "홈페이지 제작"),
        ("아이디어", "아이디", "아이디어"),
    ],
)
def test_unwrapped(text: str, labels: str, inside: str) -> None:
    assert unwrap(text, labels) == inside


@pytest.mark.parametrize("text", ["123 입니다", "123이에요!", "123요", "123번이요", "123 으로 해주세요", "１２３이야~"])
def test_unwrapped_numbers(text: str) -> None:
    assert unwrap_number(text) == "123"


@modest
@given(st.text(max_size=100))
def test_tidied_text_has_one_line_of_visible_characters(text: str) -> None:
    tidied = tidy(text)
    assert not any(is_invisible(char) for char in tidied)
    assert "  " not in tidied
    assert tidied == tidied.strip()


@modest
@given(st.text(max_size=100))
def test_unwrapping_never_empties_an_answer(text: str) -> None:
    assert bool(unwrap(text, "이름|name")) is bool(tidy(text))
