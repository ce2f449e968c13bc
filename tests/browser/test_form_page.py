"""The assistant's form page with a made-up conversation behind it: labels, problems, focus, keys, colours, sizes."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from tests.browser.axe import violations
from tests.browser.conftest import LOOK, PATIENCE_MS
from tests.browser.desk import Desk, choices, field, served, view

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

NARROW = {"width": 360, "height": 740}
OVERFLOW = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL = """() => [...document.querySelectorAll("button, input:not([type=radio]), select, .radio")]
  .filter((node) => node.offsetParent && Math.min(node.offsetHeight, node.offsetWidth) < 44)
  .map((node) => node.outerHTML)"""
HEARD = """() => { window.told = []; window.TelegramWebviewProxy = {
  postEvent: (name, data) => window.told.push([name, JSON.parse(data)]) }; }"""


class Sheet:
    """The page in a window; `complaints` are errors of its console."""

    def __init__(self, page: Page, desk: Desk) -> None:
        self.page, self.desk = page, desk
        self.complaints: list[str] = []
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    async def opens(self, *fields: Any, scope: str = "form", **more: Any) -> None:
        """Opens the page as Telegram does, with these questions."""
        self.desk.view = view(*fields, **more)
        await self.page.goto("about:blank")
        await self.page.goto(self.desk.address(scope))
        await expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    async def saves(self) -> None:
        await self.page.get_by_role("button", name="저장하고 계속").click()

    def box(self, label: str) -> Locator:
        return self.page.get_by_label(label, exact=True)

    async def told(self, name: str) -> list[Any]:
        """What Telegram was told by this name."""
        return [data for told, data in await self.page.evaluate("() => window.told") if told == name]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def counter() -> AsyncIterator[Desk]:
    async with served(Desk()) as desk:
        yield desk


@pytest.fixture
def desk(counter: Desk) -> Desk:
    counter.clear()
    return counter


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def narrow(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(**(LOOK | {"viewport": NARROW}))
    context.set_default_timeout(PATIENCE_MS)
    await context.add_init_script(f"({HEARD})()")
    yield await context.new_page()
    await context.close()


@pytest_asyncio.fixture(loop_scope="module")
async def sheet(narrow: Page, desk: Desk) -> AsyncIterator[Sheet]:
    """A telephone's window; at the end the page may not have complained."""
    sheet = Sheet(narrow, desk)
    yield sheet
    await narrow.evaluate("() => sessionStorage.clear()")
    await narrow.goto("about:blank")
    assert sheet.complaints == []


EVERYTHING = [
    field("login_id", "아이디", question="영문으로 시작하는 <b>6~20자</b>", problem="이미 쓰이는 아이디입니다."),
    field("password", "비밀번호", "secret", autocomplete="new-password"),
    field("phone", "전화번호", value="010-2000-1001", answered=True, inputmode="tel", autocomplete="tel"),
    field(
        "email", "이메일", doubt={"question": "맞나요?", "options": choices(_suggested="고치기", _as_given="그대로")}
    ),
    field("address", "주소", options=choices(same="내 주소와 같습니다", none="없음")),
    field("size", "기업유형", "choice", options=choices(big="대기업", small="중소기업"), optional=True),
    field("country", "국가", "choice", options=[{"code": str(n), "label": f"나라 {n}"} for n in range(12)]),
    field("certificate", "사업자등록증", "note", question="파일은 <b>대화에서</b> 보내 주세요."),
]


async def test_axe_finds_nothing_wrong_in_light_and_dark_and_every_target_is_large(sheet: Sheet) -> None:
    for dark in (False, True):
        await sheet.opens(*EVERYTHING, notes=["적으신 것은 바로 저장됩니다."])
        await sheet.page.goto("about:blank")
        await sheet.page.goto(sheet.desk.address(dark=dark))
        await expect(sheet.page.get_by_role("heading", level=1)).to_be_visible()
        assert await violations(sheet.page) == []
    assert await sheet.page.evaluate(SMALL) == []
    assert await sheet.page.evaluate(OVERFLOW) == 0
    await sheet.page.evaluate("() => document.documentElement.style.setProperty('font-size', '200%')")
    assert await sheet.page.evaluate(OVERFLOW) == 0
    assert await sheet.page.locator("#q-password").evaluate("node => node.clientWidth") > 200


