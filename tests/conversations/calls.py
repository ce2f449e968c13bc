"""What Telegram would object to in an outgoing call: by its own schema where that lies at hand, its limits always."""

from __future__ import annotations

import html
import importlib.util
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

LONGEST_TEXT = 4096
LONGEST_TOAST = 200
MOST_BUTTONS = 100
MOST_IN_A_ROW = 8
_CHECKER = Path(__file__).parents[3] / "shared" / "botapi" / "check_calls.py"
_TAG = re.compile(r"</?([a-z-]+)[^<>]*>")

Checker = Callable[[str, Mapping[str, Any]], list[str]]


def objections(method: str, body: Mapping[str, Any]) -> list[str]:
    """Everything wrong with one call; an empty list when it is right."""
    checker = schema_checker()
    return [*_limits(method, body), *(checker(method, body) if checker else [])]


@cache
def schema_checker() -> Checker | None:
    """The checker by the Bot API's schema; None where the schema is not at hand."""
    if not _CHECKER.exists():
        return None
    spec = importlib.util.spec_from_file_location("check_calls", _CHECKER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    checker: Checker = module.problems
    return checker


def _limits(method: str, body: Mapping[str, Any]) -> list[str]:
    text = str(body.get("text", ""))
    wrong = []
    if method in ("sendMessage", "editMessageText"):
        wrong += _text_limits(text)
    if method == "answerCallbackQuery" and len(text) > LONGEST_TOAST:
        wrong.append(f"a toast of {len(text)} characters")
    return wrong + _keyboard_limits(body.get("reply_markup", {}))


def _text_limits(text: str) -> list[str]:
    opened: list[str] = []
    wrong = []
    for tag in _TAG.finditer(text):
        if tag[0].startswith("</"):
            wrong += [] if opened and opened.pop() == tag[1] else [f"{tag[0]} closes nothing"]
        else:
            opened.append(tag[1])
    shown = html.unescape(_TAG.sub("", text))
    size = len(shown.encode("utf-16-le")) // 2
    if not shown.strip() or size > LONGEST_TEXT:
        wrong.append(f"a text of {size} characters")
    return wrong + [f"<{tag}> is never closed" for tag in opened]


def _keyboard_limits(markup: Mapping[str, Any]) -> list[str]:
    rows = markup.get("inline_keyboard", [])
    wrong = [] if sum(map(len, rows)) <= MOST_BUTTONS else ["too many buttons"]
    for row in rows:
        if not 1 <= len(row) <= MOST_IN_A_ROW:
            wrong.append(f"{len(row)} buttons in a row")
        for button in row:
            if not button["text"].strip():
                wrong.append("a button without words")
            if not 1 <= len(button.get("callback_data", "-").encode()) <= 64:
                wrong.append(f"callback data {button['callback_data']!r}")
    return wrong
