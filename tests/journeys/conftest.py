"""A world with the assistant at work, on either database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from argon2 import PasswordHasher

from bot.delivery import marks
from membership import passwords
from tests.world import World, world


def pytest_itemcollected(item: pytest.Item) -> None:
    """English on PostgreSQL is left to the long course: Korean walks on both databases, English on SQLite."""
    told = getattr(item, "callspec", None)
    if told and (told.params.get("dialect"), told.params.get("language")) == ("postgresql", "en"):
        item.add_marker(pytest.mark.soak)


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
