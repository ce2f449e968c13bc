"""A question as it is compared: one width and case, no laughter, slips of the keyboard's state put right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set

from conversations.questions import hangul

_NOISE = re.compile(r"[ㅋㅎㅠㅜㅡㄷㅇㄴ]{2,}|[~^*_\"'“”‘’`´()\[\]{}<>«»…·|#@=+\\]+")
_STOPS = re.compile(r"[.!?,;:/\n]+")
_LATIN = re.compile(r"[a-z]{3,}", re.IGNORECASE)
_JAMO_WORD = re.compile(r"[ㄱ-ㅣ가-힣]*[ㄱ-ㅣ][ㄱ-ㅣ가-힣]*")
_NUMBER = re.compile(r"\d+")
_FULL_WIDTH = re.compile(r"[\u1100-\u11ff\uff01-\uff5e\u3000]+")
_APOSTROPHE = re.compile(r"(?<=[a-z])['’](?=[a-z])", re.IGNORECASE)


def normalised(text: str, english: Set[str]) -> str:
    """Lower-case words with single spaces; sentences end with " . ".

    `english` are the Latin words that are meant as such: any other that makes whole syllables on a Korean keyboard
    is read as those (dkdlel → 아이디), and syllables that make one of them are read as it (ㅔㅁㄴㄴ잭ㅇ → password).
    """
    text = _APOSTROPHE.sub("", _FULL_WIDTH.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text))
    text = _LATIN.sub(lambda found: _wrong_state(found[0], english), text)
    text = _JAMO_WORD.sub(lambda found: _wrong_script(found[0], english), text).casefold()
    text = hangul.composed(_NOISE.sub(" ", text))
    return " ".join(_NUMBER.sub("0", _STOPS.sub(" . ", text)).split()).strip(" .")


def _wrong_state(word: str, english: Set[str]) -> str:
    """A Latin word as Hangul where it is no English word and its keys make whole syllables."""
    if word.casefold() in english or word.isupper():
        return word
    return hangul.as_hangul(word) or word


def _wrong_script(word: str, english: Set[str]) -> str:
    latin = hangul.as_latin(word)
    return latin if latin and latin in english else word
