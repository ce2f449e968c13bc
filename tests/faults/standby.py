"""A PostgreSQL server with a synchronous standby, which can be restarted, lost, and replaced by its standby."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.storage.postgresql_server import FOR_TESTS, _programs, _run, _user

# What is committed is on the standby; fsync is only for machines that lose power, which none does here.
PRIMARY = {**FOR_TESTS, "synchronous_commit": "on", "wal_level": "replica", "max_wal_senders": "4"}
LOOKS = 3000  # a minute


@dataclass
class Pair:
    """Two servers in folders of their own: the first takes writes until it is lost."""

    programs: Path
    first: Path
    second: Path
    running: set[Path] = field(default_factory=set)

    @property
    def url(self) -> str:
        """A DATABASE_URL with both hosts."""
        return f"postgresql://postgres@/postgres?host={self.first}&host={self.second}&target_session_attrs=read-write"

    async def restart(self, mode: str) -> None:
        """Restarts the first server: "fast" ends its connections, "immediate" is a crash."""
        await asyncio.to_thread(self._stop, self.first, mode)
        await asyncio.to_thread(self.start, self.first, synchronous_standby_names="*")

    async def fail_over(self) -> None:
        """Loses the first server for good; the standby takes its place."""
        await asyncio.to_thread(self._stop, self.first, "immediate")
        await asyncio.to_thread(_run, *self._control(self.second), "promote")

    def start(self, folder: Path, **settings: str) -> None:
        """Starts a server."""
        chosen = PRIMARY | settings
        options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in chosen.items())
        options += f" -c unix_socket_directories={folder}"
        _run(*self._control(folder), "-l", folder / "log", "-o", options, "start")
        self.running.add(folder)

    def _stop(self, folder: Path, mode: str) -> None:
        _run(*self._control(folder), "-m", mode, "stop")
        self.running.discard(folder)

    def _control(self, folder: Path) -> list[object]:
        return [self.programs / "pg_ctl", "-D", folder / "data", "-w"]

    def stop_all(self) -> None:
        """Stops what still runs."""
        for folder in list(self.running):
            self._stop(folder, "immediate")


@contextmanager
def pair() -> Iterator[Pair]:
    """Both servers, the second following the first synchronously; raises NotInstalled."""
    programs, root = _programs(), Path(tempfile.mkdtemp(prefix="pg"))
    made = Pair(programs, root / "1", root / "2")
    try:
        for folder in (root, made.first, made.second):
            folder.mkdir(exist_ok=True)
            if _user() is not None:
                shutil.chown(folder, "postgres")
        data = made.first / "data"
        _run(programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        made.start(made.first)
        copy = ("-h", made.first, "-U", "postgres", "-D", made.second / "data", "-R", "-c", "fast", "--no-sync")
        _run(programs / "pg_basebackup", *copy)
        made.start(made.second)
        _make_synchronous(made.first)
        yield made
    finally:
        made.stop_all()
        shutil.rmtree(root, ignore_errors=True)


def _make_synchronous(folder: Path) -> None:
    with psycopg.connect(f"postgresql://postgres@/postgres?host={folder}", autocommit=True) as admin:
        admin.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
        admin.execute("SELECT pg_reload_conf()")
        for _ in range(LOOKS):
            if admin.execute("SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'").fetchone():
                return
            admin.execute("SELECT pg_sleep(0.02)")
    raise TimeoutError("the standby does not follow")
