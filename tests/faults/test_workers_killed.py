"""Workers at one PostgreSQL are killed at random instants: nothing is lost or doubled, and nobody is left waiting."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.crashes import findings
from tests.crashes.crowd import Stage
from tests.faults.crew import Scene, scene


@pytest.mark.timeout(240)
@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
@pytest.mark.parametrize(
    ("by_webhook", "workers", "people", "kills"),
    [
        pytest.param(False, 2, 4, 2, marks=pytest.mark.soak),
        (True, 2, 4, 3),
        pytest.param(False, 3, 120, 60, marks=[pytest.mark.soak, pytest.mark.timeout(1200)]),
        pytest.param(True, 3, 120, 60, marks=[pytest.mark.soak, pytest.mark.timeout(1200)]),
    ],
)
async def test_a_crowd_signs_up_while_workers_are_killed(
    database_url: str, data_key: str, tmp_path: Path, by_webhook: bool, workers: int, people: int, kills: int
) -> None:
    async with scene(database_url, data_key, tmp_path, workers=workers, by_webhook=by_webhook) as here:
        await here.sign_up(people, lambda: _kill(here, kills), 200 + 8 * kills)
        assert here.crew.deaths == kills
        await here.crew.ready()
        await here.crew.stop()
        await findings.check(_seen(here), kills)


async def _kill(here: Scene, kills: int) -> None:
    for _ in range(kills):
        await asyncio.sleep(here.rng.uniform(0.1, 1.0))
        await here.crew.kill(here.rng.choice([one for one in here.crew.workers if one.alive]), here.stage.database)


def _seen(here: Scene) -> Stage:
    """The stage with what all workers have logged."""
    here.stage.assistant = here.crew  # type: ignore[assignment]
    return here.stage
