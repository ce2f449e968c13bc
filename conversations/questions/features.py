"""What of a question the model looks at: pieces of syllables, of jamo and of words, and the lexicon's concepts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from zlib import crc32

from conversations.questions.hangul import jamo
from conversations.questions.lexicon import Lexicon

# How much each kind of feature weighs (docs/decisions/0018-understanding-questions.md).
WEIGHTS = {"syllables": 1.0, "jamo": 0.7, "words": 1.0, "letters": 0.7, "concepts": 1.5, "pairs": 0.7, "service": 3.0}
_HANGUL_GAP = re.compile(r"(?<=[가-힣]) (?=[가-힣])")
_WORD = re.compile(r"[a-z0-9]+|[가-힣ㄱ-ㅣ]+")
_PARTICLE = re.compile(
    r"(?:에서는|에서|으로는|으로|에게|한테|까지|부터|처럼|이라도|라도|이랑|이나|은|는|이|가|을|를|에|의|도|로|와|과|만|랑)$"
)
_SYLLABLES, _JAMO, _LETTERS = (1, 2, 3, 4), (4, 5, 6), (3, 4, 5)


def features_of(text: str, lexicon: Lexicon) -> dict[str, set[str]]:
    """The features of a normalised question, by their kind."""
    words = _WORD.findall(text)
    korean = [word for word in words if word[0] >= "ㄱ"]
    latin = [word for word in words if word[0].isascii()]
    concepts = lexicon.names_in("concepts", text)
    return {
        "syllables": set(_pieces("^" + _HANGUL_GAP.sub("", text) + "$", _SYLLABLES)) if korean else set(),
        "jamo": set(_pieces(jamo("".join(korean)), _JAMO)),
        "words": {*(_stem(word) for word in words), *map(" ".join, pairwise(latin))},
        "letters": {piece for word in latin for piece in _pieces(f" {word} ", _LETTERS)},
        "concepts": concepts,
        "pairs": {f"{one}+{other}" for one in concepts for other in concepts if one < other},
        "service": lexicon.names_in("service", text),
    }


def key(kind: str, feature: str) -> int:
    """The number by which the model knows a feature."""
    return crc32(f"{kind}:{feature}".encode())


def _pieces(text: str, lengths: tuple[int, ...]) -> Iterator[str]:
    for length in lengths:
        for start in range(len(text) - length + 1):
            yield text[start : start + length]


def _stem(word: str) -> str:
    """A word without its particle."""
    return _PARTICLE.sub("", word) or word
