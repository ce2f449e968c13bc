"""What is wrong with a Bot API call: by the API's own schema where that lies beside the project, by limits anyhow."""

from __future__ import annotations

import html
import importlib.util
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

JSON = dict[str, Any]
CHECKER = Path(__file__).parents[3] / "shared" / "botapi" / "check_calls.py"
LONGEST_TEXT, LONGEST_TOAST, LONGEST_DATA, MOST_BUTTONS, MOST_IN_A_ROW = 4096, 200, 64, 100, 8
TAGS = re.compile(r"</?(?:b|code)>")


def wrong_with(method: str, params: JSON) -> list[str]:
    """Everything that is wrong with a call; an empty list when it is right."""
    return [*_schema()(method, params), *_beyond_limits(method, params)]


@cache
def _schema() -> Callable[[str, JSON], list[str]]:
    if not CHECKER.exists():
        return lambda method, params: []
    spec = importlib.util.spec_from_file_location("check_calls", CHECKER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    problems: Callable[[str, JSON], list[str]] = module.problems
    return problems


def _beyond_limits(method: str, params: JSON) -> Iterator[str]:
    if method in ("sendMessage", "editMessageText"):
        yield from _text_problems(params["text"])
    if method == "answerCallbackQuery" and len(params.get("text", "")) > LONGEST_TOAST:
        yield "a toast is too long"
    rows = (params.get("reply_markup") or {}).get("inline_keyboard") or []
    yield from _button_problems(rows)


def _text_problems(text: str) -> Iterator[str]:
    bare = TAGS.sub("", text)
    if "<" in bare or ">" in bare:
        yield f"mark-up that was not meant: {bare}"
    if not 1 <= len(html.unescape(bare).encode("utf-16-le")) // 2 <= LONGEST_TEXT:
        yield "a text is too long or empty"


def _button_problems(rows: list[list[JSON]]) -> Iterator[str]:
    if any(len(row) > MOST_IN_A_ROW for row in rows) or sum(map(len, rows)) > MOST_BUTTONS:
        yield "too many buttons"
    for button in (button for row in rows for button in row):
        if not button["text"].strip():
            yield "a button without words"
        if len(button.get("callback_data", "x").encode()) > LONGEST_DATA:
            yield "a button that carries too much"
