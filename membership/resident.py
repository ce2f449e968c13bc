"""Finds resident registration numbers [주민등록번호], which are never taken.

Personal Information Protection Act, article 24-2: not even consent allows to process them. They are looked for in any
disguise: other digits, digits spelled in Hangul, letters for digits, separators anywhere, invisible characters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

MASK = "●●●●●●-●●●●●●●"
_HANGUL = dict(zip("공영령일이삼사오육륙칠팔구", "0001234566789", strict=True))
_LETTERS = {"O": "0", "o": "0", "l": "1", "I": "1", "|": "1", "ㅇ": "0"}
_SEPARATORS = frozenset(" \t\n\r-.,/_·*~:;|()[]<>+=–—―‐‑‒−﹣－ㅡー・。．․'\"")
# What ends a Korean sentence begins with 이 (two) or 일 (one).
_COPULA = re.compile(r"이에요|이예요|이고|이며|이야|이요|이구요|이다|이라|인데|이거든|이걸|입니")
_SAID_DASH = re.compile(r"다시|대시|하이픈|에")
_S = r"[-\n]"
_SOLID_BACK = rf"(?:[1-8]\d{{6}}|[1-8]{_S}{{1,5}}\d{{6}})(?!\d)"
_FRONT = rf"(?<!\d)(?:\d{{6}}|\d\d{_S}{{1,5}}\d\d{_S}{{1,5}}\d\d|\d{{4}}{_S}\d\d|\d\d{_S}\d{{4}})"
# Front and back standing apart as they do on the card: found beside any other number.
_AS_ON_CARD = re.compile(rf"(?=(?P<number>{_FRONT}{_S}{{0,5}}{_SOLID_BACK}))")
# "앞자리 900305 뒷자리 1234567"
_IN_HALVES = re.compile(r"(?=(?P<number>(?<!\d)\d{6}(?!\d)[^\d]{0,12}[뒷뒤][^\d]{0,10}[1-8]\d{6}(?!\d)))")
# Separated anywhere: only where the whole run has thirteen digits, so that lists of telephone numbers are none.
_RUN = re.compile(rf"(?<!\d)(?P<number>\d(?:{_S}{{0,5}}\d){{12}})(?!{_S}{{0,5}}\d)")
_PHONE_OR_DATE = re.compile(
    rf"(?<!\d)(?<!\d-)(?:01[016-9]{_S}{{1,3}}\d{{3,4}}{_S}{{1,3}}\d{{4}}|(?:19|20)\d\d{_S}{{1,2}}\d\d?{_S}{{1,2}}\d\d?)(?!\d)"
)
# Registry offices are numbered from 1101 (Seoul) to below 2900. Who was born in 2011 is grown up in 2030: look then.
_REGISTRY_OFFICES = frozenset(str(years) for years in range(11, 29))
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

Span = tuple[int, int]


def contains_resident_number(text: str) -> bool:
    """Whether a resident registration number stands anywhere in a text, in any disguise."""
    text = unicodedata.normalize("NFC", text)
    return _has_thirteen(text) and next(_spans(text), None) is not None


def redact(text: str) -> str:
    """The text, composed, with each resident registration number covered."""
    text = unicodedata.normalize("NFC", text)
    for start, end in sorted(_merged(_spans(text)), reverse=True):
        text = text[:start] + MASK + text[end:]
    return text


def is_resident_number_in_corporate_field(digits: str) -> bool:
    """Whether thirteen digits given as a corporate number [법인등록번호] must be taken for a person's.

    Both kinds have one shape. Clear are those that begin like a registry office, since a birth in such a year makes a
    child or somebody of nearly a hundred; of the others those that only the corporate check digit fits.
    """
    if not _is_plausible(digits) or digits[:2] in _REGISTRY_OFFICES:
        return False
    corporate = int(digits[-1]) == corporate_check_digit(digits[:-1])
    return not corporate or int(digits[-1]) == resident_check_digit(digits[:-1])


def corporate_check_digit(twelve: str) -> int:
    """The thirteenth digit of a corporate registration number issued before 2025-01-31."""
    return -sum(int(digit) * (1 + at % 2) for at, digit in enumerate(twelve)) % 10


def resident_check_digit(twelve: str) -> int:
    """The thirteenth digit of a resident registration number issued before October 2020."""
    total = sum(int(digit) * weight for digit, weight in zip(twelve, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), strict=True))
    return (11 - total % 11) % 10


def _is_plausible(digits: str) -> bool:
    """Thirteen digits that begin with a date, and whose seventh is a gender and century still alive (1–8)."""
    if not re.fullmatch(r"[0-9]{6}[1-8][0-9]{6}", digits):
        return False
    month, day = int(digits[2:4]), int(digits[4:6])
    return 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]


def _spans(text: str) -> Iterator[Span]:
    for spelled in ({}, _HANGUL, _HANGUL | _LETTERS):
        signs, places = _signs(text, spelled)
        for match in _candidates(signs):
            if _is_plausible("".join(re.findall(r"\d", match["number"]))):
                yield places[match.start("number")], places[match.end("number") - 1] + 1


def _has_thirteen(text: str) -> bool:
    """Whether there are digits enough, in any spelling: most messages need not be looked at more closely."""
    return sum(char.isdigit() or char in _HANGUL or char in _LETTERS for char in text) >= 13


def _candidates(signs: str) -> Iterator[re.Match[str]]:
    yield from _AS_ON_CARD.finditer(signs)
    yield from _IN_HALVES.finditer(signs)
    yield from _RUN.finditer(_PHONE_OR_DATE.sub(lambda known: "x" * len(known[0]), signs))


def _signs(text: str, spelled: dict[str, str]) -> tuple[str, list[int]]:
    """A text as digits, "-" for any separator and letters, and where in the text each sign stands."""
    if spelled:
        text = _COPULA.sub(lambda end: "x" * len(end[0]), text)
        text = _SAID_DASH.sub(lambda said: "-" * len(said[0]), text)
    visible = [(at, char) for at, char in enumerate(text) if not _is_unseen(char)]
    return "".join(_sign(char, spelled) for _, char in visible), [at for at, _ in visible]


def _sign(char: str, spelled: dict[str, str]) -> str:
    if char in spelled:
        return spelled[char]
    digit = unicodedata.digit(char, -1)
    if digit >= 0:
        return str(digit)
    return "-" if char in _SEPARATORS or unicodedata.category(char) in ("Pd", "Zs", "Zl", "Zp") else char


def _is_unseen(char: str) -> bool:
    if char in "\n\t\r":
        return False
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Mn", "Me") or char in "\u115f\u1160\u3164\uffa0"


def _merged(spans: Iterator[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged
