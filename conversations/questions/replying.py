"""A question and what comes of it without a chat, for tests and staff."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

from conversations.questions.answers import answer
from conversations.questions.asker import Asker
from conversations.questions.english import english_words
from conversations.questions.normalising import normalised
from conversations.questions.understanding import Understanding, Understood

UNSURE = "unsure"
_TAG = re.compile(r"</?[a-z][^>]*>")
_HANGUL = re.compile(r"[가-힣]")


@dataclass(frozen=True, slots=True)
class Reply:
    """What a question was understood as, and the answer in plain words."""

    understood: Understood
    answer: str

    @property
    def intent(self) -> str:
        """The intent's name, or "unsure" where it is asked back."""
        return self.understood.intent.value if self.understood.sure else UNSURE

    def plain(self, question: str) -> dict[str, object]:
        """As one line of JSON tells it; candidates only where it is asked back."""
        found = self.understood
        told: dict[str, object] = {
            "q": question,
            "intent": self.intent,
            "slots": found.slots.plain() if found.sure else {},
            "confidence": round(found.confidence, 4),
            "answer": self.answer,
        }
        return told if found.sure else {**told, "candidates": [intent.value for intent in found.candidates]}


def reply(understanding: Understanding, asker: Asker, question: str) -> Reply:
    """Answers a question as a chat would."""
    found = understanding.understand(question)
    if found.sure:
        return Reply(found, plain(answer(asker, found.intent, found.slots, found.is_of_others).text))
    options = [asker.text(f"ask.is.{intent.value}") for intent in found.candidates]
    return Reply(found, plain("\n".join([asker.text("doubt.which"), *(f"• {option}" for option in options)])))


def plain(text: str) -> str:
    """A text without mark-up."""
    return html.unescape(_TAG.sub("", text))


def language_of(question: str) -> str:
    """The language that a question is in: English where nothing of it is Hangul, however it was typed."""
    return "ko" if _HANGUL.search(normalised(question, english_words())) else "en"
