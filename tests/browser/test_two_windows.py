"""An associate and a MASTER, each in a window of their own: request, approval, hand-over (manual, "KOTRA 회원분류")."""

from typing import Any, Literal

import pytest
from playwright.async_api import expect

from membership.passwords import hash_password
from playground import samples
from storage import companies, members
from storage.transaction import Transaction
from tests.browser.album import picture
from tests.browser.conftest import Visit
from tests.browser.house import House
from tests.browser.joining import PASSWORD, chooses_account, newcomer
from tests.browser.visitor import Visitor, says, taps, types_the_code
from tests.storage.people import new_company, new_member

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

HALF = {"width": 640, "height": 800}
NARROW = {"width": 360, "height": 740}


async def test_who_signs_up_is_approved_and_takes_over_as_master(enter: Visit, house: House) -> None:
    me, master = await window_of(enter, "김하늘"), await window_of(enter, "이서준")
    await me.starts()
    await master.starts()
    await master.sees("이서준 님, 무엇을 도와드릴까요?")
    await signs_up(me)
    await master.sees("주식회사 한빛무역에 승인을 기다리는 분이 있습니다", "김하늘", "오늘 신청")
    await both("waiting-half", me, master)
    await hesitates_and_approves(master, "김하늘")
    await expect(me.column.get_by_text("승인되셨습니다")).to_have_count(0)
    house.ends_the_minute()
    await me.sees("주식회사 한빛무역의 정회원으로 승인되셨습니다", "서비스 마일리지 이용")
    assert "승인되셨습니다.\n\n이용 가능(O)" in await me.card.inner_text()
    await both_fit(me, master)
    await offers(master, "김하늘", samples.MASTER["password"])
    await me.sees("주식회사 한빛무역의 MASTER를 맡아 달라는 제안입니다")
    await both("offered-half", me, master)
    await me.goes(taps("맡아 달라는 제안", "MASTER 맡기"))
    await me.sees("주식회사 한빛무역의 MASTER가 되셨습니다")
    await master.sees("님으로 바뀌어 정회원이 되셨습니다")
    await me.goes(says("MASTER가 되셨습니다", "처음으로"))
    await master.goes(says("정회원이 되셨습니다", "처음으로"))
    await has_in_the_menu(me, "승인 대기 목록 (0)", "동료 관리")
    await has_in_the_menu(master, "기업 정보 수정", without="동료 관리")
    await both("handed-over-half", me, master)
    assert (house.member("haneul91")["grade"], house.member("seojun85")["grade"]) == ("master", "regular")


@pytest.mark.soak
async def test_a_web_member_links_a_phone_in_english_and_becomes_master(enter: Visit, house: House) -> None:
    house.writes(_company_of_the_web_site)
    master = await newcomer((await enter(viewport=NARROW)).page, "최", "지우", "010-2000-1088")
    await master.goes(
        taps("어떤 회원으로", "이미 아이디가 있어요"),
        says("쓰시는 아이디를", "jiwoo2020"),
        says("비밀번호를 적어 주세요", PASSWORD),
    )
    await master.sees("한강상사에 승인을 기다리는 분이 있습니다", "Emma Park", "수출1팀")
    await expect(master.own(PASSWORD)).to_have_count(0)
    me = await window_of(enter, "Emma Park", NARROW, locale="en-GB")
    await links_in_english(me)
    await both_fit(me, master)
    await hesitates_and_approves(master, "Emma Park")
    house.ends_the_minute()
    await me.sees("You are now a regular member [정회원] of 한강상사")
    await both_fit(me, master)
    await offers(master, "Emma Park", PASSWORD)
    await me.sees("asks you to become MASTER of 한강상사")
    await both("offered-narrow", me, master, "dark")
    await me.goes(taps("asks you to become", "Become MASTER"))
    await me.sees("You are now the MASTER of 한강상사")
    await master.sees("정회원이 되셨습니다")
    await me.goes(says("You are now the MASTER", "home"))
    await has_in_the_menu(me, "Who waits for approval (0)", "My colleagues")
    await both_fit(me, master)


