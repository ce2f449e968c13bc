"""Where commands run in tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.database import Database
from tests.cli.terminal import NAMES


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with nothing in it, and no settings."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def store(database: Database, data_key: str, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A store that commands find through the environment."""
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("DATA_KEY", data_key)
    return database
