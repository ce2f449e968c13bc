"""`run` and `check` with what a server is told."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from main import main
from storage import migrate
from tests.cli.terminal import PROGRAM, TOKEN, playing, spawn
from tests.journeys.test_webhook import reserved_port

SETTINGS = {
    "TELEGRAM_BOT_TOKEN": "1:test",
    "TELEGRAM_API_URL": "http://127.0.0.1:1",
    "IDENTITY_GATEWAY": "playground",
    "DATA_KEY": "k" * 32,
    "WEBHOOK_URL": "http://127.0.0.1:2/hook",
    "WEBHOOK_SECRET": "s" * 16,
}


@contextmanager
def running(folder: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """The program as a process of its own; it must end well when it is told to."""
    environment = {"PATH": os.environ["PATH"], **SETTINGS, **settings}
    command = [sys.executable, str(PROGRAM), "run"]
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, encoding="utf-8") as process:
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def told(process: subprocess.Popen[str], words: str) -> dict[str, Any]:
    """Waits for the line that holds these words."""
    assert process.stderr is not None
    for line in process.stderr:
        if words in line:
            found: dict[str, Any] = json.loads(line)
            return found
    raise AssertionError(f"it ended without {words!r}")


def status(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_a_database_that_is_away_is_waited_for_in_sight_of_all(tmp_path: Path) -> None:
    url = "postgresql://somebody:hidden@127.0.0.1:1/none"
    with reserved_port() as port, running(tmp_path, DATABASE_URL=url, LISTEN=f"127.0.0.1:{port}") as process:
        lines = [told(process, "the database cannot be reached")["event"] for _ in range(2)]
        assert "Connection refused" in lines[0]
        assert "again in" in lines[0]
        assert "hidden" not in "".join(lines)
        assert status(port, "/healthz") == (200, "alive\n")
        assert status(port, "/readyz") == (503, "the database is not open\n")
        code, page = status(port, "/metrics")
        assert (code, "assistant_database_up 0.0" in page) == (200, True)


def test_a_port_that_is_taken_keeps_it_from_starting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.logs.set_up", lambda *_: None)
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        for name, value in {**SETTINGS, "LISTEN": f"127.0.0.1:{port}"}.items():
            monkeypatch.setenv(name, value)
        result = CliRunner().invoke(main, ["run"])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"LISTEN: port {port} of 127.0.0.1 is taken, choose another or stop what uses it\n"


@pytest.mark.parametrize(
    ("name", "value", "line"),
    [
        ("WEBHOOK_SECRET", "", "WEBHOOK_SECRET is not set: "),
        ("WEBHOOK_URL", "http://127.0.0.1:2/healthz", "WEBHOOK_URL: /healthz is taken"),
        ("LISTEN", "nowhere", "LISTEN: give host:port"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT is not known"),
    ],
)
def test_check_knows_what_a_server_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for known, good in SETTINGS.items():
        monkeypatch.setenv(known, good)
    assert CliRunner().invoke(main, ["check"]).exit_code == 0
    monkeypatch.setenv(name, value)
    result = CliRunner().invoke(main, ["check"])
    assert (result.exit_code, result.stderr.startswith(line)) == (1, True)


def test_it_talks_to_the_bot_api_server_that_is_named(folder: Path) -> None:
    with playing("--port", "0") as (_, _, root):
        process = spawn(
            "run",
            TELEGRAM_BOT_TOKEN=TOKEN,
            TELEGRAM_API_URL=root,
            IDENTITY_GATEWAY="console",
            DATABASE_URL="sqlite:///run.sqlite",
        )
        assert process.stderr is not None
        told = ""
        while "ready: @" not in told:
            line = process.stderr.readline()
            assert line, told
            told += line
        assert "from nothing to" in told
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert process.returncode == 0
    assert migrate.is_current("sqlite:///run.sqlite")
