"""What people who join have in common: they are added to the page, and they choose an ID and a password."""

from playwright.async_api import Page, expect

from tests.browser.visitor import Visitor, says

PASSWORD = "Blue-Tiger#77"


async def newcomer(page: Page, last: str, first: str, number: str) -> Visitor:
    """Somebody who is added to the page, with a phone, and has begun."""
    await page.get_by_role("button", name="사람 추가").click()
    await page.get_by_label("이름", exact=True).fill(first)
    await page.get_by_label("성 (").fill(last)
    await page.get_by_label("전화번호").fill(number)
    await page.get_by_role("button", name="추가", exact=True).click()
    added = Visitor(page, f"{last}{first}")
    await added.starts()
    return added


async def chooses_account(me: Visitor, login_id: str) -> None:
    """ID and password; of the password nothing is left in the chat."""
    await me.goes(says("] 아이디", login_id), says("] 비밀번호", PASSWORD), says("비밀번호 확인", PASSWORD))
    await me.sees("] 전화번호")
    await expect(me.own(PASSWORD)).to_have_count(0)
