"""What others may see of a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.masking import mask_email, mask_login_id, mask_name, mask_phone
from tests.membership.properties import modest


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("홍길동", "홍*동"),
        ("홍길", "홍*"),
        ("홍", "홍*"),
        ("남궁길동", "남**동"),
        ("Hong Gildong", "H*** G******"),
        ("응우옌 티 란", "응** 티 란"),
        ("Nguyễn", "N*****"),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("email", "masked"),
    [("hong@naver.com", "ho**@naver.com"), ("abc@daum.net", "a**@daum.net"), ("a@b.kr", "a*@b.kr")],
)
def test_emails(email: str, masked: str) -> None:
    assert mask_email(email) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("+821012345678", "010-****-5678"),
        ("+82234607932", "02-****-7932"),
        ("+82111234567", "011-***-4567"),
        ("+8216007119", "1600-****"),
        ("+12127365000", "+1 ***-***-5000"),
    ],
)
def test_phones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_login_ids() -> None:
    assert mask_login_id("hong1234") == "hon*****"


@modest
@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2, max_size=20))
def test_a_masked_name_shows_no_more_than_its_ends(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert masked[1:-1] == "*" * (len(name) - 2)
    assert masked[0] == name[0]
