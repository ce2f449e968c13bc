"""Whole sign-ups through the page with the real assistant, as a person would: typing, code, certificate, I-PIN."""

import pytest
from playwright.async_api import FilePayload, Page, expect

from tests.browser.album import picture
from tests.browser.conftest import Screen, Visit
from tests.browser.house import House
from tests.browser.joining import PASSWORD, chooses_account, newcomer
from tests.browser.visitor import Visitor, attaches, chooses, says, taps, types_the_code

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

NARROW = {"width": 360, "height": 740}
TWICE_AS_LARGE = "() => document.documentElement.style.setProperty('font-size', '200%')"
CERTIFICATE: FilePayload = {
    "name": "사업자등록증.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.4\n% synthetic, of no company\n",
}


async def test_a_company_found_nowhere_is_registered_with_its_certificate(enter: Visit, house: House) -> None:
    screen = await enter()
    me = Visitor(screen.page, "김하늘")
    await me.starts()
    await me.goes(
        taps("어떤 회원으로 가입하시겠어요?", "기업회원 가입"),
        taps("나이와 안내", "네, 만 14세"),
        taps("이용약관 (필수)", "1. 동의합니다"),
        taps("개인정보 수집·이용 (필수)", "1. 동의합니다"),
        taps("선택 입력항목 (선택)", "1. 동의합니다"),
        taps("마케팅 활용 (선택)", "2. 동의하지 않습니다"),
        taps("실명인증", "휴대전화 본인인증"),
        says("성명", "홍길동 1990년 3월 5일 내국인 남자 SKT"),
    )
    await sends_the_own_number(me)
    await me.goes(taps("본인확인 약관", "동의하고 인증번호 받기"), types_the_code("남은 시간"))
    await me.sees("홍길동 님, 본인 확인이 끝났습니다")
    await chooses_account(me, "hong2026")
    await screen.page.reload()
    await me.goes(
        taps("] 전화번호", "010-2000-1001"),
        says("] 이메일", "hong"),
        taps("hong 뒤에 올 부분", "hong@naver.com"),
        says("] 주소", "세종대로"),
        says("다음 주소 보기", "헌릉로 13"),
        taps("(06792)", "서울 서초구 헌릉로 13"),
        says("] 상세주소", "3층"),
    )
    await takes_a_sample_number(me, "600-03-01232")
    await me.goes(
        says("] 기업명", "(주)새봄상사"),
        says("] 대표자명", "홍길동"),
        says("] 대표전화번호", "02-2000-1111"),
        taps("] 기업 주소", "내 주소와 같습니다"),
        taps("] 개업일자", "건너뛰기"),
        attaches("] 사업자등록증", CERTIFICATE),
        taps("] 선택 항목", "건너뛰기"),
    )
    await me.sees("아이디: hong2026", "비밀번호: 설정됨", "기업명: (주)새봄상사", "사업자등록증: 사업자등록증.pdf")
    await me.fits()
    await picture(screen.page, "review-wide-light")
    await me.goes(taps("제출하기", "제출하기"))
    await me.sees("홍길동 님, 가입이 끝났습니다", "(주)새봄상사의 MASTER", "사업자등록증을 잘 받았습니다")
    await picture(screen.page, "master-wide-dark", "dark")
    member, company = house.member("hong2026"), house.company("6000301232")
    assert (member["grade"], member["phone"], member["email"]) == ("master", "010-2000-1001", "hong@naver.com")
    assert (company["name"], company["certificate"]) == ("(주)새봄상사", "awaited")


async def sends_the_own_number(me: Visitor) -> None:
    """By the button in place of the keyboard, which is gone afterwards."""
    button = me.column.get_by_role("button", name="내 번호 보내기")
    await me.sees("휴대전화 번호")
    await expect(button).to_be_visible()
    await picture(me.page, "number-wide-dark", "dark")
    await button.click()
    await me.sees("본인확인 약관")
    await expect(button).to_have_count(0)


async def takes_a_sample_number(me: Visitor, number: str) -> None:
    """From the list of sample companies, which the keyboard closes; the cursor is back in the box."""
    await me.sees("] 사업자등록번호")
    await me.page.get_by_role("button", name="시험용 회사").click()
    await picture(me.page, "companies-wide-light")
    await me.page.get_by_role("button", name=number).click()
    await me.page.keyboard.press("Alt+C")
    await expect(me.box).to_be_focused()
    await me.box.press("Enter")


async def test_an_associate_joins_and_the_master_beside_is_told(enter: Visit, house: House) -> None:
    screen = await enter()
    master = Visitor(screen.page, "이서준")
    await master.starts()
    await master.sees("이서준 님")
    me = await newcomer(screen.page, "김", "순자", "010-2000-1058")
    await screen.page.get_by_role("button", name="김하늘 님의 창 닫기").click()
    await me.goes(
        says("어떤 회원으로", "기업회원 가입하려고요"),
        says("나이와 안내", "68세입니다"),
        says("이용약관 (필수)", "예 동의해요"),
        says("개인정보 수집·이용 (필수)", "네"),
        says("선택 입력항목 (선택)", "아니요"),
        says("마케팅 활용 (선택)", "2번"),
        says("실명인증", "휴대폰으로 할게요"),
        says("성명", "김순자 1958년 3월 5일 내국인 여자 LG U+ 010-2000-1058"),
        says("본인확인 약관", "네"),
        types_the_code("남은 시간"),
    )
    await the_assistant_stops_and_comes_back(me, screen, house)
    await chooses_account(me, "soonja58")
    await me.goes(
        says("] 전화번호", "02-2000-1058 soonja58@naver.com 48058 부산광역시 해운대구 센텀중앙로 79, 101동 202호"),
        says("] 사업자등록번호", "123 86 01233 입니다"),
        taps("주식회사 한빛무역", "네, 맞습니다"),
        taps("제출하기", "제출하기"),
    )
    await me.sees("김순자 님, 가입이 끝났습니다", "주식회사 한빛무역의 준회원", "MASTER에게 방금 알렸습니다")
    await master.sees("주식회사 한빛무역에 승인을 기다리는 분이 있습니다", "김순자")
    await picture(screen.page, "associate-and-master")
    member = house.member("soonja58")
    assert (member["grade"], member["company"]["business_number"]) == ("associate", "1238601233")


