"""Settings that are wrong or missing, told at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.terminal import call, refused


def test_bad_settings_end_with_a_line_each(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://localhost/x")
    monkeypatch.setenv("DATA_KEY", "short")
    lines = refused(call("members", "list"), 2).splitlines()
    assert [line.split()[0] for line in lines] == ["DATABASE_URL", "DATA_KEY"]


def test_run_names_what_is_missing() -> None:
    lines = refused(call("run"), 2).splitlines()
    assert [line.split()[0] for line in lines] == ["TELEGRAM_BOT_TOKEN", "IDENTITY_GATEWAY"]


def test_a_database_in_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "sqlite:///:memory:")
    assert refused(call("db", "upgrade"), 2).startswith("DATABASE_URL must be")


def test_an_empty_key_file_is_told(folder: Path) -> None:
    (folder / "var").mkdir()
    (folder / "var" / "data.key").touch()
    assert call("db", "upgrade").exit_code == 0
    assert refused(call("members", "list"), 2).startswith("var/data.key is empty")


def test_a_key_that_is_made_is_told_once() -> None:
    call("db", "upgrade")
    assert "made a key in var/data.key" in call("members", "list").stderr
    assert call("members", "list").stderr == ""
