"""Words that work anywhere, and how a choice is recognised when it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.words import NAVIGATION, chosen, looks_like_a_question, navigation, squeeze

ALL = [(word, code) for code, words in NAVIGATION.items() for word in words.split()]
OPTIONS = [("yes", "동의합니다"), ("no", "동의하지 않습니다"), ("read", "전문 읽기"), ("plain", "LG U+")]
IDS = [("hong1", "hong1"), ("hong12", "hong12"), ("a", "abcdef1")]


@pytest.mark.parametrize(("word", "code"), ALL)
def test_each_word_of_navigation_is_understood(word: str, code: str) -> None:
    for typed in (word, f" {word.upper()} ", f"{word}!", f"/{word}", f"{word}~"):
        assert navigation(typed) == code


def test_no_word_means_two_ways() -> None:
    words = [word for word, _ in ALL]
    assert len(set(words)) == len(words)


@pytest.mark.parametrize(
    "text", ["이전에 가입했어요", "취소하지 마세요", "다음 주", "help me please", "", "처음처럼", "back2"]
)
def test_longer_messages_are_no_navigation(text: str) -> None:
    assert navigation(text) is None


@pytest.mark.parametrize(
    ("text", "loosely", "strictly"),
    [
        ("1", "yes", "yes"),
        ("２", "no", "no"),
        ("3번", "read", "read"),
        ("3번이요", "read", "read"),
        ("3)", "read", "read"),
        ("동의합니다", "yes", "yes"),
        ("1. 동의합니다", "yes", "yes"),
        ("2. 동의합니다", None, None),
        ("동의 합니다.", "yes", "yes"),
        ("동의하지", "no", None),
        ("동의", None, None),
        ("전문", "read", None),
        ("전", None, None),
        ("lg u+", "plain", "plain"),
        ("0", None, None),
        ("5", None, None),
        ("123", None, None),
        ("-1", None, None),
        ("", None, None),
        ("   ", None, None),
    ],
)
def test_a_choice_is_named_by_number_or_words(text: str, loosely: str | None, strictly: str | None) -> None:
    assert chosen(text, OPTIONS, loosely=True) == loosely
    assert chosen(text, OPTIONS, loosely=False) == strictly


@pytest.mark.parametrize(("text", "code"), [("hong1", "hong1"), ("hong12", "hong12"), ("hong", None), ("abcd", None)])
def test_a_suggested_id_is_taken_only_whole(text: str, code: str | None) -> None:
    assert chosen(text, IDS, loosely=False) == code


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_judged_without_a_fall(text: str) -> None:
    navigation(text)
    looks_like_a_question(text)
    assert chosen(text, OPTIONS, loosely=True) in (None, "yes", "no", "read", "plain")
    assert squeeze(squeeze(text)) == squeeze(text) or not text.isascii()


@pytest.mark.parametrize(
    ("text", "language"), [("한국어", "ko"), ("English", "en"), ("영어!", "en"), ("언어", "language")]
)
def test_a_language_is_a_way_of_its_own(text: str, language: str) -> None:
    assert navigation(text) == language


@pytest.mark.parametrize(
    "text", ["이게 뭔가요", "왜요?", "어디에 있나요", "what is this", "How long does it take", "이건 왜 ㅠㅠ?"]
)
def test_questions(text: str) -> None:
    assert looks_like_a_question(text)


@pytest.mark.parametrize("text", ["홍길동", "02-3460-7114", "hong@naver.com", "수출팀입니다", "네", "서울"])
def test_answers_are_no_questions(text: str) -> None:
    assert not looks_like_a_question(text)
