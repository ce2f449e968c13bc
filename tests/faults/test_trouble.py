"""Several real workers while calls fail in every way, updates come double and late, and clocks jump."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from tests.crashes import findings
from tests.crashes.crowd import seed
from tests.faults.crew import Scene, scene
from tests.faults.rough import TROUBLES, Postman, Rough
from tests.storage.server_clock import jump, make_jumpy

JUMPS = (-3600.0, -40.0, -5.0, 5.0, 40.0)
FAR_JUMPS = (*JUMPS, 3600.0)
on_postgresql = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
on_sqlite = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


async def nothing() -> None:
    """Nothing happens beside the sign-ups."""


async def check(here: Scene, repeats: int) -> None:
    """Stops the workers and looks at everything: nothing lost, nothing twice, nobody stuck."""
    await here.crew.stop()
    here.stage.assistant = here.crew  # type: ignore[assignment]
    await findings.check(here.stage, repeats)


def server_jumps(
    here: Scene, url: str, jumps: tuple[float, ...], times: int, pause: float
) -> Callable[[], Awaitable[None]]:
    """PostgreSQL's clock jumps so often, and each worker's own besides."""

    async def work() -> None:
        off = 0.0
        for _ in range(times):
            await asyncio.sleep(here.rng.uniform(0.0, pause))
            off += here.rng.choice(jumps)
            await asyncio.to_thread(jump, url, off)
            for worker in here.crew.workers:
                worker.set_clock(here.rng.choice(FAR_JUMPS))

    return work


@on_postgresql
@pytest.mark.timeout(180)
async def test_nothing_is_lost_while_everything_goes_wrong_at_once(
    database_url: str, data_key: str, tmp_path: Path
) -> None:
    make_jumpy(database_url)
    rng = random.Random(seed())
    rough, postman = Rough(["429", "500", "garbage", "slow", "cut"], 0.06, rng), Postman(rng, 0.2)
    async with scene(database_url, data_key, tmp_path, by_webhook=True, ambush=rough, door_of=postman.door) as here:
        await here.sign_up(2, server_jumps(here, database_url, JUMPS, 4, 1.0), 120)
        assert min(rough.met, postman.doubled, postman.late, postman.unheard) > 0
        await check(here, rough.met)


@on_postgresql
@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("trouble", TROUBLES)
@pytest.mark.parametrize("by_webhook", [True, False])
async def test_nothing_is_lost_while_calls_fail(
    database_url: str, data_key: str, tmp_path: Path, trouble: str, by_webhook: bool
) -> None:
    rough = Rough([trouble], 0.1 if trouble == "hang" else 0.2, random.Random(seed()))
    async with scene(database_url, data_key, tmp_path, workers=3, by_webhook=by_webhook, ambush=rough) as here:
        await here.sign_up(24, nothing, 800)
        assert rough.met > 50
        await check(here, rough.met)


@on_postgresql
@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_each_update_counts_once_however_often_it_comes(database_url: str, data_key: str, tmp_path: Path) -> None:
    postman = Postman(random.Random(seed()), 0.5)
    async with scene(database_url, data_key, tmp_path, workers=3, by_webhook=True, door_of=postman.door) as here:
        await here.sign_up(40, nothing, 500)
        assert min(postman.doubled, postman.late, postman.unheard) > 100
        await check(here, 0)


@on_postgresql
@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("by_webhook", [True, False])
async def test_nothing_is_lost_while_clocks_jump(
    database_url: str, data_key: str, tmp_path: Path, by_webhook: bool
) -> None:
    make_jumpy(database_url)
    rough = Rough(["slow"], 0.1, random.Random(seed()))
    async with scene(database_url, data_key, tmp_path, workers=3, by_webhook=by_webhook, ambush=rough) as here:
        await here.sign_up(24, server_jumps(here, database_url, FAR_JUMPS, 20, 3.0), 800)
        await check(here, 0)


@on_sqlite
@pytest.mark.timeout(600)
@pytest.mark.soak
async def test_nothing_is_lost_while_the_clock_of_a_machine_jumps(
    database_url: str, data_key: str, tmp_path: Path
) -> None:
    async with scene(database_url, data_key, tmp_path, workers=1) as here:
        await here.sign_up(20, lambda: _machine_jumps(here), 500)
        await check(here, 0)


async def _machine_jumps(here: Scene) -> None:
    off = 0.0
    for _ in range(15):
        await asyncio.sleep(here.rng.uniform(0.0, 2.0))
        off += here.rng.choice(FAR_JUMPS)
        here.crew.workers[0].set_clock(off)
