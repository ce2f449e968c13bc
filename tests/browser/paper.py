"""The assistant's page in its window over the chat, as a person fills it in."""

from __future__ import annotations

import re

from playwright.async_api import Frame, Locator, expect

from tests.browser.axe import violations
from tests.browser.visitor import Visitor

WORDS = {
    "ko": {"form": "화면에서 한 번에 입력", "password": "안전한 화면에서 입력", "save": "저장하고 계속",
           "leave": "대화로 돌아가기", "close": "닫기"},
    "en": {"form": "Fill in as a form", "password": "Enter on a safe page", "save": "Save and continue",
           "leave": "Back to the chat", "close": "Close"},
}  # fmt: skip
CUT = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Paper:
    """The page that one person has open."""

    def __init__(self, me: Visitor, language: str = "ko") -> None:
        self.me, self.words = me, WORDS[language]
        self.window = me.page.locator("dialog.mini-app")
        self.page = self.window.frame_locator("iframe")

    async def opens(self, scope: str = "form") -> None:
        """Presses the button of the newest card."""
        await self.me.button(self.words[scope]).click()
        await expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def box(self, name: str) -> Locator:
        return self.page.locator(f"#q-{name}")

    async def fills(self, **answers: str) -> None:
        """Types or chooses these, by the names of their questions: a text, or the code of a choice."""
        for name, given in answers.items():
            control = self.page.locator(f"[name={name}]").first
            if await control.get_attribute("type") == "radio":
                await self.page.locator(f"[name={name}][value={given}]").check()
            else:
                await control.fill(given)

    async def answers(self, label: str, **answers: str) -> None:
        """When the page comes to ask this, fills these in and saves."""
        await self.asks(label)
        await self.fills(**answers)
        await self.saves()

    async def saves(self) -> None:
        await self.page.get_by_role("button", name=self.words["save"]).click()

    async def leaves(self) -> None:
        """Goes back to the chat by the page's own button."""
        await self.page.get_by_role("button", name=self.words["leave"]).click()
        await expect(self.window).to_have_count(0)

    async def ends(self, *words: str) -> None:
        """The page has nothing more to ask, says so and is closed."""
        for some in words:
            await expect(self.page.locator(".notes")).to_contain_text(some)
        await self.page.get_by_role("button", name=self.words["close"]).click()
        await expect(self.window).to_have_count(0)

    async def sees(self, *words: str) -> None:
        """These words come to be on the page."""
        for some in words:
            await expect(self.page.locator("main")).to_contain_text(some)

    async def asks(self, label: str) -> None:
        """The page comes to ask this."""
        await expect(self.page.locator(".label", has_text=label)).to_be_visible()

    async def has_the_code(self) -> str:
        """The code that has just come by text message; it is shown over the page."""
        shown = self.window.locator(".mini-app-sms")
        await expect(shown).to_contain_text(re.compile(r"\d{6}"))
        found = re.search(r"\d{6}", await shown.inner_text())
        assert found
        await shown.get_by_role("button").click()
        return found[0]

    async def is_fit_for_all(self) -> None:
        """Nothing is cut, and axe finds nothing wrong."""
        frame = await self.frame()
        assert await frame.evaluate(CUT) == 0
        assert await violations(frame) == []

    async def frame(self) -> Frame:
        handle = await self.window.locator("iframe").element_handle()
        frame = await handle.content_frame()
        assert frame is not None
        return frame
