"""The page of a provider's identity check, with a made-up provider: it ends well, is closed, or does not open."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from bot.pages.headers import for_page
from conversations.catalogue import texts
from tests.browser.axe import violations
from tests.browser.conftest import LOOK, PATIENCE_MS
from tests.browser.desk import Desk, served

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

PROVIDER = """window.PortOne = { requestIdentityVerification: async (asked) => (
  { identityVerificationId: asked.identityVerificationId, ...(%s) }) }"""
CHECK = {"storeId": "store-1", "channelKey": "channel-1", "identityVerificationId": "ref-1", "redirectUrl": "http://x/"}
TEXTS = texts("ko")
WORDS = {key.rpartition(".")[2]: TEXTS.plain(key) for key in sorted(TEXTS.keys()) if key.startswith("identity_page.")}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def counter() -> AsyncIterator[Desk]:
    async with served(Desk()) as desk:
        yield desk


@pytest.fixture
def desk(counter: Desk) -> Desk:
    counter.clear()
    counter.policy = for_page(at_telegram=False, with_provider=True)["Content-Security-Policy"]
    counter.check = {"check": CHECK, "words": WORDS, "language": "ko"}
    return counter


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def window(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(**(LOOK | {"viewport": {"width": 360, "height": 740}}))
    context.set_default_timeout(PATIENCE_MS)
    yield await context.new_page()
    await context.close()


async def opens(page: Page, desk: Desk, answer: str | None) -> None:
    """Opens the page; the provider's script, where there is one, tells this of its window."""

    async def script(route: Route) -> None:
        await (route.fulfill(body=PROVIDER % answer, content_type="text/javascript") if answer else route.abort())

    await page.unroute_all()
    await page.route("https://cdn.portone.io/**", script)
    await page.goto("about:blank")
    await page.goto(desk.address("identity"))
    await expect(page.get_by_role("heading", name="본인확인")).to_be_visible()


def state(name: str, ref: str = "ref-1") -> dict[str, Any]:
    return {"state": name, "check": {**CHECK, "identityVerificationId": ref} if name == "ready" else None}


async def test_a_check_that_was_passed_leads_back_to_the_chat(window: Page, desk: Desk) -> None:
    await opens(window, desk, "{}")
    assert await violations(window) == []
    await window.evaluate("() => window.Telegram.WebView.receiveEvent('settings_button_pressed', null)")
    settings = window.get_by_role("dialog", name="설정")
    await expect(settings.get_by_role("link", name="개인정보 처리 안내")).to_be_visible()
    await settings.get_by_role("button", name="닫기").click()
    desk.states = [state("waiting"), state("done")]
    await window.get_by_role("button", name="본인확인 창 열기").click()
    await expect(window.get_by_text("결과를 받았습니다")).to_be_visible()
    await expect(window.get_by_role("button", name="대화로 돌아가기")).to_be_visible()
    await expect(window.get_by_role("button", name="본인확인 창 열기")).to_be_hidden()
    assert await violations(window) == []


async def test_a_window_that_was_closed_can_be_opened_again(window: Page, desk: Desk) -> None:
    await opens(window, desk, "{code: 'CANCELLED', message: '취소'}")
    desk.states = [state("ready")]
    await window.get_by_role("button", name="본인확인 창 열기").click()
    await expect(window.get_by_role("alert")).to_contain_text("본인확인이 아직 끝나지 않았습니다")
    await expect(window.get_by_role("button", name="다시 열기")).to_be_enabled()


@pytest.mark.soak
async def test_a_check_that_failed_can_be_tried_again(window: Page, desk: Desk) -> None:
    await opens(window, desk, "{}")
    desk.states = [state("waiting"), state("ready", "ref-2")]
    await window.get_by_role("button", name="본인확인 창 열기").click()
    await expect(window.get_by_role("alert")).to_contain_text("까닭은 대화에 적어 드렸습니다")
    await expect(window.get_by_role("button", name="다시 열기")).to_be_enabled()


@pytest.mark.soak
async def test_a_window_that_does_not_open_is_told(window: Page, desk: Desk) -> None:
    await opens(window, desk, None)
    await window.get_by_role("button", name="본인확인 창 열기").click()
    await expect(window.get_by_role("alert")).to_contain_text("본인확인 창을 열지 못했습니다")


@pytest.mark.soak
async def test_a_provider_that_refuses_to_open_is_asked_about_all_the_same(window: Page, desk: Desk) -> None:
    await opens(window, desk, "await Promise.reject(new Error('blocked'))")
    desk.states = [state("waiting"), state("ready")]
    await window.get_by_role("button", name="본인확인 창 열기").click()
    await expect(window.get_by_role("alert")).to_contain_text("본인확인 창을 열지 못했습니다")
    desk.states = [state("waiting"), state("done")]
    await window.get_by_role("button", name="다시 열기").click()
    await expect(window.get_by_text("결과를 받았습니다")).to_be_visible()


async def test_where_no_answer_comes_the_result_is_asked_for_again_and_no_second_window_opens(
    window: Page, desk: Desk
) -> None:
    await opens(window, desk, "(window.windows = (window.windows ?? 0) + 1, {})")
    desk.states = [None, state("waiting"), None]
    await window.get_by_role("button", name="본인확인 창 열기").click()
    await expect(window.get_by_role("alert")).to_contain_text("서버에 닿지 못했습니다")
    again = window.get_by_role("button", name="다시 시도")
    await again.click()
    await expect(window.get_by_role("alert")).to_contain_text("서버에 닿지 못했습니다")
    assert await violations(window) == []
    desk.states = [state("done")]
    await again.click()
    await expect(window.get_by_text("결과를 받았습니다")).to_be_visible()
    assert await window.evaluate("() => window.windows") == 1


@pytest.mark.soak
async def test_a_reload_while_the_result_is_awaited_can_be_tried_again(window: Page, desk: Desk) -> None:
    await opens(window, desk, "{}")
    desk.states = [state("waiting"), None]
    await window.reload()
    again = window.get_by_role("button", name="다시 시도")
    await expect(again).to_be_visible()
    desk.states = [state("gone")]
    await again.click()
    await expect(window.get_by_text("더는 이 본인확인을 기다리지 않습니다")).to_be_visible()


async def test_a_page_in_a_plain_window_says_that_it_can_be_closed(window: Page, desk: Desk) -> None:
    await opens(window, desk, "{}")
    leave = window.get_by_role("button", name="대화로 돌아가기")
    await leave.click()
    await expect(window.get_by_text("이제 이 화면을 닫으셔도 됩니다.")).to_be_visible()
    await expect(leave).to_be_hidden()


async def test_a_telephones_window_comes_back_to_the_page(window: Page, desk: Desk) -> None:
    await opens(window, desk, "{}")
    desk.states = [state("ready"), state("done")]
    await window.goto(f"{desk.root}/pages/identity?identityVerificationId=ref-1")
    await expect(window.get_by_text("결과를 받았습니다")).to_be_visible()
    assert window.url == f"{desk.root}/pages/identity"


async def test_a_chat_that_has_gone_on_is_told_of(window: Page, desk: Desk) -> None:
    await opens(window, desk, "{}")
    desk.states = [state("gone")]
    await window.get_by_role("button", name="본인확인 창 열기").click()
    await expect(window.get_by_text("더는 이 본인확인을 기다리지 않습니다")).to_be_visible()
    await expect(window.get_by_role("button", name="본인확인 창 열기")).to_be_hidden()
