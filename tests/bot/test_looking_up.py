"""What outside services know, asked from the outbox and kept for whoever asks next."""

from __future__ import annotations

from datetime import date

import pytest

from bot.looking_up import address_services, company_services
from gateways.addresses import Found, FoundAddress
from gateways.companies import CompanyStatus
from gateways.identity import GatewayError
from storage import company_status
from storage.company_status import Standing
from storage.database import Database

NUMBER = "1238601233"


class Office:
    name = "office"

    def __init__(self, said: CompanyStatus | GatewayError) -> None:
        self.said = said

    async def status(self, business_number: str) -> CompanyStatus:
        if isinstance(self.said, GatewayError):
            raise self.said
        return self.said

    async def matches(self, business_number: str, opened_on: date, representative: str) -> bool:
        return (business_number, opened_on, representative) == (NUMBER, date(2015, 3, 2), "김대표")

    async def search(self, words: str, most: int) -> Found:
        return Found(7, [FoundAddress("06792", words, "")] * most)

    async def close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (CompanyStatus("active"), {"state": "active", "closed_on": None}),
        (CompanyStatus("closed", date(2024, 3, 1)), {"state": "closed", "closed_on": "2024-03-01"}),
    ],
)
async def test_a_state_is_answered_and_kept(database: Database, said: CompanyStatus, answer: object) -> None:
    services = company_services(database, Office(said))
    assert await services["company.status"].call({"number": NUMBER}) == answer
    assert database.read(lambda tx: company_status.fresh(tx, NUMBER)) == Standing(said.state, said.closed_on)


async def test_of_an_outage_nothing_is_kept(database: Database) -> None:
    services = company_services(database, Office(GatewayError("company.ill")))
    with pytest.raises(GatewayError):
        await services["company.status"].call({"number": NUMBER})
    assert database.read(lambda tx: company_status.fresh(tx, NUMBER)) is None


async def test_a_check(database: Database) -> None:
    matches = company_services(database, Office(CompanyStatus("active")))["company.matches"]
    asked = {"number": NUMBER, "opened_on": "2015-03-02", "representative": "김대표"}
    assert await matches.call(asked) == {"matches": True}
    assert await matches.call(asked | {"opened_on": "2015-03-03"}) == {"matches": False}


async def test_a_search() -> None:
    search = address_services(Office(CompanyStatus("active")))["address.search"]
    hit = {"postcode": "06792", "base": "헌릉로 13", "english": ""}
    assert await search.call({"words": "헌릉로 13", "most": 2}) == {"total": 7, "addresses": [hit, hit]}
