"""The page itself: narrow and dark, both languages, the connection, the links that lead into it."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Screen, Visit

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

ME, MASTER = "김하늘", "이서준"
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Luminance contrast of an element's text against the nearest opaque ground, as WCAG 2.2 defines it.
CONTRAST = """node => {
  const channels = (colour) => {
    const paint = document.createElement("canvas").getContext("2d");
    paint.fillStyle = colour; paint.fillRect(0, 0, 1, 1);
    return [...paint.getImageData(0, 0, 1, 1).data];
  };
  const ground = (at) => {
    const colour = channels(getComputedStyle(at).backgroundColor);
    return colour[3] === 255 ? colour : ground(at.parentElement);
  };
  const light = (colour) => colour.slice(0, 3).map((c) => c / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const [a, b] = [light(channels(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
}"""
READ = ["h1", ".connection", ".column-head .status", ".own .text", ".own .meta", ".from-bot .text", ".from-bot .meta"]


async def overflow(page: Page) -> int:
    return int(await page.evaluate(OVERFLOW))


async def test_a_narrow_screen_shows_one_person_and_never_scrolls_sideways(visit: Visit) -> None:
    narrow = await visit(viewport={"width": 360, "height": 720})
    await narrow.starts(ME)
    await expect(narrow.column(MASTER)).to_be_hidden()
    assert await overflow(narrow.page) == 0
    for opener in ("첨부", "명령 메뉴", "더 보기", "문자 메시지"):
        await narrow.column(ME).get_by_role("button", name=opener).first.click()
        assert await overflow(narrow.page) == 0
        await narrow.page.keyboard.press("Escape")
    await narrow.page.get_by_role("button", name="이서준").click()
    await expect(narrow.column(MASTER)).to_be_visible()
    await expect(narrow.column(ME)).to_be_hidden()


async def test_twice_as_large_letters_fit_a_narrow_screen(visit: Visit) -> None:
    narrow = await visit(viewport={"width": 360, "height": 720})
    await narrow.starts(ME)
    await narrow.page.evaluate("() => document.documentElement.style.setProperty('font-size', '200%')")
    assert await overflow(narrow.page) == 0
    await expect(narrow.column(ME).get_by_role("textbox")).to_be_in_viewport()
    await expect(narrow.column(ME).get_by_role("button", name="보내기", exact=True)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_words_stand_out_from_their_ground(visit: Visit, scheme: str) -> None:
    screen = await visit(color_scheme=scheme)
    await screen.starts(ME)
    for selector in READ:
        assert await screen.page.locator(selector).first.evaluate(CONTRAST) >= 4.5, selector


async def test_the_theme_follows_the_system_until_it_is_chosen(visit: Visit) -> None:
    screen = await visit(color_scheme="dark")
    ground = "() => getComputedStyle(document.body).backgroundColor"
    dark = await screen.page.evaluate(ground)
    await screen.page.get_by_role("button", name="화면 밝기").click()
    await expect(screen.page.locator("html")).to_have_attribute("data-theme", "light")
    light = await screen.page.evaluate(ground)
    await screen.page.reload()
    await expect(screen.page.locator(".column").first).to_be_attached()
    assert await screen.page.evaluate(ground) == light != dark


async def test_the_labels_turn_english_and_stay_so(screen: Screen) -> None:
    await screen.page.get_by_role("button", name="English").click()
    await expect(screen.page.get_by_role("region", name="김하늘's chat")).to_be_visible()
    await screen.page.reload()
    await expect(screen.page.get_by_role("button", name="Add a person")).to_be_visible()
    await expect(screen.page.locator("html")).to_have_attribute("lang", "en")


async def test_the_page_comes_back_after_the_server_was_away(screen: Screen) -> None:
    await screen.says(ME, "전에")
    await screen.hears(ME, "들었습니다: 전에")
    await screen.site.close()
    await expect(screen.page.locator(".connection")).to_contain_text("끊김")
    await screen.says(ME, "사이에")
    await expect(screen.column(ME).locator(".toast")).to_contain_text("서버에 닿지 못했습니다")
    await expect(screen.column(ME).get_by_role("textbox")).to_have_value("사이에")
    await screen.page.context.set_offline(True)
    await screen.site.open(screen.site.port)
    await screen.speaks_elsewhere("하늘", "몰래")
    await screen.page.context.set_offline(False)
    await expect(screen.page.locator(".connection")).to_have_text("연결됨")
    await screen.hears(ME, "들었습니다: 몰래")
    await screen.column(ME).get_by_role("textbox").press("Enter")
    heard = ["들었습니다: 전에", "들었습니다: 몰래", "들었습니다: 사이에"]
    await expect(screen.column(ME).locator(".from-bot .text")).to_have_text(heard)
    assert all("net::ERR_" in complaint for complaint in screen.complaints)
    screen.complaints.clear()


async def test_a_link_into_the_page_asks_who_follows_it(visit: Visit) -> None:
    screen = await visit("/?start=join_7")
    await screen.page.get_by_role("dialog").get_by_role("button", name=MASTER).click()
    await screen.hears(MASTER, "첫째 장입니다 join_7")
    assert "join_7" not in screen.page.url


async def test_help_opens_by_keyboard(screen: Screen) -> None:
    await screen.page.keyboard.press("F1")
    await expect(screen.page.get_by_role("dialog", name="도움말")).to_contain_text("Shift+Enter")
    await screen.page.keyboard.press("Escape")
    await expect(screen.page.get_by_role("dialog")).to_have_count(0)


async def test_moving_is_calm_for_who_asked_for_it(visit: Visit) -> None:
    screen = await visit(reduced_motion="reduce")
    await screen.says(ME, "비밀")
    await screen.hears(ME, "비밀을 지웠습니다")
    await expect(screen.column(ME).locator(".own")).to_have_count(0)
    assert await screen.page.evaluate("() => document.getAnimations().length") == 0


async def test_text_is_never_read_as_markup(screen: Screen) -> None:
    await screen.says(ME, "<img src=x onerror=alert(1)><b>굵게</b>")
    await expect(screen.column(ME).locator(".own .text")).to_have_text("<img src=x onerror=alert(1)><b>굵게</b>")
    await expect(screen.column(ME).locator(".message img")).to_have_count(0)
