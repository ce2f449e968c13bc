"""What becomes of words that Telegram refuses: they are said more plainly, so that nobody is left without a way on."""

import html
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import orjson

from bot.render import LONGEST
from storage.outbox import Row

_TAG = re.compile(r"<[^<>]*>")
_EDIT, _SEND = "editMessageText", "sendMessage"


def plainer(row: Row) -> Row | None:
    """The same words in a call that Telegram may take: as a new message, then without mark-up, then without buttons.

    None where nothing is left to leave out.
    """
    if row.method not in (_EDIT, _SEND):
        return None
    body = orjson.loads(row.payload)
    less = _as_new(body) if row.method == _EDIT else _without_mark_up(body) or _without_buttons(body)
    return None if less is None else replace(row, method=_SEND, about=None, payload=orjson.dumps(less))


def edited_message(row: Row) -> int | None:
    """The message that an edit names itself."""
    found = orjson.loads(row.payload).get("message_id")
    return found if isinstance(found, int) else None


def _as_new(body: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name != "message_id"}


def _without_mark_up(body: Mapping[str, Any]) -> dict[str, Any] | None:
    if "parse_mode" not in body:
        return None
    units = html.unescape(_TAG.sub("", body["text"])).encode("utf-16-le")[: 2 * LONGEST]
    plain = {name: value for name, value in body.items() if name != "parse_mode"}
    return {**plain, "text": units.decode("utf-16-le", errors="ignore").strip() or "…"}


def _without_buttons(body: Mapping[str, Any]) -> dict[str, Any] | None:
    if "reply_markup" not in body:
        return None
    return {name: value for name, value in body.items() if name != "reply_markup"}
