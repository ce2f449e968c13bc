"""The examples: one file a question, which staff extend; each line a question, with its slots behind " | "."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from conversations.questions import lexicon
from conversations.questions.intents import Intent, Slots

FOLDER = Path(__file__).with_name("examples")
# The source that decides what is read of the examples, what a question looks like to the model, and how it is made.
_HOW = (
    "english.py",
    "examples.py",
    "features.py",
    "hangul.py",
    "intents.py",
    "lexicon.py",
    "model.py",
    "normalising.py",
    "training.py",
)


@dataclass(frozen=True, slots=True)
class Example:
    """A question as somebody may ask it, and what it is after."""

    question: str
    intent: Intent
    slots: Slots


class BadExample(ValueError):
    """A line that cannot be read, with its file and number."""


def load(folder: Path = FOLDER) -> list[Example]:
    """Every example; raises BadExample for a file or line that names what there is not."""
    return [example for path in sorted(folder.glob("*.txt")) for example in _of_file(path)]


def _of_file(path: Path) -> Iterator[Example]:
    try:
        intent = Intent(path.stem)
    except ValueError:
        raise BadExample(f"{path.name}: there is no question called {path.stem}") from None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("# "):
            yield _read(line, intent, f"{path.name}:{number}")


def _read(line: str, intent: Intent, place: str) -> Example:
    question, _, told = line.rpartition(" | ") if " | " in line and "=" in line.rpartition(" | ")[2] else (line, "", "")
    try:
        slots = Slots.from_plain(dict(pair.split("=") for pair in told.split()))
    except ValueError as error:
        raise BadExample(f"{place}: {error}") from None
    return Example(question.strip(), intent, slots)


def fingerprint() -> str:
    """Changes whenever what a model is trained from or how it is trained does."""
    digest = hashlib.sha256()
    for path in [*sorted(FOLDER.glob("*.txt")), lexicon.FILE, *(Path(__file__).with_name(name) for name in _HOW)]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
