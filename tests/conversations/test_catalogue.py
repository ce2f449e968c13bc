"""The texts: what is put in is shown as it is, whatever it holds, with the particle that fits."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conversations.catalogue import Html, Texts, escape, language_for, texts
from tests.conversations.calls import objections

HOSTILE = [
    "<b>&{0}{name}</b>",
    "</b><a href='x'>",
    "{value:은/는}",
    "{0.__class__}",
    "{label.__init__.__globals__}",
    "%s %(name)s $name",
    "&lt;b&gt; &amp; &nbsp;",
    "🙂\u202eabc",
]


@pytest.fixture(scope="module")
def korean() -> Texts:
    return texts("ko")


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_words_are_shown_as_they_are(korean: Texts, value: str) -> None:
    shown = korean("answer.understood", label="이름", value=value)
    assert html.unescape(shown).count(value) == 1
    assert not objections("sendMessage", {"chat_id": 1, "text": shown, "parse_mode": "HTML"})
    assert korean.plain("doubt.suggested", suggestion=value) == f"네, {value}"


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_words_are_shown_as_they_are(value: str) -> None:
    shown = texts("ko")("answer.understood", label="이름", value=value)
    bold = re.fullmatch(r"✔ 이름: <b>(.*)</b>", shown, re.DOTALL)
    assert bold is not None
    assert html.unescape(bold[1]) == html.unescape(escape(value)) == value
    assert "<" not in bold[1]


@pytest.mark.parametrize(
    ("postcode", "shown"), [("123456", "123456은"), ("123457", "123457은"), ("123452", "123452는"), ("12345<", "12345")]
)
def test_particles_fit_what_is_put_in(korean: Texts, postcode: str, shown: str) -> None:
    assert html.unescape(korean("problem.postcode.old", postcode=postcode)).startswith(shown)


def test_markup_that_is_meant_stays(korean: Texts) -> None:
    assert korean("answer.understood", label=Html("<i>이름</i>"), value="x") == "✔ <i>이름</i>: <b>x</b>"


def test_a_missing_text_or_value_is_an_error(korean: Texts) -> None:
    with pytest.raises(KeyError):
        korean("no.such.key")
    with pytest.raises(KeyError):
        korean("answer.understood", label="x")
    assert "no.such.key" not in korean


@pytest.mark.parametrize(
    ("code", "language"),
    [("ko", "ko"), ("ko-KR", "ko"), ("KO", "ko"), ("en", "en"), ("vi", "en"), ("", "ko"), (None, "ko"), ("🙂", "en")],
)
def test_the_language_follows_the_messengers(code: str | None, language: str) -> None:
    assert language_for(code) == language
