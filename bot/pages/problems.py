"""What a page is told when its request is refused: a code, a status, and words that a person understands."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

import orjson
from starlette.responses import Response

from bot import metrics
from bot.pages.headers import FOR_DATA
from conversations.catalogue import LANGUAGES, texts

# By the key of their words; the code is what follows the dot.
STATUSES: Mapping[str, HTTPStatus] = {
    "web.init_data_forged": HTTPStatus.FORBIDDEN,
    "web.init_data_expired": HTTPStatus.FORBIDDEN,
    "web.init_data_used": HTTPStatus.CONFLICT,
    "web.session_unknown": HTTPStatus.UNAUTHORIZED,
    "web.session_over": HTTPStatus.GONE,
    "web.not_asked": HTTPStatus.CONFLICT,
    "web.too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "web.not_json": HTTPStatus.BAD_REQUEST,
    "web.away": HTTPStatus.SERVICE_UNAVAILABLE,
    "web.error": HTTPStatus.INTERNAL_SERVER_ERROR,
}

_LOG = logging.getLogger(__name__)


class PageRefused(Exception):
    """A page's request that changes nothing; `language` is the person's where it is known."""

    def __init__(self, code: str, language: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.language = language


def answer(refused: PageRefused) -> Response:
    """The refusal as JSON, in both languages where the person's is not known; counted, and logged by its code alone."""
    metrics.page_refusals.labels(refused.code).inc()
    _LOG.info("a page was refused: %s", refused.code)
    key = f"web.{refused.code}"
    told = (refused.language,) if refused.language in LANGUAGES else LANGUAGES
    message = "\n".join(texts(language).plain(key) for language in told)
    body = orjson.dumps({"problem": refused.code, "message": message})
    again = {"Retry-After": "1"} if refused.code == "away" else {}
    return Response(body, STATUSES[key], {**FOR_DATA, **again}, "application/json")
