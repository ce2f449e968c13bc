"""One line of the company registry's CSV: what it must hold."""

from __future__ import annotations

from collections.abc import Sequence

from membership.problems import Problem
from membership.reading.numbers import CORPORATE_DIGITS, is_business_number, read_business_number
from membership.resident import is_resident_number_in_corporate_field

COLUMNS = (
    "business_number",
    "name",
    "name_en",
    "representative",
    "representative_en",
    "corporate_number",
    "business_type",
    "business_item",
    "phone",
    "postcode",
    "address",
)
LONGEST = 300

Line = dict[str, str | None]


class LineRefused(Exception):
    """This line does not go in, and why."""


def read_line(header: Sequence[str], values: Sequence[str]) -> Line:
    """The values of a line by column, empty ones as None; raises LineRefused."""
    if len(values) != len(header):
        raise LineRefused(f"{len(values)} values for {len(header)} columns")
    named = dict(zip(header, values, strict=True))
    line = {name: _tidy(name, named[name]) for name in COLUMNS}
    line["business_number"] = _business_number(line["business_number"] or "")
    line["corporate_number"] = _corporate_number(line["corporate_number"])
    if line["name"] is None:
        raise LineRefused("no name")
    return line


def _tidy(name: str, value: str) -> str | None:
    if "\0" in value:
        raise LineRefused(f"{name} holds a zero byte")
    if len(value) > LONGEST:
        raise LineRefused(f"{name} is longer than {LONGEST} characters")
    return value.strip() or None


def _business_number(text: str) -> str:
    digits = _compact(text)
    if is_business_number(digits):
        return digits
    try:
        return read_business_number(text).value
    except Problem as problem:
        raise LineRefused(f"business_number: {problem.code.partition('.')[2]}") from problem


def _corporate_number(text: str | None) -> str | None:
    if text is None:
        return None
    digits = _compact(text)
    if len(digits) != CORPORATE_DIGITS or not digits.isdecimal():
        raise LineRefused(f"corporate_number: not {CORPORATE_DIGITS} digits")
    if is_resident_number_in_corporate_field(digits):
        raise LineRefused("corporate_number: looks like a resident registration number")
    return digits


def _compact(text: str) -> str:
    return text.replace("-", "").replace(" ", "")
