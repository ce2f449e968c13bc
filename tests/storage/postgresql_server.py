"""A PostgreSQL server of the tests' own: in a temporary folder, on a Unix socket only, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

FOR_TESTS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "logging_collector": "off",
}


class NotInstalled(Exception):
    """There is no PostgreSQL server on this machine."""


@dataclass(frozen=True)
class Server:
    """A running server, and how to reach its databases."""

    folder: Path
    # One connection kept: a new one for each database made would take most of the tests' time.
    admin: psycopg.Connection

    def url(self, database: str) -> str:
        """The DATABASE_URL of one of its databases."""
        return _url(self.folder, database)

    def create(self, template: str = "template1") -> str:
        """Makes a database from another and gives its name."""
        name = f"t{uuid.uuid4().hex[:12]}"
        self.admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return name

    def drop(self, name: str) -> None:
        """Removes a database, whoever is connected."""
        self.admin.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def running(settings: Mapping[str, str] = FOR_TESTS) -> Iterator[Server]:
    """Starts a server and stops it at the end; raises NotInstalled. The usual settings are quick, and lose data."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    try:
        if _user() is not None:
            shutil.chown(folder, "postgres")
        _run(programs / "initdb", "-D", folder / "data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        with _started(programs, folder, settings), psycopg.connect(_url(folder, "postgres"), autocommit=True) as admin:
            yield Server(folder, admin)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _url(folder: Path, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={folder}"


@contextmanager
def _started(programs: Path, folder: Path, settings: Mapping[str, str]) -> Iterator[None]:
    options = " ".join(f"-c {name}={value or chr(39) * 2}" for name, value in settings.items())
    options += f" -c unix_socket_directories={folder}"
    control = [programs / "pg_ctl", "-D", folder / "data", "-w"]
    _run(*control, "-l", folder / "log", "-o", options, "start")
    try:
        yield
    finally:
        _run(*control, "-m", "immediate", "stop")


def _programs() -> Path:
    on_path = shutil.which("pg_ctl")
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if config := shutil.which("pg_config"):
        candidates.append(Path(subprocess.check_output([config, "--bindir"], text=True).strip()))
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    raise NotInstalled("no PostgreSQL server is installed (initdb and pg_ctl were looked for)")


def _user() -> str | None:
    # PostgreSQL refuses to run as root.
    return "postgres" if os.geteuid() == 0 else None


def _run(*command: object) -> None:
    words = [str(word) for word in command]
    done = subprocess.run(
        words, user=_user(), stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, check=False, cwd="/tmp"
    )
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(words)} ended with {done.returncode}")
