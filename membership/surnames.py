"""Korean surnames and how their bearers usually write them in Latin letters."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Only where custom departs from Revised Romanisation.
CUSTOMARY: Mapping[str, str] = MappingProxyType(
    {
        "김": "Kim", "이": "Lee", "박": "Park", "최": "Choi", "정": "Jung", "강": "Kang", "조": "Cho", "윤": "Yoon",
        "임": "Lim", "오": "Oh", "신": "Shin", "권": "Kwon", "유": "Yoo", "류": "Ryu", "우": "Woo", "구": "Koo",
        "고": "Ko", "문": "Moon", "손": "Son", "배": "Bae", "백": "Baek", "허": "Heo", "노": "Noh", "심": "Shim",
        "주": "Joo", "전": "Jeon", "곽": "Kwak", "국": "Kook", "금": "Keum", "길": "Gil", "선": "Sun", "연": "Yeon",
        "옥": "Ok", "선우": "Sunwoo", "반": "Ban", "부": "Boo", "두": "Doo", "추": "Choo", "피": "Pi", "라": "Ra",
        "리": "Lee",
    }
)  # fmt: skip

_ONE = (
    "김이박최정강조윤장임한오서신권황안송류유홍전고문양손배백허노남심하주구곽성차우진나민지엄변채원천방공현함"
    "여염추도석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예경봉사부가복태목형피두감음빈동온호범좌팽승간상갈"
    "시단견당화창"
)
TWO_SYLLABLES: tuple[str, ...] = ("남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방", "어금", "망절")
ONE_SYLLABLE: frozenset[str] = frozenset(_ONE)
# 황보라 is far more often 황 + 보라 than 황보 + 라.
LIKELY_ONE_SYLLABLE = frozenset({"황보", "서문"})


def split_name(name: str) -> tuple[str, str]:
    """A Hangul name as surname and given name; the surname is empty where none is known."""
    pair = name[:2]
    if pair in TWO_SYLLABLES and len(name) > (3 if pair in LIKELY_ONE_SYLLABLE else 2):
        return pair, name[2:]
    if name[:1] in ONE_SYLLABLE:
        return name[:1], name[1:]
    return "", name
