"""The lexicon: words that mean the same, as a data file that staff extend (`lexicon.toml`)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

FILE = Path(__file__).with_name("lexicon.toml")
_SPACES = re.compile(r"\s+")


class Lexicon:
    """Finds the lexicon's concepts in normalised questions."""

    def __init__(self, tables: Mapping[str, Mapping[str, Sequence[str]]]) -> None:
        self._tables = tables
        self._words = {word.lower().rstrip("-") for words in tables["concepts"].values() for word in words}
        self._patterns = {
            table: {name: _pattern(words) for name, words in entries.items()} for table, entries in tables.items()
        }

    @classmethod
    def load(cls, file: Path = FILE) -> Lexicon:
        """The lexicon of a TOML file."""
        return cls(tomllib.loads(file.read_text("utf-8")))

    def latin_words(self) -> Iterator[str]:
        """Every English word and phrase, in lower case."""
        return (word.lower() for entries in self._tables.values() for words in entries.values() for word in words)

    def holds(self, text: str) -> bool:
        """Whether a normalised text is nothing but one of the concepts' words."""
        return text in self._words

    def names_in(self, table: str, text: str) -> set[str]:
        """The names in one table of the lexicon whose words stand in a normalised question."""
        squeezed = _SPACES.sub("", text)
        return {
            name
            for name, (korean, latin) in self._patterns[table].items()
            if (korean and korean.search(squeezed)) or (latin and latin.search(text))
        }

    def first_in(self, table: str, text: str) -> str | None:
        """Which name of a table is spoken of first in a normalised question."""
        squeezed = _SPACES.sub("", text)
        found = [
            (place, name)
            for name, patterns in self._patterns[table].items()
            if (place := _first_place(patterns, squeezed, text)) is not None
        ]
        return min(found)[1] if found else None


def _first_place(patterns: Patterns, squeezed: str, text: str) -> float | None:
    """Where a name is spoken of first, as a share of the question."""
    korean, latin = patterns
    places = [
        found.start() / len(words)
        for pattern, words in ((korean, squeezed), (latin, text))
        if pattern and (found := pattern.search(words))
    ]
    return min(places) if places else None


Patterns = tuple[re.Pattern[str] | None, re.Pattern[str] | None]


def _pattern(words: Iterable[str]) -> Patterns:
    korean = [re.escape(_SPACES.sub("", word)) for word in words if not word.isascii()]
    latin = [_latin(word) for word in words if word.isascii()]
    return (
        re.compile("|".join(korean)) if korean else None,
        re.compile(rf"(?<![a-z0-9])(?:{'|'.join(latin)})") if latin else None,
    )


def _latin(word: str) -> str:
    """A word's beginning, or the whole word where it ends with "-"; apostrophes are not written."""
    plain = re.escape(word.rstrip("-").replace("'", ""))
    return plain + (r"(?![a-z0-9])" if word.endswith("-") else "")
