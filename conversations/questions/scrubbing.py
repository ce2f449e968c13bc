"""Takes out of a question, before it is kept, what may be personal: numbers, addresses, people's and firms' names."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from conversations.questions import examples
from conversations.questions.english import english_words

BLANK = "○"
LONGEST = 300  # characters that are kept, from the end
_OFTEN = 3  # examples in which a word stands that is nobody's name
_PARTICLE = (
    r"(?:이가|이는|이|가|은|는|을|를|의|한테|에게|랑|이랑|도|와|과|이라고|라고|이라는|라는|이고|인데|이에요|예요|이예요|입니다|이라|야|아)?"
    r"(?![가-힣])"
)
_TITLE = r"(?:씨|님|대리|과장|차장|부장|주임|사원|팀장|실장|본부장|대표|사장|회장|선생|고객|회원|양|군)(?:님)?"
_ADDRESSES = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|@\w+|[가-힣]{2,}(?:로|길)\s*\d\S*")
_NUMBERS = re.compile(r"\S*[\d〇零一二三四五六七八九]\S*")
# Digits by their Hangul names: 공일공, 구공공삼공오.
_SPOKEN = re.compile(r"(?:(?<![가-힣])[공영일이삼사오육륙칠팔구]{3,}|[공영일이삼사오육륙칠팔구]{4,})[가-힣]*")
_SURNAMES = (
    "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민나진지엄채원천방공현함변염여추도소"
    "석선설마길연위표명기반왕금옥육인맹제모"
)
# Three syllables that begin with one of the commonest surnames; any two to four, or one, before a title.
_NAMED = re.compile(rf"(?<![가-힣])[{_SURNAMES}][가-힣]{{2}}(?={_PARTICLE})")
_TITLED = re.compile(rf"(?<![가-힣])(?:[{_SURNAMES}] )?([가-힣]{{1,4}}?)(?=\s*{_TITLE}{_PARTICLE})")
_FIRM = re.compile(
    r"(?:\(주\)|㈜|주식회사)\s*[가-힣A-Za-z0-9]+|[가-힣A-Za-z0-9]+\s*(?:\(주\)|㈜|주식회사)"
    r"|(?<![가-힣])[가-힣A-Za-z]{2,}(?:전자|상사|물산|산업|테크|건설|식품|제약|화학|통상|무역|컴퍼니|그룹|인터내셔널|글로벌)"
    rf"(?={_PARTICLE}|에|에서)"
)
# Who is no particular person.
_ROLES = frozenset(
    "마스터 상담 상담사 상담원 고객 담당 담당자 선생 사장 대표 회원 준회원 정회원 기업회원 개인회원 관리자 직원 신입"
    " 우리 저희 제 내 그 새 전 어떤 다른 무슨 모든"
    " 과장 차장 부장 대리 주임 사원 팀장 실장 본부장 회장 기업 개인 법인 통합".split()
)
_NAMES = frozenset({"김철수", "김영희", "이영희", "홍길동", "김대리", "최사원", "박대리", "이대리"})
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_LATIN_NAMES = frozenset(name for kind in ("surnames", "male_names", "female_names") for name in FREQUENCY_LISTS[kind])


def scrubbed(question: str) -> str:
    """The question with a blank for everything that may be personal; rather too much is taken out than too little."""
    # A full-width sign is read as the plain one; ㈜ and ○ stay what they are.
    text = " ".join(unicodedata.normalize("NFKC", question.replace("㈜", "(주)")).split())[-LONGEST:]
    for pattern in (_ADDRESSES, _FIRM, _NUMBERS, _SPOKEN):
        text = pattern.sub(BLANK, text)
    text = _TITLED.sub(lambda found: found[0] if _is_role(found[1]) else BLANK, text)
    text = _NAMED.sub(lambda found: found[0] if _is_no_name(found[0]) else BLANK, text)
    return _LATIN.sub(lambda found: found[0] if _is_plain(found[0]) else BLANK, text)


def names_somebody(question: str) -> bool:
    """Whether a question seems to name a particular person."""
    named = any(not _is_no_name(word) for word in _NAMED.findall(question))
    return named or any(not _is_role(found[1]) for found in _TITLED.finditer(question))


def _is_no_name(word: str) -> bool:
    return word in _no_names() or _is_role(word.removesuffix("님")) or word.endswith("좀")


def _is_role(word: str) -> bool:
    return word in _ROLES


@cache
def _no_names() -> frozenset[str]:
    """What looks like a name but is said in several examples, in which nobody is named as often."""
    seen = Counter(word for example in examples.load() for word in set(_NAMED.findall(example.question)))
    return frozenset(word for word, times in seen.items() if times >= _OFTEN) - _NAMES


@cache
def _often_said() -> frozenset[str]:
    """Latin words of several examples: whoever is called May or Mark is taken out no more than those are."""
    seen = Counter(
        word for example in examples.load() for word in set(_LATIN.findall(example.question.lower().replace("’", "'")))
    )
    return frozenset(re.sub(r"['-]", "", word) for word, times in seen.items() if times >= _OFTEN)


def _is_plain(word: str) -> bool:
    bare = re.sub(r"['’-]", "", word).lower()
    return bare in english_words() and (bare not in _LATIN_NAMES or bare in _often_said())