async def the_assistant_stops_and_comes_back(me: Visitor, screen: Screen, house: House) -> None:
    """What is written meanwhile is given back, and the question is still there."""
    connection = screen.page.locator(".connection")
    await me.sees("] 아이디")
    await house.close()
    await expect(connection).to_contain_text("끊김")
    await me.goes(says("] 아이디", "soonja58"))
    await expect(me.box).to_have_value("soonja58")
    await house.open()
    await expect(connection).to_have_text("연결됨")
    assert all("net::ERR_" in complaint for complaint in screen.complaints)
    screen.complaints.clear()


async def test_an_individual_signs_up_in_english_on_a_narrow_screen(enter: Visit, house: House) -> None:
    screen = await enter(viewport=NARROW, locale="en-GB")
    await screen.page.get_by_role("button", name="Emma Park").click()
    me = Visitor(screen.page, "Emma Park", "en")
    await me.starts()
    await me.sees("How would you like to sign up?")
    await me.fits()
    await picture(screen.page, "menu-narrow-light")
    await me.goes(
        taps("How would you like", "Sign up as an individual"),
        taps("Age and notice", "1. "),
        taps("Terms of use", "1. "),
        taps("Personal information", "1. "),
        taps("Optional items", "1. "),
        taps("Marketing", "2. "),
        taps("Identity check", "By mobile phone"),
        says("Name [성명]", "Emma Park, 1990-03-05, female, KT, 010-2000-1003"),
        taps("Are you a Korean national", "Foreign national"),
        taps("Terms of the identity check", "I agree, send the code"),
        says("Time left", "000000"),
    )
    await me.sees("That code isn't right", "Time left")
    await me.fits()
    await picture(screen.page, "code-narrow-dark", "dark")
    await me.goes(
        types_the_code("Time left"),
        says("ID [아이디]", "Emma2026"),
        says("] Password", "Emma2026!!"),
        says("without your ID in it", PASSWORD),
        says("Password again", PASSWORD),
        taps("] Telephone", "telephone and mobile"),
        says("] E-mail", "emma"),
    )
    await me.sees("Choose below what follows emma")
    await me.fits()
    await me.goes(
        taps("what follows emma", "emma@gmail.com"),
        says("] Address", "06792, 13 Heolleung-ro, Seocho-gu, Seoul"),
        taps("] Detail address", "No detail address"),
        taps("] Optional items", "Skip them"),
    )
    await me.sees("Submit", "ID [아이디]: Emma2026")
    await me.fits()
    await picture(screen.page, "review-narrow-dark", "dark")
    await screen.page.evaluate(TWICE_AS_LARGE)
    await me.fits()
    await me.goes(taps("Submit", "Submit"))
    await me.sees("Emma Park, you have signed up", "Your grade is individual")
    assert house.member("emma2026")["grade"] == "individual"


async def test_an_i_pin_page_opens_in_a_new_tab_and_leads_back_to_the_chat(enter: Visit, house: House) -> None:
    screen = await enter(viewport=NARROW)
    me = await newcomer(screen.page, "박", "세라", "010-2000-1077")
    await me.goes(
        chooses("어떤 회원으로", "개인회원 가입"),
        chooses("나이와 안내", "네, 만 14세"),
        chooses("이용약관 (필수)", "1. 동의합니다"),
        chooses("개인정보 수집·이용 (필수)", "1. 동의합니다"),
        chooses("선택 입력항목 (선택)", "2. 동의하지 않습니다"),
        chooses("마케팅 활용 (선택)", "2. 동의하지 않습니다"),
        chooses("실명인증", "아이핀"),
    )
    await me.sees("다른 본인확인 서비스")
    await me.fits()
    async with screen.page.context.expect_page() as opened:
        await me.goes(chooses("다른 본인확인 서비스", "본인확인 페이지 열기"))
    await proves_identity(await opened.value)
    await me.sees("박세라 님, 본인 확인이 끝났습니다")
    await chooses_account(me, "sera1985")
    await me.goes(
        says("] 전화번호", "010-2000-1077, sera1985@naver.com, 03045 서울특별시 종로구 사직로 161"),
        chooses("] 상세주소", "상세주소 없음"),
        chooses("제출하기", "제출하기"),
    )
    await me.sees("박세라 님, 가입이 끝났습니다", "개인회원")
    member = house.member("sera1985")
    assert (member["grade"], member["name"], member["mobile"]) == ("individual", "박세라", None)


async def proves_identity(page: Page) -> None:
    """Fills the provider's form; "돌아가기" closes its tab, so that the one with the chat is in front again."""
    await page.get_by_label("이름").fill("박세라")
    await page.get_by_label("생년월일").fill("1985-11-02")
    await page.get_by_label("여성").check()
    await page.get_by_label("내국인", exact=True).check()
    await picture(page, "identity-narrow-light")
    await page.get_by_role("button", name="확인").click()
    await expect(page.get_by_role("status")).to_contain_text("본인확인을 마쳤습니다")
    async with page.expect_event("close"):
        await page.get_by_role("link", name="돌아가기").click()
