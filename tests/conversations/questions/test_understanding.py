"""The understanding that all threads of a process share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from threading import Barrier, BrokenBarrierError

import pytest

from conversations.questions import understanding
from conversations.questions.model import Model


@pytest.fixture
def together(monkeypatch: pytest.MonkeyPatch, small: bytes) -> list[Model]:
    """The models that were loaded; while one is, another thread has its chance to load one beside it."""
    loaded: list[Model] = []
    both = Barrier(2, timeout=0.5)

    def model() -> Model:
        loaded.append(Model.read(small))
        with suppress(BrokenBarrierError):
            both.wait()
        return loaded[-1]

    monkeypatch.setattr(understanding, "model", model)
    monkeypatch.setattr(understanding, "_loaded", cache(understanding._loaded.__wrapped__))
    return loaded


def test_two_threads_that_ask_at_once_share_one_loading(together: list[Model]) -> None:
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda _: understanding.understanding(), range(2))
    assert first is second
    assert len(together) == 1
