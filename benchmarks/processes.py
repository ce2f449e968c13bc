"""The processes of one run: the stand-in with the people, and the bot, measured from outside."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

ROOT = Path(__file__).parent.parent
OURS = Path(sys.executable)
THEIRS = ROOT / ".venv-bench" / "bin" / "python"
LOOK_SECONDS = 0.2
_TICK = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class StandIn:
    """The stand-in's process, and what it tells line by line."""

    def __init__(self, port: int, hooks: list[int], arguments: list[str]) -> None:
        command = [str(OURS), "-m", "benchmarks.stand_in", "--port", str(port), *arguments]
        command += ["--hooks", *map(str, hooks)] if hooks else []
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.until("listening")

    def until(self, event: str, meanwhile: Callable[[], None] = lambda: None) -> dict[str, Any]:
        """Waits for this event; `meanwhile` is called now and then."""
        out = self._process.stdout
        assert out is not None
        while True:
            while not select.select([out], [], [], LOOK_SECONDS)[0]:
                meanwhile()
            line = out.readline()
            if not line:
                break
            told: dict[str, Any] = orjson.loads(line)
            if told["event"] == event:
                return told
        raise RuntimeError(f"the stand-in ended before it told of: {event}")

    def go_on(self) -> None:
        """Lets it go on after a kill."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()

    def end(self) -> None:
        """Ends it."""
        self._process.kill()
        self._process.communicate()


@dataclass(frozen=True)
class Kind:
    """A bot of the benchmark: its module, whether it is ours, and its variant."""

    name: str
    module: str
    variant: str = ""
    echoes: bool = False

    @property
    def is_ours(self) -> bool:
        return self.module == "ours"

    @property
    def database(self) -> str:
        """The address of a database that is not its own file; "" for none."""
        return self.variant if "://" in self.variant else ""


class BotProcess:
    """A bot's process."""

    def __init__(self, kind: Kind, root: str, hook: int, folder: Path) -> None:
        self._log = folder / "bot.log"
        command = [str(OURS if kind.is_ours else THEIRS), "-m", f"benchmarks.bots.{kind.module}"]
        command += ["--root", root, "--hook", str(hook), "--folder", str(folder), "--variant", kind.variant]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
        self.began = time.monotonic()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def cpu_seconds(self) -> float:
        """Processor time of all its threads so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICK

    def megabytes(self) -> float:
        """The memory that it has (RSS)."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))

    def kill(self) -> None:
        """SIGKILL."""
        self._process.kill()
        self._process.wait()

    def end(self) -> None:
        """Ends it in order, then for certain."""
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    @property
    def has_ended(self) -> bool:
        """Whether it has ended by itself."""
        return self._process.poll() is not None
