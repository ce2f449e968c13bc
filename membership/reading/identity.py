"""What an identity check asks by phone: gender, nationality, carrier, and all of it from one message (매뉴얼 I-5)."""

from __future__ import annotations

import re
from datetime import date
from typing import TypedDict

from membership.problems import Found, Problem, Reading
from membership.reading.dates import find_birth_date
from membership.reading.names import find_person_name
from membership.reading.phones import find_mobile
from membership.reading.tidy import normal, unwrap

CARRIERS = ("SKT", "KT", "LGU", "SKT_MVNO", "KT_MVNO", "LGU_MVNO")


class IdentityAnswers(TypedDict, total=False):
    """What one message holds of an identity check, each with the message as it was left without it."""

    mobile: Found[str]
    birth_date: Found[date]
    carrier: Found[str]
    gender: Found[str]
    nationality: Found[str]
    name: Found[str]


_WORD_END = r"(?:입니다|이에요|예요|이고요?|이며|이요|요|임)?(?![가-힣a-z])"


def _words(*words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![가-힣a-z])(?:{'|'.join(words)}){_WORD_END}", re.IGNORECASE)


_GENDER_WORDS = (
    ("male", _words("남", "남자", "남성", "男", "男性", "male", "man", "boy", "gentleman")),
    ("female", _words("여", "여자", "여성", "女", "女性", "female", "woman", "girl", "lady")),
)
_SHORT_GENDERS = {"m": "male", "f": "female", "ㄴㅈ": "male", "ㅇㅈ": "female"}
_PEOPLES = (
    "미국|중국|일본|베트남|태국|인도|영국|독일|프랑스|러시아|몽골|대만|캐나다|호주|필리핀|네팔"
    "|우즈베키스탄|인도네시아|캄보디아|미얀마"
)
_NATIONALITY_WORDS = (
    (
        "domestic",
        _words(
            "내국인?", "한국(?:인| ?사람)?", "국내인?", "대한민국(?: 국민)?", "domestic", "(?<!non.)korean?", "local"
        ),
    ),
    (
        "foreign",
        _words("외국(?:인| ?사람)?", "해외", "foreign(?:er)?", "non[- ]korean", f"(?:{_PEOPLES})(?:인| ?사람)"),
    ),
)
_BUDGET = r"알뜰(?:폰|통신|요금제?)?|mvno|budget"
_NETWORKS = (
    ("SKT", r"sk\s*t(?:elecom)?|sk\s*텔레콤|에스케이\s*(?:티|텔레콤)?|sk"),
    ("LGU", r"(?:l\s*g|엘지)?\s*(?:u\s*\+|u\s*plus|유플러스|유플)|(?:l\s*g|엘지)\s*(?:텔레콤|u|t)?"),
    ("KT", r"kt\s*f?|케이티"),
)
_CARRIERS = tuple(
    (
        code,
        re.compile(
            rf"(?<![a-z가-힣])(?:(?P<before>{_BUDGET})\s*[-(,/]?\s*)?(?:{network})(?:\s*(?:통신)?망)?"
            rf"(?:\s*[-(,/의]?\s*(?P<after>{_BUDGET})\)?)?{_WORD_END}",
            re.IGNORECASE,
        ),
    )
    for code, network in _NETWORKS
)


def read_gender(text: str) -> Reading[str]:
    """ "male" or "female"; raises Problem "gender.unreadable"."""
    word = unwrap(text, "성별|gender|sex").lower()
    gender = _SHORT_GENDERS.get(word) or _one(_GENDER_WORDS, word)
    if gender is None:
        raise Problem("gender.unreadable")
    return Reading(gender)


def read_nationality(text: str) -> Reading[str]:
    """ "domestic" or "foreign"; raises Problem "nationality.unreadable"."""
    word = unwrap(text, "국적|내외국인|nationality").lower()
    nationality = _one(_NATIONALITY_WORDS, word)
    if nationality is None:
        raise Problem("nationality.unreadable")
    return Reading(nationality)


def read_carrier(text: str) -> Reading[str]:
    """One of CARRIERS; raises Problem, "carrier.whose_network" for a budget carrier [알뜰폰] that names none."""
    text = unwrap(text, "통신사|carrier")
    found = find_carrier(text)
    if found:
        return Reading(found.value)
    raise Problem("carrier.whose_network") if re.search(_BUDGET, text, re.IGNORECASE) else Problem("carrier.unreadable")


def find_gender(text: str) -> Found[str] | None:
    """The gender in a longer message, where it names one only."""
    return _find(_GENDER_WORDS, text)


def find_nationality(text: str) -> Found[str] | None:
    """Domestic or foreign, where a longer message says one only."""
    return _find(_NATIONALITY_WORDS, text)


def find_carrier(text: str) -> Found[str] | None:
    """The carrier in a longer message, where it names one only."""
    text = normal(text)
    matches = [(code, match) for code, pattern in _CARRIERS for match in pattern.finditer(text)]
    if len({code for code, _ in matches}) != 1:
        return None
    code, match = matches[0]
    rest = _without(text, match)
    # "KT 쓰는데 알뜰폰이에요": said apart, still one carrier.
    if not (match["before"] or match["after"]) and re.search(_BUDGET, rest, re.IGNORECASE):
        return Found(f"{code}_MVNO", re.sub(rf"(?:{_BUDGET})", " ", rest, flags=re.IGNORECASE))
    return Found(f"{code}_MVNO" if match["before"] or match["after"] else code, rest)


def find_identity(text: str, today: date) -> IdentityAnswers:
    """Everything of an identity check that one message holds beyond doubt."""
    answers: IdentityAnswers = {}
    if mobile := find_mobile(text):
        answers["mobile"], text = mobile, mobile.rest
    if birth_date := find_birth_date(text, today):
        answers["birth_date"], text = birth_date, birth_date.rest
    if carrier := find_carrier(text):
        answers["carrier"], text = carrier, carrier.rest
    if gender := find_gender(text):
        answers["gender"], text = gender, gender.rest
    if nationality := find_nationality(text):
        answers["nationality"], text = nationality, nationality.rest
    # A name alone is too easily some other word: it is taken only in company.
    if answers and (name := find_person_name(text)):
        answers["name"] = name
    return answers


_Meanings = tuple[tuple[str, re.Pattern[str]], ...]


def _one(meanings: _Meanings, text: str) -> str | None:
    found = _find(meanings, text)
    return found.value if found else None


def _find(meanings: _Meanings, text: str) -> Found[str] | None:
    text = normal(text)
    matches = [(code, match) for code, pattern in meanings if (match := pattern.search(text))]
    if len(matches) != 1:
        return None
    code, match = matches[0]
    return Found(code, _without(text, match))


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}".strip()
