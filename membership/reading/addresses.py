"""Addresses in one line: postcode, base [기본주소] and detail address [상세주소] (KOTRA 회원가입 매뉴얼, I-6)."""

from __future__ import annotations

import re
from typing import TypedDict, cast

from membership.fields import MEMBER
from membership.problems import Problem, Reading
from membership.reading.digits import digits_only, spelled_number
from membership.reading.tidy import plain_digits, tidy, unwrap

POSTCODE_DIGITS = 5
# Korea Post, 국가기초구역번호: 01000 (Seoul) to 63644 (Jeju).
_FIRST_POSTCODE, _LAST_POSTCODE = "01000", "63644"

_LABELS = r"(?:(?:집|회사|자택|직장|본사|사무실)\s*)?주소|(?:mailing\s+)?address"
_POST_LABEL = r"(?:우편\s*번호\s*[:은는]?|우\)|우\s*(?=\d)|〒|zip(?:\s*code)?:?|postcode:?)\s*"
# Six digits, as until 2015: told from a lot number by standing first, in brackets, or after its label.
_OLD_POSTCODE = re.compile(
    rf"^\(?(?:{_POST_LABEL})?\(?(\d{{3}}-\d{{3}})(?![\d-])|{_POST_LABEL}\(?(\d{{6}})(?!\d)|\((\d{{3}}-\d{{3}})\)",
    re.IGNORECASE,
)
_POSTCODE = re.compile(
    rf"(?:^\(?(?:{_POST_LABEL})?[(\[]?|{_POST_LABEL}[(\[]?|[(\[]|(?<=[\s,]))"
    r"(?P<postcode>\d{5})(?![\d-]|\s*(?:호|층|동|번|길|로))[)\]]?(?=[\s,.]|$)[\s,.:]*",
    re.IGNORECASE,
)
_HOUSE_NUMBER = r"\d+(?:-\d+)?"
# 도로명주소: a road and a house number, where 판교역로192번길 and 을지로3가 are still the road.
_ROAD = re.compile(
    rf"^.*?[가-힣A-Za-z0-9·.](?:로|길)\s*(?:지하\s*|산\s*)?{_HOUSE_NUMBER}"
    r"(?!\d|번?[가나다라마바사아]?길|가(?![가-힣])|층|호)(?:번지)?"
)
# 지번주소: a district and a lot number, where 101동 202호 are the way inside.
_LOT = re.compile(
    rf"^.*?[가-힣]\d*(?:동|리|가|읍|면)\s*(?:산\s*)?{_HOUSE_NUMBER}"
    r"(?!\d|\s*(?:호|층|동|차|단지))(?:번지(?:\s*\d+호)?)?"
)
_PLACE = re.compile(r"\(\s*[가-힣]+\d*(?:동|리|가|읍|면)\b[^)]*\)")
_FLOOR = r"\d{1,3}(?:st|nd|rd|th)?\s*(?:f|fl|floor)"
_ROOM = r"(?:#|suite|ste\.?|room|rm\.?|unit|apt\.?)\s*[\w-]+|\d{1,4}-(?:\d{3,4}|dong|ho)"
_ENGLISH_UNIT = re.compile(rf"^((?:(?:{_FLOOR}|{_ROOM})\s*,\s*)+)", re.IGNORECASE)
# What a longer message leaves behind where something else was taken out of it.
_COMMAS = re.compile(r"\s*,[\s,]*")
_NONE = frozenset({"없음", "없어요", "없습니다", "없다", "해당없음", "none", "no", "n/a", "-"})


class Address(TypedDict, total=False):
    """As much of an address as one message holds."""

    postcode: str
    base: str
    detail: str


def read_address(text: str) -> Reading[Address]:
    """The parts of an address that are there, "detail" left out where it is missing; raises Problem."""
    line = _COMMAS.sub(", ", unwrap(plain_digits(tidy(text)), _LABELS)).strip(" ,")
    _refuse_old_postcode(line)
    postcode, line = _split_postcode(line)
    if not line:
        return Reading(_lengths({"postcode": postcode} if postcode else {}))
    base, detail = _split(line)
    parts = {"postcode": postcode, "base": base, "detail": detail}
    return Reading(_lengths({name: part for name, part in parts.items() if part}))


def read_postcode(text: str) -> Reading[str]:
    """A postcode of five digits; raises Problem."""
    line = plain_digits(tidy(text))
    _refuse_old_postcode(line)
    digits = digits_only(spelled_number(line) or line)
    if not digits:
        raise Problem("postcode.unreadable", needed=POSTCODE_DIGITS)
    if len(digits) == 6:
        raise Problem("postcode.old", postcode=f"{digits[:3]}-{digits[3:]}")
    if len(digits) != POSTCODE_DIGITS:
        raise Problem("postcode.length", length=len(digits), needed=POSTCODE_DIGITS)
    return Reading(_in_range(digits))


def read_address_detail(text: str) -> Reading[str]:
    """Floor, room and building; empty for a house that has none (없음); raises Problem "text.too_long"."""
    detail = unwrap(text, r"상세\s*주소")
    if detail.lower().replace(" ", "") in _NONE:
        return Reading("")
    if not re.search(r"[^\W_]", detail):
        raise Problem("text.empty")
    return Reading(_lengths({"detail": detail})["detail"])


def _refuse_old_postcode(line: str) -> None:
    match = _OLD_POSTCODE.search(line)
    if match:
        raise Problem("postcode.old", postcode=next(filter(None, match.groups())))


def _in_range(postcode: str) -> str:
    if not _FIRST_POSTCODE <= postcode <= _LAST_POSTCODE:
        raise Problem("postcode.range", postcode=postcode)
    return postcode


def _split_postcode(line: str) -> tuple[str, str]:
    match = _POSTCODE.search(line)
    if match is None:
        return "", line
    mark = ", " if "," in match[0] else " "
    rest = f"{line[: match.start()].rstrip(' ,')}{mark}{line[match.end() :]}"
    return _in_range(match["postcode"]), rest.strip(" ,.")


def _split(line: str) -> tuple[str, str]:
    """Base and detail: what identifies the building, and the way inside it."""
    if not re.search(r"[가-힣]", line):
        return _split_english(line)
    match = _ROAD.match(line) or _LOT.match(line)
    if match is None:
        return _split_unnumbered(line)
    base, rest = match[0], line[match.end() :]
    place = _PLACE.search(rest)
    if place:
        base, rest = f"{base} {place[0]}", f"{rest[: place.start()]} {rest[place.end() :]}"
    return base.strip(), " ".join(rest.split()).strip(" ,")


def _split_unnumbered(line: str) -> tuple[str, str]:
    """An address that names its building only: told by a comma, if at all."""
    if not re.search(r"\d", line) or len(line) < 5:
        raise Problem("address.no_number")
    base, _, detail = line.partition(",")
    return base.strip(), detail.strip()


def _split_english(line: str) -> tuple[str, str]:
    if len(re.findall(r"[A-Za-z]", line)) < 4:
        raise Problem("address.unreadable")
    if not re.search(r"\d", line):
        raise Problem("address.no_number")
    unit = _ENGLISH_UNIT.match(line)
    if unit is None:
        return line, ""
    return line[unit.end() :].strip(), unit[1].strip(" ,")


def _lengths(parts: dict[str, str]) -> Address:
    for name, part in parts.items():
        longest = MEMBER["postcode" if name == "postcode" else f"address_{name}"].longest
        if len(part) > longest:
            raise Problem("text.too_long", length=len(part), longest=longest)
    if not parts:
        raise Problem("address.unreadable")
    return cast(Address, parts)
