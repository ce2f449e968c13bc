"""What every command says of itself."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from cli.registry import HEADER
from storage.registry_lines import COLUMNS
from tests.cli.terminal import PROGRAM, call

COMMANDS = [
    *(
        ["run"],
        ["playground"],
        ["check"],
        ["db"],
        ["db", "upgrade"],
        ["db", "check"],
        ["db", "rotate-keys"],
        ["db", "copy"],
    ),
    *(["registry", "import"], ["members", "list"], ["members", "show"], ["companies", "list"], ["companies", "show"]),
    *(["companies", "certificates", "list"], ["companies", "certificates", "confirm"]),
    *(["companies", "certificates", "reject"], ["companies", "appoint-master"]),
    *(["companies", "unreachable"], ["companies", "waiting"]),
    *(["outbox", "list"], ["outbox", "retry"], ["outbox", "drop"]),
    *(["stats"], ["flows"]),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_has_help(words: list[str]) -> None:
    result = call(*words, "--help")
    assert result.exit_code == 0
    assert "Example" in result.stdout or words == ["db"]
    assert "Exit codes: 0" in result.stdout or words == ["db"]


def test_help_names_the_registry_s_header() -> None:
    assert ",".join(COLUMNS) == HEADER
    assert HEADER in re.sub(r"\s", "", call("registry", "import", "--help").stdout)


def test_without_a_command_it_lists_them() -> None:
    result = call()
    assert result.exit_code == 2
    assert re.findall(r"^  (\w+) ", result.stderr, re.MULTILINE)[-12:] == [
        *("run", "playground", "check", "db", "registry", "members", "companies", "outbox"),
        *("stats", "flows", "ask", "questions"),
    ]


def test_help_needs_none_of_what_is_slow_to_import() -> None:
    program = (
        "import sys, main\n"
        "try: main.main(['--help'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'sqlalchemy', 'telegram', 'alembic', 'starlette', 'asyncio'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROGRAM.parent, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
