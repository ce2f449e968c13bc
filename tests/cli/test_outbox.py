"""What could not be delivered, as staff see it at a terminal."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.outbox import age
from main import main
from storage import outbox
from storage.database import Database
from tests.storage.test_outbox import add, claim, message, tick


@pytest.fixture
def numbers(database: Database, data_key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Rows that were set aside, in a store that commands find through the environment."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_URL", database.url)
    monkeypatch.setenv("DATA_KEY", data_key)
    rows = add(database, message("홍길동 010-1234-5678", "123456789"), tick("remind"), message("stays", "5"))
    for row, reason in zip(rows[:2], ("blocked", "its answer could not be handled"), strict=True):
        database.write(partial(outbox.failed, row_id=row.id, error=reason, retry_at=None, tries=4)).result()
    return [row.id for row in rows]


def call(*words: str, answer: str | None = None) -> Result:
    return CliRunner().invoke(main, ["outbox", *words], input=answer)


def listed() -> Any:
    return json.loads(call("list", "--json").stdout)


def test_a_list_names_kind_chat_tries_and_reason_and_nothing_personal(numbers: list[int]) -> None:
    result = call("list")
    assert result.exit_code == 0, result.stderr
    head, first, second = result.stdout.splitlines()
    assert head.split() == ["NO", "KIND", "CHAT", "AGE", "TRIES", "REASON"]
    assert first.split()[:4] == [str(numbers[0]), "sendMessage", "telegram", "******789"]
    assert first.endswith("  4      blocked")
    assert second.split()[1:3] == ["tick", "remind"]
    for personal in ("홍길동", "1234-5678", "123456"):
        assert personal not in result.stdout


def test_json(numbers: list[int]) -> None:
    first, second = listed()
    assert (first["no"], first["tries"], first["reason"]) == (numbers[0], 4, "blocked")
    assert set(first) == {"no", "kind", "chat", "created_at", "set_aside_at", "tries", "reason"}
    assert second["kind"] == "tick remind"
    assert json.loads(call("list", "--json", "--after", str(numbers[0])).stdout) == [second]


def test_retry_sends_it_back_into_the_outbox(numbers: list[int], database: Database) -> None:
    result = call("retry", str(numbers[0]))
    assert (result.exit_code, result.stdout) == (0, "1 tried again.\n")
    assert [one["no"] for one in listed()] == [numbers[1]]


def test_all_are_tried_again(numbers: list[int], database: Database) -> None:
    assert call("retry", "--all").stdout == "2 tried again.\n"
    assert listed() == []


def test_drop_asks_before_it_gives_all_up(numbers: list[int]) -> None:
    assert call("drop", "--all", answer="n\n").exit_code == 1
    assert len(listed()) == 2
    assert call("drop", str(numbers[1])).stdout == "1 given up.\n"
    assert call("drop", "--all", "--yes").stdout == "1 given up.\n"
    assert listed() == []


def test_what_waits_its_turn_is_not_touched(numbers: list[int], database: Database) -> None:
    result = call("drop", str(numbers[2]))
    assert (result.exit_code, result.stderr) == (1, "Nothing of that was set aside.\n")
    assert claim(database) == [b"stays"]


@pytest.mark.parametrize("words", [["retry"], ["drop"], ["retry", "--all", "1"]])
def test_either_numbers_or_all(numbers: list[int], words: list[str]) -> None:
    result = call(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--all" in result.stderr


def test_ages() -> None:
    passed = [timedelta(0), timedelta(seconds=59), timedelta(minutes=5), timedelta(hours=26), timedelta(hours=2)]
    assert [age(one) for one in passed] == ["0 s", "59 s", "5 min", "1 d", "2 h"]
