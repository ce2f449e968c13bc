import re
from datetime import date

import pytest

from gateways.identity import unique_value_of

BORN = date(1990, 3, 5)


def test_a_unique_value_has_the_form_of_a_ci() -> None:
    value = unique_value_of("홍길동", BORN, "male", "+821012345678")
    assert re.fullmatch(r"[A-Za-z0-9+/]{86}==", value)


def test_the_same_person_has_the_same_value_however_the_name_is_spaced() -> None:
    one = unique_value_of("홍 길동", BORN, "male", "+821012345678")
    assert one == unique_value_of("홍길동 ", BORN, "male", "+821012345678")
    assert unique_value_of("HONG Gildong", BORN, "male", None) == unique_value_of("honggildong", BORN, "male", None)


@pytest.mark.parametrize(
    ("name", "born", "gender", "mobile"),
    [
        ("홍길순", BORN, "male", "+821012345678"),
        ("홍길동", date(1990, 3, 6), "male", "+821012345678"),
        ("홍길동", BORN, "female", "+821012345678"),
        ("홍길동", BORN, "male", "+821012345679"),
        ("홍길동", BORN, "male", None),
    ],
)
def test_another_person_has_another_value(name: str, born: date, gender: str, mobile: str | None) -> None:
    value = unique_value_of(name, born, gender, mobile)  # type: ignore[arg-type]
    assert value != unique_value_of("홍길동", BORN, "male", "+821012345678")
