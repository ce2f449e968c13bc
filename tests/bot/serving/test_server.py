"""Where the server can listen."""

from __future__ import annotations

import socket
from contextlib import closing
from dataclasses import replace

import pytest

from bot.serving.front import front
from bot.settings import SettingsError
from bot.watching import Watch
from tests.bot.serving.standing import TOLD


async def test_a_port_that_is_taken_is_told() -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SettingsError, match=f"LISTEN: port {port} of 127.0.0.1 is taken"):
            async with front(replace(TOLD, listen=f"127.0.0.1:{port}"), Watch()):
                pass


async def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(SettingsError, match="LISTEN: "):
        async with front(replace(TOLD, listen="203.0.113.1:8000"), Watch()):
            pass
