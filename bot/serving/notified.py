"""A provider of identity checks says that a check has changed: it is fetched, as if the person had asked for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Protocol, runtime_checkable

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from gateways.identity import GatewayError
from storage import identity, outbox
from storage.database import Database, StoreUnavailable
from storage.outbox import NewRow, Row
from storage.transaction import Transaction

LARGEST = 64 * 1024  # bytes

_LOG = logging.getLogger(__name__)


@runtime_checkable
class Notifies(Protocol):
    """A gateway whose provider signs what it sends."""

    def notified(self, body: bytes, headers: Mapping[str, str]) -> str | None:
        """The ref of the check that has changed, if any; raises GatewayError for a wrong signature."""


@dataclass(frozen=True, slots=True)
class Notified:
    """Takes a provider's webhooks; nothing of their content is believed but which check to fetch."""

    gateway: Notifies
    database: Database

    async def receive(self, request: Request) -> Response:
        """204 for what was taken, however often it comes; 403 for what is not signed; 503 to have it sent again."""
        body = await _bounded(request)
        if body is None:
            return PlainTextResponse("too large\n", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        try:
            ref = self.gateway.notified(body, request.headers)
            if ref is not None:
                await asyncio.wrap_future(self.database.write(lambda tx: fetch_soon(tx, ref)))
        except GatewayError:
            _LOG.warning("a webhook about identity checks was not signed as it should be")
            return PlainTextResponse("not signed\n", HTTPStatus.FORBIDDEN)
        except StoreUnavailable:
            return PlainTextResponse("the database is away\n", HTTPStatus.SERVICE_UNAVAILABLE)
        return Response(status_code=HTTPStatus.NO_CONTENT)


def fetch_soon(tx: Transaction, ref: str, worker: str | None = None) -> list[Row]:
    """Has the result of an open check fetched into its conversation; nothing for one that is over or unknown.

    `worker` may fetch it right after the commit.
    """
    check = identity.by_ref(tx, ref)
    if check is None or check.status not in ("started", "sent"):
        return []
    question = orjson.dumps({"check_id": check.id, "ref": ref})
    row = NewRow(channel=check.channel, chat=check.chat, route="service", method="identity.fetch", payload=question)
    return outbox.add(tx, [row], lease_for=worker)


async def _bounded(request: Request) -> bytes | None:
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST:
            return None
    return bytes(body)