@pytest.mark.soak
@pytest.mark.parametrize(
    "colours",
    [
        {"bg_color": "#ffffff", "text_color": "#eeeeee", "hint_color": "#dddddd", "link_color": "#ffff00",
         "button_color": "#fefefe", "button_text_color": "#ffffff", "destructive_text_color": "#ffaaaa"},
        {"bg_color": "#000000", "text_color": "#111111", "hint_color": "#222222", "link_color": "#000080",
         "button_color": "#0a0a0a", "button_text_color": "#000000", "secondary_bg_color": "#ffffff"},
        {"bg_color": "#777777", "text_color": "#777777", "button_color": "#777777", "button_text_color": "#777777"},
        {"bg_color": "url(x)", "text_color": "#ffffff"},
    ],
)  # fmt: skip
async def test_an_illegible_theme_is_made_legible(sheet: Sheet, colours: dict[str, str]) -> None:
    sheet.desk.view = view(*EVERYTHING)
    await sheet.page.goto("about:blank")
    await sheet.page.goto(sheet.desk.address(colours=colours))
    await expect(sheet.page.get_by_role("heading", level=1)).to_be_visible()
    assert await violations(sheet.page) == []


async def test_a_problem_is_tied_to_its_box_announced_and_gets_the_focus(sheet: Sheet) -> None:
    await sheet.opens(field("email", "이메일", inputmode="email"), field("login_id", "아이디", question="6~20자"))
    sheet.desk.judge = lambda answers: view(
        field("email", "이메일", value="hong@naver.com", answered=True),
        field("login_id", "아이디", question="6~20자", problem="너무 <b>짧습니다</b>."),
    )
    await sheet.box("이메일").fill("hong@naver.com")
    await sheet.box("아이디").fill("hong")
    await sheet.saves()
    await expect(sheet.box("아이디")).to_be_focused()
    await expect(sheet.box("아이디")).to_have_value("hong")
    await expect(sheet.box("아이디")).to_have_accessible_description("6~20자 너무 짧습니다.")
    await expect(sheet.box("아이디")).to_have_attribute("aria-invalid", "true")
    await expect(sheet.page.get_by_role("alert")).to_have_text("고칠 곳이 한 군데 있습니다.")
    assert sheet.desk.taken == [{"answers": {"email": "hong@naver.com", "login_id": "hong"}}]


@pytest.mark.soak
async def test_only_what_is_new_is_sent_and_an_empty_optional_box_is_skipped(sheet: Sheet) -> None:
    await sheet.opens(
        field("email", "이메일", value="hong@naver.com", answered=True),
        field("fax", "팩스", optional=True),
        field("phone", "전화번호"),
    )
    sheet.desk.judge = lambda answers: view(field("name", "기업명"), title="기업 정보", number=12)
    await sheet.box("전화번호").fill(" 010-2000-1001 ")
    await sheet.saves()
    await expect(sheet.page.get_by_role("heading", name="기업 정보")).to_be_focused()
    await expect(sheet.page.get_by_role("status")).to_contain_text("12/17 기업 정보")
    assert sheet.desk.taken == [{"answers": {"fax": "_skip", "phone": "010-2000-1001"}}]


async def test_what_is_missing_is_said_beside_what_is_wrong(sheet: Sheet) -> None:
    await sheet.opens(field("name", "기업명"), field("fax", "팩스"), field("email", "이메일"))
    wrong = field("fax", "팩스", problem="숫자가 아닙니다.")
    sheet.desk.judge = lambda answers: view(
        field("name", "기업명"), wrong, field("email", "이메일"), field("new", "새")
    )
    await sheet.box("팩스").fill("없어요")
    await sheet.saves()
    await expect(sheet.box("기업명")).to_be_focused()
    missing = "꼭 필요한 항목입니다. 적거나 골라 주세요."
    await expect(sheet.page.locator(".problem:visible")).to_have_text([missing, "숫자가 아닙니다.", missing])
    await expect(sheet.page.get_by_role("alert")).to_have_text("고칠 곳이 여러 군데 있습니다.")


