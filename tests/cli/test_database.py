"""`db` at a terminal, and a database that is away, foreign, empty or of another program."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage import migrate
from storage.database import Database
from storage.keyring import Keyring
from tests.cli.terminal import call, refused, shown
from tests.storage.people import plain_sql


def test_upgrade_says_what_it_did(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_url)
    assert f"from nothing to {migrate.head()}" in call("db", "upgrade").stdout
    assert migrate.is_current(empty_url)
    assert call("db", "upgrade").stdout == "The tables are up to date.\n"


def test_check_of_a_good_one(store: Database) -> None:
    result = call("db", "check")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["database", "key", "tables"]


def test_check_of_one_without_tables(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", empty_url)
    assert "has no tables yet: run `python main.py db upgrade`" in refused(call("db", "check"), 1)
    assert migrate.current(empty_url) is None


def test_check_leaves_no_trace_of_a_key(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", database_url)
    assert "none has been used on this database yet" in call("db", "check").stdout
    assert not Path("var").exists()
    Database.open(database_url, Keyring.from_text(Keyring.new_key())).close()


def test_a_wrong_key(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_KEY", Keyring.new_key())
    assert "DATA_KEY does not open this database" in refused(call("members", "list"), 2)
    check = call("db", "check")
    assert check.exit_code == 1
    assert "DATA_KEY does not open this database" in check.stderr


def test_a_newer_one(store: Database) -> None:
    with plain_sql(store.url) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    assert "of a newer program" in refused(call("db", "check"), 1)
    assert "does not know" in refused(call("db", "upgrade"), 1)


@pytest.mark.parametrize("words", [["members", "list"], ["companies", "list"], ["db", "check"], ["db", "upgrade"]])
def test_one_that_is_away(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:hidden@127.0.0.1:1/none")
    message = refused(call(*words), 1)
    assert "postgresql://127.0.0.1/none cannot be reached" in message
    assert "hidden" not in message
    assert len(message.splitlines()) == 1


def test_a_file_that_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "letter.txt").write_text("Dear Sir or Madam, this is no database. " * 50)
    monkeypatch.setenv("DATABASE_URL", "sqlite:///letter.txt")
    assert refused(call("members", "list"), 2) == "sqlite:///letter.txt cannot be used: file is not a database."


@pytest.mark.parametrize("words", [["members", "list"], ["members", "show", "someone"], ["companies", "list"]])
def test_one_without_tables(words: list[str]) -> None:
    assert "run `python main.py db upgrade`" in refused(call(*words), 1)


def test_rotating_keys(store: Database, data_key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    newer = Keyring.new_key()
    monkeypatch.setenv("DATA_KEY", f"{newer},{data_key}")
    assert "2 rows sealed anew" in call("db", "rotate-keys").stdout
    monkeypatch.setenv("DATA_KEY", newer)
    assert shown("members", "list") == []
