"""The whole assistant as `main.py playground` starts it: its own process, with its var/ in a folder of the test."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import orjson
import sqlalchemy as sa
from click.testing import CliRunner

from cli.companies import companies
from cli.members import members
from storage.database import Database
from storage.keyring import Keyring
from storage.schema import store_events
from storage.transaction import Transaction

MAIN = Path(__file__).parents[2] / "main.py"
START_SECONDS = 40.0
STORE = "var/playground/assistant.sqlite"

T = TypeVar("T")


class House:
    """The process; it can be stopped and started again at the same address, as a person at the terminal would."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.root = ""

    async def open(self) -> None:
        port = self.root.rpartition(":")[2] or "0"
        command = (sys.executable, str(MAIN), "playground", "--port", port)
        environment = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        with (self._folder / "log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command, cwd=self._folder, env=environment, stdout=asyncio.subprocess.PIPE, stderr=log
            )
        self.root = await asyncio.wait_for(self._address(), START_SECONDS)

    async def _address(self) -> str:
        assert self._process.stdout
        async for line in self._process.stdout:
            if found := re.search(rb"http://\S+", line):
                return found[0].decode()
        raise AssertionError((self._folder / "log").read_text())

    async def close(self) -> None:
        self._process.terminate()
        await self._process.wait()

    def member(self, login_id: str) -> dict[str, Any]:
        """What `members show` tells of a member."""
        return self._told(members, login_id)

    def company(self, number: str) -> dict[str, Any]:
        """What `companies show` tells of a company."""
        return self._told(companies, number)

    def writes(self, work: Callable[[Transaction], T]) -> T:
        """Another program writes into the store, as the web site does."""
        with closing(Database.open(self._url, Keyring.from_text(self._key))) as store:
            return store.write(work).result()

    def ends_the_minute(self) -> None:
        """What waits until an approval can no longer be undone is due now."""
        waits = sa.and_(store_events.c.kind == "approved", store_events.c.handled_at.is_(None))
        self.writes(lambda tx: tx.connection.execute(sa.update(store_events).where(waits).values(due_at=tx.now)))

    @property
    def _key(self) -> str:
        return (self._folder / "var" / "data.key").read_text().strip()

    @property
    def _url(self) -> str:
        return f"sqlite:///{self._folder / STORE}"

    def _told(self, command: Any, wanted: str) -> dict[str, Any]:
        settings = {"DATABASE_URL": self._url, "DATA_KEY": self._key}
        said = CliRunner().invoke(command, ["show", wanted, "--json"], env=settings, catch_exceptions=False)
        assert said.exit_code == 0, said.output
        found: dict[str, Any] = orjson.loads(said.stdout)
        return found