async def test_an_answer_that_needs_no_typing_is_given_by_its_button_alone(sheet: Sheet) -> None:
    await sheet.opens(field("name", "기업명"), field("address", "주소", options=choices(same="내 주소와 같습니다")))
    sheet.desk.judge = lambda answers: view(
        field("name", "기업명"),
        field("address", "주소", value="헌릉로 13", answered=True, options=choices(same="같음")),
    )
    await sheet.box("기업명").fill("한빛무역")
    await sheet.page.get_by_role("button", name="내 주소와 같습니다").click()
    await expect(sheet.page.get_by_role("textbox", name="주소 입력됨")).to_have_value("헌릉로 13")
    await expect(sheet.page.get_by_role("button", name="같음")).to_be_focused()
    await expect(sheet.box("기업명")).to_have_value("한빛무역")
    assert sheet.desk.taken == [{"answers": {"address": "same"}}]


async def test_nothing_is_sent_where_all_is_missing(sheet: Sheet) -> None:
    await sheet.opens(field("name", "기업명"), field("size", "기업유형", "choice", options=choices(a="대", b="소")))
    await sheet.saves()
    await expect(sheet.box("기업명")).to_be_focused()
    await expect(sheet.box("기업명")).to_have_accessible_description("꼭 필요한 항목입니다. 적거나 골라 주세요.")
    group = sheet.page.get_by_role("radiogroup", name="기업유형")
    await expect(group).to_have_accessible_description("꼭 필요한 항목입니다. 적거나 골라 주세요.")
    assert sheet.desk.taken == []


@pytest.mark.soak
async def test_a_doubt_is_settled_by_its_button(sheet: Sheet) -> None:
    asked = {
        "question": "hong@gmial.com 이 맞나요?",
        "options": choices(_suggested="gmail.com으로", _as_given="그대로"),
    }
    await sheet.opens(field("email", "이메일"))
    sheet.desk.judge = lambda answers: view(field("email", "이메일", doubt=asked))
    await sheet.box("이메일").fill("hong@gmial.com")
    await sheet.saves()
    await expect(sheet.page.get_by_role("group", name="hong@gmial.com 이 맞나요?")).to_be_visible()
    await expect(sheet.page.get_by_role("button", name="gmail.com으로")).to_be_focused()
    sheet.desk.judge = lambda answers: view(field("email", "이메일", value="hong@gmail.com", answered=True))
    await sheet.page.keyboard.press("Enter")
    await expect(sheet.box("이메일 입력됨")).to_have_value("hong@gmail.com")
    assert sheet.desk.taken[-1]["answers"] == {"email": "_suggested"}


async def test_the_form_is_filled_in_by_keyboard_alone(sheet: Sheet) -> None:
    await sheet.opens(
        field("name", "기업명"),
        field("address", "주소"),
        field("size", "기업유형", "choice", options=choices(big="대기업", small="중소기업")),
    )
    sheet.desk.judge = lambda answers: view(over=True, ending="대화에서 <b>확인</b>하고 제출해 주세요.")
    press = sheet.page.keyboard.press
    for key in ("Tab", "한빛무역", "Tab", "헌릉로", "Tab", "Space", "ArrowDown", "Tab", "Enter"):
        await (press(key) if key.isascii() else sheet.page.keyboard.type(key))
    await expect(sheet.page.get_by_role("status").first).to_have_text("대화에서 확인하고 제출해 주세요.")
    assert sheet.desk.taken[0]["answers"] == {"name": "한빛무역", "address": "헌릉로", "size": "small"}
    assert await violations(sheet.page) == []


