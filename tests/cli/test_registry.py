"""`registry` at a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.registry import HEADER
from storage import registry
from storage.database import Database
from tests.cli.terminal import call, refused


def test_good_lines_go_in_and_wrong_ones_are_told(store: Database, folder: Path) -> None:
    lines = [HEADER, "123-86-01233,가나,,김대표,,,,,,,", "123-86-01230,다라,,,,,,,,,", "2148704566,,,,,,,,,,"]
    (folder / "file.csv").write_text("\n".join(lines), "utf-8")
    result = call("registry", "import", "file.csv")
    assert (result.exit_code, result.stdout) == (0, "3 lines read, 1 companies written, 2 lines refused\n")
    assert result.stderr.splitlines()[-2:] == ["line 3: business_number: checksum", "line 4: no name"]
    assert store.read(registry.count) == 1


def test_of_many_refused_lines_twenty_are_shown(store: Database, folder: Path) -> None:
    lines = [HEADER, "1238601233,가나,,,,,,,,,", *(["1,x,,,,,,,,,"] * 33)]
    (folder / "file.csv").write_text("\n".join(lines), "utf-8")
    told = [line for line in call("registry", "import", "file.csv").stderr.splitlines() if "% read" not in line]
    assert told[19:] == ["line 22: business_number: length", "… and 13 more refused lines"]


def test_without_a_terminal_progress_is_lines(store: Database, folder: Path) -> None:
    (folder / "file.csv").write_text(f"{HEADER}\n1238601233,가나,,,,,,,,,\n", "utf-8")
    assert call("registry", "import", "file.csv").stderr == "file.csv: 100 % read\n"


@pytest.mark.parametrize("text", ["number,name\n1238601233,x\n", ""])
def test_another_header(store: Database, folder: Path, text: str) -> None:
    (folder / "file.csv").write_text(text)
    assert refused(call("registry", "import", "file.csv"), 1).splitlines()[-1] == HEADER


def test_another_encoding(store: Database, folder: Path) -> None:
    (folder / "file.csv").write_bytes(b"\xff\xfe\x00\xd8")
    assert "neither UTF-8 nor CP949" in refused(call("registry", "import", "file.csv"), 1)


def test_nothing_taken(store: Database, folder: Path) -> None:
    (folder / "file.csv").write_text(f"{HEADER}\n1,x,,,,,,,,,\n")
    assert call("registry", "import", "file.csv").exit_code == 1


def test_no_file() -> None:
    assert "does not exist" in refused(call("registry", "import", "none.csv"), 2)
