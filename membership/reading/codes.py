"""The verification code that arrived by text message (KOTRA 회원가입 매뉴얼, I-5: six digits)."""

from __future__ import annotations

import re

from membership.limits import CODE_DIGITS
from membership.problems import Problem, Reading
from membership.reading.digits import digits_only, spelled_number
from membership.reading.tidy import plain_digits, tidy

# A code may be typed in two or three pieces, or come pasted with the text message around it.
_CODE = re.compile(r"(?<![0-9][\s-])(?<![0-9])[0-9](?:[\s-]?[0-9]){5}(?![\s-]?[0-9])")


def read_code(text: str) -> Reading[str]:
    """The six digits of a code; raises Problem "code.length" or "code.unreadable"."""
    number = spelled_number(text) or _code_within(plain_digits(tidy(text)))
    digits = digits_only(number)
    if len(digits) != CODE_DIGITS:
        raise Problem("code.length", length=len(digits), needed=CODE_DIGITS)
    return Reading(digits)


def _code_within(text: str) -> str:
    codes = {digits_only(code) for code in _CODE.findall(text)}
    if len(codes) == 1:
        return codes.pop()
    spelled = spelled_number(re.sub(r"^\D*?(?:번호|코드|code)(?:는|은|가|이|:| is)?\s*", "", text, flags=re.IGNORECASE))
    if codes or not (spelled or re.search(r"[0-9]", text)):
        raise Problem("code.unreadable", needed=CODE_DIGITS)
    return spelled or text
