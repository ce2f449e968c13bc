"""The playground's stand-ins, as the assistant asks them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest

from gateways.companies import CompanyStatus
from gateways.identity import GatewayError
from gateways.playground_services import PlaygroundAddresses, PlaygroundCompanies, PlaygroundSms
from playground import Playground, samples, serve


@pytest.fixture
async def root() -> AsyncIterator[str]:
    async with serve(Playground(None), 0) as address:
        yield address


async def test_its_tax_office(root: str) -> None:
    office = PlaygroundCompanies(root)
    assert await office.status(samples.UNKNOWN) == CompanyStatus("active")
    assert await office.status(samples.CLOSED) == CompanyStatus("closed", date(2024, 3, 1))
    assert await office.status(samples.SUSPENDED) == CompanyStatus("suspended")
    opened_on, representative = samples.OPENINGS[samples.UNKNOWN]
    day = date.fromisoformat(opened_on)
    assert await office.matches(samples.UNKNOWN, day, representative)
    assert not await office.matches(samples.UNKNOWN, day, "김저녁")
    assert not await office.matches(samples.CLOSED, day, representative)
    await office.close()


@pytest.mark.parametrize(
    ("words", "total"),
    [
        ("헌릉로 13", 1),
        ("헌릉로 1", 0),
        ("세종대로", 22),
        ("heolleung-ro 13", 1),
        ("서초구 헌릉로", 4),
        ("없는길", 0),
        ("중앙로", 3),
    ],
)
async def test_its_address_search(root: str, words: str, total: int) -> None:
    search = PlaygroundAddresses(root)
    found = await search.search(words, 5)
    assert (found.total, len(found.addresses)) == (total, min(total, 5))
    await search.close()


async def test_its_phones(root: str) -> None:
    sms = PlaygroundSms(root)
    await sms.send("+821012345678", "안녕하세요", "code:1")
    await sms.close()


async def test_when_it_is_not_there() -> None:
    nowhere = "http://127.0.0.1:1"
    companies, addresses, sms = PlaygroundCompanies(nowhere), PlaygroundAddresses(nowhere), PlaygroundSms(nowhere)
    for asking in (companies.status("1"), addresses.search("헌릉로", 5), sms.send("+82", "x", "y")):
        with pytest.raises(GatewayError, match="unreachable"):
            await asking
    for gateway in (companies, addresses, sms):
        await gateway.close()
