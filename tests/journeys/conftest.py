"""A world with the assistant at work, on either database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from bot.delivery import marks
from membership import passwords
from tests.world import World, world

HERE = Path(__file__).parent
AT_ONCE = tuple(f"test_{name}" for name in ("hurry", "masters", "outages", "pages", "secrets", "webhook"))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey walks on SQLite; on PostgreSQL the long course has those that differ from others in words alone.

    What several do at once walks on PostgreSQL too, in one of its variants; of the other files, the first journey.
    """
    walked: set[object] = set()
    for item in items:
        told = getattr(item, "callspec", None)
        if HERE not in item.path.parents or told is None or told.params.get("dialect") != "postgresql":
            continue
        at_once = item.path.name.startswith(AT_ONCE)
        walk = (item.path, getattr(item, "originalname", item.name) if at_once else "")
        if walk in walked:
            item.add_marker(pytest.mark.soak)
        walked.add(walk)


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords hashed with little work: hundreds of sign-ups would spend a good part of their time on it."""
    monkeypatch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture(autouse=True)
def _one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Marks that wait for no others: one person's would be all that there is, and every message would wait idly."""
    monkeypatch.setattr(marks, "GATHER_SECONDS", 0.0)


@pytest.fixture
async def away(database_url: str, data_key: str) -> AsyncIterator[World]:
    """A world whose assistant is not running yet."""
    async with world(database_url, data_key) as made:
        yield made


@pytest.fixture
async def here(away: World) -> AsyncIterator[World]:
    """A world whose assistant is at work."""
    async with away.running():
        yield away
