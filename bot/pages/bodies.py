"""What a page sends, read within limits: no more than its largest form, nothing but JSON, nothing slowly."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from bot.pages.problems import PageRefused

LARGEST_BYTES = 64 * 1024
BODY_SECONDS = 10.0
MOST_ANSWERS = 64
LONGEST_ANSWER = 4096  # characters, as in a message
LONGEST_NAME = 64
SCOPES = ("form", "password", "identity")

_BEARER = "Bearer "


async def read_opening(request: Request) -> tuple[str, str]:
    """initData and what the page is for; raises PageRefused."""
    body = await _json(request)
    init_data, scope = body.get("init_data"), body.get("scope")
    if not isinstance(init_data, str) or scope not in SCOPES:
        raise PageRefused("not_json")
    return init_data, scope


async def read_answers(request: Request) -> Mapping[str, str]:
    """What was entered on a page, by the names of steps; raises PageRefused."""
    body = await _json(request)
    answers = body.get("answers", {})
    if not isinstance(answers, dict) or not all(isinstance(value, str) for value in answers.values()):
        raise PageRefused("not_json")
    too_long = any(len(name) > LONGEST_NAME or len(value) > LONGEST_ANSWER for name, value in answers.items())
    if len(answers) > MOST_ANSWERS or too_long:
        raise PageRefused("too_large")
    return answers


def bearer(request: Request) -> str:
    """The page's token; raises PageRefused where there is none."""
    given = request.headers.get("authorization", "")
    if not given.startswith(_BEARER) or not given[len(_BEARER) :].strip():
        raise PageRefused("session_unknown")
    return given[len(_BEARER) :].strip()


async def _json(request: Request) -> dict[str, Any]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise PageRefused("not_json")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = orjson.loads(await _collected(request))
    except (TimeoutError, ClientDisconnect, orjson.JSONDecodeError):
        raise PageRefused("not_json") from None
    if not isinstance(body, dict):
        raise PageRefused("not_json")
    return body


async def _collected(request: Request) -> bytes:
    """The body, of which no more is held than may come, whatever length was told before."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_BYTES:
            raise PageRefused("too_large")
    return bytes(body)
