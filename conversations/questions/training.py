"""Trains the model from the examples, the same every time: `python -m conversations.questions.training`.

scikit-learn is needed here alone; the running assistant loads what this writes (`trained.py`).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from conversations.questions import examples, trained
from conversations.questions.english import english_words
from conversations.questions.examples import Example
from conversations.questions.features import WEIGHTS, features_of, key
from conversations.questions.intents import Intent
from conversations.questions.lexicon import Lexicon
from conversations.questions.model import NO_SERVICE, Head, Model
from conversations.questions.normalising import normalised

_LEAST_EXAMPLES = 2  # a feature seen in fewer is left out
_INTENT_PENALTY, _SERVICE_PENALTY = 1.5, 1.0
_WITH_SLOTS = (Intent.CAN_I_USE, Intent.GRADE_SERVICES)

Asked = Sequence[dict[int, float]]
"""Each question's features, with the weight of their kind."""


def train(told: Sequence[Example]) -> Model:
    """Trains a model on these examples."""
    lexicon, english = Lexicon.load(), english_words()
    asked = [_keys_of(normalised(example.question, english), lexicon) for example in told]
    untaught = _untaught(asked)
    matrix = _matrix(untaught, asked)
    slotted = [example.intent in _WITH_SLOTS for example in told]
    services = [str(example.slots.service or NO_SERVICE) for example in told if example.intent in _WITH_SLOTS]
    return replace(
        untaught,
        intents=_head(matrix, [example.intent.value for example in told], _INTENT_PENALTY),
        services=_head(matrix[np.array(slotted)], services, _SERVICE_PENALTY),
    )


def _keys_of(text: str, lexicon: Lexicon) -> dict[int, float]:
    return {key(kind, name): WEIGHTS[kind] for kind, names in features_of(text, lexicon).items() for name in names}


def _untaught(asked: Asked) -> Model:
    """A model that knows the features and what they are worth, and nothing yet of what they speak for."""
    seen = Counter(number for keys in asked for number in keys)
    known = np.array(sorted(number for number, times in seen.items() if times >= _LEAST_EXAMPLES), dtype=np.uint32)
    weight = {number: kind for keys in asked for number, kind in keys.items()}
    empty = Head.of((), np.zeros((0, 0)), np.zeros(0))
    worth = _rarity(known, seen, len(asked)) * [weight[number] for number in known.tolist()]
    return Model(examples.fingerprint(), known, worth.astype(np.float32), empty, empty)


def _rarity(known: NDArray[np.uint32], seen: Counter[int], count: int) -> NDArray[np.float64]:
    """How much a feature says by being rare (inverse document frequency)."""
    return np.array([np.log((1 + count) / (1 + seen[number])) + 1 for number in known.tolist()])


def _matrix(untaught: Model, asked: Asked) -> Any:
    """The questions as rows, the known features as columns (scipy's compressed rows)."""
    from scipy.sparse import csr_matrix

    # Sorted: sums of floats depend on their order, and sets are in another one in every process.
    vectors = [untaught.vector(np.array(sorted(keys), dtype=np.uint32)) for keys in asked]
    starts = np.cumsum([0, *(len(rows) for rows, _ in vectors)])
    columns, values = (np.concatenate(parts) for parts in zip(*vectors, strict=True))
    return csr_matrix((values, columns, starts), shape=(len(asked), len(untaught.keys)))


def _head(matrix: Any, labels: Sequence[str], penalty: float) -> Head:
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=penalty, random_state=0).fit(matrix, labels)
    classes = tuple(str(name) for name in machine.classes_)
    return Head.of(classes, machine.coef_.T, machine.intercept_)


if __name__ == "__main__":
    written = train(examples.load()).to_bytes()
    if sys.argv[1:] == ["-"]:
        sys.stdout.buffer.write(written)
    else:
        trained.keep(written)
