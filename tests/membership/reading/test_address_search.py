"""The words by which an address is searched for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.problems import Problem
from membership.reading.address_search import read_address_search


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("헌릉로 13", "헌릉로 13"),
        ("  헌릉로\n13 ", "헌릉로 13"),
        ("헌릉로　１３", "헌릉로 13"),
        ("주소는 헌릉로 13입니다", "헌릉로 13"),
        ("헌릉로 13%", "헌릉로 13"),
        ("<b>헌릉로</b> 13", "b 헌릉로 /b 13"),
        ("헌릉로 13 OR 1=1", "헌릉로 13 1 1"),
        ("select 헌릉로; drop table", "헌릉로; table"),
        ("서울 서초구 헌릉로 13, ", "서울 서초구 헌릉로 13"),
        ("Gangnam-daero 396", "Gangnam-daero 396"),
        ("orchard-ro 1", "orchard-ro 1"),
    ],
)
def test_words_are_made_fit(text: str, words: str) -> None:
    assert read_address_search(text).value == words


@pytest.mark.parametrize(
    "text", ["", "가", "13", "1234-5678", "!!!", "서울", "서울특별시", "경기도", "세종특별자치시", "제주도", "%=", "or"]
)
def test_what_finds_nothing_or_everything(text: str) -> None:
    with pytest.raises(Problem, match=r"address_search\.too_vague"):
        read_address_search(text)


def test_long_words_are_cut_between_words() -> None:
    assert read_address_search("서초구 " * 20).value == " ".join(["서초구"] * 11)
    assert len(read_address_search("가" * 100).value) == 40


@given(st.text(max_size=200))
def test_whatever_is_typed_the_search_takes_it(text: str) -> None:
    try:
        words = read_address_search(text).value
    except Problem:
        return
    assert len(words) >= 2
    assert len(words.encode("cp949", "replace")) <= 80
    assert not set("%=><[]") & set(words)
