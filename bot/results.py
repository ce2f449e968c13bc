"""What the Bot API answers, as results and as python-telegram-bot's errors (Bot API, "Making requests")."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import orjson
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

# python-telegram-bot's opt-in to times as timedelta; without it every RetryAfter warns of a deprecation.
os.environ.setdefault("PTB_TIMEDELTA", "true")

_ERRORS: Mapping[int, type[TelegramError]] = MappingProxyType(
    {
        HTTPStatus.BAD_REQUEST: BadRequest,
        HTTPStatus.UNAUTHORIZED: InvalidToken,
        HTTPStatus.FORBIDDEN: Forbidden,
        HTTPStatus.NOT_FOUND: InvalidToken,
        HTTPStatus.CONFLICT: Conflict,
    }
)


def result_of(status: int, answer: bytes) -> Any:
    """The `result` of a Bot API answer; raises the error that python-telegram-bot would."""
    try:
        told = parsed(answer)
    except NetworkError as error:
        # Not the Bot API speaking but something before it, whatever the status says: python-telegram-bot
        # would call a proxy's 404 page a wrong token.
        raise NetworkError(f"HTTP {status}: {error.message}") from None
    if 200 <= status <= 299 and "result" in told:
        return told["result"]
    raise _error(status, told)


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait, in seconds."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def parsed(payload: bytes) -> dict[str, Any]:
    """The JSON object of an answer; raises NetworkError for anything else."""
    try:
        answer = orjson.loads(payload)
    except orjson.JSONDecodeError:
        answer = None
    if not isinstance(answer, dict):
        raise NetworkError(f"an answer of {len(payload)} bytes that is not a JSON object")
    return answer


def _error(status: int, told: Mapping[str, Any]) -> TelegramError:
    parameters = told.get("parameters")
    chat, seconds = (_number(parameters, name) for name in ("migrate_to_chat_id", "retry_after"))
    if chat:
        return ChatMigrated(chat)
    if seconds:
        return RetryAfter(seconds)
    return _ERRORS.get(status, NetworkError)(str(told.get("description") or f"HTTP {status}"))


def _number(parameters: Any, name: str) -> int:
    """A number among an answer's parameters; 0 where there is none: whatever stands before the Bot API may answer."""
    found = parameters.get(name) if isinstance(parameters, dict) else None
    return found if type(found) is int else 0
