"""Sign-ups on the assistant's own pages, and half there and half in the chat, as a person would."""

import pytest
from playwright.async_api import expect

from tests.browser.album import picture
from tests.browser.conftest import Visit
from tests.browser.house import House
from tests.browser.joining import PASSWORD, newcomer
from tests.browser.paper import Paper
from tests.browser.visitor import Visitor, says, taps, types_the_code

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


@pytest.mark.soak
async def test_a_password_goes_by_the_safe_page_and_the_rest_half_here_and_half_there(
    enter: Visit, house: House
) -> None:
    screen = await enter(locale="en-GB", color_scheme="dark")
    await screen.page.get_by_role("button", name="Emma Park").click()
    me = Visitor(screen.page, "Emma Park", "en")
    await me.starts()
    await comes_to_the_password(me)
    await me.sees("does not pass Telegram")
    await me.fits()
    paper = Paper(me, "en")
    await gives_the_password(paper)
    await me.goes(taps("] Telephone", "010-2000-1003"))
    await me.sees("] E-mail")
    await corrects_and_finishes(paper)
    await me.sees("Submit", "ID [아이디]: Emma2026", "02-2000-1003", "emma@gmail.com")
    await expect(me.own(PASSWORD)).to_have_count(0)
    await me.goes(taps("Submit", "Submit"))
    await me.sees("Emma Park, you have signed up")
    assert house.member("emma2026")["phone"] == "02-2000-1003"


async def comes_to_the_password(me: Visitor) -> None:
    """In the chat, as far as the ID."""
    await me.goes(
        taps("How would you like", "Sign up as an individual"),
        taps("Age and notice", "1. "),
        taps("Terms of use", "1. "),
        taps("Personal information", "1. "),
        taps("Optional items", "2. "),
        taps("Marketing", "2. "),
        taps("Identity check", "By mobile phone"),
        says("Name [성명]", "Emma Park, 1990-03-05, female, foreign, KT, 010-2000-1003"),
        taps("Terms of the identity check", "I agree, send the code"),
        types_the_code("Time left"),
        says("ID [아이디]", "Emma2026"),
    )


async def gives_the_password(paper: Paper) -> None:
    """One that is refused first; the chat has gone on when the page is closed."""
    await paper.me.sees("] Password")
    await paper.opens("password")
    await paper.answers("Password [", password="Emma2026!!", password_again="Emma2026!!")
    await paper.sees("without your ID in it")
    await paper.is_fit_for_all()
    await picture(paper.me.page, "password-wide-dark", "dark")
    await paper.answers("Password [", password=PASSWORD, password_again=PASSWORD)
    await paper.ends("Your password has been taken")


async def corrects_and_finishes(paper: Paper) -> None:
    """What was said in the chat is on the page, and can be changed there."""
    await paper.opens()
    await expect(paper.box("telephone")).to_have_value("010-2000-1003")
    address = "06792, 13 Heolleung-ro, Seoul"
    await paper.answers("E-mail", telephone="02-2000-1003", email="emma@gmail.com", address=address)
    await paper.answers("Detail", address_detail="3F")
    await paper.ends("There is nothing more to fill in here")
