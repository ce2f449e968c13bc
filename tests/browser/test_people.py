"""Several people side by side, and the phones on which codes arrive."""

import asyncio
import re

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import Screen, Visit
from tests.browser.parrot import TOKEN

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

ME, MASTER = "김하늘", "이서준"


async def test_two_people_talk_side_by_side_without_hearing_each_other(screen: Screen) -> None:
    await screen.says(ME, "저는 하늘")
    await screen.says(MASTER, "저는 서준")
    await expect(screen.column(ME).locator(".from-bot .text")).to_have_text(["들었습니다: 저는 하늘"])
    await expect(screen.column(MASTER).locator(".from-bot .text")).to_have_text(["들었습니다: 저는 서준"])


async def test_a_code_arrives_on_the_right_phone_and_goes_into_the_box(screen: Screen) -> None:
    await screen.texts("+821020001002", "[KOTRA] 인증번호 402913 (3분)")
    await screen.column(MASTER).get_by_role("button", name="402913 입력").click()
    await expect(screen.column(MASTER).get_by_role("textbox")).to_have_value("402913")
    await expect(screen.column(MASTER).get_by_role("textbox")).to_be_focused()
    await expect(screen.column(ME).get_by_text("402913")).to_have_count(0)
    await screen.page.keyboard.press("Enter")
    await expect(screen.column(MASTER).locator(".own .text")).to_have_text("402913")


async def test_texts_are_kept_in_the_phone(screen: Screen) -> None:
    await screen.texts("+821020001001", "인증번호 111222")
    await screen.column(ME).get_by_role("button", name="닫기", exact=True).click()
    await screen.column(ME).get_by_role("textbox").focus()
    await screen.page.keyboard.press("Alt+s")
    panel = screen.column(ME).get_by_role("region", name="문자 메시지")
    await expect(panel).to_contain_text("+821020001001")
    await expect(panel.get_by_role("listitem")).to_contain_text("인증번호 111222")
    await screen.page.keyboard.press("Escape")
    await expect(panel).to_have_count(0)


async def test_a_person_is_added_and_speaks(screen: Screen) -> None:
    await screen.page.get_by_role("button", name="사람 추가").click()
    await screen.page.get_by_label("이름", exact=True).fill("세라")
    await screen.page.get_by_label("전화번호").fill("12")
    await screen.page.get_by_role("button", name="추가", exact=True).click()
    await expect(screen.page.get_by_role("alert")).to_contain_text("전화번호를")
    await screen.page.get_by_label("전화번호").fill("010-0000-7777")
    await screen.page.get_by_role("button", name="추가", exact=True).click()
    await screen.says("세라", "안녕하세요")
    await screen.hears("세라", "들었습니다: 안녕하세요")


async def test_a_new_person_s_column_opens_only_when_it_can_be_written_in(screen: Screen) -> None:
    held = asyncio.Event()

    async def hold(route: Route) -> None:
        await held.wait()
        await route.continue_()

    await screen.page.route("**/messages", hold)
    await screen.page.get_by_role("button", name="사람 추가").click()
    await screen.page.get_by_label("이름", exact=True).fill("세라")
    await screen.page.get_by_role("button", name="추가", exact=True).click()
    await expect(screen.column("세라")).to_be_visible()
    await expect(screen.page.get_by_role("dialog")).to_have_count(0)
    held.set()
    await screen.says("세라", "안녕하세요")
    await screen.hears("세라", "들었습니다: 안녕하세요")


async def test_columns_open_and_close(screen: Screen) -> None:
    await screen.page.get_by_role("button", name="Emma Park").click()
    await expect(screen.column("Emma Park")).to_be_visible()
    await screen.page.get_by_role("button", name="이서준 님의 창 닫기").click()
    await expect(screen.column(MASTER)).to_have_count(0)
    await screen.page.reload()
    await expect(screen.column("Emma Park")).to_be_visible()
    await expect(screen.column(MASTER)).to_have_count(0)


async def test_who_blocks_the_bot_cannot_write_and_can_start_again(screen: Screen) -> None:
    column = screen.column(ME)
    await screen.says(ME, "안녕")
    await column.get_by_role("button", name="더 보기").click()
    await screen.page.get_by_role("menuitem", name="봇 차단하기").click()
    await expect(column.get_by_text("봇을 차단했습니다")).to_be_visible()
    await screen.says(ME, "들리나요")
    await expect(column.locator(".toast.bad")).to_be_visible()
    await expect(column.get_by_role("textbox")).to_have_value("들리나요")
    assert all("409" in complaint for complaint in screen.complaints)
    screen.complaints.clear()
    await column.get_by_role("button", name="더 보기").click()
    await screen.page.get_by_role("menuitem", name="새로 시작").click()
    await expect(column.get_by_role("button", name="다음")).to_be_visible()
    await expect(column.get_by_text("봇을 차단했습니다")).to_be_hidden()


async def test_sample_numbers_go_into_the_current_box(screen: Screen) -> None:
    await screen.column(MASTER).get_by_role("textbox").focus()
    await screen.page.keyboard.press("Alt+c")
    await expect(screen.page.get_by_role("complementary")).to_contain_text("준회원이 됩니다")
    await screen.page.get_by_role("button", name="123-45-67891").click()
    await expect(screen.column(MASTER).get_by_role("textbox")).to_have_value("123-45-67891")


async def test_samples_speak_the_page_s_language(visit: Visit) -> None:
    english = await visit(locale="en-GB")
    await english.page.get_by_role("button", name="Sample companies").click()
    samples = english.page.get_by_role("complementary")
    await expect(samples).to_contain_text("Hanbit Trading")
    await expect(samples).to_contain_text("you become its associate")
    await expect(samples).not_to_contain_text("한빛무역")


async def test_the_bot_has_its_name_in_each_person_s_language(screen: Screen) -> None:
    await screen.page.get_by_role("button", name="Emma Park").click()
    await expect(screen.column(ME).locator(".status")).to_have_text("앵무새 · 신청자")
    await expect(screen.column("Emma Park").locator(".status")).to_have_text("Parrot · 영어 사용자")
    renamed = {"name": "구관조", "language_code": "ko"}
    assert (await screen.page.request.post(f"{screen.site.root}/bot{TOKEN}/setMyName", data=renamed)).ok
    await expect(screen.column(ME).locator(".status")).to_have_text("구관조 · 신청자")
    await expect(screen.column(ME).get_by_role("heading", name="구관조")).to_be_visible()


async def test_who_is_out_of_sight_is_marked_unread(visit: Visit) -> None:
    narrow = await visit(viewport={"width": 360, "height": 720})
    await narrow.says(ME, "하나")
    other = narrow.page.get_by_role("button", name="이서준")
    await narrow.speaks_elsewhere("서준", "둘")
    await expect(other).to_have_accessible_name(re.compile("읽지 않음 1"))
    await other.click()
    await narrow.hears(MASTER, "들었습니다: 둘")
    await expect(other).not_to_have_accessible_name(re.compile("읽지 않음"))
