"""Sign-ups on the assistant's own pages, and half there and half in the chat, as a person would."""

import pytest
from playwright.async_api import expect

from tests.browser.album import picture
from tests.browser.conftest import Visit
from tests.browser.house import House
from tests.browser.joining import PASSWORD, newcomer
from tests.browser.paper import Paper
from tests.browser.visitor import taps

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

NARROW = {"width": 360, "height": 740}
CONSENTS = {"age": "yes", "terms": "yes", "privacy": "yes", "optional_items": "no", "marketing": "no"}
PERSON = {
    "name": "오하나",
    "birth_date": "1988-07-21",
    "phone": "010-2000-1188",
    "person": "domestic_female",
    "carrier": "KT",
}
ACCOUNT = {
    "login_id": "ohana88",
    "telephone": "02-2000-1188",
    "email": "hana@gmial.com",
    "address": "06792 서울특별시 서초구 헌릉로 13, 3층",
}


async def test_a_colleague_signs_up_on_the_page_up_to_the_review(enter: Visit, house: House) -> None:
    screen = await enter(viewport=NARROW)
    me = await newcomer(screen.page, "오", "하나", "010-2000-1188")
    paper = Paper(me)
    await me.goes(taps("어떤 회원으로", "기업회원 가입"))
    await me.sees("나이와 안내")
    await me.fits()
    await paper.opens()
    await paper.is_fit_for_all()
    await picture(screen.page, "form-narrow-light")
    await proves_identity(paper)
    await fills_in_the_account(paper)
    await paper.asks("기업 확인")
    await paper.leaves()
    await me.goes(taps("주식회사 한빛무역", "네, 맞습니다"))
    await me.sees("제출하기", "아이디: ohana88", "비밀번호: 설정됨", "이메일: hana@gmail.com")
    await me.goes(taps("제출하기", "제출하기"))
    await me.sees("오하나 님, 가입이 끝났습니다", "주식회사 한빛무역의 준회원")
    member = house.member("ohana88")
    assert (member["grade"], member["email"]) == ("associate", "hana@gmail.com")


async def proves_identity(paper: Paper) -> None:
    """Consents, who one is, and the code that comes by text message."""
    await paper.answers("나이와 안내", **CONSENTS)
    await paper.answers("실명인증", method="phone")
    await paper.answers("생년월일", **PERSON)
    await paper.answers("본인확인 약관", identity_terms="yes")
    await paper.answers("인증번호", code=await paper.has_the_code())


async def fills_in_the_account(paper: Paper) -> None:
    """With a password that does not match, an address that is asked back, and what is missing: all told at once."""
    await paper.answers("비밀번호 확인", **ACCOUNT, password=PASSWORD, password_again=f"{PASSWORD}x")
    await paper.sees("고칠 곳이 여러 군데 있습니다", "앞서 정하신 비밀번호와 다릅니다", "꼭 필요한 항목입니다")
    await expect(paper.box("password_again")).to_be_focused()
    await paper.is_fit_for_all()
    await picture(paper.me.page, "form-problems-narrow-dark", "dark")
    await paper.page.get_by_role("button", name="네, hana@gmail.com").click()
    await paper.sees("이메일 입력됨")
    await paper.answers("사업자등록번호", password_again=PASSWORD, company_number="123-86-01233")
