"""Names in Latin letters, as Revised Romanisation and custom write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.reading.names import read_name_en
from membership.romanise import suggest_name_en
from membership.surnames import split_name
from tests.membership.properties import modest


@pytest.mark.parametrize(
    ("name", "latin"),
    [
        ("홍길동", "Hong Gildong"),
        ("한복남", "Han Boknam"),
        ("홍빛나", "Hong Bitna"),
        ("김영희", "Kim Yeonghui"),
        ("이순신", "Lee Sunsin"),
        ("박민우", "Park Minu"),
        ("최현석", "Choi Hyeonseok"),
        ("정약용", "Jung Yakyong"),
        ("윤봉길", "Yoon Bonggil"),
        ("임꺽정", "Lim Kkeokjeong"),
        ("조훈", "Cho Hun"),
        ("남궁민", "Namgung Min"),
        ("제갈공명", "Jegal Gongmyeong"),
        ("황보라", "Hwang Bora"),
        ("황보라미", "Hwangbo Rami"),
        ("선우진", "Sunwoo Jin"),
        ("독고영재", "Dokgo Yeongjae"),
        ("값값", "Gapgap"),
    ],
)
def test_suggested_names(name: str, latin: str) -> None:
    assert suggest_name_en(name) == latin


@pytest.mark.parametrize("name", ["", "홍", "Hong Gildong", "洪吉東", "홍길동1", "응우옌 티 란", "ㅎㄱㄷ"])
def test_no_suggestion_for_what_is_no_hangul_name(name: str) -> None:
    assert suggest_name_en(name) is None


@modest
@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2, max_size=6))
def test_every_suggestion_is_a_name_that_would_be_taken(name: str) -> None:
    suggestion = suggest_name_en(name)
    assert suggestion is not None
    assert read_name_en(suggestion).value == suggestion


@modest
@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=6))
def test_a_split_name_is_the_whole_name(name: str) -> None:
    assert "".join(split_name(name)) == name
