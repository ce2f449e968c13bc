"""The grade that a question names; the service that it names is left to the model (`model.py`)."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from conversations.questions.hangul import jamo
from conversations.questions.lexicon import Lexicon
from membership.grades import Grade

# A grade that is part of a service's name is not asked about: 정회원 승인, MASTER 권한 넘기기, approve regular members.
_PART_OF_SERVICE = re.compile(
    r"정회원\s*(?:으로|로|들을|들|을|를)?\s*(?:승인|올려|만들|시켜)"
    r"|(?:마스터|마스타|master)\s*(?:의|를|을|직)?\s*(?:권한|자리|역할|버튼)?\s*(?:을|를)?\s*(?:넘|양도|이양|이전|위임|물려|건네|토스)"
    r"|approv\w*\s+(?:\w+\s+)?(?:regular|associate)s?|(?:hand|pass|transfer|giv)\w*\s+(?:\w+\s+){0,3}master"
)
_MISSPELT = {jamo("준회원"): Grade.ASSOCIATE, jamo("정회원"): Grade.REGULAR, jamo("개인회원"): Grade.INDIVIDUAL}
_WORD = re.compile(r"[가-힣ㄱ-ㅣ]{2,}")
_ALIKE = 0.74  # share of jamo in common from which a word counts as a misspelt grade


def grade_in(text: str, lexicon: Lexicon) -> Grade | None:
    """The grade that a normalised question names first, also misspelt (준해원)."""
    rest = _PART_OF_SERVICE.sub(" ", text)
    named = lexicon.first_in("grade", rest)
    return Grade(named) if named else _misspelt(rest)


def _misspelt(text: str) -> Grade | None:
    words = [jamo(word) for word in _WORD.findall(text)]
    likeness = [
        (SequenceMatcher(None, word[: len(right) + 1], right).ratio(), grade)
        for word in words
        for right, grade in _MISSPELT.items()
    ]
    best = max(likeness, default=(0.0, Grade.INDIVIDUAL), key=lambda pair: pair[0])
    return best[1] if best[0] >= _ALIKE else None
