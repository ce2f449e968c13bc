"""Interest regions [개인관심지역]: countries by their Korean or English names (KOTRA 회원가입 매뉴얼, I-6)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache

from membership.limits import MOST_REGIONS
from membership.problems import Problem, Reading
from membership.reading.region_names import ALIASES, CONTINENTS, NO_COUNTRIES
from membership.reading.tidy import normal, unwrap

# The countries that most Korean exporters name, for buttons.
POPULAR: tuple[str, ...] = ("US", "CN", "JP", "VN", "IN", "ID", "TH", "DE", "AE", "MX")

_JOINERS = frozenset({"및", "그리고", "and", "과", "와", "랑", "이랑", "하고", "또", "the", "공화국", "연방"})
_PARTICLE = re.compile(r"(?:이랑|랑|하고|과|와|이요|요|입니다|이에요|예요|쪽|시장)$")
_LABELS = r"(?:개인\s*)?(?:관심\s*)?(?:지역|국가|나라)"
_LONGEST_NAME = 6  # words
_LONGEST_TEXT = 1000  # characters: every region there may be, with its longest name, is shorter


def read_regions(text: str) -> Reading[tuple[str, ...]]:
    """ISO 3166 alpha-2 codes in the order named; raises Problem with what was not understood and what was."""
    words = _words(text)
    codes = tuple(dict.fromkeys(word for word, known in words if known))
    unknown = [word for word, known in words if not known]
    _refuse_continents(unknown, codes)
    if unknown or not codes:
        raise Problem("regions.unknown", unknown=unknown, suggestions=_near(unknown), understood=list(codes))
    if len(codes) > MOST_REGIONS:
        raise Problem("regions.too_many", count=len(codes), most=MOST_REGIONS)
    return Reading(codes)


def _refuse_continents(unknown: list[str], codes: tuple[str, ...]) -> None:
    for word in unknown:
        inside = CONTINENTS.get(_key(word))
        if inside:
            raise Problem("regions.not_a_country", name=word, suggestions=list(inside), understood=list(codes))


def region_name(code: str, lang: str) -> str:
    """The name of a country in Korean ("ko") or English; raises KeyError for an unknown code."""
    return _names("ko" if lang == "ko" else "en")[code]


def region_codes() -> tuple[str, ...]:
    """Every country that can be picked, by its Korean name."""
    return tuple(sorted(_names("ko"), key=lambda code: _names("ko")[code]))


@cache
def _names(lang: str) -> Mapping[str, str]:
    # Babel loads its data here, when the first country is named, and not when this module is imported.
    from babel import Locale

    territories = Locale.parse(lang).territories.items()
    return {code: name for code, name in territories if re.fullmatch(r"[A-Z]{2}", code) and code not in NO_COUNTRIES}


@cache
def _codes() -> Mapping[str, str]:
    listed = [(name, code) for lang in ("en", "ko") for code, name in _names(lang).items()]
    # "홍콩(중국 특별행정구)" is also found as 홍콩.
    short = [(re.sub(r"\s*\(.*?\)", "", name), code) for name, code in listed]
    return {_key(name): code for name, code in (*short, *listed, *ALIASES.items())}


def _key(name: str) -> str:
    """A name without case, accents, spaces, marks and the word "and"."""
    taken_apart = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(char for char in taken_apart if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", re.sub(r"^the\s|\band\b|[\W_]", "", plain))


def _words(text: str) -> list[tuple[str, bool]]:
    """What a message names, in order: codes (True) and words that are no country (False)."""
    chunks = re.split(r"[,;\n/·、|]", _unwrapped(text[:_LONGEST_TEXT]))
    return [word for chunk in chunks for word in _chunk(chunk.split())]


def _unwrapped(text: str) -> str:
    """Each line of a message without its polite wrapping."""
    return "\n".join(unwrap(line, _LABELS) for line in normal(text).split("\n"))


def _chunk(words: list[str]) -> Iterator[tuple[str, bool]]:
    while words:
        length, code = _longest(words)
        if length:
            yield code or " ".join(words[:length]), code is not None
        elif _key(words[0]) and words[0].lower() not in _JOINERS:
            yield _without_particle(words[0]), False
        words = words[max(length, 1) :]


def _longest(words: list[str]) -> tuple[int, str | None]:
    """How many words from the first on are one name, and its code, None where it is no country's."""
    for length in range(min(len(words), _LONGEST_NAME), 0, -1):
        name = " ".join(words[:length])
        code = _codes().get(_key(name)) or _codes().get(_key(_without_particle(name)))
        if code or _key(name) in CONTINENTS:
            return length, code
    return 0, None


def _without_particle(name: str) -> str:
    return _PARTICLE.sub("", name) or name


def _near(unknown: list[str]) -> list[str]:
    names = list(_codes())
    near = (get_close_matches(_key(word), names, n=2, cutoff=0.6) for word in unknown[:5])
    return list(dict.fromkeys(_codes()[name] for matches in near for name in matches))
