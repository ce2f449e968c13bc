"""One person at the page, as they use it: reads a question, presses a button, types, attaches, looks at the phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine
from typing import Any

from playwright.async_api import FilePayload, Locator, Page, expect

WORDS = {
    "ko": {"chat": "{} 님의 대화", "start": "시작", "send": "보내기", "code": r"^\d{6} 입력$"},
    "en": {"chat": "{}'s chat", "start": "START", "send": "Send", "code": r"^Insert \d{6}$"},
}
MOST_BUTTONS = 12
# What reaches over the edge of its place: the page itself; a label in its button; a line in its card.
CUT = """() => {
  const boxes = document.querySelectorAll(".column .inline-button, .column .reply-button, .column .bubble");
  const wide = [document.documentElement, ...boxes].filter((node) => node.scrollWidth > node.clientWidth + 1);
  const high = [...boxes].filter((node) => node.scrollHeight > node.clientHeight + 1);
  return [...wide, ...high].map((node) => `${node.className}: ${node.innerText.slice(0, 80)}`);
}"""

Act = Callable[["Visitor"], Coroutine[Any, Any, None]]


def taps(question: str, label: str) -> Act:
    """Presses a button of the card that asks this."""

    async def act(me: Visitor) -> None:
        await me.sees(question)
        await me.button(label).click()

    return act


def chooses(question: str, label: str) -> Act:
    """The same by keyboard alone: Alt+B to the newest card's buttons, Tab to the one, Enter."""

    async def act(me: Visitor) -> None:
        await me.sees(question)
        await expect(me.button(label)).to_be_visible()
        await me.page.keyboard.press("Alt+B")
        for _ in range(MOST_BUTTONS):
            if await me.button(label).evaluate("node => node === document.activeElement"):
                break
            await me.page.keyboard.press("Tab")
        await me.page.keyboard.press("Enter")

    return act


def says(question: str, answer: str) -> Act:
    """Types an answer to the card that asks this."""

    async def act(me: Visitor) -> None:
        await me.sees(question)
        await me.box.fill(answer)
        await me.box.press("Enter")

    return act


def attaches(question: str, file: FilePayload) -> Act:
    """Chooses a file and sends it."""

    async def act(me: Visitor) -> None:
        await me.sees(question)
        await me.column.locator("input[type=file]").set_input_files(file)
        await expect(me.column.get_by_text(file["name"])).to_be_visible()
        await me.column.get_by_role("button", name=me.words["send"], exact=True).click()

    return act


def types_the_code(question: str) -> Act:
    """Takes the code from the notification on the phone, and sends it."""

    async def act(me: Visitor) -> None:
        await me.sees(question)
        await me.column.get_by_role("button", name=re.compile(me.words["code"])).click()
        await expect(me.box).to_have_value(re.compile(r"^\d{6}$"))
        await me.box.press("Enter")

    return act


class Visitor:
    """One person's column of the page."""

    def __init__(self, page: Page, name: str, language: str = "ko") -> None:
        self.page, self.words = page, WORDS[language]
        self.column = page.get_by_role("region", name=self.words["chat"].format(name))
        self.card = self.column.locator(".from-bot").last
        self.box = self.column.get_by_role("textbox")

    async def starts(self) -> None:
        """Presses the large button under the greeting."""
        await self.column.get_by_role("button", name=self.words["start"], exact=True).click()

    async def goes(self, *acts: Act) -> None:
        """Does one after the other, each when its question is there."""
        for act in acts:
            await act(self)

    async def sees(self, *words: str) -> None:
        """The newest card comes to hold these words."""
        for some in words:
            await expect(self.card).to_contain_text(some)

    def button(self, label: str) -> Locator:
        """The button of the newest card whose words hold these."""
        return self.card.locator(".inline-button", has_text=label)

    def own(self, text: str) -> Locator:
        """The person's own messages that hold these words."""
        return self.column.locator(".own", has_text=text)

    async def fits(self) -> None:
        """Nothing is cut or reaches over the edge of the page; head and writing box are in their places."""
        cut = await self.page.evaluate(CUT)
        assert not cut, cut
        await expect(self.box).to_be_in_viewport(ratio=1)
        await expect(self.column.get_by_role("heading", level=2)).to_be_in_viewport(ratio=1)
