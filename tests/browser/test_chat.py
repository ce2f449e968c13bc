"""Talking with a bot on the page: writing, pressing, edits, deletions, files."""

import pytest
from playwright.async_api import FilePayload, expect

from tests.browser.conftest import Screen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

ME = "김하늘"
# The smallest picture there is, one pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c63f8cfc0f01f000500"
    "01ff89993d1d0000000049454e44ae426082"
)


async def test_an_empty_chat_shows_who_the_bot_is_and_starts_by_one_button(screen: Screen) -> None:
    column = screen.column(ME)
    await expect(column.get_by_text("앵무새입니다.")).to_be_visible()
    await screen.starts(ME)
    await expect(column.locator(".own .text")).to_have_text("/start")
    await expect(column.locator(".from-bot strong")).to_have_text("첫째 장")


async def test_enter_sends_and_shift_enter_breaks_the_line(screen: Screen) -> None:
    box = screen.column(ME).get_by_role("textbox")
    await box.press_sequentially("첫 줄")
    await box.press("Shift+Enter")
    await box.press_sequentially("둘째 줄")
    await box.press("Enter")
    await expect(screen.column(ME).locator(".own .text")).to_have_text("첫 줄\n둘째 줄")
    await expect(box).to_have_value("")


async def test_enter_that_ends_a_syllable_does_not_send(screen: Screen) -> None:
    box = screen.column(ME).get_by_role("textbox")
    await box.focus()
    session = await screen.page.context.new_cdp_session(screen.page)
    await session.send("Input.imeSetComposition", {"text": "안녕", "selectionStart": 2, "selectionEnd": 2})
    # An input method swallows the key's own character; only the key itself reaches the page.
    await session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Enter", "code": "Enter"})
    await session.send("Input.insertText", {"text": "안녕"})
    await box.evaluate("box => box.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', keyCode: 229}))")
    await expect(box).to_have_value("안녕")
    await box.press("Enter")
    await expect(screen.column(ME).locator(".own .text")).to_have_text(["안녕"])


async def test_a_press_edits_the_card_where_it_stands(screen: Screen) -> None:
    await screen.starts(ME)
    card = screen.column(ME).locator(".from-bot")
    number = await card.get_attribute("data-id")
    await card.get_by_role("button", name="다음").click()
    await expect(card.locator(".text")).to_have_text("둘째 장입니다")
    await expect(card.locator(".meta")).not_to_contain_text("고침")
    assert await card.get_attribute("data-id") == number
    await expect(card.get_by_role("button", name="이전")).to_be_enabled()


async def test_buttons_work_by_keyboard_and_the_focus_stays_on_the_card(screen: Screen) -> None:
    await screen.starts(ME)
    card = screen.column(ME).locator(".from-bot")
    await screen.page.keyboard.press("Alt+b")
    await expect(card.get_by_role("button", name="다음")).to_be_focused()
    await screen.page.keyboard.press("Enter")
    await expect(card.get_by_role("button", name="이전")).to_be_focused()
    await screen.page.keyboard.press("Space")
    await expect(card.locator(".text")).to_have_text("첫째 장입니다")


async def test_answers_to_presses_are_shown(screen: Screen) -> None:
    await screen.starts(ME)
    column = screen.column(ME)
    await column.get_by_role("button", name="알림").click()
    await expect(column.locator(".toast")).to_have_text("짧은 알림입니다")
    await column.get_by_role("button", name="경고").click()
    alert = screen.page.get_by_role("alertdialog")
    await expect(alert).to_contain_text("꼭 읽어야 하는 경고입니다")
    await screen.page.keyboard.press("Enter")
    await expect(alert).to_have_count(0)


async def test_a_message_that_the_bot_deletes_vanishes(screen: Screen) -> None:
    await screen.says(ME, "비밀 1234")
    await screen.hears(ME, "비밀을 지웠습니다")
    await expect(screen.column(ME).locator(".own")).to_have_count(0)


