"""`check` at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.database import Database
from storage.keyring import Keyring
from tests.cli.terminal import TOKEN, call


@pytest.fixture(autouse=True)
def settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    monkeypatch.setenv("IDENTITY_GATEWAY", "console")


def test_before_the_first_start() -> None:
    result = call("check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "can start" in result.stdout
    assert not Path("var").exists()


def test_with_a_store(store: Database) -> None:
    result = call("check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "DATA_KEY opens what is stored" in result.stdout


def test_everything_wrong_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDENTITY_GATEWAY", "guess")
    monkeypatch.setenv("PLAYGROUND_PORT", "99999")
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@127.0.0.1:1/none")
    result = call("check")
    assert result.exit_code == 1
    told = [line.split()[0].rstrip(":") for line in result.stderr.splitlines()]
    assert told == ["PLAYGROUND_PORT", "IDENTITY_GATEWAY", "The"]


def test_a_wrong_key(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_KEY", Keyring.new_key())
    result = call("check")
    assert result.exit_code == 1
    assert "DATA_KEY does not open this database" in result.stderr


def test_the_token_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "nonsense-secret")
    result = call("check")
    assert result.exit_code == 1
    assert "secret" not in result.output


def test_online_without_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_API_URL", "http://127.0.0.1:1")
    result = call("check", "--online")
    assert result.exit_code == 1
    assert result.stderr.startswith("TELEGRAM_API_URL: http://127.0.0.1:1 does not answer")
