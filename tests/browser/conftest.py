"""A playground with a small bot on one side, and a real Chromium on the other."""

import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Error, Locator, Page, ViewportSize, async_playwright, expect

from playground.app import Playground
from playground.server import serve
from tests.browser.house import House
from tests.browser.parrot import TOKEN, parrot

CHROMIUM = shutil.which("chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SAMPLES = [
    {
        "number": "123-45-67891",
        "name": "한빛무역",
        "name_en": "Hanbit Trading",
        "outcome": "이미 등록된 회사: 준회원이 됩니다",
        "outcome_en": "A member already: you become its associate",
    }
]
WIDE: ViewportSize = {"width": 1280, "height": 800}
LOOK: dict[str, Any] = {"viewport": WIDE, "locale": "ko-KR", "timezone_id": "Asia/Seoul"}
PATIENCE_MS = 20_000


class Site:
    """The playground and its bot; can be closed and opened again at the same address, as a restart is."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._stack = contextlib.AsyncExitStack()
        self.root = ""

    async def open(self, port: int = 0) -> None:
        playground = Playground(self._directory, token=TOKEN, samples=SAMPLES)
        self.root = await self._stack.enter_async_context(serve(playground, port))
        await self._stack.enter_async_context(parrot(self.root))

    async def close(self) -> None:
        await self._stack.aclose()

    @property
    def port(self) -> int:
        return int(self.root.rpartition(":")[2])


class Screen:
    """The page as somebody sees it; `complaints` are errors of its console, violations of the policy among them."""

    def __init__(self, page: Page, site: Any) -> None:
        self.page, self.site = page, site
        self.complaints: list[str] = []
        page.on("console", self._said)
        page.on("pageerror", self._failed)

    async def leave(self) -> None:
        """Leaves the page as it was found, for the next who uses it."""
        await self.page.evaluate("() => localStorage.clear()")
        await self.page.goto("about:blank")
        self.page.remove_listener("console", self._said)
        self.page.remove_listener("pageerror", self._failed)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _failed(self, error: Error) -> None:
        self.complaints.append(str(error))

    def column(self, name: str) -> Locator:
        return self.page.get_by_role("region", name=f"{name} 님의 대화")

    async def says(self, name: str, text: str) -> None:
        box = self.column(name).get_by_role("textbox")
        await box.fill(text)
        await box.press("Enter")

    async def hears(self, name: str, text: str) -> None:
        """The bot's newest message in this person's chat comes to hold the text."""
        await expect(self.column(name).locator(".from-bot .text").last).to_contain_text(text)

    async def starts(self, name: str) -> None:
        await self.column(name).get_by_role("button", name="시작", exact=True).click()
        await expect(self.column(name).locator(".from-bot .inline-button").first).to_be_visible()

    async def speaks_elsewhere(self, first_name: str, text: str) -> None:
        """The person writes on another device; returns when the bot has heard and answered."""
        api, request = f"{self.site.root}/api", self.page.request
        state = await (await request.get(f"{api}/state")).json()
        chat = next(person["id"] for person in state["people"] if person["first_name"] == first_name)
        assert (await request.post(f"{api}/chats/{chat}/text", data={"text": text})).ok
        answered, seq = False, state["seq"]
        while not answered:
            news = await (await request.get(f"{api}/wait?chat={chat}&after={seq}&timeout=10")).json()
            assert news["events"], "the bot did not answer"
            answered = any(event.get("message", {}).get("from_bot") for event in news["events"])
            seq = news["seq"]

    async def texts(self, number: str, text: str) -> None:
        """A text message arrives from outside."""
        answer = await self.page.request.post(f"{self.site.root}/api/phones/{number}/messages", data={"text": text})
        assert answer.ok


Visit = Callable[..., Awaitable[Screen]]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    if not CHROMIUM:
        # Where everything is to be tested (CI), a missing browser must not pass unnoticed.
        (pytest.fail if os.environ.get("REQUIRE_SERVICES") else pytest.skip)("there is no chromium on this machine")
    expect.set_options(timeout=PATIENCE_MS)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    site = Site(tmp_path)
    await site.open()
    yield site
    await site.close()


@contextlib.asynccontextmanager
async def visits(browser: Browser, site: Site | House) -> AsyncIterator[Visit]:
    """Opens the site's page in a fresh browser profile, as often as wanted; at the end none may have complained."""
    screens: list[Screen] = []

    async def opened(path: str = "/", **look: Any) -> Screen:
        context = await browser.new_context(**(LOOK | look))
        context.set_default_timeout(PATIENCE_MS)
        screen = Screen(await context.new_page(), site)
        screens.append(screen)
        await screen.page.goto(site.root + path)
        await expect(screen.page.locator(".column").first).to_be_attached()
        return screen

    yield opened
    for screen in screens:
        await screen.page.context.close()
    assert [complaint for screen in screens for complaint in screen.complaints] == []


@pytest_asyncio.fixture(loop_scope="module")
async def visit(browser: Browser, site: Site) -> AsyncIterator[Visit]:
    """Visits of the page with the small bot."""
    async with visits(browser, site) as visit:
        yield visit


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The real assistant, in a process of its own."""
    house = House(Path(tmp_path_factory.mktemp("house")))
    await house.open()
    yield house
    await house.close()


@pytest_asyncio.fixture(loop_scope="module")
async def enter(browser: Browser, house: House) -> AsyncIterator[Visit]:
    """Visits of the page with the real assistant."""
    async with visits(browser, house) as enter:
        yield enter


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def window(browser: Browser) -> AsyncIterator[Page]:
    """One window for all that need no special looks: opening one takes longer than most tests."""
    context = await browser.new_context(**LOOK)
    context.set_default_timeout(PATIENCE_MS)
    yield await context.new_page()
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def screen(window: Page, site: Site) -> AsyncIterator[Screen]:
    """The page with the small bot, just opened; at the end it may not have complained."""
    screen = Screen(window, site)
    await window.goto(site.root)
    await expect(window.locator(".column").first).to_be_attached()
    yield screen
    await screen.leave()
    assert screen.complaints == []
