"""Telephone numbers as people type them, in every kind that Korea has."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from membership.problems import Problem
from membership.reading.phones import (
    find_mobile,
    find_telephone,
    read_fax,
    read_mobile,
    read_telephone,
    show_phone,
)
from tests.membership.properties import modest


@pytest.mark.parametrize(
    "text",
    [
        "010-1234-5678",
        "010.1234.5678",
        "010 1234 5678",
        "010_1234_5678",
        "010~1234~5678",
        "010/1234/5678",
        "01012345678",
        "０１０－１２３４－５６７８",
        "+82-010-1234-5678",
        "+82 10 1234 5678",
        "+82 (0)10-1234-5678",
        "82 10 1234 5678",
        "821012345678",
        "0082 10 1234 5678",
        "10-1234-5678",
        "(010) 1234-5678",
        "O1O-1234-5678",
        "010-1234-5678 입니다",
        "010.1234.5678입니다.",
        "제 번호는 010-1234-5678이에요",
        "휴대폰 010 1234 5678 이요",
        "my number is 010-1234-5678",
        "공일공 일이삼사 오육칠팔",
        "공일공일이삼사오육칠팔이에요",
        "제 번호는 공일공에 일이삼사에 오육칠팔이에요",
        "영일영-일이삼사-오육칠팔",
        "010\u200b12345678",
        "010–1234–5678",
        "집은 02-123-4567이고 핸드폰은 010-1234-5678",
    ],
)
def test_mobiles(text: str) -> None:
    assert read_mobile(text).value == "+821012345678"


@pytest.mark.parametrize(
    ("text", "e164"),
    [("011-123-4567", "+82111234567"), ("016-234-5678", "+82162345678"), ("019-9123-4567", "+821991234567")],
)
def test_old_mobiles(text: str, e164: str) -> None:
    assert read_mobile(text).value == e164


@pytest.mark.parametrize(
    ("text", "code", "params"),
    [
        ("010-123-4567", "mobile.length", {"digits": 10, "needed": 11}),
        ("010-1234-56789", "mobile.length", {"digits": 12, "needed": 11}),
        ("010", "mobile.length", {"digits": 3, "needed": 11}),
        ("012-1234-5678", "mobile.prefix", {"prefix": "012"}),
        ("013-1234-5678", "mobile.prefix", {"prefix": "013"}),
        ("02-3460-7932", "mobile.not_mobile", {}),
        ("1600-7119", "mobile.not_mobile", {}),
        ("070-1234-5678", "mobile.not_mobile", {}),
        ("+1 212 736 5000", "mobile.foreign", {}),
        ("010-1234-5678, 010-2222-3333", "phone.several", {}),
        ("010-1234-5678 내선 12", "phone.extension", {"extension": "12"}),
        ("몰라요", "phone.unreadable", {}),
        ("", "phone.unreadable", {}),
        ("🙂", "phone.unreadable", {}),
        ("9" * 40, "phone.unreadable", {}),
    ],
)
def test_refused_mobiles(text: str, code: str, params: dict[str, object]) -> None:
    with pytest.raises(Problem) as caught:
        read_mobile(text)
    assert (caught.value.code, caught.value.params) == (code, params)


@pytest.mark.parametrize(
    ("text", "e164", "shown"),
    [
        ("010-1234-5678", "+821012345678", "010-1234-5678"),
        ("02-3460-7932", "+82234607932", "02-3460-7932"),
        ("02)3460-7932", "+82234607932", "02-3460-7932"),
        ("02-123-4567", "+8221234567", "02-123-4567"),
        ("031-123-4567", "+82311234567", "031-123-4567"),
        ("044-123-4567", "+82441234567", "044-123-4567"),
        ("1600-7119", "+8216007119", "1600-7119"),
        ("15771577", "+8215771577", "1577-1577"),
        ("+82 1600 7119", "+8216007119", "1600-7119"),
        ("02-1600-7119", "+82216007119", "02-1600-7119"),
        ("02-3460-7932~3", "+82234607932", "02-3460-7932"),
        ("070-1234-5678", "+827012345678", "070-1234-5678"),
        ("0505-123-4567", "+825051234567", "0505-123-4567"),
        ("0507-1234-5678", "+8250712345678", "0507-1234-5678"),
        ("080-123-4567", "+82801234567", "080-123-4567"),
        ("+1 212 736 5000", "+12127365000", "+1 212-736-5000"),
        ("+84 24 3946 0511", "+842439460511", "+84 24 3946 0511"),
        ("전화는 02-3460-7932 입니다", "+82234607932", "02-3460-7932"),
        ("공이 삼사육공 칠구삼이", "+82234607932", "02-3460-7932"),
    ],
)
def test_telephones(text: str, e164: str, shown: str) -> None:
    assert read_telephone(text).value == e164
    assert show_phone(e164) == shown


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("080-1234-5678", "phone.invalid"),
        ("060-123-4567", "phone.invalid"),
        ("030-1234-5678", "phone.invalid"),
        ("110", "phone.invalid"),
        ("112", "phone.invalid"),
        ("1345", "phone.invalid"),
        ("212-736-5000", "phone.invalid"),
        ("+1 000 000 0000", "phone.invalid"),
        ("3460-7932", "phone.no_area_code"),
        ("123-4567", "phone.invalid"),
        ("234-5678", "phone.no_area_code"),
        ("010-123-4567", "mobile.length"),
        ("012-1234-5678", "mobile.prefix"),
        ("공일공1234", "mobile.length"),
        ("02-3460-7932 내선 123", "phone.extension"),
        ("02-3460-7932 (내선 12)", "phone.extension"),
        ("02-3460-7932 ext. 12", "phone.extension"),
        ("02-3460-7932 #12", "phone.extension"),
        ("02-3460-7932, 031-123-4567", "phone.several"),
        ("없어요", "phone.unreadable"),
    ],
)
def test_refused_telephones(text: str, code: str) -> None:
    with pytest.raises(Problem) as caught:
        read_telephone(text)
    assert caught.value.code == code


def test_a_fax_is_a_telephone_number_but_no_mobile_one() -> None:
    assert read_fax("팩스는 02-3460-7932 입니다").value == "+82234607932"
    with pytest.raises(Problem, match=r"^fax\.mobile$"):
        read_fax("010-1234-5678")


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("홍길동 1990년 3월 5일 SKT 010-1234-5678", "홍길동 1990년 3월 5일 SKT"),
        ("번호는 공일공 일이삼사 오육칠팔이고 남자", "번호는  이고 남자"),
        ("01012345678 홍길동", "홍길동"),
        ("+82 10 1234 5678, 홍길동", ", 홍길동"),
    ],
)
def test_a_mobile_in_a_longer_message(text: str, rest: str) -> None:
    found = find_mobile(text)
    assert found
    assert found.value == "+821012345678"
    assert found.rest == rest


@pytest.mark.parametrize(
    "text", ["", "010-123-4567", "12345678901234567890", "02-3460-7932", "0101234567890", "구공공삼공오"]
)
def test_no_mobile_there(text: str) -> None:
    assert find_mobile(text) is None


def test_a_telephone_in_a_longer_message_is_not_the_mobile() -> None:
    found = find_telephone("핸드폰 010-1234-5678, 회사 02-3460-7932 팩스 없음")
    assert found
    assert found.value == "+82234607932"
    assert find_telephone("핸드폰 010-1234-5678") is None


@modest
@given(st.integers(20_000_000, 99_999_999))
@example(59_700_000)
def test_every_mobile_is_read_as_it_is_shown(number: int) -> None:
    e164 = f"+8210{number:08}"
    shown = show_phone(e164)
    assert shown == f"010-{e164[5:9]}-{e164[9:]}"
    assert read_mobile(e164).value == read_mobile(shown).value == read_telephone(shown).value == e164
