"""The assistant as a process of its own, which can be killed at any instant and started again."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from tests.faults import shifted

TOKEN = "7000000001:" + "T" * 35
GIVE_UP_SECONDS = 60.0

# numpy's helpers do not live through a fork.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# A life begins with everything imported: what comes after is the same, and dozens of lives take half the time.
_LIVES = multiprocessing.get_context("forkserver")
_LIVES.set_forkserver_preload(["main", "bot.app", "storage.migrate", "alembic.command", "uvloop", __name__])


@dataclass
class Assistant:
    """`main.py run` against a playground; `log` gathers what all its lives wrote on standard error."""

    root: str
    database_url: str
    data_key: str
    folder: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    # How long a batch of updates can be in each life in turn: with 1 all of them pass through the inbox.
    full_batches: Sequence[int] = (1, 100)
    lives: int = 0
    _process: ForkServerProcess | None = field(default=None, repr=False)
    _end: asyncio.Future[int] | None = field(default=None, repr=False)

    @property
    def log(self) -> str:
        """What it has logged so far, all its lives together."""
        return self._log_path.read_text() if self._log_path.exists() else ""

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._end is not None and not self._end.done()

    def start(self) -> None:
        """Begins a life; it may not have begun to work when this returns."""
        self.lives += 1
        full = self.full_batches[self.lives % len(self.full_batches)]
        self._process = _LIVES.Process(target=_live, args=(self.folder, self._log_path, self._environment(), full))
        self._process.start()
        self._end = asyncio.ensure_future(asyncio.to_thread(_exit_code, self._process))

    def send(self, number: int) -> None:
        """Sends a signal."""
        assert self._process is not None
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    async def ended(self) -> int:
        """Waits until the process is gone; gives its exit code, negative for a signal that it died of."""
        assert self._end is not None
        return await asyncio.shield(self._end)

    async def stopped(self) -> int:
        """The same for one that was told to stop; fails with its log when it goes on for long."""
        try:
            async with asyncio.timeout(GIVE_UP_SECONDS):
                return await self.ended()
        except TimeoutError as error:
            error.add_note(f"it does not stop:\n{self.log[-4000:]}")
            raise

    async def says(self, words: str, times: int = 1) -> None:
        """Waits until these words stand in the log so often."""
        async with asyncio.timeout(GIVE_UP_SECONDS):
            while self.log.count(words) < times:
                assert self.alive, f"it has ended:\n{self.log}"
                await asyncio.sleep(0.05)

    async def clear_away(self) -> None:
        """Ends a process that is still there."""
        if self.alive and self._process is not None:
            self._process.kill()
            await self.ended()

    @property
    def _log_path(self) -> Path:
        return self.folder / "assistant.log"

    def _environment(self) -> dict[str, str]:
        # Nothing of the developer's own settings: the folder has no .env either.
        return {
            "PATH": os.environ.get("PATH", ""),
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": self.root,
            "DATABASE_URL": self.database_url,
            "DATA_KEY": self.data_key,
            "IDENTITY_GATEWAY": "playground",
            "PLAYGROUND_URL": self.root,
            **self.settings,
        }


def _live(folder: Path, log: Path, environment: dict[str, str], full: int) -> None:
    """What the process does: the command line's `run`, in this folder and with this environment alone."""
    from bot import wiring
    from bot.inbox import Inbox
    from main import main

    setattr(wiring, "Inbox", partial(Inbox, full=full))  # noqa: B010 -- mypy would have it exported
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    output = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(output, sys.stdout.fileno())
    os.dup2(output, sys.stderr.fileno())
    if clock := environment.get(shifted.SETTING):
        shifted.install(Path(clock))
    main(["run"], prog_name="main.py")


def _exit_code(process: ForkServerProcess) -> int:
    process.join()
    assert process.exitcode is not None
    return process.exitcode
