"""Numbers as people type them: full width, with spaces, dots and hyphens, or spelled in Hangul (공일공 일이삼사)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from membership.reading.tidy import plain_digits, tidy, unwrap_number

HANGUL_DIGITS = str.maketrans("공영일이삼사오육륙칠팔구", "001234566789")
_SPELLED = "0-9공영일이삼사오육륙칠팔구"
# ㅡ is a vowel that looks like a dash; "에", "다시" and "의" are how a dash is said.
_SAID_DASH = re.compile(rf"(?<=[{_SPELLED}])\s*(?:에|다시|의|ㅡ|ー)\s*(?=[{_SPELLED}])")
_NUMBER_ONLY = re.compile(r"\+?[0-9\s\-.,/()·_~]*[0-9)][\s.,]*")
_LETTER_O = str.maketrans("Oo", "00")


def spelled_number(text: str) -> str | None:
    """The answer as digits and separators, None where it holds anything else."""
    for attempt in (plain_digits(tidy(text)), unwrap_number(text)):
        number = _SAID_DASH.sub("-", attempt).translate(HANGUL_DIGITS).translate(_LETTER_O)
        if _NUMBER_ONLY.fullmatch(number):
            return number
    return None


def digits_only(text: str) -> str:
    """The digits of a text, in order."""
    return "".join(char for char in text if char in "0123456789")


def number_pattern(*groups: str) -> str:
    """A pattern for a number that may be spelled in Hangul: groups of "0", "d" (any) and sets like "[016]"."""
    return r"[\s\-.)ㅡ에]{0,3}".join("".join(map(_spelled_set, _items(group))) for group in groups)


def _items(group: str) -> Iterator[str]:
    return (match[0] for match in re.finditer(r"\[[0-9]+\]|\{[0-9,]+\}|.", group))


_SPELLINGS = "공영 일 이 삼 사 오 육륙 칠 팔 구".split()
_BOTH = {str(digit): f"{digit}{spelled}" for digit, spelled in enumerate(_SPELLINGS)}


def _spelled_set(item: str) -> str:
    if item.startswith("{"):
        return item
    wanted = "0123456789" if item == "d" else item.strip("[]")
    return "[" + "".join(_BOTH[digit] for digit in wanted) + "]"


def is_spelled_digit(char: str) -> bool:
    """Whether a character is a digit or a syllable that spells one."""
    return char in "0123456789" or char in "공영일이삼사오육륙칠팔구"
