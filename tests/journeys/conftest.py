"""A world with the assistant at work, on either database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.world import World, world


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
