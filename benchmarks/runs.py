"""One run: one bot against the stand-in for some seconds, or through a kill."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.processes import BotProcess, Kind, StandIn, free_port


@dataclass(frozen=True)
class Measure:
    """What a run gave; seconds and milliseconds as the names say."""

    per_second: float
    cpu_ms: float
    p50_ms: float
    p99_ms: float
    megabytes: float
    start_seconds: float
    calls_per_update: float
    stand_in_busy: float


@dataclass(frozen=True)
class Killed:
    """What a SIGKILL cost, in people and updates."""

    people: int
    lost: int
    seen_twice: int
    passed_over: int
    begin_again: int
    unfinished: int
    unreadable: bool = False


@dataclass(frozen=True)
class Course:
    """How a run is made: by webhook or polling, how late each answer comes, how many people, for how long."""

    webhook: bool = False
    late: float = 0.0
    people: int = 200
    warm: float = 0.7
    seconds: float = 2.0
    workers: int = 1

    def arguments(self, kind: Kind) -> list[str]:
        """The stand-in's command line."""
        told = ["--people", str(self.people), "--late", str(self.late)]
        told += ["--warm", str(self.warm), "--seconds", str(self.seconds)]
        return [*told, "--echoes"] if kind.echoes else told


@contextmanager
def stand_in(course: Course, arguments: list[str]) -> Iterator[tuple[StandIn, str, list[int]]]:
    """The stand-in, its address, and each worker's port for a webhook (0: polling)."""
    port = free_port()
    hooks = [free_port() if course.webhook else 0 for _ in range(course.workers)]
    process = StandIn(port, [hook for hook in hooks if hook], arguments)
    try:
        yield process, f"http://127.0.0.1:{port}", hooks
    finally:
        process.end()


@contextmanager
def folder() -> Iterator[Path]:
    """A folder on disk for what a bot keeps."""
    path = Path(tempfile.mkdtemp(prefix="benchmark-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def measure(kind: Kind, course: Course, kept: Path | None = None) -> Measure:
    """Measures a bot; `kept` is a folder with what it is to find there."""
    with folder() as own, stand_in(course, course.arguments(kind)) as (server, root, hooks):
        where = kept or own
        _make_tables(kind, where)
        bots = [BotProcess(kind, root, hook, where) for hook in hooks]
        try:
            return _measured(bots, server)
        except RuntimeError as error:
            raise RuntimeError(f"{kind.name}: {error}\n{bots[0].log[-2000:]}") from error
        finally:
            for bot in bots:
                bot.end()


def _measured(bots: list[BotProcess], server: StandIn) -> Measure:
    server.until("ready")
    started = time.monotonic() - bots[0].began
    server.until("begin")
    before = sum(bot.cpu_seconds() for bot in bots)
    told = server.until("end")
    used = sum(bot.cpu_seconds() for bot in bots) - before
    updates = max(1, told["updates"])
    return Measure(
        per_second=told["updates"] / told["seconds"],
        cpu_ms=used * 1000 / updates,
        p50_ms=told["p50"] * 1000,
        p99_ms=told["p99"] * 1000,
        megabytes=max(bot.megabytes() for bot in bots),
        start_seconds=started,
        calls_per_update=told["calls"] / updates,
        stand_in_busy=told["stand_in_busy"],
    )


def _make_tables(kind: Kind, where: Path) -> None:
    """Tables are made once in a bot's life, not at its start."""
    if kind.is_ours:
        from storage.migrate import upgrade

        upgrade(kind.database or f"sqlite:///{where}/assistant.sqlite")


def kill(kind: Kind, course: Course) -> Killed:
    """Kills a bot half-way and starts it again."""
    arguments = ["--kill", "--people", str(course.people)]
    with folder() as kept, stand_in(course, arguments) as (server, root, (hook,)):
        _make_tables(kind, kept)
        life = Life(kind, root, hook, kept)
        server.until("kill")
        life.kill()
        server.go_on()
        try:
            told = server.until("end", life.go_on)
        finally:
            life.bot.end()
    counted = {name: told[name] for name in Killed.__dataclass_fields__ if name in told}
    return Killed(**counted, unreadable=life.unreadable)


class Life:
    """A bot that is killed and rises again; one that cannot read what it kept has it taken away and begins anew."""

    def __init__(self, kind: Kind, root: str, hook: int, kept: Path) -> None:
        self._again = partial(BotProcess, kind, root, hook, kept)
        self._kept = kept
        self.unreadable = False
        self.bot = self._again()

    def kill(self) -> None:
        """SIGKILL, and a new start at once."""
        self.bot.kill()
        self.bot = self._again()

    def go_on(self) -> None:
        """Starts it once more where it has ended by itself."""
        if self.bot.has_ended and not self.unreadable:
            self.unreadable = True
            for path in self._kept.glob("*.pickle"):
                path.unlink()
            self.bot = self._again()
