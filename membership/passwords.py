"""The password [비밀번호]: its rules (KOTRA 회원가입 매뉴얼, I-6) and its hash (PIPC Notice 2026-9, article 7(1)).

The manual asks for letters, digits and special characters and 9 or more of them. On top, after NIST SP 800-63B-4:
nothing of the person's own, no runs, nothing well known.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.matching import RANKED_DICTIONARIES, build_ranked_dict, omnimatch
from zxcvbn.scoring import most_guessable_match_sequence

from membership.common_words import as_typed
from membership.keyboard import as_latin_keys
from membership.limits import PASSWORD_LEAST, PASSWORD_MOST, PASSWORD_RUN
from membership.problems import Problem

RULES: tuple[str, ...] = (
    "password.too_short",
    "password.too_long",
    "password.no_letter",
    "password.no_digit",
    "password.no_special",
    "password.control_character",
    "password.run",
    "password.contains_id",
    "password.contains_name",
    "password.contains_birth_date",
    "password.contains_phone",
    "password.contains_email",
    "password.easy_to_guess",
)
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890", "abcdefghijklmnopqrstuvwxyz", "0123456789")
# zxcvbn grows with the square of the length: what the first 72 characters are worth is enough to know.
_JUDGED_CHARACTERS = 72
# zxcvbn's score 3, "safely unguessable", begins here.
_LEAST_GUESSES = 10**8
# Of zxcvbn's own list of years the newest is 2019.
_SERVICE_WORDS = ("kotra", "buykorea", "telegram", "master", "korea", "member", *map(str, range(2019, 2031)))
# OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, 2 passes, 1 lane.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@dataclass(frozen=True, slots=True)
class Personal:
    """What is known of the person and must not be in the password; phones are stored numbers (+8210…)."""

    name: str = ""
    name_en: str = ""
    birth_date: date | None = None
    phones: tuple[str, ...] = ()
    email: str = ""


def check_password(password: str, login_id: str = "", personal: Personal = Personal()) -> None:
    """Raises Problem "password.rules" with all the broken rules at once (`broken`, codes out of RULES)."""
    password = _prepared(password)
    broken = [*_broken_form(password), *_broken_personal(password, login_id, personal)]
    explained = any(code.startswith(("password.too", "password.run", "password.contains")) for code in broken)
    # Weakness is named where nothing else explains it: a short password is weak because it is short.
    if not explained and _is_easy(password, _inputs(login_id, personal)):
        broken.append("password.easy_to_guess")
    if broken:
        raise Problem("password.rules", broken=broken, least=PASSWORD_LEAST, most=PASSWORD_MOST, run=PASSWORD_RUN)


def hash_password(password: str) -> str:
    """The Argon2id hash as a PHC string; takes tens of milliseconds and 19 MiB, so outside any transaction."""
    return _HASHER.hash(_prepared(password))


def verify_password(hashed: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; None, for an unknown ID, costs as much and is never right."""
    try:
        matches = _HASHER.verify(hashed or _nobodys_hash(), _prepared(password)[: PASSWORD_MOST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return bool(matches) and hashed is not None


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash("nobody has this password")


def _prepared(password: str) -> str:
    """RFC 8265, OpaqueString: composed, with every space an ordinary one, so that keyboards agree."""
    spaced = "".join(" " if unicodedata.category(char) == "Zs" else char for char in password)
    # A lone surrogate, which no keyboard makes, could not be hashed.
    return unicodedata.normalize("NFC", spaced).encode("utf-8", "replace").decode()


def _broken_form(password: str) -> Iterator[str]:
    if len(password) < PASSWORD_LEAST:
        yield "password.too_short"
    if len(password) > PASSWORD_MOST:
        yield "password.too_long"
    if not re.search(r"[A-Za-z]", password):
        yield "password.no_letter"
    if not re.search(r"[0-9]", password):
        yield "password.no_digit"
    if not any(_is_special(char) for char in password):
        yield "password.no_special"
    if any(unicodedata.category(char) == "Cc" for char in password):
        yield "password.control_character"
    if _has_run(password.lower()):
        yield "password.run"


def _is_special(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def _has_run(password: str) -> bool:
    """Whether neighbouring characters are equal or follow each other in the alphabet, the digits or on the keyboard."""
    pieces = (password[at : at + PASSWORD_RUN] for at in range(len(password) - PASSWORD_RUN + 1))
    return any(len(set(piece)) == 1 or any(piece in row or piece[::-1] in row for row in _ROWS) for piece in pieces)


def _broken_personal(password: str, login_id: str, personal: Personal) -> Iterator[str]:
    plain = password.casefold()
    letters = re.sub(r"[\W_]", "", plain)
    digits = re.sub(r"[^0-9]", "", plain)
    if login_id and login_id.casefold() in plain:
        yield "password.contains_id"
    if any(name in plain or name in letters for name in _names(personal)):
        yield "password.contains_name"
    if any(form in digits for form in _birth_dates(personal)):
        yield "password.contains_birth_date"
    if any(form in digits for form in _phones(personal)):
        yield "password.contains_phone"
    local = personal.email.partition("@")[0].casefold()
    if len(local) > 3 and local in plain:
        yield "password.contains_email"


def _names(personal: Personal) -> Iterator[str]:
    """The name in Hangul, on Latin keys, and in Latin letters; shorter than four letters it may be chance."""
    latin = personal.name_en.casefold()
    name = personal.name.replace(" ", "").casefold()
    forms = [as_latin_keys(name).casefold(), re.sub(r"[\W_]", "", latin), *re.split(r"[\s'.\-]+", latin)]
    if len(name) > 1 and not name.isascii():
        yield name
    yield from (form for form in forms if len(form) > 3)


def _birth_dates(personal: Personal) -> tuple[str, ...]:
    born = personal.birth_date
    return tuple(f"{born:{form}}" for form in ("%y%m%d", "%d%m%y", "%m%d%y", "%m%d%Y", "%d%m%Y")) if born else ()


def _phones(personal: Personal) -> Iterator[str]:
    """The last eight digits: what is left of a number without 010."""
    for phone in personal.phones:
        digits = re.sub(r"\D", "", phone)
        if len(digits) >= 8:
            yield digits[-8:]


def _inputs(login_id: str, personal: Personal) -> list[str]:
    own = [login_id, *_names(personal), personal.email, *re.split(r"[@.]", personal.email)]
    return [word.lower() for word in (*_SERVICE_WORDS, *own, *as_typed()) if word]


def _is_easy(password: str, inputs: list[str]) -> bool:
    if not password:
        return True
    judged = password[:_JUDGED_CHARACTERS]
    # zxcvbn.zxcvbn() would leave these personal words in a dictionary that all threads share.
    dictionaries = RANKED_DICTIONARIES | {"user_inputs": build_ranked_dict(inputs)}
    return most_guessable_match_sequence(judged, omnimatch(judged, dictionaries))["guesses"] < _LEAST_GUESSES
