"""Who may open a page and send from it, and that nothing else changes anything; on both databases."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.pages.bodies import LARGEST_BYTES, LONGEST_ANSWER, MOST_ANSWERS
from conversations.catalogue import texts
from storage import outbox
from storage.database import Database, StoreUnavailable
from storage.keyring import Keyring
from tests.bot.pages.opening import init_data
from tests.bot.pages.paper import Browser, bearing, browsing, refused, stands, talks
from tests.bot.serving.standing import count
from tests.conftest import Clock
from tests.storage.people import do

KO, EN = texts("ko"), texts("en")
# What no database decides is tried on one.
HERE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


@pytest.fixture
async def browser(database: Database, clock: Clock) -> AsyncIterator[Browser]:
    talks(database)
    async with browsing(database, clock) as made:
        yield made


async def test_a_page_is_opened_and_filled_in(browser: Browser, database: Database) -> None:
    opened = (await browser.open()).json()
    assert opened["view"]["fields"][0]["name"] == "email"
    assert stands(database) == ("sign_up", "email", {})
    answered = await browser.answer(opened["bearer"], email="hong@example.kr")
    assert answered.json()["view"]["fields"][0]["name"] == "password"
    assert stands(database) == ("sign_up", "password", {"email": "hong@example.kr"})
    assert (await browser.view(opened["bearer"])).json() == answered.json()
    assert [event.name for event in browser.paper.events] == ["open", "answers", "view"]
    assert {event.chat.id for event in browser.paper.events} == {"77"}
    # The card in the chat follows, and is this worker's to send.
    assert [(row.chat, row.leased_by) for row in browser.rows] == [("77", "one")]


@HERE
async def test_opening_and_looking_change_nothing(browser: Browser, database: Database) -> None:
    token = await browser.token()
    await browser.view(token)
    assert browser.rows == []
    assert do(database, outbox.claim, "other", 10) == []


@HERE
async def test_who_never_spoke_with_the_bot_is_sent_to_the_chat(browser: Browser) -> None:
    opened = (await browser.open(user="500", language="en")).json()
    assert (opened["view"]["over"], opened["view"]["ending"]) == (True, "Press /start")
    assert refused(await browser.answer(opened["bearer"], email="x")) == (410, "session_over")


@HERE
async def test_forged_and_foreign_data_open_nothing(browser: Browser, clock: Clock) -> None:
    good = init_data(77, clock.now)
    before = count("assistant_page_refusals_total", reason="init_data_forged")
    for data in (good.replace("77", "78"), good[:-1], "", "user=1", init_data(77, clock.now, token="1:" + "x" * 35)):
        assert refused(await browser.opens(data)) == (403, "init_data_forged")
    assert browser.paper.events == []
    assert count("assistant_page_refusals_total", reason="init_data_forged") == before + 5


@HERE
async def test_old_data_opens_nothing(browser: Browser, clock: Clock) -> None:
    data = init_data(77, clock.now)
    clock.forward(minutes=10, seconds=1)
    response = await browser.opens(data)
    assert refused(response) == (403, "init_data_expired")
    # Whose it is counts for nothing any more, so that both languages are told.
    assert response.json()["message"] == f"{KO('web.init_data_expired')}\n{EN('web.init_data_expired')}"


async def test_data_opens_one_page_once(browser: Browser, clock: Clock, database: Database) -> None:
    data = init_data(77, clock.now)
    assert (await browser.opens(data)).status_code == 200
    again = await browser.opens(data)
    assert refused(again) == (409, "init_data_used")
    assert again.json()["message"] == KO("web.init_data_used")
    turned = "&".join(reversed(data.split("&")))
    assert refused(await browser.opens(turned)) == (409, "init_data_used")
    assert refused(await browser.opens(data, "password")) == (409, "init_data_used")


async def test_of_two_workers_one_opens_it(
    browser: Browser, database: Database, keyring: Keyring, clock: Clock
) -> None:
    other = Database.open(database.url, keyring, clock)
    data = init_data(77, clock.now)
    async with browsing(other, clock, "two") as second:
        responses = await asyncio.gather(*(one.opens(data) for one in (browser, second) * 4))
    other.close()
    assert sorted(response.status_code for response in responses) == [200] + [409] * 7


@HERE
async def test_any_worker_knows_the_page(browser: Browser, database: Database, keyring: Keyring, clock: Clock) -> None:
    token = await browser.token()
    other = Database.open(database.url, keyring, clock)
    async with browsing(other, clock, "two") as second:
        assert (await second.answer(token, email="a@b.kr")).status_code == 200
    other.close()
    assert stands(database)[1] == "password"


async def test_a_page_speaks_for_its_own_chat_alone(browser: Browser, database: Database) -> None:
    talks(database, chat="78")
    token = await browser.token(user="78")
    body = {"answers": {"email": "a@b.kr"}, "chat": "77", "channel": "telegram", "scope": "password"}
    response = await browser.http.post("/pages/api/answers", json=body, headers=bearing(token))
    assert response.status_code == 200
    assert (stands(database, "77")[1], stands(database, "78")[1]) == ("email", "password")


@HERE
async def test_without_a_token_of_ours_nothing_is_taken(browser: Browser) -> None:
    body = {"answers": {"email": "a@b.kr"}}
    for header in ("", "Bearer", "Bearer ", "Basic abc", "Bearer " + "x" * 43, "bearer x"):
        given = {"Authorization": header}
        assert refused(await browser.http.get("/pages/api/view", headers=given)) == (401, "session_unknown")
        for path in ("answers", "check"):
            response = await browser.http.post(f"/pages/api/{path}", json=body, headers=given)
            assert refused(response) == (401, "session_unknown")
    assert browser.paper.events == []


async def test_a_password_page_ends_with_its_answer(browser: Browser, database: Database) -> None:
    talks(database, "password", email="a@b.kr")
    token = await browser.token("password")
    assert (await browser.answer(token, password="bad")).json()["view"]["fields"][0]["problem"] == "wrong"
    assert (await browser.answer(token, password="secret 1!")).json()["view"]["over"]
    before = stands(database), len(browser.rows)
    for response in (await browser.answer(token, password="another 1!"), await browser.view(token)):
        assert refused(response) == (410, "session_over")
        assert response.json()["message"] == KO("web.session_over")
    assert (stands(database), len(browser.rows)) == before


async def test_of_a_double_submit_one_is_taken(
    browser: Browser, database: Database, keyring: Keyring, clock: Clock
) -> None:
    talks(database, "password", email="a@b.kr")
    token = await browser.token("password")
    other = Database.open(database.url, keyring, clock)
    async with browsing(other, clock, "two") as second:
        both = (browser, second, browser, second)
        responses = await asyncio.gather(*(one.answer(token, password="secret 1!") for one in both))
        cards = [*browser.rows, *second.rows]
    other.close()
    assert sorted(response.status_code for response in responses) == [200, 410, 410, 410]
    assert len(cards) == 1


@HERE
async def test_of_many_submits_at_once_one_is_worked_on(browser: Browser, database: Database) -> None:
    talks(database, "password", email="a@b.kr")
    token = await browser.token("password")
    browser.hash.clear()
    submits = [asyncio.create_task(browser.answer(token, password=f"secret {n}!")) for n in range(5)]
    await browser.hashing.wait()
    browser.hash.set()
    assert sorted(response.status_code for response in await asyncio.gather(*submits)) == [200, 410, 410, 410, 410]
    assert browser.hashed == ["secret 0!"]


async def test_a_password_page_is_there_only_while_the_chat_asks_for_one(browser: Browser, database: Database) -> None:
    assert refused(await browser.open("password")) == (409, "not_asked")
    talks(database, "password", email="a@b.kr")
    # Nothing was opened, so that the same may open it now.
    token = (await browser.open("password")).json()["bearer"]
    talks(database, "review", email="a@b.kr", password="hash")
    assert (await browser.answer(token, password="late 1!")).json()["view"]["over"]
    assert refused(await browser.answer(token, password="late 1!")) == (410, "session_over")
    assert stands(database)[2] == {"email": "a@b.kr", "password": "hash"}


@HERE
async def test_a_password_page_answers_no_other_flow(browser: Browser, database: Database) -> None:
    talks(database, "password", email="a@b.kr")
    token = await browser.token("password")
    talks(database, "password", flow="reset")
    assert (await browser.answer(token, password="late 1!")).json()["view"]["over"]
    assert stands(database) == ("reset", "password", {})


@HERE
async def test_a_form_answers_no_other_form(browser: Browser, database: Database) -> None:
    token = await browser.token()
    talks(database, "password", email="typed in the chat")
    assert (await browser.view(token)).json()["view"]["fields"][0]["name"] == "password"
    talks(database, flow="convert")
    assert (await browser.answer(token, email="a@b.kr")).json()["view"]["over"]
    assert stands(database) == ("convert", "email", {})
    assert refused(await browser.answer(token, email="a@b.kr")) == (410, "session_over")


@HERE
async def test_a_page_ends_after_half_an_hour_without_an_answer(browser: Browser, clock: Clock) -> None:
    token = await browser.token()
    clock.forward(minutes=29)
    assert (await browser.answer(token, email="a@b.kr")).status_code == 200
    clock.forward(minutes=29)
    assert (await browser.view(token)).status_code == 200
    clock.forward(minutes=2)
    assert refused(await browser.view(token)) == (410, "session_over")


@HERE
async def test_leaving_ends_a_page(browser: Browser, database: Database) -> None:
    token = await browser.token()
    assert (await left(browser, token)).status_code == 204
    assert refused(await browser.view(token)) == (410, "session_over")
    # Once more is no trouble, and changes nothing.
    rows = len(browser.rows)
    assert (await left(browser, token)).status_code == 204
    assert len(browser.rows) == rows


async def left(browser: Browser, token: str) -> httpx.Response:
    return await browser.http.post("/pages/api/leave", json={}, headers=bearing(token))


ODD: tuple[tuple[Any, str], ...] = (
    ([], "not_json"),
    ({"answers": []}, "not_json"),
    ({"answers": {"email": 5}}, "not_json"),
    ({"answers": {"email": None}}, "not_json"),
    ({"answers": {"email": "x" * (LONGEST_ANSWER + 1)}}, "too_large"),
    ({"answers": {"x" * 65: "y"}}, "too_large"),
    ({"answers": {str(n): "y" for n in range(MOST_ANSWERS + 1)}}, "too_large"),
    ({"answers": {"email": "x"}, "more": "x" * LARGEST_BYTES}, "too_large"),
)


@HERE
async def test_odd_bodies_are_refused(browser: Browser, database: Database) -> None:
    token = await browser.token()
    for body, code in ODD:
        response = await browser.http.post("/pages/api/answers", json=body, headers=bearing(token))
        assert response.json()["problem"] == code
    for content, kind in (
        (b"{", "application/json"),
        (b"\xff", "application/json"),
        (b"{}", "text/plain"),
        (b"{}", ""),
    ):
        headers = {**bearing(token), "Content-Type": kind}
        response = await browser.http.post("/pages/api/answers", content=content, headers=headers)
        assert refused(response) == (400, "not_json")
    for data, scope in ((5, "form"), (None, "form"), ("", "other"), ("", ["form"]), ("", None)):
        assert refused(await browser.opens(data, scope)) == (400, "not_json")
    assert [event.name for event in browser.paper.events] == ["open"]
    assert stands(database)[1] == "email"


async def test_while_the_store_is_away_nothing_is_lost_nor_taken(
    browser: Browser, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await browser.token()

    async def away(*_: object) -> None:
        raise StoreUnavailable("gone")

    monkeypatch.setattr("bot.intake.written", away)
    data = init_data(77, browser.clock.now, nonce="away")
    for response in (await browser.opens(data), await browser.answer(token, email="a@b.kr"), await browser.view(token)):
        assert refused(response) == (503, "away")
        assert response.headers["retry-after"] == "1"
    monkeypatch.undo()
    assert (await browser.opens(data)).status_code == 200
    assert (await browser.answer(token, email="a@b.kr")).status_code == 200
    assert stands(database)[1] == "password"


@HERE
async def test_an_error_of_ours_changes_nothing_and_is_logged_without_what_was_entered(
    browser: Browser, database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    token = await browser.token()
    browser.paper.error = RuntimeError("broken")
    assert refused(await browser.answer(token, email="hong@example.kr")) == (500, "error")
    browser.paper.error = None
    assert "a page's request met an error of ours" in caplog.text
    assert "hong@example.kr" not in caplog.text
    assert (await browser.answer(token, email="hong@example.kr")).status_code == 200


@HERE
async def test_refusals_are_logged_by_their_code_alone(browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    token = await browser.token()
    await browser.answer(token, email="x" * 5000)
    await browser.opens("user=홍길동&hash=1")
    told = [record.getMessage() for record in caplog.records if record.name.startswith("bot.pages")]
    assert told == ["a page was refused: too_large", "a page was refused: init_data_forged"]
    assert token not in caplog.text


@HERE
async def test_before_the_start_and_after_the_end_a_page_waits(browser: Browser) -> None:
    token = await browser.token()
    browser.site.intake = None
    assert refused(await browser.answer(token, email="a@b.kr")) == (503, "away")
    assert refused(await browser.open()) == (503, "away")


@HERE
async def test_at_the_end_what_is_under_way_is_finished(database: Database, clock: Clock) -> None:
    talks(database, "password", email="a@b.kr")
    async with browsing(database, clock) as browser:
        token = await browser.token("password")
        browser.hash.clear()
        answering = asyncio.create_task(browser.answer(token, password="secret 1!"))
        await browser.hashing.wait()
        asyncio.get_running_loop().call_soon(browser.hash.set)
    assert (await answering).status_code == 200
    assert stands(database)[1] == "review"


@HERE
async def test_data_is_never_kept_by_a_browser(browser: Browser) -> None:
    for response in (await browser.open(), await browser.opens("")):
        headers = response.headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["content-type"] == "application/json"


@HERE
async def test_another_method_is_no_way_in(browser: Browser) -> None:
    for name in ("open", "answers", "leave"):
        assert (await browser.http.get(f"/pages/api/{name}")).status_code == 405
