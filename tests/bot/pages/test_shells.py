"""The pages themselves: nothing in them but a script of ours, and nobody else's frame around them."""

from __future__ import annotations

import html
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot import metrics
from bot.pages.headers import for_page
from bot.pages.init_data import InitDataKey
from bot.pages.problems import STATUSES
from bot.pages.shelf import FOLDER
from bot.pages.site import Site
from bot.settings import Settings
from conversations.catalogue import LANGUAGES, texts
from conversations.documents import ON_PERSONAL_DATA, document
from tests.bot.pages.opening import TOKEN


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    site = Site(InitDataKey.of(TOKEN), at_telegram=True)
    transport = httpx.ASGITransport(Starlette(routes=site.routes()))
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        yield client


def policy(response: httpx.Response) -> dict[str, str]:
    parts = (part.strip().split(" ", 1) for part in response.headers["content-security-policy"].split(";"))
    return dict(parts)


async def test_a_page_on_which_something_is_typed_runs_our_own_code_alone(http: httpx.AsyncClient) -> None:
    for scope in ("form", "password"):
        page = await http.get(f"/pages/{scope}")
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert policy(page) == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self'",
            "connect-src": "'self'",
            "base-uri": "'none'",
            "form-action": "'none'",
            "frame-ancestors": "https://web.telegram.org https://*.telegram.org",
        }
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["x-content-type-options"] == "nosniff"


async def test_the_identity_page_runs_its_providers_code_and_no_other(http: httpx.AsyncClient) -> None:
    found = policy(await http.get("/pages/identity"))
    assert found["script-src"] == "'self' https://cdn.portone.io"
    assert found["default-src"] == found["base-uri"] == "'none'"
    assert "unsafe" not in found["script-src"] + found["connect-src"] + found["default-src"]
    assert found["frame-ancestors"] == "https://web.telegram.org https://*.telegram.org"


def test_the_playground_may_frame_pages_of_this_machine() -> None:
    at_telegram, elsewhere = (for_page(at_telegram=at)["Content-Security-Policy"] for at in (True, False))
    assert "127.0.0.1" not in at_telegram
    assert elsewhere.endswith("https://*.telegram.org http://127.0.0.1:* http://localhost:*")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.html")), ids=lambda path: path.name)
def test_no_page_has_script_style_or_address_of_others_in_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|style=|\son\w+=|<script(?![^>]*\ssrc=)|https?://", text)


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [("ko", "en", "ko"), ("en", "ko", "en"), ("", "ko-KR,ko;q=0.9", "ko"), ("", "fr", "en")],
)
async def test_what_becomes_of_personal_data_can_be_read_by_everybody(
    http: httpx.AsyncClient, asked: str, accepted: str, language: str
) -> None:
    page = await http.get("/pages/privacy", params={"lang": asked}, headers={"Accept-Language": accepted})
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert f'<html lang="{language}">' in page.text
    shown = html.unescape(re.sub(r"<[^>]+>", "", page.text))
    for kind in ON_PERSONAL_DATA:
        for line in filter(None, document(kind, language).splitlines()):
            assert line in shown
    assert "<script" not in page.text
    assert policy(page)["default-src"] == "'none'"


async def test_scripts_and_styles_are_asked_for_again_and_sent_once(http: httpx.AsyncClient) -> None:
    first = await http.get("/pages/assets/app.js")
    assert first.headers["content-type"] == "text/javascript; charset=utf-8"
    assert first.headers["cache-control"] == "no-cache"
    again = await http.get("/pages/assets/app.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await http.get("/pages/assets/style.css")).headers["content-type"] == "text/css; charset=utf-8"


@pytest.mark.parametrize(
    "path",
    ["other", "", "assets/index.html", "assets/..%2Fsite.py", "assets/%2e%2e/site.py", "form/x", "FORM"],
)
async def test_nothing_else_is_there(http: httpx.AsyncClient, path: str) -> None:
    assert (await http.get(f"/pages/{path}")).status_code == 404


async def test_a_page_is_there_before_the_assistant_is(http: httpx.AsyncClient) -> None:
    assert (await http.get("/pages/form")).status_code == 200
    response = await http.get("/pages/api/view", headers={"Authorization": "Bearer x"})
    assert (response.status_code, response.json()["problem"]) == (503, "away")


def test_without_an_address_there_are_no_pages() -> None:
    assert Site.of(Settings(token=TOKEN)) is None
    site = Site.of(Settings(token=TOKEN, public_url="https://bot.example.kr"))
    assert site is not None
    assert site.at_telegram


def test_every_refusal_has_a_status_words_and_a_counter() -> None:
    assert {key.partition(".")[2] for key in STATUSES} == set(metrics.PAGE_REFUSALS)
    assert all(status >= 400 for status in STATUSES.values())
    assert all(key in texts(language) for key in STATUSES for language in LANGUAGES)
