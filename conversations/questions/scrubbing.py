"""Takes out of a question, before it is kept, what may be personal: numbers, addresses, names."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from conversations.questions import examples
from conversations.questions.english import english_words

BLANK = "○"
LONGEST = 300  # characters that are kept, from the end
_ADDRESSES = re.compile(r"\S+@\S+|https?://\S+|www\.\S+|@\w+")
_NUMBERS = re.compile(r"\S*\d\S*")
# Three syllables that begin with one of the commonest surnames, with or without a particle.
_NAMED = re.compile(
    r"(?<![가-힣])[김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민나진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모]"
    r"[가-힣]{2}(?=(?:이가|이는|이|가|은|는|을|를|의|한테|에게|랑|이랑|도|님)?(?![가-힣]))"
)
_FIRM = re.compile(r"(?:\(주\)|㈜|주식회사)\s*[가-힣A-Za-z0-9]+|[가-힣A-Za-z0-9]+\s*(?:\(주\)|㈜|주식회사)")
_OFTEN = 3
_NAMES = frozenset({"김철수", "김영희", "이영희", "홍길동", "김대리", "최사원", "박대리", "이대리"})
_LATIN = re.compile(r"[A-Za-z][A-Za-z'’-]*")


def scrubbed(question: str) -> str:
    """The question with a blank for everything that may be personal."""
    text = " ".join(question.split())[-LONGEST:]
    for pattern in (_ADDRESSES, _FIRM, _NUMBERS):
        text = pattern.sub(BLANK, text)
    text = _NAMED.sub(lambda found: found[0] if found[0] in _no_names() else BLANK, text)
    return _LATIN.sub(lambda found: found[0] if _is_plain(found[0]) else BLANK, text)


@cache
def _no_names() -> frozenset[str]:
    """What looks like a name but is said in several examples, in which nobody is named as often."""
    seen = Counter(word for example in examples.load() for word in set(_NAMED.findall(example.question)))
    return frozenset(word for word, times in seen.items() if times >= _OFTEN) - _NAMES


def _is_plain(word: str) -> bool:
    return re.sub(r"['’-]", "", word).lower() in english_words()
