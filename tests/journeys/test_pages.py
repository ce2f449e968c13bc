"""Pages and chat are one conversation, over HTTP on both databases; and what was typed in secret stands nowhere."""

from __future__ import annotations

import logging

import pytest
import sqlalchemy as sa
from aiohttp import web

from bot.outside import Outside
from storage import engines, identity, migrate
from tests.gateways.service import Service, serving
from tests.gateways.test_portone import API_SECRET, WEBHOOK_SECRET, verified
from tests.journeys.pages import Page, with_pages
from tests.journeys.paths import ADDRESS, Wishes, to_account, to_method
from tests.journeys.records import profile_of
from tests.journeys.test_secrets import everything_stored, found_in
from tests.journeys.test_webhook_database import control, server
from tests.storage.postgresql_server import Server
from tests.world import World, world

__all__ = ["server"]

SECRET, TYPO, WEAK, RESIDENT = "Zebra#lantern+88", "Zebra#lantern+8?", "tooShort7", "900305-1234567"


async def test_a_sign_up_between_chat_and_pages_leaves_no_secret(away: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    stored: list[str] = []
    async with with_pages(away):
        person = await away.person()
        await to_account(person, Wishes("honggd1"))
        await person.says("honggd1")
        password = await Page.opened(away, person, "password")
        await _sets_password(away, password, stored)
        form = await Page.opened(away, person, "form")
        assert {"telephone", "email"} <= set(form.names)
        await form.gives(telephone=RESIDENT, email="hong@example.com")
        assert away.step_of(person) == "telephone"
        await form.gives(telephone="02-555-1234", mobile="_skip")
        stored += everything_stored(away)
        await person.says(ADDRESS)
        await person.picks("skip")
        await person.picks("submit")
        stored += everything_stored(away)
        member = profile_of(away, "honggd1").member
        assert (member.email, member.telephone) == ("hong@example.com", "+8225551234")
        calls = [str(call["params"]) for call in await away.calls()]
    logged = [record.getMessage() for record in caplog.records] + [caplog.text]
    answered = [*password.told[1:], *form.told[1:]]
    for name, texts in (("store", stored), ("log", logged), ("calls", calls), ("page", answered)):
        secret = (SECRET, TYPO, WEAK, RESIDENT, password.bearer, form.bearer)
        assert [one for one in secret if found_in(one, texts)] == [], name


async def _sets_password(here: World, page: Page, stored: list[str]) -> None:
    """Refused, refused, mistyped, right, and then sent once more."""
    assert page.names == ["password", "password_again"]
    for first, again in ((WEAK, WEAK), (RESIDENT, RESIDENT), (SECRET, TYPO), (SECRET, SECRET)):
        assert not page.view["over"]
        await page.gives(**_of(page, first, again))
        stored += everything_stored(here)
    assert page.view["over"]
    assert here.step_of(page.person) == "telephone"
    refused = await page.asks("POST", "answers", {"answers": {"password": "Other!river+99"}}, status=410)
    assert refused["problem"] == "session_over"


def _of(page: Page, first: str, again: str) -> dict[str, str]:
    typed = {"password": first, "password_again": again}
    return {name: typed[name] for name in page.names}


async def test_a_check_by_portone_from_its_page_to_the_chat(away: World) -> None:
    done: list[str] = []

    def answer(request: web.Request, body: object) -> web.Response:
        ref = request.path.rpartition("/")[2]
        if ref not in done:
            return web.json_response({"type": "IDENTITY_VERIFICATION_NOT_FOUND"}, status=404)
        return web.json_response(verified(id=ref))

    async with serving(answer) as office, with_pages(away, **_portone(office)) as root:
        person = await away.person()
        await to_method(person, Wishes("honggd1"))
        page = await Page.opened(away, person, "identity")
        check = page.view["check"]
        assert check["redirectUrl"] == f"{root}/pages/identity"
        assert set(check) == {"storeId", "channelKey", "identityVerificationId", "redirectUrl"}
        # Left before anything was done in the window: it may be opened again.
        assert (await page.asks("POST", "check", {}))["view"]["state"] == "waiting"
        await person.hears()
        assert (await page.asks("GET", "check"))["view"] == {"state": "ready", "check": check}
        done.append(check["identityVerificationId"])
        await page.asks("POST", "check", {})
        await person.hears()
        person.sees("아이디")
        assert (await page.asks("GET", "check"))["view"]["state"] == "done"
        found = away.reads(lambda tx: identity.by_ref(tx, check["identityVerificationId"]))
        assert found is not None
        assert found.status == "verified"


@pytest.mark.soak
async def test_what_is_sent_while_the_database_is_away_is_refused_and_taken_once_it_is_back(
    server: Server, data_key: str
) -> None:
    url = server.url(server.create())
    migrate.upgrade(url)
    async with world(url, data_key) as here, with_pages(here):
        person = await here.person()
        await to_account(person, Wishes("honggd1"))
        await person.says("honggd1")
        page = await Page.opened(here, person, "password")
        control(server, "-m", "fast", "stop")
        given = {"answers": {"password": SECRET, "password_again": SECRET}}
        for _ in range(2):
            assert (await page.asks("POST", "answers", given, status=503))["problem"] == "away"
        control(server, "restart")
        engine = sa.create_engine(engines.parse(url), isolation_level="AUTOCOMMIT")
        with engine.connect() as here.onlooker:
            await page.gives(**given["answers"])
            assert page.view["over"]
            assert here.step_of(person) == "telephone"
        engine.dispose()


def _portone(office: Service) -> dict[str, object]:
    keys = {
        "PORTONE_STORE_ID": "store-1",
        "PORTONE_CHANNEL_KEY": "channel-key-1",
        "PORTONE_API_SECRET": API_SECRET,
        "PORTONE_WEBHOOK_SECRET": WEBHOOK_SECRET,
    }
    roots = {**Outside().roots, "PORTONE_URL": office.root}
    return {"identity_gateway": "portone", "outside": Outside(keys=keys, roots=roots)}
