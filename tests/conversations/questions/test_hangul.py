"""Below the syllable: jamo and back, and the 한/영 key in the wrong state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.questions.english import english_words
from conversations.questions.hangul import as_hangul, as_latin, composed, jamo
from conversations.questions.normalising import normalised

SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=20)
# What each key of a Korean keyboard writes, typed once more with the key in the other state.
KEYS = dict(
    zip(
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ",
        "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml",
        strict=True,
    )
)


@given(SYLLABLES)
def test_syllables_taken_apart_are_put_together_again(text: str) -> None:
    assert composed(jamo(text)) == text


@given(SYLLABLES)
def test_nothing_but_simple_jamo_is_left(text: str) -> None:
    assert all(letter in KEYS for letter in jamo(text))


@given(SYLLABLES.filter(lambda text: len(text) > 1))
def test_what_was_typed_in_the_wrong_state_is_read(text: str) -> None:
    assert as_hangul("".join(KEYS[letter] for letter in jamo(text))) == text


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    composed(text)
    normalised(text, english_words())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dkdlel", "아이디"),
        ("qlqjs", "비번"),
        ("rkdlq", "가입"),
        ("wnsghldnjs", "준회원"),
        ("RKajrdma", "까먹음"),
        ("xyz", None),
    ],
)
def test_korean_in_latin_letters(typed: str, meant: str | None) -> None:
    assert as_hangul(typed) == meant


@pytest.mark.parametrize("typed", ["ㅔㅁㄴㄴ잭ㅇ", "ㅔㅁㄴㄴㅈㅐㄱㅇ"])
def test_english_in_hangul(typed: str) -> None:
    assert as_latin(typed) == "password"
    assert normalised(typed, english_words()) == "password"


@pytest.mark.parametrize("word", ["password", "sign", "the", "KOTRA", "master", "fax", "associate", "briefing", "ipin"])
def test_english_words_stay(word: str) -> None:
    assert normalised(word, english_words()) == word.casefold()


def test_what_is_no_hangul_is_no_latin_either() -> None:
    assert as_latin("漢") is None
    assert as_latin("") is None
