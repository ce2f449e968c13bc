"""Hangul below the syllable: jamo for tolerance of slips, and text typed with the 한/영 key in the wrong state."""

from __future__ import annotations

import re
import unicodedata

# The 2-set keyboard (KS X 5002): what each key writes in Hangul, by the Latin letter on it.
_KEYS = dict(
    zip(
        "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml",
        "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ",
        strict=True,
    )
)
_LETTERS = {jamo: key for key, jamo in _KEYS.items()}
_LEADS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_TAILS = ["", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ"]
_PAIRS = dict(
    zip(
        "ㅗㅏ ㅗㅐ ㅗㅣ ㅜㅓ ㅜㅔ ㅜㅣ ㅡㅣ ㄱㅅ ㄴㅈ ㄴㅎ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅂㅅ".split(),
        "ㅘㅙㅚㅝㅞㅟㅢㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ",
        strict=True,
    )
)
_SPLIT = {whole: parts for parts, whole in _PAIRS.items()}
_FIRST, _LAST, _VOWEL_COUNT, _TAIL_COUNT = 0xAC00, 0xD7A3, len(_VOWELS), len(_TAILS)
_V = "[ㅏ-ㅣ]"
_SYLLABLE = re.compile(
    rf"([ㄱ-ㅎ])(ㅗㅏ|ㅗㅐ|ㅗㅣ|ㅜㅓ|ㅜㅔ|ㅜㅣ|ㅡㅣ|{_V})"
    rf"((?:ㄱㅅ|ㄴㅈ|ㄴㅎ|ㄹㄱ|ㄹㅁ|ㄹㅂ|ㄹㅅ|ㄹㅌ|ㄹㅍ|ㄹㅎ|ㅂㅅ)(?!{_V})|[ㄱ-ㅎ](?!{_V}))?"
)


def jamo(text: str) -> str:
    """Every syllable taken apart into the simple jamo that are typed for it; all else as it is."""
    return "".join(_apart(letter) for letter in text)


def _apart(letter: str) -> str:
    code = ord(letter) - _FIRST
    if not 0 <= code <= _LAST - _FIRST:
        return _SPLIT.get(letter, letter)
    lead, rest = divmod(code, _VOWEL_COUNT * _TAIL_COUNT)
    vowel, tail = divmod(rest, _TAIL_COUNT)
    parts = (_LEADS[lead], _VOWELS[vowel], _TAILS[tail])
    return "".join(_SPLIT.get(part, part) for part in parts)


def composed(text: str) -> str:
    """Syllables put together from the jamo that stand in a row, as a keyboard does: ㅇㅏ이디 → 아이디."""
    return _SYLLABLE.sub(_together, jamo(unicodedata.normalize("NFC", text)))


def _together(found: re.Match[str]) -> str:
    lead, vowel, tail = found[1], _PAIRS.get(found[2], found[2]), found[3] or ""
    if lead not in _LEADS:
        return found[0]
    index = (_LEADS.index(lead) * _VOWEL_COUNT + _VOWELS.index(vowel)) * _TAIL_COUNT
    return chr(_FIRST + index + _TAILS.index(_PAIRS.get(tail, tail)))


def as_hangul(word: str) -> str | None:
    """What a word of Latin letters would have been in Hangul: dkdlel → 아이디; None where that gives no syllables."""
    keys = "".join(_KEYS.get(key) or _KEYS.get(key.lower(), key) for key in word)
    hangul = composed(keys)
    return hangul if re.fullmatch(r"[가-힣]{2,}", hangul) else None


def as_latin(word: str) -> str | None:
    """What a word of Hangul would have been in Latin letters: ㅔㅁㄴㄴ잭ㅇ → password; None for another script."""
    keys = [_LETTERS.get(part) for part in jamo(word)]
    return "".join(filter(None, keys)).lower() if all(keys) and keys else None
