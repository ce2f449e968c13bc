"""A Redis of the benchmark's own, as Debian's package has it; gone afterwards."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.processes import free_port


@contextmanager
def redis(folder: Path) -> Iterator[int | None]:
    """The port of a running server; None where none is installed."""
    program = shutil.which("redis-server")
    if program is None:
        yield None
        return
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--logfile", "redis.log"]
    process = subprocess.Popen(command)
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    ping = [shutil.which("redis-cli") or "redis-cli", "-p", str(port), "ping"]
    for _ in range(100):
        if subprocess.run(ping, capture_output=True, check=False).stdout.strip() == b"PONG":
            return
        time.sleep(0.05)
    raise RuntimeError("Redis does not answer")
