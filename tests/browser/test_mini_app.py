"""A page that opens over the chat: who opened it, how it is closed, and that axe finds nothing wrong with it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import FrameLocator, Locator, expect

from bot.pages.init_data import InitDataKey
from storage.transaction import utc_now
from tests.browser.axe import violations
from tests.browser.conftest import Screen, Visit
from tests.browser.desk import Desk, field, served, view
from tests.browser.parrot import TOKEN

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

ME = "김하늘"


@pytest_asyncio.fixture(loop_scope="module")
async def desk() -> AsyncIterator[Desk]:
    async with served(Desk()) as desk:
        desk.view = view(field("name", "기업명"))
        yield desk


async def opens(screen: Screen, desk: Desk) -> tuple[Locator, FrameLocator]:
    """Presses the button under the bot's card; the window over the chat, and the page in it."""
    await screen.says(ME, f"화면 {desk.root}/pages/form")
    await screen.column(ME).get_by_role("button", name="화면에서 입력").click()
    window = screen.page.get_by_role("dialog", name="앵무새")
    page = window.frame_locator("iframe")
    await expect(page.get_by_label("기업명")).to_be_visible()
    return window, page


async def test_the_page_knows_who_opened_it_and_nobody_else_can_have(screen: Screen, desk: Desk) -> None:
    _, page = await opens(screen, desk)
    state = await (await screen.page.request.get(f"{screen.site.root}/api/state")).json()
    opener = InitDataKey.of(TOKEN).opener(desk.openings[0], utc_now())
    assert (opener.user, opener.language) == (str(state["people"][0]["id"]), "ko")
    await expect(page.get_by_role("heading", name="회원 정보")).to_be_visible()
    assert await violations(screen.page) == []
    assert await screen.page.evaluate("() => document.activeElement.tagName") == "IFRAME"


async def test_leaving_the_page_closes_its_window_and_gives_the_focus_back(screen: Screen, desk: Desk) -> None:
    window, page = await opens(screen, desk)
    await page.get_by_role("button", name="대화로 돌아가기").click()
    await expect(window).to_have_count(0)
    await expect(screen.column(ME).get_by_role("button", name="화면에서 입력")).to_be_focused()
    assert desk.left == 1


async def test_what_is_not_saved_is_not_thrown_away_unasked(screen: Screen, desk: Desk) -> None:
    window, page = await opens(screen, desk)
    await page.get_by_label("기업명").fill("한빛무역")
    await window.get_by_role("button", name="닫기").click()
    question = screen.page.get_by_role("alertdialog", name="화면을 닫을까요?")
    await question.get_by_role("button", name="취소").click()
    await expect(page.get_by_label("기업명")).to_have_value("한빛무역")
    desk.judge = lambda answers: view(field("fax", "팩스"), number=10)
    await page.get_by_role("button", name="저장하고 계속").click()
    await expect(page.get_by_label("팩스")).to_be_visible()
    await window.get_by_role("button", name="닫기").click()
    await expect(window).to_have_count(0)


async def test_the_windows_settings_lead_to_what_becomes_of_personal_data(screen: Screen, desk: Desk) -> None:
    window, page = await opens(screen, desk)
    await window.get_by_role("button", name="설정").click()
    async with screen.page.expect_popup() as popup:
        await page.get_by_role("dialog", name="설정").get_by_role("link").click()
    await expect((await popup.value).get_by_role("heading", level=1)).to_have_text("개인정보 처리 안내")
    await (await popup.value).close()


async def test_by_keyboard_alone_from_the_chat_to_the_page_and_back(screen: Screen, desk: Desk) -> None:
    desk.judge = lambda answers: view(field("fax", "팩스"), title="연락처")
    await screen.says(ME, f"화면 {desk.root}/pages/form")
    opener = screen.column(ME).get_by_role("button", name="화면에서 입력")
    await expect(opener).to_be_visible()
    press, page = screen.page.keyboard.press, screen.page.frame_locator("dialog iframe")
    await press("Alt+B")
    await press("Enter")
    await expect(page.get_by_role("heading", name="회원 정보")).to_be_focused()
    await press("Tab")
    await screen.page.keyboard.type("한빛무역")
    await press("Enter")
    await expect(page.get_by_role("heading", name="연락처")).to_be_focused()
    assert desk.taken[0]["answers"] == {"name": "한빛무역"}
    for _ in range(3):
        await press("Tab")
    await expect(page.get_by_role("button", name="대화로 돌아가기")).to_be_focused()
    await press("Enter")
    await expect(opener).to_be_focused()


@pytest.mark.soak
async def test_a_dark_messenger_makes_a_dark_page_on_a_narrow_screen(visit: Visit, desk: Desk) -> None:
    screen = await visit(viewport={"width": 360, "height": 740}, color_scheme="dark")
    window, page = await opens(screen, desk)
    assert await page.locator("html").evaluate("node => getComputedStyle(node).colorScheme") == "dark"
    box = await window.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (360, 740)
    assert await page.locator("html").evaluate("node => node.scrollWidth - node.clientWidth") == 0
