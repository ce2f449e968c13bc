"""The assistant as a process of its own, which can be killed at any instant and started again."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

MAIN = Path(__file__).parents[2] / "main.py"
TOKEN = "7000000001:" + "T" * 35
GIVE_UP_SECONDS = 60.0


@dataclass
class Assistant:
    """`main.py run` against a playground; `log` gathers what all its lives wrote on standard error."""

    root: str
    database_url: str
    data_key: str
    folder: Path
    lives: int = 0
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def log(self) -> str:
        """What it has logged so far, all its lives together."""
        return self._log_path.read_text() if self._log_path.exists() else ""

    def start(self) -> None:
        """Begins a life; it may not have begun to work when this returns."""
        self.lives += 1
        with self._log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(MAIN), "run"], cwd=self.folder, env=self._environment(), stdout=log, stderr=log
            )

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process is not None and self._process.poll() is None

    def send(self, number: int) -> None:
        """Sends a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    async def ended(self) -> int:
        """Waits until the process is gone; gives its exit code, negative for a signal that it died of."""
        assert self._process is not None
        return await asyncio.to_thread(self._process.wait)

    async def says(self, words: str, times: int = 1) -> None:
        """Waits until these words stand in the log so often."""
        async with asyncio.timeout(GIVE_UP_SECONDS):
            while self.log.count(words) < times:
                assert self._process is not None
                assert self._process.poll() is None, f"ended with {self._process.returncode}:\n{self.log}"
                await asyncio.sleep(0.05)

    def clear_away(self) -> None:
        """Ends a process that is still there."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()

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
        }