async def test_a_secret_is_shown_only_while_wanted_and_is_kept_nowhere(sheet: Sheet) -> None:
    secret = field("password", "비밀번호", "secret", autocomplete="new-password")
    await sheet.opens(secret, scope="password")
    sheet.desk.judge = lambda answers: view(over=True, ending="비밀번호를 받았습니다.")
    await sheet.box("비밀번호").fill("Blue-Tiger#77")
    await sheet.page.get_by_role("button", name="비밀번호 보기").click()
    await expect(sheet.box("비밀번호")).to_have_attribute("type", "text")
    await sheet.page.get_by_role("button", name="비밀번호 가리기").click()
    await expect(sheet.box("비밀번호")).to_have_attribute("type", "password")
    await expect(sheet.box("비밀번호")).to_have_attribute("autocomplete", "new-password")
    await sheet.saves()
    await expect(sheet.page.get_by_text("비밀번호를 받았습니다.")).to_be_visible()
    kept = await sheet.page.evaluate("() => JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])")
    assert "Tiger" not in kept + sheet.page.url


async def test_the_time_left_for_a_code_is_counted_down_to_its_end(sheet: Sheet) -> None:
    code = field("code", "인증번호", question="6자리를 적어 주세요.", until=5170, inputmode="numeric")
    await sheet.opens(code, now=5000)
    timer = sheet.page.get_by_role("timer")
    await expect(timer).to_have_text(re.compile(r"^남은 시간 2:\d\d$"))
    described = re.compile(r"6자리를 적어 주세요\. 남은 시간 2:\d\d")
    await expect(sheet.box("인증번호")).to_have_accessible_description(described)
    await sheet.opens(code, now=5169)
    over = field("code", "인증번호", question="시간이 지났습니다.", options=choices(resend="다시 받기"))
    sheet.desk.view = view(over, now=5170)
    await sheet.box("인증번호").fill("12")
    await expect(sheet.page.locator(".question")).to_have_text("시간이 지났습니다.")
    await expect(sheet.page.get_by_role("status").last).to_have_text("시간이 지났습니다.")
    await expect(timer).to_have_count(0)
    box = sheet.page.get_by_role("textbox", name="인증번호")
    await expect(box).to_be_focused()
    await expect(box).to_have_value("12")


async def test_a_clock_that_is_ahead_of_the_servers_ends_nothing(sheet: Sheet) -> None:
    code = field("code", "인증번호", until=5170)
    await sheet.opens(code, now=5169)
    sheet.desk.view = view(code, now=5050)
    await expect(sheet.page.get_by_role("timer")).to_have_text(re.compile(r"^남은 시간 1:\d\d$"))


async def test_leaving_takes_what_was_typed_along_and_closes_the_page(sheet: Sheet) -> None:
    await sheet.opens(field("name", "기업명"), field("fax", "팩스", optional=True))
    sheet.desk.judge = lambda answers: view(field("name", "기업명", value="한빛무역", answered=True))
    await sheet.box("기업명").fill("한빛무역")
    assert (await sheet.told("web_app_setup_closing_behavior"))[-1] == {"need_confirmation": True}
    await sheet.page.get_by_role("button", name="대화로 돌아가기").click()
    await expect(sheet.page.get_by_text("이제 이 화면을 닫으셔도 됩니다.")).to_be_visible()
    assert sheet.desk.taken == [{"answers": {"name": "한빛무역"}}]
    assert sheet.desk.left == 1
    assert (await sheet.told("web_app_setup_closing_behavior"))[-1] == {"need_confirmation": False}
    await sheet.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    assert sheet.desk.looked == 0
    assert len(await sheet.told("web_app_close")) == 1


@pytest.mark.soak
async def test_what_is_wrong_does_not_hold_who_wants_to_leave(sheet: Sheet) -> None:
    await sheet.opens(field("name", "기업명"))
    sheet.desk.judge = lambda answers: view(field("name", "기업명", problem="너무 깁니다."))
    await sheet.box("기업명").fill("가" * 99)
    leave = sheet.page.get_by_role("button", name="대화로 돌아가기")
    await leave.click()
    await expect(sheet.box("기업명")).to_be_focused()
    await leave.click()
    await expect(sheet.page.get_by_text("이제 이 화면을 닫으셔도 됩니다.")).to_be_visible()
    assert (len(sheet.desk.taken), sheet.desk.left) == (1, 1)


