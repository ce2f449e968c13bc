"""The webhook's door: what is not from Telegram, or not an update, is turned away and counted."""

from __future__ import annotations

import asyncio
import hmac
from http import HTTPStatus
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 -- the header's name (Bot API, setWebhook)
# An update holds one message of 4,096 characters at most, beside what it answers, quotes and lists.
LARGEST_BYTES = 1024 * 1024
BODY_SECONDS = 10.0
# A 64-bit key in the store; Telegram's own numbers are far smaller.
LARGEST_NUMBER = 2**63 - 1


class Refused(Exception):
    """A request that is turned away: a reason as `bot/metrics.py` counts it, and the status to answer with."""

    def __init__(self, reason: str, status: HTTPStatus) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


async def admitted(request: Request, secret: bytes) -> dict[str, Any]:
    """The update that a request brings; raises Refused. Nothing is read of a request without the secret."""
    given = request.headers.get(SECRET_HEADER, "").encode("latin-1")
    if not hmac.compare_digest(given, secret):
        raise Refused("secret", HTTPStatus.FORBIDDEN)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Refused("content_type", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
    return _update(await _body(request))


async def _body(request: Request) -> bytes:
    told = request.headers.get("content-length", "0")
    if not told.isdecimal() or int(told) > LARGEST_BYTES:
        raise Refused("size", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _collected(request)
    except (TimeoutError, ClientDisconnect):
        raise Refused("slow", HTTPStatus.REQUEST_TIMEOUT) from None


async def _collected(request: Request) -> bytes:
    """The body, of which no more is held than may come, whatever length was told before."""
    parts, length = [], 0
    async for part in request.stream():
        parts.append(part)
        length += len(part)
        if length > LARGEST_BYTES:
            raise Refused("size", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    return b"".join(parts)


def _update(body: bytes) -> dict[str, Any]:
    try:
        raw = orjson.loads(body)
    except orjson.JSONDecodeError:
        raw = None
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if type(number) is not int or not 0 <= number <= LARGEST_NUMBER:
        raise Refused("malformed", HTTPStatus.BAD_REQUEST)
    found: dict[str, Any] = raw
    return found
