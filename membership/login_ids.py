"""The ID [아이디] (KOTRA 회원가입 매뉴얼, I-6): an English letter first, English letters and digits only, 6–20."""

from __future__ import annotations

import re

from membership.keyboard import as_latin_keys
from membership.limits import LOGIN_ID_LEAST, LOGIN_ID_MOST
from membership.problems import Problem, Reading
from membership.reading.tidy import unwrap

_VALID = re.compile(rf"[A-Za-z][A-Za-z0-9]{{{LOGIN_ID_LEAST - 1},{LOGIN_ID_MOST - 1}}}")
_HANGUL = re.compile(r"[ㄱ-ㅎㅏ-ㅣ가-힣]")
_SUFFIXES = ("01", "77", "kr", "biz", "2", "trade")


def read_login_id(text: str) -> Reading[str]:
    """An ID as it was typed; raises Problem for the first rule that it breaks."""
    login_id = unwrap(text, r"아이디|(?:user\s*|login\s*)?id")
    _refuse_characters(login_id)
    if len(login_id) < LOGIN_ID_LEAST:
        raise Problem("login_id.too_short", length=len(login_id), least=LOGIN_ID_LEAST)
    if len(login_id) > LOGIN_ID_MOST:
        raise Problem("login_id.too_long", length=len(login_id), most=LOGIN_ID_MOST)
    return Reading(login_id)


def is_login_id(text: str) -> bool:
    """Whether a text keeps every rule of an ID."""
    return _VALID.fullmatch(text) is not None


def key(login_id: str) -> str:
    """What two IDs are compared by: their case does not count."""
    return login_id.lower()


def mask_login_id(login_id: str) -> str:
    """An ID with its end hidden: hon*****."""
    return login_id[:3] + "*" * (len(login_id) - 3)


def suggestions(login_id: str) -> tuple[str, ...]:
    """Valid IDs near a taken one, for the person to try."""
    stems = ((login_id[: LOGIN_ID_MOST - len(end)] + end) for end in _SUFFIXES)
    return tuple(dict.fromkeys(new for new in stems if is_login_id(new) and key(new) != key(login_id)))


def _refuse_characters(login_id: str) -> None:
    if not login_id:
        raise Problem("login_id.empty")
    if _HANGUL.search(login_id):
        hint = as_latin_keys(login_id)
        raise Problem("login_id.hangul", hint=hint if is_login_id(hint) else "")
    if " " in login_id:
        raise Problem("login_id.space")
    odd = "".join(dict.fromkeys(re.sub(r"[A-Za-z0-9]", "", login_id)))
    if odd:
        raise Problem("login_id.symbols", symbols=odd[:10])
    if not login_id[0].isalpha():
        raise Problem("login_id.first_letter", first=login_id[0])
