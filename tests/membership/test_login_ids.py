"""The rules of an ID, each with its own problem."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.login_ids import is_login_id, key, read_login_id, suggestions
from membership.problems import Problem
from tests.membership.properties import modest

VALID = st.from_regex(r"[A-Za-z][A-Za-z0-9]{5,19}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "login_id"),
    [
        ("hong123", "hong123"),
        ("Hong1234", "Hong1234"),
        ("hongid", "hongid"),
        ("h" * 20, "h" * 20),
        ("ｈｏｎｇ１２３", "hong123"),
        (" hong123\n", "hong123"),
        ("hong\u200b123", "hong123"),
        ("제 아이디는 hong123 입니다", "hong123"),
        ("아이디: hong123", "hong123"),
        ("hong123으로 할게요", "hong123"),
        ("my id is hong123", "hong123"),
    ],
)
def test_valid_ids(text: str, login_id: str) -> None:
    assert read_login_id(text).value == login_id


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("", "login_id.empty", {}),
        ("hong1", "login_id.too_short", {"length": 5, "least": 6}),
        ("h" * 21, "login_id.too_long", {"length": 21, "most": 20}),
        ("1hong12", "login_id.first_letter", {"first": "1"}),
        ("hong_123", "login_id.symbols", {"symbols": "_"}),
        ("hong-1.2-3", "login_id.symbols", {"symbols": "-."}),
        ("höng123", "login_id.symbols", {"symbols": "ö"}),
        ("hong🙂123", "login_id.symbols", {"symbols": "🙂"}),
        ("hong 123", "login_id.space", {}),
        ("홍길동", "login_id.hangul", {"hint": "ghdrlfehd"}),
        ("ㅗㅐㅜㅎ123", "login_id.hangul", {"hint": "hong123"}),
        ("가1", "login_id.hangul", {"hint": ""}),
    ],
)
def test_broken_rules(text: str, code: str, params: dict[str, object]) -> None:
    with pytest.raises(Problem) as caught:
        read_login_id(text)
    assert (caught.value.code, caught.value.params) == (code, params)


@modest
@given(VALID)
def test_every_id_of_the_manuals_form_is_taken_as_typed(login_id: str) -> None:
    assert read_login_id(login_id).value == login_id
    assert key(login_id) == key(login_id.swapcase())


@modest
@given(st.text(max_size=30))
def test_what_is_taken_keeps_the_rules(text: str) -> None:
    try:
        login_id = read_login_id(text).value
    except Problem:
        return
    assert is_login_id(login_id)
    assert login_id.isascii()


@modest
@given(VALID)
def test_suggestions_are_other_valid_ids(login_id: str) -> None:
    new = suggestions(login_id)
    assert len(new) >= 3
    assert len(set(map(key, new))) == len(new)
    assert all(is_login_id(each) and key(each) != key(login_id) for each in new)
