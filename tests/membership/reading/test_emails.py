"""E-mail addresses, spoken and mistyped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.problems import Problem
from membership.reading.emails import COMMON_DOMAINS, find_email, read_email
from tests.membership.properties import modest


@pytest.mark.parametrize(
    "text",
    [
        "hong@naver.com",
        " hong@naver.com \n",
        "hong@NAVER.com",
        "ｈｏｎｇ＠ｎａｖｅｒ．ｃｏｍ",
        "hong @ naver . com",
        "hong@naver,com",
        "hong@naver。com",
        "hong@naver.com.",
        "<hong@naver.com>",
        "홍길동 <hong@naver.com>",
        "mailto:hong@naver.com",
        "hong\u200b@naver.com",
        "hong골뱅이naver.com",
        "hong 골뱅이 네이버 닷컴",
        "hong 골뱅이 naver 점 com",
        "hong앳네이버점컴",
        "hong 앳 naver.com",
        "hong at naver.com",
        "hong at naver dot com",
        "hong(at)naver.com",
        "hong골뱅이네이버",
        "hong@naver",
        "제 이메일은 hong@naver.com 입니다",
        "hong@naver.com이에요",
        "메일 주소: hong@naver.com",
        "my email is hong@naver.com",
        "hong@naver.com으로 보내주세요",
    ],
)
def test_read(text: str) -> None:
    reading = read_email(text)
    assert (reading.value, reading.doubt) == ("hong@naver.com", None)


@pytest.mark.parametrize(
    ("address", "suggestion"),
    [
        ("hong@naver.con", "hong@naver.com"),
        ("hong@naver.net", "hong@naver.com"),
        ("hong@naver.co.kr", "hong@naver.com"),
        ("hong@nvaer.com", "hong@naver.com"),
        ("hong@navr.com", "hong@naver.com"),
        ("hong@gmial.com", "hong@gmail.com"),
        ("hong@gamil.com", "hong@gmail.com"),
        ("hong@gmail.co", "hong@gmail.com"),
        ("hong@gmail.cm", "hong@gmail.com"),
        ("hong@hanmail.com", "hong@hanmail.net"),
        ("hong@daum.com", "hong@daum.net"),
        ("hong@nate.net", "hong@nate.com"),
        ("hong@kakao.co.kr", "hong@kakao.com"),
        ("Hong.Gil+dong@naverr.com", "Hong.Gil+dong@naver.com"),
    ],
)
def test_a_slip_in_a_common_domain_is_asked(address: str, suggestion: str) -> None:
    reading = read_email(address)
    assert reading.value == address
    assert (reading.doubt, reading.params) == ("email.domain_typo", {"suggestion": suggestion})


@pytest.mark.parametrize(
    "address",
    [
        "hong@kotra.or.kr",
        "hong@mail.com",
        "hong@ymail.com",
        "hong@yahoo.co.kr",
        "hong@hanbit.co.kr",
        "hong@한국.kr",
        "a@b.io",
    ],
)
def test_other_domains_are_taken_as_they_are(address: str) -> None:
    reading = read_email(address)
    assert (reading.value, reading.doubt) == (address, None)


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("", "email.unreadable", {}),
        ("hong", "email.no_domain", {"local": "hong"}),
        ("Hong.123", "email.no_domain", {"local": "Hong.123"}),
        ("hong@", "email.no_domain", {"local": "hong"}),
        ("@naver.com", "email.no_local", {}),
        ("naver.com", "email.no_local", {}),
        ("hong@company", "email.domain_incomplete", {"domain": "company"}),
        ("hong@localhost", "email.domain_incomplete", {"domain": "localhost"}),
        ("홍길동@naver.com", "email.not_ascii", {}),
        ("홍길동", "email.unreadable", {}),
        ("a@b@c.com", "email.unreadable", {}),
        ("hong..gil@naver.com", "email.unreadable", {}),
        ("hong@-naver.com", "email.unreadable", {}),
        ("a@naver.com, b@naver.com", "email.several", {}),
        ("<b>hong</b>", "email.unreadable", {}),
        ("🙂", "email.unreadable", {}),
        ("x" * 300 + "@naver.com", "email.too_long", {"longest": 254}),
    ],
)
def test_refused(text: str, code: str, params: dict[str, object]) -> None:
    with pytest.raises(Problem) as caught:
        read_email(text)
    assert (caught.value.code, caught.value.params) == (code, params)


def test_a_local_part_alone_can_be_completed_with_any_common_domain() -> None:
    for domain in COMMON_DOMAINS:
        reading = read_email(f"hong@{domain}")
        assert (reading.value, reading.doubt) == (f"hong@{domain}", None)


def test_an_address_in_a_longer_message() -> None:
    found = find_email("홍길동이고 메일은 hong@naver.com이에요")
    assert found
    assert (found.value, found.rest.split()) == ("hong@naver.com", ["홍길동이고", "메일은", "이에요"])


@pytest.mark.parametrize("text", ["", "홍길동", "hong@naver", "a@b@c.com", "@naver.com"])
def test_no_address_there(text: str) -> None:
    assert find_email(text) is None


@modest
@given(st.from_regex(r"[a-z][a-z0-9]{0,15}([._-][a-z0-9]{1,5})?", fullmatch=True), st.sampled_from(COMMON_DOMAINS))
def test_ordinary_addresses_are_read_as_typed_and_spoken(local: str, domain: str) -> None:
    address = f"{local}@{domain}"
    assert read_email(address).value == address
    assert read_email(f"{local} 골뱅이 {domain}").value == address
    found = find_email(f"메일은 {address} 입니다")
    assert found
    assert found.value == address
