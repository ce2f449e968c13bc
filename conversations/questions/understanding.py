"""Understands a question: what it is after, how sure that is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from conversations.questions.english import english_words
from conversations.questions.features import features_of, key
from conversations.questions.intents import Intent, Slots
from conversations.questions.lexicon import Lexicon
from conversations.questions.model import NO_SERVICE, Floats, Model, confidence
from conversations.questions.normalising import normalised
from conversations.questions.scrubbing import names_somebody
from conversations.questions.slots import grade_in
from conversations.questions.trained import model
from membership.grades import Service

SURE = 0.3  # confidence from which a question counts as understood; below it, which of two is meant is asked back
LONGEST = 1000  # characters that are looked at, from the end, where a long story asks its question

_LOADING = Lock()


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question is after. Where `sure` is False, the `candidates` (best first) are asked back.

    `is_own_word`: it is nothing but one of the lexicon's words, which somebody may also be called.
    `is_of_others`: it has no answer, for it asks for what is somebody else's.
    """

    intent: Intent
    slots: Slots
    confidence: float
    candidates: tuple[Intent, ...]
    is_own_word: bool = False
    is_of_others: bool = False

    @property
    def sure(self) -> bool:
        """Whether it may be answered without asking back."""
        return self.confidence >= SURE


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing in a question that spoke for its intent (or against it, when below 0)."""

    kind: str
    feature: str
    weight: float


class Understanding:
    """Understands questions with a trained model; holds nothing between them and may be used by several threads."""

    def __init__(self, trained: Model) -> None:
        self._model = trained
        self._lexicon = Lexicon.load()

    def understand(self, question: str) -> Understood:
        """What a question is after."""
        text = normalised(question[-LONGEST:], english_words())
        rows, values = self._model.vector(self._keys(text))
        shares = confidence(self._model.intents.scores(rows, values))
        ranked = np.argsort(-shares, kind="stable")
        intents = [Intent(self._model.intents.classes[place]) for place in ranked[:3]]
        candidates = tuple(intent for intent in intents if intent is not Intent.OUT_OF_SCOPE)[:2]
        slots = self._slots(intents[0], text, rows, values)
        own = self._lexicon.holds(text)
        others = intents[0] is Intent.OUT_OF_SCOPE and self._is_of_others(text, question)
        return Understood(intents[0], slots, float(shares[ranked[0]]), candidates, own, others)

    def _is_of_others(self, text: str, question: str) -> bool:
        found = self._lexicon.names_in("others", text)
        return "theirs" in found and ("person" in found or names_somebody(question))

    def slots_for(self, intent: Intent, question: str) -> Slots:
        """The slots of a question that is known to be after this intent."""
        text = normalised(question[-LONGEST:], english_words())
        return self._slots(intent, text, *self._model.vector(self._keys(text)))

    def why(self, question: str, most: int = 10) -> list[Reason]:
        """What spoke most for the intent that was understood."""
        text = normalised(question[-LONGEST:], english_words())
        rows, values = self._model.vector(self._keys(text))
        head = self._model.intents
        best = int(head.scores(rows, values).argmax())
        found = {key(kind, name): (kind, name) for kind, names in self._features(text).items() for name in names}
        weights = values * head.weights(rows, best)
        strongest = np.argsort(-np.abs(weights), kind="stable")[:most]
        return [Reason(*found[int(self._model.keys[rows[n]])], float(weights[n])) for n in strongest]

    def _features(self, text: str) -> dict[str, set[str]]:
        return features_of(text, self._lexicon)

    def _keys(self, text: str) -> NDArray[np.uint32]:
        numbers = [key(kind, name) for kind, names in self._features(text).items() for name in names]
        return np.array(sorted(set(numbers)), dtype=np.uint32)

    def _slots(self, intent: Intent, text: str, rows: NDArray[np.intp], values: Floats) -> Slots:
        if intent not in (Intent.CAN_I_USE, Intent.GRADE_SERVICES):
            return Slots()
        head = self._model.services
        named = head.classes[int(head.scores(rows, values).argmax())]
        service = None if named == NO_SERVICE else Service(named)
        return Slots(grade_in(text, self._lexicon) if intent is Intent.GRADE_SERVICES else None, service)


def understanding() -> Understanding:
    """Understanding with the trained model, loaded (or trained) once; whoever asks meanwhile waits for that."""
    with _LOADING:
        return _loaded()


@cache
def _loaded() -> Understanding:
    return Understanding(model())
