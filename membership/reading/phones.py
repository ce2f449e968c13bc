"""Telephone, mobile and fax numbers (KOTRA 회원가입 매뉴얼, I-6); values are ITU-T E.164 text such as +821012345678."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from membership.problems import Found, Problem, Reading
from membership.reading.digits import HANGUL_DIGITS, digits_only, is_spelled_digit, number_pattern, spelled_number
from membership.reading.tidy import normal, plain_digits, tidy

KOREA = 82
_TELEPHONE_TYPES = frozenset(
    {
        PhoneNumberType.FIXED_LINE,
        PhoneNumberType.FIXED_LINE_OR_MOBILE,
        PhoneNumberType.MOBILE,
        PhoneNumberType.VOIP,
        PhoneNumberType.UAN,
        PhoneNumberType.PERSONAL_NUMBER,
        PhoneNumberType.TOLL_FREE,
    }
)
_GAP = r"[\s\-.)]{0,3}"
_COUNTRY = rf"(?:(?:\+|00)?82{_GAP}(?:\(0\))?)?"
_MOBILE_NATIONAL = number_pattern("01[016789]", "d{3,4}", "dddd")
_MOBILE_ABROAD = number_pattern("1[016789]", "d{3,4}", "dddd")
_MOBILE = re.compile(rf"(?<![0-9+])(?:{_COUNTRY}{_MOBILE_NATIONAL}|\+?82{_GAP}{_MOBILE_ABROAD})")
_LANDLINE = rf"{number_pattern('0[23456789]d{0,2}', 'd{3,4}', 'dddd')}"
_SHORT = r"1[568][0-9]{2}[\s\-.]?[0-9]{4}"
_TELEPHONE = re.compile(rf"(?<![0-9+\-])(?:\+[1-9][0-9()\s\-.]{{6,18}}[0-9]|{_COUNTRY}{_LANDLINE}|{_SHORT})(?![0-9])")
_EXTENSION = re.compile(
    r"\s*(?:\(?내선(?:\s*번호)?|\(?교환|ext\.?|extension|#|,\s*#?)[\s:.]*([0-9]{1,6})\s*번?\)?\s*$", re.IGNORECASE
)
# What may follow a number at once though it spells a digit: 5678이에요, 5678이고 …
_COPULA = re.compile(r"(?:이에요|이예요|이고|이며|이야|이요|이구요|이다|일)(?![0-9])")


def read_mobile(text: str) -> Reading[str]:
    """A Korean mobile number of a person: 010 and 8 digits, or an old 011, 016–019 one; raises Problem."""
    number = _parsed(_one_number(text, prefer_mobile=True))
    _refuse_odd_mobile(number)
    if not _is_korean_mobile(number):
        raise Problem("mobile.foreign" if number.country_code != KOREA else "mobile.not_mobile")
    return Reading(_e164(number))


def read_telephone(text: str) -> Reading[str]:
    """A landline, internet, service (1600-…) or mobile number, or a foreign one with + and country; raises Problem."""
    return Reading(_e164(_telephone(text)))


def read_fax(text: str) -> Reading[str]:
    """A fax number: as a telephone number, but no mobile one; raises Problem."""
    number = _telephone(text)
    if _is_korean_mobile(number):
        raise Problem("fax.mobile")
    return Reading(_e164(number))


def find_mobile(text: str) -> Found[str] | None:
    """The first valid Korean mobile number in a longer message."""
    return _find(_MOBILE, text, _is_korean_mobile)


def find_telephone(text: str) -> Found[str] | None:
    """The first valid telephone number in a longer message that is no Korean mobile one."""
    return _find(_TELEPHONE, text, _is_other)


def show_phone(e164: str) -> str:
    """A stored number as people write it: 010-1234-5678, 1600-7119, +1 212-555-0123."""
    number = phonenumbers.parse(e164)
    if number.country_code != KOREA:
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    national = f"0{number.national_number}"
    # phonenumbers writes 050-5123-4567, which nobody does.
    if re.fullmatch(r"050\d{8,9}", national):
        return f"{national[:4]}-{national[4:-4]}-{national[-4:]}"
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)


def _telephone(text: str) -> PhoneNumber:
    number = _parsed(_one_number(text, prefer_mobile=False))
    _refuse_odd_mobile(number)
    national = digits_only(text)
    if not _is_valid(number):
        local = number.country_code == KOREA and 7 <= len(national) <= 8 and national[0] in "23456789"
        raise Problem("phone.no_area_code" if local else "phone.invalid")
    return number


def _find(pattern: re.Pattern[str], text: str, wanted: Callable[[PhoneNumber], bool]) -> Found[str] | None:
    text = plain_digits(normal(text))
    for match in pattern.finditer(text):
        number = _parse(match[0].translate(HANGUL_DIGITS).replace("에", "-").replace("ㅡ", "-"))
        if number is not None and wanted(number) and _ends_here(text[match.end() :]):
            return Found(_e164(number), f"{text[: match.start()]} {text[match.end() :]}".strip())
    return None


def _all(pattern: re.Pattern[str], text: str, wanted: Callable[[PhoneNumber], bool]) -> Iterator[str]:
    found = _find(pattern, text, wanted)
    while found is not None:
        yield found.value
        found = _find(pattern, found.rest, wanted)


def _ends_here(rest: str) -> bool:
    return not rest or not is_spelled_digit(rest[0]) or _COPULA.match(rest) is not None


def _one_number(text: str, prefer_mobile: bool) -> str:
    """The part of an answer that is the number: all of it, or the only one inside it."""
    text, extension = _without_extension(text)
    whole = re.sub(r"[_~·/](?=[0-9]{3})", "-", spelled_number(text) or "")
    if whole and len(digits_only(whole)) <= 15 and _is_readable(whole):
        number = whole
    else:
        number = _only_found(text, prefer_mobile) or _only_digits(whole or text)
    if extension:
        raise Problem("phone.extension", extension=extension)
    return number


def _without_extension(text: str) -> tuple[str, str]:
    text = plain_digits(tidy(text))
    match = _EXTENSION.search(text)
    if match and len(digits_only(text[: match.start()])) >= 7:
        return text[: match.start()], match[1]
    return text, ""


def _only_found(text: str, prefer_mobile: bool) -> str | None:
    mobiles, others = set(_all(_MOBILE, text, _is_korean_mobile)), set(_all(_TELEPHONE, text, _is_other))
    wanted = mobiles if prefer_mobile and mobiles else mobiles | others
    if len(wanted) > 1:
        raise Problem("phone.several")
    return wanted.pop() if wanted else None


def _only_digits(text: str) -> str:
    """A number that no pattern fits, for its own problem to be named."""
    number = re.sub(r"^[^0-9+]+|[^0-9]+$", "", text)
    if len(digits_only(number)) < 3 or re.search(r"[^0-9+\s\-.,/()]", number):
        raise Problem("phone.unreadable")
    return number


def _parsed(text: str) -> PhoneNumber:
    number = _parse(text)
    if number is None:
        raise Problem("phone.unreadable")
    return number


def _parse(text: str) -> PhoneNumber | None:
    # Only Korea's own code is told from a trunk 00: a person abroad types + as the question says.
    text = re.sub(r"^\s*\(?00\s*(?=82)", "+", text.replace("(0)", ""))
    try:
        return phonenumbers.parse(text, "KR")
    except NumberParseException:
        return None


def _is_readable(text: str) -> bool:
    return _parse(text) is not None


def _refuse_odd_mobile(number: PhoneNumber) -> None:
    """phonenumbers takes 010-123-4567 and 012-1234-5678 for valid; nobody has them."""
    national = f"0{number.national_number}"
    service = phonenumbers.number_type(number) == PhoneNumberType.UAN
    if number.country_code != KOREA or not national.startswith("01") or service:
        return
    if national[2] in "2345" and len(national) >= 10:
        raise Problem("mobile.prefix", prefix=national[:3])
    if national.startswith("010") and len(national) != 11:
        raise Problem("mobile.length", digits=len(national), needed=11)
    if national[2] in "16789" and len(national) in (9, 12):
        raise Problem("mobile.length", digits=len(national), needed=10)


def _is_korean_mobile(number: PhoneNumber) -> bool:
    national = f"0{number.national_number}"
    shape = re.fullmatch(r"010\d{8}|01[16-9]\d{7,8}", national)
    return number.country_code == KOREA and shape is not None and _is_valid(number)


def _is_other(number: PhoneNumber) -> bool:
    return _is_valid(number) and not f"0{number.national_number}".startswith("01")


def _is_valid(number: PhoneNumber) -> bool:
    # All of 010-2000 to 9999 is mobile, also what phonenumbers does not list: 010-5970 to 5999.
    if number.country_code == KOREA and re.fullmatch(r"10[2-9]\d{7}", str(number.national_number)):
        return True
    if not phonenumbers.is_valid_number(number):
        return False
    return number.country_code != KOREA or phonenumbers.number_type(number) in _TELEPHONE_TYPES


def _e164(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)
