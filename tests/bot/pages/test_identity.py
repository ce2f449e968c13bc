"""The identity page at the server: the chat's own check and no other, fetched once, whatever the provider does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx
import orjson
import pytest

from bot.codes import identity_services
from bot.pages.identity import IdentityPage, identity_page
from bot.settings import Settings
from conversations.engine import Engine
from conversations.talk import Surroundings
from gateways.console import ConsoleGateway
from gateways.identity import GatewayError, VerifiedPerson
from storage import identity
from storage.database import Database
from storage.identity import IdentityCheck
from storage.keyring import Keyring
from storage.outbox import Row
from tests.bot.pages.paper import Browser, bearing, browsing, refused, stands, talks
from tests.conftest import Clock
from tests.storage.people import do

ADDRESS = "https://bot.example.kr/pages/identity"
HONG = VerifiedPerson("홍길동", date(1990, 5, 1), "male", "domestic", "+821012345678", "CI of Hong")
HERE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@dataclass
class Provider(ConsoleGateway):
    """Tells of each check what it was told to tell."""

    found: dict[str, VerifiedPerson | GatewayError] = field(default_factory=dict)

    def page_data(self, ref: str, redirect_url: str) -> dict[str, str]:
        return {"identityVerificationId": ref, "redirectUrl": redirect_url}

    async def fetch(self, ref: str) -> VerifiedPerson | None:
        found = self.found.get(ref)
        if isinstance(found, GatewayError):
            raise found
        return found


@dataclass
class Desk:
    """A worker with a provider, and the conversation as it really is."""

    browser: Browser
    provider: Provider
    database: Database

    async def fetched(self, row: Row | None = None) -> None:
        """Does what delivery does with what is to be fetched."""
        for each in self.browser.rows[-1:] if row is None else [row]:
            assert self.browser.site.intake is not None
            await self.browser.site.intake.take_answer(each, await self._answer(each))

    async def _answer(self, row: Row) -> Any:
        try:
            return await identity_services(self.database, self.provider)[row.method].call(orjson.loads(row.payload))
        except GatewayError as error:
            return {"error": error.code}

    def fetches(self) -> list[str]:
        return [orjson.loads(row.payload)["ref"] for row in self.browser.rows if row.route == "service"]

    async def check(self, token: str) -> dict[str, Any]:
        response = await self.browser.http.get("/pages/api/check", headers=bearing(token))
        assert response.status_code == 200, response.text
        return dict(response.json()["view"])

    async def ends(self, token: str) -> httpx.Response:
        return await self.browser.http.post("/pages/api/check", headers=bearing(token))


@pytest.fixture
def check(database: Database) -> IdentityCheck:
    return asks(database, "77")


@pytest.fixture
async def desk(database: Database, clock: Clock) -> AsyncIterator[Desk]:
    provider = Provider()
    async with browsing(database, clock, identity=IdentityPage(provider, ADDRESS)) as browser:
        assert browser.site.intake is not None
        browser.site.intake.engine = Engine(Surroundings(frozenset({"ipin"}), "bot", lambda ref: ADDRESS))
        yield Desk(browser, provider, database)


def asks(database: Database, chat: str, method: str = "ipin") -> IdentityCheck:
    """Has a chat wait for a check on the provider's page."""
    made: IdentityCheck = do(database, identity.start, "telegram", chat, method)
    talks(database, "page", chat=chat, check=made.id, method="ipin")
    return made


async def test_the_page_gets_the_check_that_its_chat_waits_for(desk: Desk, check: IdentityCheck) -> None:
    other = asks(desk.database, "78")
    opened = (await desk.browser.open("identity")).json()
    assert opened["check"] == {"identityVerificationId": check.ref, "redirectUrl": ADDRESS}
    assert (opened["language"], opened["words"]["title"]) == ("ko", "본인확인")
    assert await desk.check(opened["bearer"]) == {"state": "ready", "check": opened["check"]}
    theirs = (await desk.browser.open("identity", "78", nonce="1")).json()
    assert theirs["check"]["identityVerificationId"] == other.ref


@HERE
async def test_what_is_not_asked_is_not_opened(desk: Desk, check: IdentityCheck) -> None:
    assert refused(await desk.browser.open("identity", "500")) == (409, "not_asked")
    asks(desk.database, "79", "phone")
    assert refused(await desk.browser.open("identity", "79")) == (409, "not_asked")
    talks(desk.database, "email", chat="80", check=check.id)
    assert refused(await desk.browser.open("identity", "80")) == (409, "not_asked")
    do(desk.database, identity.verified, check.id, "CI")
    assert refused(await desk.browser.open("identity")) == (409, "not_asked")


