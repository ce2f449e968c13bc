"""`playground` as a process."""

from __future__ import annotations

import json
import re
import socket
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from bot.serving.listening import Serving
from bot.settings import Settings
from cli.playground import _with_pages
from cli.trouble import CannotStart
from playground import samples
from tests.cli.terminal import playing, shown, spawn


def get(address: str) -> Any:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return json.load(answer)


def test_one_command_and_it_is_there(folder: Path) -> None:
    with playing("--port", "0") as (process, printed, root):
        numbers = {number for number, _, _ in samples.NUMBERS}
        assert numbers <= set(re.findall(r"\d{3}-\d{2}-\d{5}", printed))
        assert "시험 환경" in printed
        assert samples.MASTER["password"] in printed
        assert {one["number"] for one in get(f"{root}/api/state")["samples"]} == numbers
        assert [line["login_id"] for line in shown("members", "list")] == [samples.MASTER["login_id"]]
        second = spawn("playground", "--port", "0")
        assert second.communicate(timeout=30)[1].startswith("A playground runs in")
        assert second.returncode == 2
    assert process.returncode == 0
    token = (folder / "var/playground/token").read_text()
    assert (folder / "var/playground/token").stat().st_mode & 0o777 == 0o600
    pages = (folder / "var/playground/pages-port").read_text()
    with playing("--port", "0"):
        assert (folder / "var/playground/token").read_text() == token
        # Cards in the chats lead there.
        assert (folder / "var/playground/pages-port").read_text() == pages
        assert len(shown("members", "list")) == 1


def test_a_port_that_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        process = spawn("playground", PLAYGROUND_PORT=port)
        printed, told = process.communicate(timeout=30)
    assert (process.returncode, printed) == (2, "")
    assert told.splitlines()[-1].startswith(f"Port {port} is taken: choose another with PLAYGROUND_PORT=")


@pytest.mark.parametrize(
    ("listen", "address"),
    [
        ("127.0.0.1:8123", "http://127.0.0.1:8123"),
        ("0.0.0.0:8123", "http://127.0.0.1:8123"),
        ("[::]:8123", "http://127.0.0.1:8123"),
        ("localhost:8123", "http://localhost:8123"),
    ],
)
def test_listen_chooses_where_its_pages_are(listen: str, address: str) -> None:
    settings = _with_pages(Settings(serving=Serving(listen)))
    assert (settings.public_url, settings.serving.listen) == (address, listen)


@pytest.mark.parametrize(
    ("listen", "told"),
    [("8123", "give host:port"), ("192.168.0.5:8123", "of this machine only"), ("[::1]:8123", "of this machine only")],
)
def test_an_address_at_which_no_page_opens_is_told(listen: str, told: str) -> None:
    with pytest.raises(CannotStart, match=f"LISTEN: .*{told}"):
        _with_pages(Settings(serving=Serving(listen)))
