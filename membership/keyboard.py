"""The Korean two-set keyboard [두벌식]: what a text looks like when it was typed in the other mode."""

from __future__ import annotations

_INITIALS = "r R s e E f a q Q t T d w W c z x v g".split()
_VOWELS = "k o i O j p u P h hk ho hl y n nj np nl b m ml l".split()
_FINALS = ["", *"r R rt s sw sg e f fr fa fq ft fx fv fg a q qt t T d w c z x v g".split()]
_JAMO = dict(
    zip(
        "ㄱㄲㄳㄴㄵㄶㄷㄸㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅃㅄㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ",
        "r R rt s sw sg e E f fr fa fq ft fx fv fg a q Q qt t T d w W c z x v g "
        "k o i O j p u P h hk ho hl y n nj np nl b m ml l".split(),
        strict=True,
    )
)
_BASE, _LAST = 0xAC00, 0xD7A3


def as_latin_keys(text: str) -> str:
    """Hangul as the Latin keys that were pressed for it: 안녕 → dkssud; the rest is left as it is."""
    return "".join(map(_keys, text))


def _keys(char: str) -> str:
    code = ord(char)
    if not _BASE <= code <= _LAST:
        return _JAMO.get(char, char)
    initial, rest = divmod(code - _BASE, 21 * 28)
    vowel, final = divmod(rest, 28)
    return _INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]
