"""What is said of PUBLIC_URL before anything starts."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.pages.address import WITHOUT, address_problems
from bot.settings import Settings, problems
from main import main

GOOD = {
    "TELEGRAM_BOT_TOKEN": "123456789:AAabcdefghijklmnopqrstuvwxyz0123456",
    "IDENTITY_GATEWAY": "console",
    "DATA_KEY": "k" * 40,
    "PUBLIC_URL": "https://bot.example.kr/",
    "LISTEN": "127.0.0.1:8000",
}


def wrong(tmp_path: Path, **changes: str) -> list[str]:
    return problems(Settings.load(tmp_path, {**GOOD, **changes}), "run")


def test_pages_may_be_served(tmp_path: Path) -> None:
    assert wrong(tmp_path) == []
    settings = Settings.load(tmp_path, GOOD)
    assert settings.pages is not None
    assert settings.pages("form") == "https://bot.example.kr/pages/form"
    assert Settings.load(tmp_path, {**GOOD, "PUBLIC_URL": ""}).pages is None


@pytest.mark.parametrize(
    "url",
    ["bot.example.kr", "ftp://bot.example.kr", "https://", "https://a:b@host", "https://host:x", "https://host/here",
     "https://host?a=b", "https://host#a", "https://[::1"],
)  # fmt: skip
def test_an_odd_address_is_named(tmp_path: Path, url: str) -> None:
    (line,) = wrong(tmp_path, PUBLIC_URL=url)
    assert line.startswith("PUBLIC_URL is not an address: give one like")


def test_telegram_opens_https_alone_but_the_playground_this_machine(tmp_path: Path) -> None:
    (line,) = wrong(tmp_path, PUBLIC_URL="http://bot.example.kr")
    assert line.startswith("PUBLIC_URL: Telegram opens https addresses only")
    here = {"PUBLIC_URL": "http://127.0.0.1:8000", "TELEGRAM_API_URL": "http://127.0.0.1:8080"}
    assert wrong(tmp_path, **here) == []


def test_pages_need_a_place_to_be_served_at(tmp_path: Path) -> None:
    (line,) = wrong(tmp_path, LISTEN="")
    assert line.startswith("LISTEN is not set, PUBLIC_URL needs it")
    hook = {
        "WEBHOOK_URL": "https://bot.example.kr/telegram",
        "WEBHOOK_SECRET": "s" * 32,
        "IDENTITY_GATEWAY": "playground",
    }
    assert wrong(tmp_path, LISTEN="", **hook) == []


def test_nothing_is_asked_where_nothing_needs_it() -> None:
    assert address_problems("", listen="", at_telegram=True) == []
    (line,) = address_problems("", listen="", at_telegram=True, needed_by="X=y")
    assert line.startswith("PUBLIC_URL is not set, X=y needs it")


def test_check_says_what_is_missing_without_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "var").mkdir()
    told = CliRunner().invoke(main, ["check"], env=GOOD)
    assert "pages: https://bot.example.kr/pages/form, which must lead to 127.0.0.1:8000" in told.output
    told = CliRunner().invoke(main, ["check"], env={**GOOD, "PUBLIC_URL": ""})
    assert told.exit_code == 0
    assert WITHOUT in told.output
