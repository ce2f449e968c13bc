"""A sending of a code that a crash left, begun again when the code of the first one has served already."""

from __future__ import annotations

import asyncio
from typing import Any

from bot.codes import identity_services
from gateways.identity import VerifiedPerson
from storage import identity
from storage.database import Database

MOBILE = "+821020001001"


class Phone:
    """A gateway that notes what it is to send."""

    name = "phone"
    offers = frozenset({"phone"})

    def __init__(self) -> None:
        self.codes: list[str] = []

    async def send_code(self, mobile: str, code: str) -> None:
        self.codes.append(code)

    def page_url(self, ref: str, back: str = "") -> str:
        raise AssertionError(ref)

    async def fetch(self, ref: str) -> VerifiedPerson | None:
        raise AssertionError(ref)

    async def close(self) -> None:
        """Has nothing to let go of."""


async def test_a_check_that_ended_well_is_not_begun_again(database: Database) -> None:
    phone = Phone()
    send = identity_services(database, phone)["identity.send_code"].call
    check = await write(database, lambda tx: identity.start(tx, "telegram", "7", "phone", MOBILE))
    data = {"check_id": check.id, "mobile": MOBILE, "name": "김하늘", "birth_date": "1990-03-05", "gender": "female"}
    await send(data)
    assert await write(database, lambda tx: identity.try_code(tx, check.id, phone.codes[0])) == "right"
    await write(database, lambda tx: identity.verified(tx, check.id))
    assert await send(data) == {"check_id": check.id}
    assert len(phone.codes) == 1
    found = database.read(lambda tx: identity.by_id(tx, check.id))
    assert found is not None
    assert (found.status, found.sends) == ("verified", 1)


async def write(database: Database, work: Any) -> Any:
    return await asyncio.wrap_future(database.write(work))
