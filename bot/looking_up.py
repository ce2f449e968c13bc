"""What outside services know of companies and addresses, asked from the outbox."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.delivery import Service
from gateways.addresses import AddressGateway
from gateways.companies import CompanyGateway
from storage import company_status
from storage.company_status import Standing
from storage.database import Database

# Somebody waits: what has not come at the second try comes too late.
TRIES = 2


def company_services(database: Database, gateway: CompanyGateway) -> dict[str, Service]:
    """The services "company.status" and "company.matches".

    status {number} → {state, closed_on}, which is kept for whoever asks next; matches {number, opened_on,
    representative} → {matches}.
    """

    async def status(data: Mapping[str, Any]) -> Mapping[str, Any]:
        found = await gateway.status(data["number"])
        said = Standing(found.state, found.closed_on)
        await asyncio.wrap_future(database.write(lambda tx: company_status.keep(tx, data["number"], said)))
        return {"state": said.state, "closed_on": said.closed_on.isoformat() if said.closed_on else None}

    async def matches(data: Mapping[str, Any]) -> Mapping[str, Any]:
        opened_on = date.fromisoformat(data["opened_on"])
        return {"matches": await gateway.matches(data["number"], opened_on, data["representative"])}

    return {"company.status": Service(status, TRIES), "company.matches": Service(matches, TRIES)}


def address_services(gateway: AddressGateway) -> dict[str, Service]:
    """The service "address.search": {words, most} → {total, addresses}."""

    async def search(data: Mapping[str, Any]) -> Mapping[str, Any]:
        found = await gateway.search(data["words"], data["most"])
        return {"total": found.total, "addresses": [asdict(address) for address in found.addresses]}

    return {"address.search": Service(search, TRIES)}
