"""Whole sign-ups under every fault at once, from a seed; and the simulation itself, which finds what is broken."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_TRACE = re.compile(r"trace (\w+)")


def simulated(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command as whoever wants to see a failure again gives it."""
    command = [sys.executable, "-m", "tests.simulation", *map(str, arguments)]
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def told(done: subprocess.CompletedProcess[str]) -> str:
    """The end of what it said, with the seed and how to run it again."""
    return (done.stderr + done.stdout)[-4000:]


def test_nothing_is_lost_in_forty_sign_ups() -> None:
    done = simulated("--seed", 20, "--people", 10, "--worlds", 4)
    assert done.returncode == 0, told(done)


def test_one_seed_is_one_course() -> None:
    one, other = (simulated("--seed", 1, "--people", 2) for _ in range(2))
    assert _TRACE.findall(one.stdout) == _TRACE.findall(other.stdout) != []


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_nothing_is_lost_in_thousands_of_sign_ups() -> None:
    done = simulated("--seed", random.randrange(10**6), "--people", 20, "--worlds", 200, "--jobs", os.cpu_count())
    assert done.returncode == 0, told(done)


@pytest.mark.parametrize(
    ("broken", "seed"),
    [
        ("mark", 1),
        pytest.param("lease", 5, marks=[pytest.mark.soak, pytest.mark.timeout(600)]),
        pytest.param("order", 5, marks=[pytest.mark.soak, pytest.mark.timeout(600)]),
        pytest.param("jump", 236, marks=[pytest.mark.soak, pytest.mark.timeout(600)]),
        pytest.param("back", 27, marks=[pytest.mark.soak, pytest.mark.timeout(600)]),
    ],
)
def test_what_is_broken_is_found(broken: str, seed: int) -> None:
    done = simulated("--seed", seed, "--people", 10, "--worlds", 30, "--break", broken)
    assert done.returncode == 1, told(done)
    assert f"--break {broken}" in done.stdout