@HERE
async def test_an_opening_serves_once(desk: Desk, check: IdentityCheck) -> None:
    assert (await desk.browser.open("identity")).status_code == 200
    assert refused(await desk.browser.open("identity")) == (409, "init_data_used")
    assert refused(await desk.browser.open("form")) == (409, "init_data_used")


@HERE
async def test_one_kind_of_page_is_no_way_into_the_other(desk: Desk, check: IdentityCheck) -> None:
    token = (await desk.browser.open("identity")).json()["bearer"]
    assert refused(await desk.browser.answer(token, email="a@b.kr")) == (401, "session_unknown")
    assert refused(await desk.browser.view(token)) == (401, "session_unknown")
    assert refused(await desk.ends("x" * 43)) == (401, "session_unknown")
    assert desk.fetches() == []


async def test_the_result_is_fetched_once_however_often_it_is_asked_for(
    desk: Desk, check: IdentityCheck, keyring: Keyring, clock: Clock
) -> None:
    token = (await desk.browser.open("identity")).json()["bearer"]
    other = Database.open(desk.database.url, keyring, clock)
    async with browsing(other, clock, "two", IdentityPage(desk.provider, ADDRESS)) as second:
        both = (desk, Desk(second, desk.provider, other)) * 2
        responses = await asyncio.gather(*(each.ends(token) for each in both))
        rows = [*desk.browser.rows, *second.rows]
    other.close()
    assert [response.json()["view"]["state"] for response in responses] == ["waiting"] * 4
    assert [(row.method, row.chat) for row in rows] == [("identity.fetch", "77")]


async def test_a_person_who_was_verified_goes_on_in_the_chat(desk: Desk, check: IdentityCheck) -> None:
    token = (await desk.browser.open("identity")).json()["bearer"]
    desk.provider.found[check.ref] = HONG
    assert (await desk.ends(token)).json()["view"] == {"state": "waiting", "check": None}
    await desk.fetched()
    assert await desk.check(token) == {"state": "done", "check": None}
    answers = stands(desk.database)[2]
    assert (answers["name"], answers["verified"]) == ("홍길동", True)
    # A page that says so once more, or a result that comes twice, changes nothing.
    fetch = next(row for row in desk.browser.rows if row.route == "service")
    before = len(desk.browser.rows)
    assert (await desk.ends(token)).json()["view"]["state"] == "done"
    await desk.fetched(fetch)
    assert len(desk.browser.rows) == before
    assert stands(desk.database)[2] == answers


@HERE
async def test_a_window_that_was_never_finished_may_be_opened_again(desk: Desk, check: IdentityCheck) -> None:
    token = (await desk.browser.open("identity")).json()["bearer"]
    await desk.ends(token)
    await desk.fetched()
    view = await desk.check(token)
    assert (view["state"], view["check"]["identityVerificationId"]) == ("ready", check.ref)


@HERE
@pytest.mark.parametrize("why", ["identity.cancelled", "identity.other_check", "identity.other_channel"])
async def test_a_check_that_failed_or_is_somebody_elses_gives_way_to_another(
    desk: Desk, check: IdentityCheck, why: str
) -> None:
    token = (await desk.browser.open("identity")).json()["bearer"]
    desk.provider.found[check.ref] = GatewayError(why, passing=False)
    await desk.ends(token)
    await desk.fetched()
    view = await desk.check(token)
    assert view["state"] == "ready"
    assert view["check"]["identityVerificationId"] != check.ref
    assert "verified" not in stands(desk.database)[2]


@HERE
async def test_a_result_that_comes_late_changes_nothing(desk: Desk, check: IdentityCheck) -> None:
    token = (await desk.browser.open("identity")).json()["bearer"]
    await desk.ends(token)
    late = desk.browser.rows[-1]
    newer = asks(desk.database, "77")
    desk.provider.found[check.ref] = HONG
    await desk.fetched(late)
    assert stands(desk.database)[2] == {"check": newer.id, "method": "ipin"}
    talks(desk.database, "menu", flow="home")
    assert await desk.check(token) == {"state": "gone", "check": None}
    assert (await desk.ends(token)).json()["view"]["state"] == "gone"


@HERE
async def test_without_such_a_provider_there_is_no_such_page(database: Database, clock: Clock) -> None:
    assert identity_page(Settings(public_url="https://bot.example.kr"), ConsoleGateway()) is None
    asks(database, "77")
    async with browsing(database, clock) as browser:
        assert refused(await browser.open("identity")) == (409, "not_asked")
    made = identity_page(Settings(public_url="https://bot.example.kr"), Provider())
    assert made is not None
    assert made.address == ADDRESS
