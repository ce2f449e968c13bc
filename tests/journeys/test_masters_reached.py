"""Who waits hears honestly whether the MASTER was told, and when; names of others are masked."""

from __future__ import annotations

import re

from membership.limits import KOREAN_TIME
from storage import masters
from tests.journeys.companies import REGISTERED
from tests.journeys.paths import Wishes, to_end_of_contact
from tests.journeys.test_masters import Firm, answered, found, heard, joins, passes_to, person_of, quick, told
from tests.journeys.test_masters_hand_over import menu
from tests.journeys.test_masters_substitute import names
from tests.person import Person
from tests.world import World

__all__ = ["quick"]
TOLD = re.compile(r"MASTER 김\*장 님에게 (\d+)년 (\d+)월 (\d+)일 (\d\d):(\d\d)에 알렸습니다")


async def status(person: Person) -> str:
    """What the person's status says."""
    return await person.says("/status")


def moment(here: World) -> str:
    """The present day and minute in Korea, as a text has them."""
    now = here.clock().astimezone(KOREAN_TIME)
    return f"{now.year}년 {now.month}월 {now.day}일 {now:%H:%M}"


async def blocks(here: World, person: Person) -> None:
    """Blocks the bot, which hears of it."""
    here.pardoned.append("blocked")
    await person.does("block")
    await told(here)


async def comes_back(person: Person) -> None:
    """Lets the bot in again."""
    await person.does("block", blocked=False)
    await person.says("/start")


async def joined(here: World, firm: Firm) -> Person:
    """An associate whom the web site has written, in a chat."""
    joins(here, firm, "second02")
    await told(here)
    return await person_of(here, firm, "second02")


async def test_a_master_who_was_told_is_told_of_with_the_time(here: World) -> None:
    firm = found(here)
    passes_to(here, 10)
    await person_of(here, firm, "master01")
    before = moment(here)
    second = await joined(here, firm)
    after = moment(here)
    said = await status(second)
    assert TOLD.search(said), said
    assert any(f"김*장 님에게 {when}에 알렸습니다" in said for when in (before, after))
    assert "김대장" not in said


async def test_without_a_chat_the_status_says_what_to_do_and_a_later_link_when_it_was(here: World) -> None:
    firm = found(here)
    passes_to(here, 10)
    second = await joined(here, firm)
    said = await status(second)
    assert "MASTER 김*장 님이 아직 이 도우미를 쓰지 않아 알리지 못했습니다" in said
    assert "연결해 달라고" in said
    assert "1600-7119" in said
    assert not TOLD.search(said)
    here.clock.forward(hours=5)
    before = moment(here)
    await person_of(here, firm, "master01")
    said = await status(second)
    assert "알리지 못했습니다" not in said
    assert any(f"{when}에 알렸습니다" in said for when in (before, moment(here)))


async def test_a_master_who_blocked_the_bot_is_told_of_as_such_until_they_come_back(here: World) -> None:
    firm = found(here)
    passes_to(here, 10)
    master = await person_of(here, firm, "master01")
    await blocks(here, master)
    second = await joined(here, firm)
    now = here.clock().astimezone(KOREAN_TIME)
    said = await status(second)
    assert f"김*장 님에게 {now.year}년 {now.month}월 {now.day}일부터 메시지가 닿지 않아" in said
    assert "1600-7119" in said
    await menu(second, "nudge")
    answered(second, "메시지가 닿지 않아")
    here.clock.forward(hours=3)
    before = moment(here)
    await comes_back(master)
    assert "이동료02" in str(await master.messages())
    said = await status(second)
    assert any(f"{when}에 알렸습니다" in said for when in (before, moment(here)))
    await menu(second, "nudge")
    answered(second, "다시 알렸습니다")


async def test_a_reminder_is_the_last_time_they_were_told(here: World, quick: None) -> None:
    firm = found(here)
    passes_to(here, 10)
    master = await person_of(here, firm, "master01")
    second = await joined(here, firm)
    first = TOLD.search(await status(second))
    here.clock.forward(hours=25)
    while not await heard(master, "아직 승인을 기다리는"):
        await told(here)
    last = TOLD.search(await status(second))
    assert first
    assert last
    assert first[3] != last[3]


async def test_a_new_master_is_told_who_waits_and_the_associate_that_they_were(here: World) -> None:
    firm = found(here, regulars=("regular9",))
    second = await joined(here, firm)
    assert "알리지 못했습니다" in await status(second)
    other = await person_of(here, firm, "regular9")
    here.writes(lambda tx: masters.appoint(tx, firm.id, firm.members["regular9"], "kim.staff"))
    assert "이동료02" in await other.hears()
    assert other.labels == ["승인", "관계 해지", "나중에"]
    answered(other, "MASTER")
    said = await status(second)
    assert "MASTER 이***9 님에게" in said
    assert "알렸습니다" in said


async def test_who_stands_in_for_a_master_out_of_reach_is_named(here: World) -> None:
    firm = found(here, regulars=("regular9",))
    master, other = await person_of(here, firm, "master01"), await person_of(here, firm, "regular9")
    await names(master, firm, "regular9")
    await blocks(here, master)
    second = await joined(here, firm)
    said = await status(second)
    assert "닿지 않아" in said
    assert "지금은 이***9 님이 MASTER를 대신해 승인할 수 있습니다" in said
    await menu(second, "nudge")
    answered(second, "닿지 않아", "이***9 님에게 다시 알렸습니다")
    assert "다시 부탁" in await other.hears()


async def test_without_a_master_staff_appoint_one(here: World) -> None:
    firm = found(here, "second02")
    second = await person_of(here, firm, "second02")
    here.writes(lambda tx: tx.connection.exec_driver_sql("DELETE FROM affiliations WHERE grade = 'master'"))
    assert "지금 MASTER가 없습니다" in await status(second)
    await menu(second, "nudge")
    answered(second, "지금 MASTER가 없습니다", "1600-7119")


async def test_who_joins_by_chat_hears_that_the_master_is_out_of_reach(here: World) -> None:
    firm = found(here)
    await blocks(here, await person_of(here, firm, "master01"))
    second = await person_of(here)
    await to_end_of_contact(second, Wishes("hanbit02", "company"))
    await second.says(REGISTERED)
    for code in ("yes", "skip", "submit"):
        await second.picks(code)
    second.heard_of("준회원", "김*장 님에게", "메시지가 닿지 않아", "1600-7119")
    assert "방금 알렸습니다" not in second.said
