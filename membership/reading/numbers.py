"""Business and corporate registration numbers (KOTRA 회원가입 매뉴얼, I-6 사업자등록번호, 법인등록번호)."""

from __future__ import annotations

import re

from membership.problems import Problem, Reading
from membership.reading.digits import digits_only, spelled_number
from membership.reading.tidy import plain_digits, tidy
from membership.resident import corporate_check_digit, is_resident_number_in_corporate_field

BUSINESS_DIGITS = 10
CORPORATE_DIGITS = 13
# National Tax Service: the check digit of 사업자등록번호.
_BUSINESS_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def read_business_number(text: str) -> Reading[str]:
    """The ten digits of a business registration number; raises Problem for its length, range or check digit."""
    digits = _digits(text)
    if not digits:
        raise Problem("business_number.unreadable", needed=BUSINESS_DIGITS)
    if len(digits) != BUSINESS_DIGITS:
        raise Problem("business_number.length", length=len(digits), needed=BUSINESS_DIGITS)
    # Zeros pass the check digit: the range is looked at first.
    if not _in_range(digits):
        raise Problem("business_number.range", number=show_business_number(digits))
    if int(digits[-1]) != business_check_digit(digits[:-1]):
        raise Problem("business_number.checksum", number=show_business_number(digits))
    return Reading(digits)


def is_business_number(digits: str) -> bool:
    """Whether ten digits keep every rule of a business registration number."""
    shape = re.fullmatch(r"[0-9]{10}", digits)
    return shape is not None and _in_range(digits) and int(digits[-1]) == business_check_digit(digits[:-1])


def show_business_number(digits: str) -> str:
    """Ten digits as people write them: 124-81-00998."""
    return f"{digits[:3]}-{digits[3:5]}-{digits[5:]}"


def business_check_digit(nine: str) -> int:
    """The tenth digit that belongs to nine."""
    total = sum(int(digit) * weight for digit, weight in zip(nine, _BUSINESS_WEIGHTS, strict=True))
    return -(total + int(nine[-1]) * 5 // 10) % 10


def read_corporate_number(text: str) -> Reading[str]:
    """The thirteen digits of a corporate registration number; doubt "corporate_number.checksum"; raises Problem.

    The check digit was abolished on 2025-01-31 (Supreme Court Rule 3173): newer numbers may fail it and be right.
    """
    digits = _digits(text)
    if not digits:
        raise Problem("corporate_number.unreadable", needed=CORPORATE_DIGITS)
    if len(digits) != CORPORATE_DIGITS:
        raise Problem("corporate_number.length", length=len(digits), needed=CORPORATE_DIGITS)
    if is_resident_number_in_corporate_field(digits):
        raise Problem("corporate_number.resident_number")
    if int(digits[-1]) != corporate_check_digit(digits[:-1]):
        return Reading(digits, "corporate_number.checksum", {"number": show_corporate_number(digits)})
    return Reading(digits)


def show_corporate_number(digits: str) -> str:
    """Thirteen digits as people write them: 130111-0006246."""
    return f"{digits[:6]}-{digits[6:]}"


def _in_range(digits: str) -> bool:
    # A serial of 0000 is not held against a number: its check digit decides, and the look-up after it.
    return digits[:3] >= "101" and digits[3:5] != "00"


def _digits(text: str) -> str:
    return digits_only(spelled_number(text) or plain_digits(tidy(text)))
