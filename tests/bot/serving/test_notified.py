"""The identity provider's webhooks: only signed ones, and only to fetch what they are about."""

from __future__ import annotations

from collections.abc import Mapping

import httpx
import orjson
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.serving.listening import NOTIFIED
from bot.serving.notified import LARGEST, Notified
from gateways.identity import GatewayError
from storage import identity, outbox
from storage.database import Database
from storage.identity import IdentityCheck
from storage.outbox import Row
from tests.storage.people import do


class Provider:
    """Signs with "x-signed: yes" and sends the ref alone."""

    def notified(self, body: bytes, headers: Mapping[str, str]) -> str | None:
        if headers.get("x-signed") != "yes":
            raise GatewayError("identity.webhook_refused", passing=False)
        return body.decode() or None


async def sends(database: Database, body: bytes, **headers: str) -> int:
    app = Starlette(routes=[Route(NOTIFIED, Notified(Provider(), database).receive, methods=["POST"])])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as client:
        return (await client.post(NOTIFIED, content=body, headers=headers)).status_code


def waiting(database: Database) -> list[Row]:
    return do(database, outbox.claim, "worker", 10)


@pytest.fixture
def check(database: Database) -> IdentityCheck:
    return do(database, identity.start, "telegram", "7", "ipin")


async def test_a_signed_one_has_the_check_fetched(database: Database, check: IdentityCheck) -> None:
    assert await sends(database, check.ref.encode(), **{"x-signed": "yes"}) == 204
    (row,) = waiting(database)
    assert (row.channel, row.chat, row.route, row.method) == ("telegram", "7", "service", "identity.fetch")
    assert orjson.loads(row.payload) == {"check_id": check.id, "ref": check.ref}


async def test_one_that_is_not_signed_changes_nothing(database: Database, check: IdentityCheck) -> None:
    assert await sends(database, check.ref.encode()) == 403
    assert await sends(database, check.ref.encode(), **{"x-signed": "no"}) == 403
    assert waiting(database) == []


async def test_of_what_is_over_or_unknown_nothing_is_fetched(database: Database, check: IdentityCheck) -> None:
    do(database, identity.verified, check.id, "CI")
    for ref in (check.ref, "unknown", ""):
        assert await sends(database, ref.encode(), **{"x-signed": "yes"}) == 204
    assert waiting(database) == []


async def test_too_much_is_not_read(database: Database) -> None:
    assert await sends(database, b"x" * (LARGEST + 1), **{"x-signed": "yes"}) == 413
