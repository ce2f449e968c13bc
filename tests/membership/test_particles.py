"""Particles after Hangul, digits, Latin words, acronyms and brackets."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.particles import particle
from tests.membership.properties import modest

PAIRS = "은/는 이/가 을/를 과/와 으로/로 이라/라 아/야".split()
OPEN = ("는", "가", "를", "와", "로", "라", "야")
CLOSED = ("은", "이", "을", "과", "으로", "이라", "아")
LIEUL = ("은", "이", "을", "과", "로", "이라", "아")


@pytest.mark.parametrize(
    ("words", "forms"),
    [
        ("사과 회사 아이디 KOTRA kotra MASTER ID SMS SKT KT LG USB U+ Naver hong1234", OPEN),
        ("삼성전자(주) 삼성전자㈜ 한빛전자(본사) 2 4 5 9 7119 3%", OPEN),
        ("홍길동 비밀번호란 (주)한빛 ㈜한빛 부산물산(주) 홍길동(남) '홍길동' 홍길동.", CLOSED),
        ("I-PIN PIN IBM 3M 0 3 6 10 100 1600 010 hong Samsung hong@naver.com book KISLINE app", CLOSED),
        ("서울 메일 email Gmail 1 7 8 URL HTML (주)서울 서울(본사) apple 010-1234-5678 mobile", LIEUL),
        ("(주) () @ ★ の", OPEN),
    ],
)
def test_the_form_after_a_word(words: str, forms: Sequence[str]) -> None:
    for word in words.split():
        assert [particle(word, pair) for pair in PAIRS] == list(forms), word


def test_a_pair_may_be_written_in_either_order() -> None:
    assert particle("한빛", "와/과") == "과"
    assert particle("서울", "로/으로") == "로"


def test_an_empty_word_takes_the_form_after_a_vowel() -> None:
    assert particle("", "은/는") == "는"


def test_an_unknown_pair_is_an_error() -> None:
    with pytest.raises(KeyError):
        particle("한빛", "께/에게")


@modest
@given(st.text(max_size=20), st.sampled_from(PAIRS))
def test_any_text_takes_one_of_the_pair(word: str, pair: str) -> None:
    assert particle(word, pair) in pair.split("/")


@modest
@given(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3))
def test_a_note_in_brackets_changes_nothing(syllable: str) -> None:
    assert [particle(f"{syllable}(주)", pair) for pair in PAIRS] == [particle(syllable, pair) for pair in PAIRS]
