"""Who is at the terminal, and what it can show."""

from __future__ import annotations

import os

import pytest

from cli.access import user_name
from storage.database import Database
from tests.cli.terminal import spawn
from tests.storage.people import sign_up


def test_korean_is_printed_in_any_locale(store: Database) -> None:
    sign_up(store, "hongkildong")
    process = spawn("members", "list", DATABASE_URL=store.url, DATA_KEY=os.environ["DATA_KEY"])
    assert "홍*동" in process.communicate(timeout=30)[0]


def test_who_is_at_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUDO_USER", raising=False)
    plain = user_name()
    monkeypatch.setenv("LOGNAME", "somebody-else")
    assert user_name() == plain
    monkeypatch.setenv("SUDO_USER", "kim")
    assert user_name() == f"kim as {plain}"