async def test_own_messages_are_edited_and_deleted_by_keyboard(screen: Screen) -> None:
    await screen.says(ME, "하나")
    column = screen.column(ME)
    await screen.hears(ME, "들었습니다: 하나")
    await column.get_by_role("textbox").press("ArrowUp")
    await expect(column.get_by_role("textbox")).to_have_value("하나")
    await screen.says(ME, "둘")
    await expect(column.locator(".own .text")).to_have_text("둘")
    await expect(column.locator(".own .meta")).to_contain_text("고침")
    await column.locator(".own").focus()
    await screen.page.keyboard.press("Shift+F10")
    await screen.page.keyboard.press("End")
    await screen.page.keyboard.press("Enter")
    await expect(column.locator(".own")).to_have_count(0)


async def test_a_photo_is_sent_with_its_caption_and_shown(screen: Screen) -> None:
    column = screen.column(ME)
    await column.locator("input[type=file]").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": PNG})
    await column.get_by_role("checkbox", name="사진으로 보내기").check()
    await screen.says(ME, "증명")
    await screen.hears(ME, "들었습니다: 사진 증명")
    loaded = "image => image.decode().then(() => image.naturalWidth)"
    assert await column.locator(".own img").evaluate(loaded) == 1


async def test_a_document_is_sent_and_can_be_opened(screen: Screen) -> None:
    column = screen.column(ME)
    pdf: FilePayload = {"name": "사업자등록증.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 synthetic"}
    await column.locator("input[type=file]").set_input_files(pdf)
    await column.get_by_role("button", name="보내기", exact=True).click()
    await screen.hears(ME, "들었습니다: 파일")
    link = column.get_by_role("link", name="사업자등록증.pdf")
    answer = await screen.page.request.get(screen.site.root + (await link.get_attribute("href") or ""))
    assert await answer.body() == pdf["buffer"]


async def test_the_contact_button_shares_the_persons_number(screen: Screen) -> None:
    await screen.says(ME, "연락처")
    column = screen.column(ME)
    await column.get_by_role("button", name="내 연락처 보내기").click()
    await screen.hears(ME, "들었습니다: 연락처 821020001001")
    await expect(column.get_by_role("button", name="내 연락처 보내기")).to_have_count(0)


async def test_a_deep_link_acts_as_start(screen: Screen) -> None:
    await screen.says(ME, "초대")
    await screen.column(ME).get_by_role("link", name="t.me").click()
    await screen.hears(ME, "첫째 장입니다 join_42")


async def test_commands_come_from_the_bot(screen: Screen) -> None:
    column = screen.column(ME)
    await column.get_by_role("textbox").focus()
    await screen.page.keyboard.press("Alt+m")
    await screen.page.get_by_role("menuitem", name="도움말").click()
    await screen.hears(ME, "들었습니다: /help")


async def test_odd_things_can_be_sent(screen: Screen) -> None:
    column = screen.column(ME)
    await column.get_by_role("button", name="첨부").click()
    await screen.page.get_by_role("menuitem", name="스티커").click()
    await screen.hears(ME, "들었습니다: 모르는 것")


GROWS_WHILE_IT_SCROLLS = """thread => {
  thread.querySelector(".message:last-child").style.paddingBottom = "30rem";
  thread.dispatchEvent(new Event("scroll"));
}"""
# By the second frame the page has seen the new height.
FROM_THE_END = """thread => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() =>
  done(thread.scrollHeight - thread.scrollTop - thread.clientHeight))))"""


async def test_who_is_at_the_end_stays_there_when_a_message_grows(screen: Screen) -> None:
    for n in range(12):
        await screen.says(ME, f"줄 {n}")
    await screen.hears(ME, "줄 11")
    thread = screen.column(ME).locator(".thread")
    await thread.evaluate(GROWS_WHILE_IT_SCROLLS)
    assert await thread.evaluate(FROM_THE_END) < 2
    await expect(screen.column(ME).locator(".jump")).to_be_hidden()
