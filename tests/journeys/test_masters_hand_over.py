"""MASTER is handed over, a substitute stands in, people leave, and those who wait are not forgotten."""

from __future__ import annotations

import asyncio

from membership.grades import Grade
from storage.schema import affiliations, company_changes
from tests.journeys.records import rows
from tests.journeys.test_masters import (
    PASSWORD,
    Firm,
    answered,
    decided,
    found,
    grade,
    heard,
    joins,
    name_of,
    passes_to,
    person_of,
    quick,
    refusals,
    told,
)
from tests.person import Person
from tests.world import World

__all__ = ["quick"]
REMINDED = "아직 승인을 기다리는 분이"


async def menu(person: Person, code: str) -> str:
    """Opens the menu and chooses from it."""
    await person.says("처음으로")
    await _let_go(person)
    return await person.picks(code)


async def _let_go(person: Person) -> None:
    """Gives up the list that is open."""
    if "leave" in person.codes:
        await person.picks("leave")


async def offers_to(master: Person, firm: Firm, login_id: str, password: str = PASSWORD) -> str:
    """Offers MASTER to a colleague, up to the password."""
    await menu(master, "colleagues")
    await master.picks(f"m{firm.members[login_id]}")
    await master.picks("hand_over")
    return await master.says(password)


def masters_of(here: World, firm: Firm) -> list[int]:
    """Who is MASTER."""
    return [row["member_id"] for row in rows(here, affiliations) if row["grade"] == "master"]


async def test_master_is_offered_accepted_and_told_to_both(here: World) -> None:
    firm = found(here, "second02", regulars=("regular9",))
    master, other = await person_of(here, firm, "master01"), await person_of(here, firm, "regular9")
    await offers_to(master, firm, "regular9", "Wrong!whale77river")
    assert master.vanished
    master.heard_of("맞지 않습니다", "5번")
    await master.says(PASSWORD)
    assert master.vanished
    master.heard_of("제안했습니다")
    assert "맡아 달라는 제안" in await other.hears()
    assert masters_of(here, firm) == [firm.members["master01"]]
    number, data = other.card["message_id"], other.button("맡기")["callback_data"]
    await other.taps("맡기")
    answered(other, "MASTER가 되셨습니다")
    assert masters_of(here, firm) == [firm.members["regular9"]]
    assert grade(here, firm, "master01") is Grade.REGULAR
    assert "정회원" in await master.hears()
    assert len(await heard(other, "앞으로 동료의 승인을 맡으시게")) == 1
    assert "approvals" in (await menu(other, "status"), other.codes)[1]
    await other.presses(number, data, forged=True)
    answered(other, "바뀐 것은 없습니다")
    await master.says("처음으로")
    await _let_go(master)
    assert "edit_company" in master.codes
    assert not {"approvals", "colleagues"} & set(master.codes)
    assert decided(here) == [("master_handed_over", "master")]


async def test_an_offer_is_declined_or_runs_out_and_is_nobody_elses(here: World, quick: None) -> None:
    firm = found(here, regulars=("regular9", "regular8"))
    master, other = await person_of(here, firm, "master01"), await person_of(here, firm, "regular9")
    third = await person_of(here, firm, "regular8")
    await offers_to(master, firm, "regular9")
    await other.hears()
    await third.presses(third.newest["message_id"], other.button("맡기")["callback_data"], forged=True)
    answered(third, "바뀐 것은 없습니다")
    assert refusals(here) == [("refused:master_transfer", "not_yours", firm.members["regular9"])]
    await menu(master, "colleagues")
    await master.picks(f"m{firm.members['regular8']}")
    await master.picks("hand_over")
    master.heard_of("이미 답을 기다리는 제안", name_of("regular9"))
    await other.taps("거절")
    answered(other, "거절하셨습니다")
    assert "거절했습니다" in await master.hears()
    await offers_to(master, firm, "regular8")
    await third.hears()
    passes_to(here, 10, days=3)
    await looked(here)
    await third.taps("맡기")
    answered(third, "끝났습니다", "바뀐 것은 없습니다")
    assert len(await heard(master, "72시간이 지나 제안이")) == 1
    assert masters_of(here, firm) == [firm.members["master01"]]


async def test_the_master_leaves_only_as_the_last(here: World) -> None:
    firm = found(here, "second02")
    master, second = await person_of(here, firm, "master01"), await person_of(here, firm, "second02")
    await menu(master, "leave_company")
    await master.picks("yes")
    master.heard_of("먼저", "MASTER를 넘겨")
    assert grade(here, firm, "master01") is Grade.MASTER
    await menu(second, "leave_company")
    second.sees("신청을 거두고")
    await second.picks("yes")
    second.heard_of("개인회원")
    assert grade(here, firm, "second02") is Grade.INDIVIDUAL
    assert not await heard(second, "관계가 해지되어")
    await menu(master, "leave_company")
    await master.picks("yes")
    assert grade(here, firm, "master01") is Grade.INDIVIDUAL
    assert decided(here) == [("request_withdrawn", "member"), ("left", "member")]


