"""Korean particles [조사] that fit the word before them: 은/는, 이/가, 을/를, 과/와, 으로/로, 이라/라, 아/야."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

# The forms after a final consonant and after a vowel, to be asked for in either order.
_PAIRS = "은/는 이/가 을/를 과/와 으로/로 이라/라 아/야 이나/나 이란/란 이며/며 이고/고 이에요/예요 이여/여".split()
_FORMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        written: (closed, opened)
        for closed, opened in (pair.split("/") for pair in _PAIRS)
        for written in (f"{closed}/{opened}", f"{opened}/{closed}")
    }
)

# How words of this field are read aloud, as "word=last syllable".
_READ_ALOUD = """
    kotra=라 master=터 id=디 i-pin=핀 ipin=핀 sms=스 pin=핀 pdf=프 telegram=램 google=글 naver=버 kakao=오 email=일
    e-mail=일 gmail=일 kisline=인 app=앱 web=웹 samsung=성 hyundai=대 one=원 file=일 jpg=지 png=지 gep=피 url=엘 api=이
    ok=이 fax=스 trade=드
""".split()
_READINGS: Mapping[str, str] = MappingProxyType(
    {word: last for word, _, last in (pair.partition("=") for pair in _READ_ALOUD)}
)
_DIGITS = "영일이삼사오육칠팔구"
_LETTERS = dict(zip("abcdefghijklmnopqrstuvwxyz", "이비시디이프지치이이이엘엠엔오피큐알스티유이유스이트", strict=True))
# Lower-case words are read as syllables: these endings close one.
_CLOSED = re.compile(r"(?:[aeiou]|^)(?:[bckpt]|ck|ng|m|n)$|(?:[lmn]|ng|lm|rm|rn)$|(?:me|ne|mn)$")
_LIQUID = re.compile(r"(?:l|le)$")
_SIGNS = {"%": "트", "+": "스", "&": "드", "@": "이", "#": "샵", "℃": "도", "$": "러", "₩": "원", "*": "표"}
_BRACKETED = re.compile(r"[(\[{<（［「『〈《][^()\[\]{}<>]*[)\]}>）］」』〉》]\s*|[㈜㈔]")
_TRAILING = re.compile(r"[\s\"'’”.,!?…:;~\-_/()\[\]{}<>「」『』〈〉《》·]+$")
_LIEUL = 8


def particle(word: str, pair: str) -> str:
    """The one of a pair ("은/는") that follows this word, by its last sound; raises KeyError for an unknown pair."""
    closed, opened = _FORMS[pair]
    final = _final(word)
    if final == 0 or (final == _LIEUL and closed == "으로"):
        return opened
    return closed


def _final(word: str) -> int:
    """The number of the final consonant of the last syllable read aloud, 0 for none."""
    return _final_of_syllable(_last_syllable(_spoken_part(word)))


def _spoken_part(word: str) -> str:
    # (주) before or after a company's name is not said; a word that is nothing but brackets is.
    outside = _TRAILING.sub("", _BRACKETED.sub("", word))
    return outside or _TRAILING.sub("", word)


def _last_syllable(word: str) -> str:
    last = word[-1:]
    if "0" <= last <= "9":
        return _DIGITS[int(last)]
    match = re.search(r"[A-Za-z][A-Za-z\-]*$", word)
    return _latin(match[0]) if match else _SIGNS.get(last, last)


def _latin(word: str) -> str:
    known = _READINGS.get(word.lower()) or _READINGS.get(word.lower().rpartition("-")[2])
    if known:
        return known
    if word.isupper() or len(word) == 1:
        return _LETTERS[word[-1].lower()]
    return _as_read(word.lower())


def _as_read(word: str) -> str:
    if _LIQUID.search(word):
        return "을"
    return "은" if _CLOSED.search(word) else "이"


def _final_of_syllable(syllable: str) -> int:
    code = ord(syllable) - 0xAC00 if syllable else -1
    return code % 28 if 0 <= code <= 0xD7A3 - 0xAC00 else 0
