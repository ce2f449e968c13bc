"""A small model, for tests of how models are made and kept."""

from __future__ import annotations

from collections import defaultdict

import pytest

from conversations.questions import examples, training
from conversations.questions.examples import Example


@pytest.fixture(scope="session")
def few() -> list[Example]:
    """A few examples of every intent."""
    of_intent = defaultdict(list)
    for example in examples.load():
        of_intent[example.intent].append(example)
    return [example for told in of_intent.values() for example in told[:6]]


@pytest.fixture(scope="session")
def small(few: list[Example]) -> bytes:
    """A small model."""
    return training.train(few).to_bytes()