async def test_what_becomes_of_personal_data_is_behind_the_messengers_settings(sheet: Sheet) -> None:
    await sheet.opens(field("name", "기업명"))
    await sheet.box("기업명").fill("한빛무역")
    assert await sheet.told("web_app_setup_settings_button") == [{"is_visible": True}]
    for _ in range(2):
        await sheet.page.evaluate("() => window.Telegram.WebView.receiveEvent('settings_button_pressed', null)")
    dialog = sheet.page.get_by_role("dialog", name="설정")
    assert await violations(sheet.page) == []
    async with sheet.page.expect_popup() as popup:
        await dialog.get_by_role("link", name="개인정보 처리 안내").click()
    text = await popup.value
    await expect(text.get_by_role("heading", level=1)).to_have_text("개인정보 처리 안내")
    await expect(text.get_by_role("heading", name="개인정보 수집·이용 동의 (필수)")).to_be_visible()
    assert await violations(text) == []
    assert await text.evaluate(OVERFLOW) == 0
    await text.get_by_role("link", name="English").click()
    await expect(text.get_by_role("heading", level=1)).to_have_text("How personal information is handled")
    await text.close()
    await dialog.get_by_role("button", name="닫기").click()
    await expect(dialog).to_have_count(0)
    await expect(sheet.box("기업명")).to_have_value("한빛무역")


async def test_a_reload_goes_on_and_the_signed_data_has_left_the_address(sheet: Sheet) -> None:
    await sheet.opens(field("name", "기업명"))
    assert "#" not in sheet.page.url
    await sheet.page.reload()
    await expect(sheet.box("기업명")).to_be_visible()
    assert sheet.desk.looked == 1
    assert await sheet.page.evaluate("() => document.documentElement.style.getPropertyValue('--ground')") == "#ffffff"


@pytest.mark.soak
async def test_what_is_waited_for_is_asked_again_until_it_is_there(sheet: Sheet) -> None:
    await sheet.opens(waiting=True, title="기업 확인")
    await expect(sheet.page.get_by_text("확인하고 있습니다")).to_be_visible()
    sheet.desk.view = view(field("name", "기업명"), title="기업 확인", number=13)
    await expect(sheet.box("기업명")).to_be_visible()
    assert sheet.desk.looked >= 1


async def test_what_comes_meanwhile_does_not_touch_what_is_being_typed(sheet: Sheet) -> None:
    await sheet.opens(field("name", "기업명"), field("address", "주소"))
    wrong = field("name", "기업명", problem="너무 짧습니다.")
    sheet.desk.judge = lambda answers: view(wrong, field("address", "주소"), waiting=True)
    await sheet.box("기업명").fill("한")
    await sheet.saves()
    await expect(sheet.page.get_by_text("확인하고 있습니다")).to_be_visible()
    await sheet.page.keyboard.press("End")
    await sheet.page.keyboard.type("빛")
    found = field("address", "주소", "choice", options=choices(one="헌릉로 13", two="헌릉로 14"))
    sheet.desk.view = view(field("name", "기업명"), field("zip", "우편번호"), found)
    await expect(sheet.page.get_by_role("radio", name="헌릉로 14")).to_be_visible()
    await expect(sheet.box("기업명")).to_be_focused()
    await expect(sheet.box("기업명")).to_have_value("한빛")
    await expect(sheet.page.locator(".problem:visible")).to_have_text(["너무 짧습니다."])
    await expect(sheet.page.get_by_text("확인하고 있습니다")).to_be_hidden()


@pytest.mark.soak
async def test_what_happened_in_the_chat_meanwhile_is_seen_on_coming_back(sheet: Sheet) -> None:
    await sheet.opens(field("name", "기업명"))
    sheet.desk.view = view(field("fax", "팩스"), number=14)
    await sheet.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    await expect(sheet.box("팩스")).to_be_visible()
    await sheet.box("팩스").fill("02")
    sheet.desk.view = view(field("name", "기업명"))
    await sheet.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    await expect(sheet.box("팩스")).to_have_value("02")