async def links_in_english(me: Visitor) -> None:
    """By ID and password, of which nothing is left in the chat; then asks for the status."""
    await me.starts()
    await me.goes(
        taps("How would you like to sign up?", "I have an ID already"),
        says("the ID", "emma2020"),
        says("your password", PASSWORD),
    )
    await me.sees("now linked to Emma Park's account", "What can I do for you?")
    await expect(me.own(PASSWORD)).to_have_count(0)
    await me.goes(taps("What can I do", "My status"))
    await me.sees("wait for the MASTER's approval")


def _company_of_the_web_site(tx: Transaction) -> None:
    """A company with a MASTER and an associate, none of whom has a chat yet."""
    company = companies.create(tx, new_company("6000301246", name="한강상사", source="web", certificate="verified"))
    kept = hash_password(PASSWORD)
    for new in (
        new_member("jiwoo2020", name="최지우", password_hash=kept),
        new_member(
            "emma2020", name="Emma Park", department="수출1팀", position="과장", language="en", password_hash=kept
        ),
    ):
        companies.affiliate(tx, company.id, members.create(tx, new).id, "web")


async def window_of(enter: Visit, name: str, viewport: dict[str, int] = HALF, **look: Any) -> Visitor:
    """A window that shows this person's chat."""
    screen = await enter(viewport=viewport, **look)
    await screen.page.get_by_role("button", name=name).click()
    return Visitor(screen.page, name, "en" if look.get("locale") == "en-GB" else "ko")


async def both_fit(me: Visitor, master: Visitor) -> None:
    """Nothing is cut in either window."""
    for visitor in (me, master):
        await visitor.fits()


async def both(name: str, me: Visitor, master: Visitor, scheme: Literal["light", "dark"] = "light") -> None:
    """The same, and both are kept as pictures."""
    await both_fit(me, master)
    await picture(me.page, f"{name}-associate", scheme)
    await picture(master.page, f"{name}-master", scheme)


async def signs_up(me: Visitor) -> None:
    """As a colleague of a company that is a member already."""
    await me.goes(
        taps("어떤 회원으로", "기업회원 가입"),
        says("나이와 안내", "네"),
        says("이용약관 (필수)", "네"),
        says("개인정보 수집·이용 (필수)", "네"),
        says("선택 입력항목 (선택)", "네"),
        says("마케팅 활용 (선택)", "아니요"),
        says("실명인증", "휴대전화"),
        says("성명", "김하늘 1991년 4월 2일 내국인 여자 KT 010-2000-1001"),
        says("본인확인 약관", "네"),
        types_the_code("남은 시간"),
    )
    await chooses_account(me, "haneul91")
    await me.goes(
        says("] 전화번호", "010-2000-1001 haneul@naver.com 06792 서울특별시 서초구 헌릉로 13, 5층"),
        says("] 사업자등록번호", samples.REGISTERED["business_number"]),
        taps("주식회사 한빛무역", "네, 맞습니다"),
        taps("] 선택 항목", "건너뛰기"),
        taps("제출하기", "제출하기"),
    )
    await me.sees("김하늘 님, 가입이 끝났습니다", "MASTER에게 방금 알렸습니다")


async def hesitates_and_approves(master: Visitor, name: str) -> None:
    """Later; approved; undone; approved again: all of it in the one card."""
    await master.goes(
        taps(name, "나중에"),
        taps("나중에 정하셔도 됩니다", "승인"),
        taps("승인했습니다", "승인 되돌리기"),
        taps("승인을 되돌렸습니다", "승인"),
    )
    await master.sees(name, "승인했습니다")


async def offers(master: Visitor, name: str, password: str) -> None:
    """Offers MASTER to a colleague, confirmed by the password, of which nothing is left in the chat."""
    await master.goes(
        says("승인했습니다", "처음으로"),
        taps("무엇을 도와드릴까요?", "동료 관리"),
        taps("같은 기업의 동료", name),
        taps("무엇을 할까요?", "MASTER 넘기기"),
        says("회원님의 비밀번호를 적어 주세요", password),
    )
    await master.sees("MASTER 넘기기를 제안했습니다")
    await expect(master.own(password)).to_have_count(0)


async def has_in_the_menu(visitor: Visitor, *labels: str, without: str = "연결된 적 없는 단추") -> None:
    for label in labels:
        await expect(visitor.button(label)).to_be_visible()
    await expect(visitor.button(without)).to_have_count(0)
