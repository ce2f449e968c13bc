"""Takes off what people and their keyboards put around an answer: odd characters, and polite wrapping."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# NFKC would turn these letters (ㅇㅇ, ㅋㅋ) into pieces of syllables that nothing matches any more.
_NOT_COMPATIBILITY_JAMO = re.compile(r"[^\u3130-\u318f]+")
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_LINE_ENDS = re.compile(r"\r\n|[\r\u0085\u2028\u2029]")
_DASHES = re.compile(r"[\u00ad\u02d7\u058a\u1806\u2010-\u2015\u2043\u207b\u208b\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "`": "'"})


def is_invisible(char: str) -> bool:
    """Whether a character shows nothing: control, format, lone surrogate, filler, variation selector."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs") or char in _FILLERS or "\ufe00" <= char <= "\ufe0f"


def _plain(char: str) -> str:
    if char in "\n\t" or not is_invisible(char):
        return char
    return ""


def _digit(char: str) -> str:
    return str(unicodedata.decimal(char)) if char.isdecimal() else char


def normal(text: str) -> str:
    """The text in ordinary characters: half width, composed, nothing invisible; lines are kept."""
    text = _LINE_ENDS.sub("\n", text)
    text = _NOT_COMPATIBILITY_JAMO.sub(lambda run: unicodedata.normalize("NFKC", run[0]), _DASHES.sub("-", text))
    return "".join(map(_plain, text)).translate(_QUOTES)


def tidy(text: str) -> str:
    """The text in ordinary characters on one line, with single spaces."""
    return " ".join(normal(text).split())


def plain_digits(text: str) -> str:
    """The text with the digits of every script as 0–9."""
    return "".join(map(_digit, text))


_GREETING = r"(?:(?:안녕하세요|아|음|네|넵|예|hello|hi)[\s,.!~:]+)*"
_OWNER = r"(?:(?:제|저의|내|나의|우리|저희|본인|본인의)\s*)"
_STOPS = r"[\s.!~^ㅎㅋㅠ]*$"
# Safe after words: none of these ends a name, a department or a product.
_POLITE_END = re.compile(
    r"\s*(?:(?:이라고|라고)\s*(?:합니다|해요|하면\s*돼요|적어\s*주세요|불러\s*주세요|해\s*주세요)"
    r"|(?:으로|로)\s*(?:해\s*주세요|할게요|하겠습니다|부탁(?:드려요|드립니다|합니다|해요))"
    r"|입니다|이에요|예요|에요|이고요|이구요|,?\s*(?:please|thanks|thank you))" + _STOPS,
    re.IGNORECASE,
)
# After numbers shorter endings can be told apart, too.
_NUMBER_END = re.compile(r"\s*(?:입니다|이에요|이예요|예요|에요|이고요|이구요|이요|이야|번이요|번|야|임|요)" + _STOPS)
_ENGLISH_START = re.compile(r"^(?:(?:my|our)\s+[a-z\- ]{2,40}?\s+is|it'?s|it is|this is|i am|i'm)[\s:]+", re.IGNORECASE)
_SELF = re.compile(_GREETING + r"(?:저는|나는)\s+")


@cache
def _start(labels: str) -> re.Pattern[str]:
    particle = r"\s*(?:(?:은|는|[:=])\s*|(?:이|가)\s+)"
    return re.compile(rf"^{_GREETING}(?:{_OWNER}?(?:{labels}){particle}|{_OWNER}(?:{labels})\s+)", re.IGNORECASE)


def unwrap(text: str, labels: str = "") -> str:
    """A tidied answer without "제 이름은 … 입니다" or "my name is …"; `labels` are a pattern of its own words."""
    text = tidy(text)
    for start in (_SELF, _ENGLISH_START, *((_start(labels),) if labels else ())):
        text = _after(start, text)
    return _before(_POLITE_END, text)


def unwrap_number(text: str) -> str:
    """A tidied answer that should be a number, without a polite ending."""
    return _before(_NUMBER_END, _before(_POLITE_END, plain_digits(tidy(text))))


def _after(start: re.Pattern[str], text: str) -> str:
    match = start.match(text)
    # An answer that is nothing but wrapping is left as it is: the rule of its field will say what is missing.
    return text[match.end() :].strip() or text if match else text


def _before(end: re.Pattern[str], text: str) -> str:
    return end.sub("", text).strip() or text
