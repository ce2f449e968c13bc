"""The funnel at a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from main import main
from storage import conversations, step_days
from storage.conversations import ConversationRow
from storage.database import Database
from storage.keyring import Keyring
from tests.storage.people import firm

STEPS = {
    ("sign_up", "terms", "entered"): 9,
    ("sign_up", "terms", "answered"): 7,
    ("sign_up", "terms", "left"): 2,
    ("sign_up", "age", "entered"): 10,
    ("sign_up", "review", "finished"): 4,
    ("sign_up", "of_an_older_program", "failed"): 1,
}


@pytest.fixture
def store(database_url: str, data_key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """A store that the command finds through the environment, and that goes by the same clock."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database_url)
    monkeypatch.setenv("DATA_KEY", data_key)
    opened = Database.open(database_url, Keyring.from_text(data_key))
    yield opened
    opened.close()


def call(*words: str) -> Result:
    return CliRunner().invoke(main, ["stats", *words])


def fill(store: Database) -> None:
    row = ConversationRow(channel="telegram", chat="7", language="ko", state=b"{}", flow="sign_up", step="terms")
    store.write(lambda tx: conversations.save(tx, row)).result()
    store.write(lambda tx: step_days.add(tx, STEPS)).result()
    firm(store, associates=2)


def test_an_empty_store_has_an_empty_funnel(store: Database) -> None:
    result = call()
    assert (result.exit_code, result.stderr) == (0, "")
    assert "wait for their MASTER: none" in result.stdout


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
def test_steps_are_told_as_people_meet_them(store: Database) -> None:
    fill(store)
    found = json.loads(call("--days", "2", "--json").stdout)
    steps = {row["step"]: row for row in found["steps"]}
    assert list(steps) == ["age", "terms", "review", "of_an_older_program"]
    assert steps["terms"] == {
        "flow": "sign_up",
        "step": "terms",
        "here_now": 1,
        "idle": steps["terms"]["idle"],
        "entered": 9,
        "answered": 7,
        "failed": 0,
        "left": 2,
        "abandoned": 0,
    }
    assert found["endings"] == {"sign_up": {"finished": 4, "left": 2, "abandoned": 0}}
    assert found["associates_waiting"]["count"] == 2


def test_who_waits_is_told_in_words(store: Database) -> None:
    fill(store)
    lines = call("--days", "2").stdout.splitlines()
    assert lines[0].startswith("Associates who wait for their MASTER: 2, the oldest for ")
    (terms,) = (line.split() for line in lines if " terms " in line)
    assert [*terms[:3], *terms[4:]] == ["sign_up", "terms", "1", "9", "7", "0", "2", "0"]
    assert lines[-1].split() == ["sign_up", "4", "2", "0"]


def test_a_database_that_is_away_is_told_in_a_line(store: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:hidden@127.0.0.1:1/none")
    result = call()
    assert (result.exit_code, result.stdout) == (1, "")
    assert "cannot be reached" in result.stderr
    assert "hidden" not in result.stderr
