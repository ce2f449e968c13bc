"""PostgreSQL is restarted, crashes and fails over to its synchronous standby, all under load."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import migrate
from tests.crashes import findings
from tests.faults.crew import Scene, scene
from tests.faults.standby import Pair, pair
from tests.storage.postgresql_server import Server

# Each commit that was under way when the server went may have been made and never told.
REPEATS = 40


@pytest.fixture
def servers(postgresql_server: Server) -> Iterator[Pair]:
    """A server and its standby, migrated; where none is installed the fixture above skips."""
    with pair() as made:
        migrate.upgrade(made.url)
        yield made


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("by_webhook", "people", "restarts"),
    [
        (True, 5, ["immediate"]),
        pytest.param(False, 60, ["fast", "immediate"] * 3, marks=[pytest.mark.soak, pytest.mark.timeout(900)]),
        pytest.param(True, 60, ["fast", "immediate"] * 3, marks=[pytest.mark.soak, pytest.mark.timeout(900)]),
    ],
)
async def test_nothing_is_lost_when_the_server_restarts_and_its_standby_takes_over(
    servers: Pair, data_key: str, tmp_path: Path, by_webhook: bool, people: int, restarts: list[str]
) -> None:
    async with scene(servers.url, data_key, tmp_path, by_webhook=by_webhook) as here:
        await here.sign_up(people, lambda: _trouble(here, servers, restarts), 240 + 20 * len(restarts))
        await here.crew.stop()
        here.stage.assistant = here.crew  # type: ignore[assignment]
        await findings.check(here.stage, REPEATS)


async def _trouble(here: Scene, servers: Pair, restarts: list[str]) -> None:
    for mode in restarts:
        await asyncio.sleep(here.rng.uniform(0.5, 1.5))
        await servers.restart(mode)
    await asyncio.sleep(here.rng.uniform(0.5, 1.5))
    await servers.fail_over()
