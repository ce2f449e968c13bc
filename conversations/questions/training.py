"""Trains the model from the examples, the same every time: `python -m conversations.questions.training`.

scikit-learn is needed here alone; the running assistant loads what this writes.
"""

from __future__ import annotations

import io
import logging
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from conversations.questions import examples
from conversations.questions.english import english_words
from conversations.questions.examples import Example
from conversations.questions.features import WEIGHTS, features_of, key
from conversations.questions.intents import Intent
from conversations.questions.lexicon import Lexicon
from conversations.questions.model import Head, Model
from conversations.questions.normalising import normalised

FILE = Path(__file__).with_name("model.npz")
NO_SERVICE = "-"
_LEAST_EXAMPLES = 2  # a feature seen in fewer is left out
_INTENT_PENALTY, _SERVICE_PENALTY = 1.5, 1.0
_WITH_SLOTS = (Intent.CAN_I_USE, Intent.GRADE_SERVICES)

_LOG = logging.getLogger(__name__)


def model() -> Model:
    """The trained model; trained first, which takes some seconds, where the examples have changed since."""
    try:
        with FILE.open("rb") as file:
            found = Model.read(file)
        if found.fingerprint == examples.fingerprint():
            return found
    except (FileNotFoundError, EOFError, ValueError, KeyError, BadZipFile):
        pass
    _LOG.info("learning to understand questions from the examples: some seconds, once")
    # In a process of its own: what training needs in memory is given back.
    command = [sys.executable, "-m", "conversations.questions.training", "-"]
    trained = subprocess.run(command, check=True, capture_output=True, cwd=Path(__file__).parents[2]).stdout  # noqa: S603
    keep(trained)
    return Model.read(io.BytesIO(trained))


def keep(trained: bytes) -> None:
    """Writes the model beside the examples; where that may not be written, it is trained again at the next start."""
    part = FILE.with_name(f"{FILE.name}.{os.getpid()}")
    try:
        part.write_bytes(trained)
        part.replace(FILE)
    except OSError as error:
        _LOG.warning("cannot keep the trained model in %s: %s", FILE.parent, error.strerror)


def train(told: Sequence[Example]) -> Model:
    """Trains a model on these examples."""
    from scipy.sparse import csr_matrix

    lexicon, english = Lexicon.load(), english_words()
    asked = [_keys_of(normalised(example.question, english), lexicon) for example in told]
    seen = Counter(number for keys in asked for number in keys)
    known = np.array(sorted(number for number, times in seen.items() if times >= _LEAST_EXAMPLES), dtype=np.uint32)
    weight = {number: kind for keys in asked for number, kind in keys.items()}
    rarity = np.array([np.log((1 + len(told)) / (1 + seen[number])) + 1 for number in known.tolist()])
    worth = (rarity * [weight[number] for number in known.tolist()]).astype(np.float32)
    empty = Head.of((), np.zeros((0, 0)), np.zeros(0))
    blank = Model(examples.fingerprint(), known, worth, empty, empty)
    vectors = [blank.vector(np.array(list(keys), dtype=np.uint32)) for keys in asked]
    indptr = np.cumsum([0, *(len(rows) for rows, _ in vectors)])
    columns, values = (np.concatenate(parts) for parts in zip(*vectors, strict=True))
    matrix = csr_matrix((values, columns, indptr), shape=(len(told), len(known)))
    slotted = np.array([example.intent in _WITH_SLOTS for example in told])
    services = [example.slots.service or NO_SERVICE for example in told if example.intent in _WITH_SLOTS]
    return Model(
        blank.fingerprint,
        known,
        worth,
        _head(matrix, [example.intent.value for example in told], _INTENT_PENALTY),
        _head(matrix[slotted], [str(service) for service in services], _SERVICE_PENALTY),
    )


def _keys_of(text: str, lexicon: Lexicon) -> dict[int, float]:
    return {key(kind, name): WEIGHTS[kind] for kind, names in features_of(text, lexicon).items() for name in names}


def _head(matrix: object, labels: Sequence[str], penalty: float) -> Head:
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=penalty, random_state=0).fit(matrix, labels)
    classes = tuple(str(name) for name in machine.classes_)
    return Head.of(classes, machine.coef_.T, machine.intercept_)


if __name__ == "__main__":
    written = train(examples.load()).to_bytes()
    if sys.argv[1:] == ["-"]:
        sys.stdout.buffer.write(written)
    else:
        keep(written)
