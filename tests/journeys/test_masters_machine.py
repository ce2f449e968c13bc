"""One MASTER a company, nothing decided twice, no notice lost or doubled: whatever happens, in whatever order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.conftest import migrated_store
from tests.journeys.machine.machine import Masters
from tests.journeys.machine.stage import Stage
from tests.machines import run_machine

Stages = Callable[[], AbstractContextManager[Stage]]


@pytest.fixture
def stages(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Stages:
    """A new stage for each example, on either database."""

    @contextmanager
    def staged() -> Iterator[Stage]:
        with _url(dialect, tmp_path, request) as url:
            stage = Stage(url)
            try:
                yield stage
            finally:
                stage.close()

    return staged


@contextmanager
def _url(dialect: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    for old in folder.glob("store.db*"):
        old.unlink()
    with migrated_store(dialect, folder / "store.db", request) as url:
        yield url


def play(stages: Stages, examples: int, steps: int, *, derandomize: bool) -> None:
    """So many examples of so many steps."""
    machine = type("Staged", (Masters,), {"stages": staticmethod(stages)})
    run_machine(machine, examples, steps, derandomize=derandomize)


def test_whatever_happens_in_any_order(stages: Stages) -> None:
    play(stages, examples=10, steps=20, derandomize=True)


@pytest.mark.soak
def test_whatever_happens_in_many_more_orders(stages: Stages) -> None:
    play(stages, examples=300, steps=40, derandomize=False)
