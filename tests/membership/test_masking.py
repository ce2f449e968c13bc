"""What others may see of a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.masking import mask_login_id, mask_name
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


def test_login_ids() -> None:
    assert mask_login_id("hong1234") == "hon*****"


@modest
@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2, max_size=20))
def test_a_masked_name_shows_no_more_than_its_ends(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert masked[1:-1] == "*" * (len(name) - 2)
    assert masked[0] == name[0]
