"""`db copy` as a person at a terminal meets it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from main import main
from storage.database import Database
from tests.storage.people import firm, rows

COPIED = re.compile(r"^members +(\d+) +[0-9a-f]{16}$", re.MULTILINE)


def copy(*words: str) -> Result:
    return CliRunner().invoke(main, ["db", "copy", *words])


def test_a_copy_is_made_and_told_table_by_table(database: Database, tmp_path: Path) -> None:
    firm(database, associates=1)
    target = f"sqlite:///{tmp_path / 'copy.db'}"
    result = copy("--from", database.url, "--to", target)
    assert result.exit_code == 0, result.stderr
    found = COPIED.search(result.stdout)
    assert found is not None
    assert found[1] == "2"
    assert "Set DATABASE_URL to it, and keep DATA_KEY.\n" in result.stdout
    assert rows(target, "SELECT count(*) FROM members") == [(2,)]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_addresses_may_come_from_the_environment(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("TARGET_DATABASE_URL", f"sqlite:///{tmp_path / 'copy.db'}")
    assert copy().exit_code == 0
    assert rows(f"sqlite:///{tmp_path / 'copy.db'}", "SELECT count(*) FROM secrets") == [(2,)]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("target", "told"),
    [
        ("same", "Nothing was copied: source and target are the same database.\n"),
        ("full", "Nothing was copied: the target is not empty: there are rows in "),
        ("postgresql://nobody:hidden@127.0.0.1:1/none", "The database postgresql://127.0.0.1/none cannot be reached"),
        ("mysql://u:hidden@h/x", "Nothing was copied: DATABASE_URL must be sqlite:///path or postgresql://….\n"),
    ],
)
def test_what_is_refused(database: Database, tmp_path: Path, target: str, told: str) -> None:
    full = f"sqlite:///{tmp_path / 'full.db'}"
    if target == "full":
        assert copy("--from", database.url, "--to", full).exit_code == 0
    result = copy("--from", database.url, "--to", {"same": database.url, "full": full}.get(target, target))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith(told), result.stderr
    assert "hidden" not in result.stderr


def test_a_source_that_is_not_there(folder: Path) -> None:
    result = copy("--from", f"sqlite:///{folder / 'none.db'}", "--to", f"sqlite:///{folder / 'copy.db'}")
    assert result.exit_code == 1
    assert "not up to date" in result.stderr
    assert list(folder.iterdir()) == []
