"""The facts, held against the manual where it is at hand."""

import re
from pathlib import Path

import pytest

from membership import facts, limits
from membership.reading.emails import read_email
from membership.reading.phones import read_telephone, show_phone

TEXTS = Path(__file__).parents[2] / "conversations" / "texts"
NUMBER = re.compile(r"(?<!\d)(?:1[56]\d\d-\d{4}|02-\d{3,4}-\d{4})(?!\d)")
MAIL = re.compile(r"[\w.]+@kotra\.or\.kr")
MADE_UP = {"02-1234-5678"}  # the example of a telephone number
MANUAL = Path(__file__).parents[3] / "shared" / "manual" / "kotra-signup-manual.txt"


@pytest.mark.parametrize("number", [facts.CENTRE_PHONE, facts.CENTRE_FAX, facts.PUBLIC_IPIN_HELP_PHONE])
def test_numbers_are_valid(number: str) -> None:
    assert show_phone(read_telephone(number).value) == number


def test_the_mail_address_is_valid() -> None:
    assert read_email(facts.CENTRE_EMAIL).value == facts.CENTRE_EMAIL


def test_the_texts_name_the_same_numbers_and_the_same_mail_address() -> None:
    texts = "\n".join(path.read_text(encoding="utf-8") for path in TEXTS.rglob("*.t*"))
    known = {facts.CENTRE_PHONE, facts.CENTRE_FAX, facts.PUBLIC_IPIN_HELP_PHONE, facts.CENTRE_EMAIL}
    assert {*NUMBER.findall(texts), *MAIL.findall(texts)} - MADE_UP == known


@pytest.mark.skipif(not MANUAL.exists(), reason="the manual is not part of the project")
def test_every_fact_stands_in_the_manual() -> None:
    manual = MANUAL.read_text()
    numbers = (facts.CENTRE_PHONE, facts.CENTRE_FAX, facts.CENTRE_EMAIL, facts.PUBLIC_IPIN_HELP_PHONE)
    assert [fact for fact in (*numbers, *facts.INTEGRATED_SITES) if fact not in manual] == []


@pytest.mark.skipif(not MANUAL.exists(), reason="the manual is not part of the project")
@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("만 14세 이상", (limits.LEAST_AGE,)),
        ("6-20 글자", (limits.LOGIN_ID_LEAST, limits.LOGIN_ID_MOST)),
        ("9자 이상", (limits.PASSWORD_LEAST,)),
    ],
)
def test_limits_are_the_manuals(sentence: str, numbers: tuple[int, ...]) -> None:
    assert sentence in MANUAL.read_text()
    assert all(str(number) in sentence for number in numbers)
