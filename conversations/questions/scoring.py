"""How well a labelled file is understood."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import orjson

from conversations.questions.examples import Example
from conversations.questions.intents import Intent, Slots
from conversations.questions.replying import UNSURE
from conversations.questions.understanding import Understanding


@dataclass(frozen=True, slots=True)
class Case:
    """One question: what it is after, and what it was taken for (with its slots where those alone are wrong)."""

    question: str
    expected: str
    got: str
    right: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class Score:
    """The cases of a file, and shares of them."""

    cases: Sequence[Case]

    @property
    def count(self) -> int:
        """How many questions there are."""
        return len(self.cases)

    def shares(self) -> dict[str, float]:
        """The figures that count, each a share from 0 to 1."""
        scope = [case for case in self.cases if case.expected != Intent.OUT_OF_SCOPE]
        beyond = [case for case in self.cases if case.expected == Intent.OUT_OF_SCOPE]
        wrong = [case for case in self.cases if not case.right and case.got not in (UNSURE, Intent.OUT_OF_SCOPE)]
        asked_back = [case for case in self.cases if case.got == UNSURE]
        return {
            "understood, intent and slots right": _share(case.right for case in self.cases),
            "understood, of those in scope": _share(case.right for case in scope),
            "recognised, of those out of scope": _share(case.right for case in beyond),
            "answered wrongly": len(wrong) / max(self.count, 1),
            "asked back": len(asked_back) / max(self.count, 1),
        }

    def plain(self) -> dict[str, object]:
        """The figures and the cases that were not right."""
        cases = [
            {"q": c.question, "intent": c.expected, "got": c.got, "confidence": c.confidence}
            for c in self.cases
            if not c.right
        ]
        return {"count": self.count, **{name: round(share, 4) for name, share in self.shares().items()}, "wrong": cases}


def scored(understanding: Understanding, labelled: Iterable[Example]) -> Score:
    """Understands every question, and compares."""
    return Score([_case(understanding, example) for example in labelled])


def _case(understanding: Understanding, example: Example) -> Case:
    found = understanding.understand(example.question)
    right = found.sure and (found.intent, found.slots) == (example.intent, example.slots)
    got = found.intent.value if found.sure else UNSURE
    if found.sure and found.intent is example.intent and not right:
        got = f"{got} {found.slots.plain()}"
    return Case(example.question, example.intent.value, got, right, round(found.confidence, 2))


def read_labelled(lines: Iterable[str]) -> list[Example]:
    """The questions of a file of JSON lines; raises ValueError with the line's number."""
    return [_labelled(line, number) for number, line in enumerate(lines, 1) if line.strip()]


def _labelled(line: str, number: int) -> Example:
    try:
        told = orjson.loads(line)
        return Example(told["q"], Intent(told["intent"]), Slots.from_plain(told.get("slots") or {}))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"Line {number} is no labelled question: {error}") from None


def _share(rights: Iterable[bool]) -> float:
    listed = list(rights)
    return sum(listed) / max(len(listed), 1)
