"""A suggestion for the English name [성명(영문)], by Revised Romanisation of Korean (MCST Notice 2000-8).

Names are written surname first; syllables of the given name do not assimilate (한복남 → Han Boknam).
"""

from __future__ import annotations

from membership.surnames import CUSTOMARY, split_name

# In the order of Unicode's syllables; "-" is silence.
_INITIALS = "g kk n d tt r m b pp s ss - j jj ch k t p h".replace("-", "").split(" ")
_VOWELS = "a ae ya yae eo e yeo ye o wa wae oe yo u wo we wi yu eu ui i".split()
_FINALS = "- k k k n n n t l k m l l l p l m p p t t ng t t k t p t".replace("-", "").split(" ")
_BASE, _LAST = 0xAC00, 0xD7A3


def suggest_name_en(name: str) -> str | None:
    """A Hangul name in Latin letters, "Hong Gildong"; None for any other name."""
    if len(name) < 2 or not all(_BASE <= ord(char) <= _LAST for char in name):
        return None
    surname, given = split_name(name)
    words = [CUSTOMARY.get(surname) or _word(surname), _word(given)]
    return " ".join(word for word in words if word)


def _word(syllables: str) -> str:
    return "".join(map(_syllable, syllables)).capitalize()


def _syllable(char: str) -> str:
    initial, rest = divmod(ord(char) - _BASE, 21 * 28)
    vowel, final = divmod(rest, 28)
    return _INITIALS[initial] + _VOWELS[vowel] + _FINALS[final]
