"""Kill the process at any instant: after the restart no answer is lost, asked twice or applied twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crashes import findings
from tests.crashes.crowd import Storm, seed, stage

LEAST_KILLS = 8


@pytest.mark.timeout(240)
@pytest.mark.parametrize(
    ("dialect", "people", "kills"), [("sqlite", 24, 9), ("postgresql", 10, 8)], indirect=["dialect"]
)
async def test_a_crowd_signs_up_while_the_assistant_is_killed(
    database_url: str, data_key: str, tmp_path: Path, people: int, kills: int
) -> None:
    async with stage(database_url, data_key, tmp_path) as here:
        storm = Storm(here, people, kills, seed(), deadline=180)
        await storm.rage()
        blows = len(storm.killer.blows)
        assert blows >= LEAST_KILLS, storm
        await findings.check(here, blows)


@pytest.mark.soak
@pytest.mark.timeout(1800)
@pytest.mark.parametrize(
    ("dialect", "people", "kills"), [("sqlite", 300, 150), ("postgresql", 200, 60)], indirect=["dialect"]
)
async def test_hundreds_sign_up_while_the_assistant_is_killed(
    database_url: str, data_key: str, tmp_path: Path, people: int, kills: int
) -> None:
    async with stage(database_url, data_key, tmp_path) as here:
        storm = Storm(here, people, kills, seed(), deadline=1500)
        await storm.rage()
        await findings.check(here, len(storm.killer.blows))


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_what_the_dead_held_is_taken_up_when_its_time_has_passed(
    database_url: str, data_key: str, tmp_path: Path
) -> None:
    async with stage(database_url, data_key, tmp_path) as here:
        storm = Storm(here, 20, 8, seed(), deadline=800, waits_for_leases=True)
        await storm.rage()
        await findings.check(here, len(storm.killer.blows))
