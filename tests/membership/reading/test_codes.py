"""Codes typed, spelled and pasted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.problems import Problem
from membership.reading.codes import read_code
from tests.membership.properties import modest


@pytest.mark.parametrize(
    "text",
    [
        "123456",
        "123 456",
        "123-456",
        "12 34 56",
        "１２３４５６",
        "일이삼사오육",
        "일이삼 사오육",
        "123456입니다",
        "123456요",
        "인증번호는 123 456 입니다",
        "인증번호는 일이삼 사오육이에요",
        "코드 123456",
        "my code is 123-456",
        "[KOTRA] 인증번호 [123456]를 입력하세요",
        "[KOTRA] 인증번호 123456 (3분 이내 입력)",
        "1\u200b23456",
    ],
)
def test_read(text: str) -> None:
    assert read_code(text).value == "123456"


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("12345", "code.length", {"length": 5, "needed": 6}),
        ("1234567", "code.length", {"length": 7, "needed": 6}),
        ("코드 12345", "code.length", {"length": 5, "needed": 6}),
        ("010-1234-5678", "code.length", {"length": 11, "needed": 6}),
        ("안 와요", "code.unreadable", {"needed": 6}),
        ("", "code.unreadable", {"needed": 6}),
        ("123456 또는 654321", "code.unreadable", {"needed": 6}),
        ("🙂", "code.unreadable", {"needed": 6}),
    ],
)
def test_refused(text: str, code: str, params: dict[str, object]) -> None:
    with pytest.raises(Problem) as caught:
        read_code(text)
    assert (caught.value.code, caught.value.params) == (code, params)


@modest
@given(st.from_regex(r"\A[0-9]{6}\Z"))
def test_every_code_is_read(code: str) -> None:
    assert read_code(f"인증번호는 {code} 입니다").value == read_code(f"{code[:3]} {code[3:]}").value == code
    assert read_code(code.translate(str.maketrans("0123456789", "공일이삼사오육칠팔구"))).value == code