async def test_a_substitute_approves_and_is_recorded_as_such(here: World) -> None:
    firm = found(here, "second02", regulars=("regular9",))
    master, other = await person_of(here, firm, "master01"), await person_of(here, firm, "regular9")
    await menu(master, "colleagues")
    await master.picks(f"m{firm.members['regular9']}")
    await master.picks("substitute")
    await master.picks("week")
    master.heard_of("대신합니다")
    assert "대신해" in await other.hears()
    await menu(other, "approvals")
    await other.picks(f"m{firm.relations['second02']}")
    await other.picks("approve")
    assert grade(here, firm, "second02") is Grade.REGULAR
    assert decided(here) == [("substitute_named", "master"), ("approved", "substitute")]
    await other.presses(other.newest["message_id"], "!accept:1", forged=True)
    assert grade(here, firm, "master01") is Grade.MASTER
    here.clock.forward(days=8)
    await other.says("/start")
    assert "approvals" not in other.codes


async def test_an_associate_nudges_once_a_day(here: World) -> None:
    firm = found(here, "second02")
    second, master = await person_of(here, firm, "second02"), await person_of(here, firm, "master01")
    await menu(second, "nudge")
    second.heard_of("다시 알렸습니다")
    assert "다시 부탁" in await master.hears()
    assert master.labels == ["승인", "관계 해지", "나중에"]
    await menu(second, "nudge")
    second.heard_of("하루에 한 번")
    assert "다시 부탁" not in await master.hears()
    here.clock.forward(hours=25)
    await menu(second, "nudge")
    second.heard_of("다시 알렸습니다")
    assert "다시 부탁" in await master.hears()


async def test_a_nudge_says_honestly_that_nobody_is_reached(here: World) -> None:
    firm = found(here, "second02")
    second = await person_of(here, firm, "second02")
    await menu(second, "nudge")
    second.heard_of("알리지 못했습니다", "1600-7119")


async def test_those_who_wait_are_called_to_mind_by_day_in_one_message(here: World, quick: None) -> None:
    firm = found(here)
    passes_to(here, 10)
    master = await person_of(here, firm, "master01")
    joins(here, firm, "second02")
    here.clock.forward(hours=2)
    joins(here, firm, "third03")
    assert "이동료03" in await master.hears()
    await person_of(here, firm, "master01")
    assert not await heard(master, REMINDED)
    passes_to(here, 22, days=1)
    await looked(here)
    assert not await heard(master, REMINDED), "never at night"
    passes_to(here, 8)
    here.clock.forward(minutes=1)
    await looked(here)
    assert len(await heard(master, REMINDED)) == 1
    assert "2명" in (await heard(master, REMINDED))[0]["text"]
    here.clock.forward(hours=3)
    await looked(here)
    assert len(await heard(master, REMINDED)) == 1


async def test_company_information_is_edited_by_a_regular_and_not_by_an_associate(here: World) -> None:
    firm = found(here, "second02", regulars=("regular9",))
    regular, second = await person_of(here, firm, "regular9"), await person_of(here, firm, "second02")
    await menu(regular, "edit_company")
    await regular.taps("대표전화")
    await regular.says("02-777-8888")
    regular.heard_of("바꾸었습니다")
    changes = [(row["field"], row["member_id"], row["new_value"]) for row in rows(here, company_changes)]
    assert changes == [("telephone", firm.members["regular9"], "+8227778888")]
    await second.says("/start")
    assert "edit_company" not in second.codes
    await second.says("기업 정보 수정하고 싶어요")
    assert here.step_of(second) != "company_field"
    assert len(rows(here, company_changes)) == 1


async def test_editing_ends_with_the_right_to_it(here: World) -> None:
    firm = found(here, regulars=("regular9",))
    regular = await person_of(here, firm, "regular9")
    await menu(regular, "edit_company")
    await regular.taps("대표전화")
    here.writes(
        lambda tx: tx.connection.exec_driver_sql("UPDATE affiliations SET grade = 'associate' WHERE grade = 'regular'")
    )
    await regular.says("02-777-8888")
    answered(regular, "만 할 수 있습니다")
    assert rows(here, company_changes) == []
    assert refusals(here) == [("refused:company_edit", "grade", None)]


async def looked(here: World) -> None:
    """Waits until the assistant has looked twice for whom to remind."""
    await asyncio.sleep(0.7)
    await told(here)


async def test_guessing_the_masters_password_is_locked_also_when_begun_anew(here: World) -> None:
    firm = found(here, "second02", regulars=("regular9",))
    master = await person_of(here, firm, "master01")
    await offers_to(master, firm, "regular9", "Wrong!whale77river")
    for _ in range(4):
        await master.says("Wrong!whale77river")
    master.heard_of("잠겼습니다")
    await master.says("취소")
    await _let_go(master)
    await offers_to(master, firm, "regular9", PASSWORD)
    master.heard_of("잠겼습니다")
    assert masters_of(here, firm) == [firm.members["master01"]]
