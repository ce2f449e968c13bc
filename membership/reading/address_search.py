"""The words by which an address is searched for, made fit for the national search [도로명주소 검색] (juso.go.kr)."""

from __future__ import annotations

import re

from membership.problems import Problem, Reading
from membership.reading.tidy import plain_digits, tidy, unwrap

# Its errors E0010 and E0008: no more than 40 Korean letters or 80 bytes, no fewer than two letters.
_MOST_BYTES, _LEAST = 80, 2
# Its error E0013: signs and words of SQL are refused wherever they stand.
_SIGNS = re.compile(r"[%=><\[\]]")
_SQL = re.compile(
    r"\b(?:or|select|insert|delete|update|create|drop|exec|union|fetch|declare|truncate)\b", re.IGNORECASE
)
_LABEL = r"(?:(?:집|회사|자택|직장|본사|사무실)\s*)?주소|(?:mailing\s+)?address"
# Its error E0006: the name of a province or a great city alone.
_PROVINCE = re.compile(
    r"^(?:서울|부산|대구|인천|광주|대전|울산|세종|경기|강원|충북|충남|전북|전남|경북|경남|제주"
    r"|충청[남북]|전라[남북]|경상[남북])(?:특별자치)?(?:특별|광역)?[시도]?$"
)


def read_address_search(text: str) -> Reading[str]:
    """The words to search by; raises Problem where the search would refuse them: "address_search.too_vague"."""
    line = _SQL.sub(" ", _SIGNS.sub(" ", unwrap(plain_digits(tidy(text)), _LABEL)))
    words = _cut(" ".join(line.split()).strip(" ,."))
    letters = re.sub(r"[\W_]", "", words)
    if len(letters) < _LEAST or letters.isdecimal() or _PROVINCE.match(words):
        raise Problem("address_search.too_vague")
    return Reading(words)


def _cut(words: str) -> str:
    """As many whole words as the search takes: counted as it counts, two bytes a Korean letter."""
    while len(words.encode("cp949", "replace")) > _MOST_BYTES:
        head, _, _ = words.rpartition(" ")
        words = head or words[: _MOST_BYTES // 2]
    return words
