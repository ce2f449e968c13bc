"""Latin words that are meant as English, and are no Korean typed with the 한/영 key in the wrong state."""

from __future__ import annotations

import re
from functools import cache

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from conversations.questions.lexicon import Lexicon

_WORD = re.compile(r"[a-z]+")


@cache
def english_words() -> frozenset[str]:
    """Common English words (zxcvbn's lists out of Wikipedia and films), and the lexicon's own."""
    common = (word for name in ("english_wikipedia", "us_tv_and_film") for word in FREQUENCY_LISTS[name])
    return frozenset(common) | frozenset(_WORD.findall(" ".join(Lexicon.load().latin_words())))
