"""The command line as a person at a terminal meets it: in this process, or as one of its own."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from main import main

PROGRAM = Path(__file__).parents[2] / "main.py"
NAMES = (
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_API_URL",
    "DATABASE_URL",
    "TARGET_DATABASE_URL",
    "DATA_KEY",
    "IDENTITY_GATEWAY",
    "PLAYGROUND_PORT",
)
TOKEN = "123456789:" + "A" * 35


def call(*words: str) -> Result:
    """Runs a command; an exception that nobody foresaw fails the test."""
    result = CliRunner().invoke(main, words, prog_name="python main.py")
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def refused(result: Result, code: int) -> str:
    """The message of a command that ended with this code and printed nothing else."""
    assert (result.exit_code, result.stdout) == (code, "")
    return result.stderr.rstrip("\n")


def shown(*words: str) -> Any:
    """The JSON that a command printed."""
    result = call(*words, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def spawn(*words: str, **environment: str) -> subprocess.Popen[str]:
    """The program as its own process, in a terminal of no particular language."""
    clean = {name: value for name, value in os.environ.items() if name not in NAMES}
    clean |= {"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"} | environment
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    return subprocess.Popen([sys.executable, str(PROGRAM), *words], env=clean, **pipes)


@contextmanager
def playing(*words: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """A playground's process, what it printed, and its root."""
    process = spawn("playground", *words, **environment)
    assert process.stdout is not None
    try:
        printed = ""
        while "Stop with Ctrl-C" not in printed:
            line = process.stdout.readline()
            assert line, process.communicate()[1]
            printed += line
        yield process, printed, re.findall(r"http://127\.0\.0\.1:\d+", printed)[0]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