async def test_a_server_that_is_away_costs_nothing_that_was_typed(sheet: Sheet) -> None:
    await sheet.opens(field("name", "기업명"))
    await sheet.box("기업명").fill("한빛무역")
    sheet.desk.refusal = 503, {"problem": "away", "message": "잠시 뒤 다시 시도해 주세요."}
    await sheet.saves()
    await expect(sheet.page.get_by_role("alert")).to_have_text("잠시 뒤 다시 시도해 주세요.")
    sheet.desk.refusal = None
    sheet.desk.judge = lambda answers: view(over=True, ending="끝")
    await expect(sheet.box("기업명")).to_have_value("한빛무역")
    await sheet.saves()
    await expect(sheet.page.get_by_text("끝", exact=True)).to_be_visible()
    assert all("503" in complaint for complaint in sheet.complaints)
    sheet.complaints.clear()


async def test_a_session_that_is_over_says_so_and_asks_nothing(sheet: Sheet) -> None:
    await sheet.opens(field("password", "비밀번호", "secret"), scope="password")
    sheet.desk.refusal = 410, {"problem": "session_over", "message": "이미 입력하셨습니다. 대화로 돌아가 주세요."}
    await sheet.box("비밀번호").fill("Blue-Tiger#77")
    await sheet.saves()
    await expect(sheet.page.get_by_text("이미 입력하셨습니다.")).to_be_visible()
    await expect(sheet.page.locator("input")).to_have_count(0)
    await sheet.page.get_by_role("button", name="닫기").click()
    assert len(await sheet.told("web_app_close")) == 1
    sheet.complaints.clear()


async def test_outside_of_the_messenger_it_says_where_to_open_it(sheet: Sheet) -> None:
    await sheet.page.goto("about:blank")
    await sheet.page.goto(f"{sheet.desk.root}/pages/password")
    await expect(sheet.page.get_by_text("텔레그램 대화의 버튼으로 엽니다")).to_be_visible()


async def test_markup_in_words_is_shown_or_dropped_but_never_run(sheet: Sheet) -> None:
    html = (
        '<b>굵게</b> <img src=x onerror="window.ran=1"><script>window.ran=1</script>'
        '<a href="javascript:window.ran=1">누르기</a> <a href="https://www.kotra.or.kr/">누리집</a>&lt;i&gt;'
    )
    await sheet.opens(field("name", "기업명", question=html))
    question = sheet.page.locator(".question")
    await expect(question).to_have_text("굵게 누르기 누리집<i>")
    assert await question.locator("*").evaluate_all("all => all.map((node) => node.tagName)") == ["B", "SPAN", "A"]
    assert await sheet.page.evaluate("() => window.ran") is None
    assert all("The action has been blocked" in complaint for complaint in sheet.complaints)
    sheet.complaints.clear()


@pytest.mark.soak
async def test_it_speaks_english_to_who_does(sheet: Sheet) -> None:
    words = {"save": "Save and go on", "leave": "Go on in the chat"}
    await sheet.opens(field("name", "Company"), language="en", words=words, title="Your company")
    await expect(sheet.page.locator("html")).to_have_attribute("lang", "en")
    await expect(sheet.page.get_by_role("button", name="Save and go on")).to_be_visible()
    assert await sheet.page.title() == "Your company"


@pytest.mark.soak
async def test_nothing_moves_for_who_asked_for_it(sheet: Sheet) -> None:
    await sheet.page.emulate_media(reduced_motion="reduce")
    await sheet.opens(waiting=True)
    assert await sheet.page.evaluate("() => document.getAnimations().length") == 0
    await sheet.page.emulate_media(reduced_motion="no-preference")
    await sheet.opens(waiting=True)
    assert await sheet.page.evaluate("() => document.getAnimations().length") == 1
