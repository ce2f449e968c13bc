"""Presses that may not do what they say: second, foreign, late or forged ones change nothing and say why."""

from __future__ import annotations

import asyncio

from membership.grades import Grade
from storage import approvals, masters
from storage.schema import affiliations, decisions
from tests.journeys.records import rows
from tests.journeys.test_masters import (
    answered,
    decided,
    found,
    grade,
    name_of,
    person_of,
    quick,
    refusals,
    told,
)
from tests.person import Person
from tests.world import World

__all__ = ["quick"]


def standing(here: World) -> list[tuple[int, str]]:
    """Who belongs to a company, as what."""
    return [(row["member_id"], row["grade"]) for row in rows(here, affiliations)]


def any_message(person: Person) -> int:
    """A message of the bot's that the person can press on."""
    return int(person.newest["message_id"])


async def test_two_chats_of_one_master_at_once_decide_once(here: World) -> None:
    firm = found(here, "second02")
    one, other = await person_of(here, firm, "master01"), await person_of(here, firm, "master01")
    await asyncio.gather(
        *(
            each.does("press", message_id=each.card["message_id"], data=each.button("승인")["callback_data"])
            for each in (one, other)
        )
    )
    for each in (one, other):
        await each.hears()
    assert sorted("이미 승인된" in str(each.news) for each in (one, other)) == [False, True]
    assert decided(here) == [("approved", "master")]
    assert refusals(here) == []


async def test_a_second_press_changes_nothing(here: World) -> None:
    firm = found(here, "second02")
    master = await person_of(here, firm, "master01")
    number, data = master.card["message_id"], master.button("승인")["callback_data"]
    await master.taps("승인")
    await master.presses(number, data, forged=True)
    answered(master, "이미 승인된 분입니다")
    assert decided(here) == [("approved", "master")]


async def test_an_associate_who_is_gone_meanwhile(here: World) -> None:
    firm = found(here, "second02", "third03")
    master = await person_of(here, firm, "master01")
    here.writes(lambda tx: approvals.withdraw_request(tx, firm.members["third03"]))
    await told(here)
    before = decided(here)
    await master.taps("승인")
    answered(master, "떠난 분입니다")
    for action in ("later", "end", "undo"):
        await master.presses(any_message(master), f"!{action}:{firm.relations['third03']}", forged=True)
        assert "이동료03" not in str(master.news)
    assert here.step_of(master) != "end_reason"
    assert decided(here) == before
    assert standing(here) == [(firm.members["master01"], "master"), (firm.members["second02"], "associate")]


async def test_who_is_master_no_more_decides_no_more(here: World) -> None:
    firm = found(here, "second02", regulars=("regular9",))
    old, new = await person_of(here, firm, "master01"), await person_of(here, firm, "regular9")
    here.writes(lambda tx: masters.appoint(tx, firm.id, firm.members["regular9"], "kim.staff"))
    assert "정회원" in await old.hears()
    assert "MASTER" in await new.hears()
    await old.presses(any_message(old), f"!approve:{firm.relations['second02']}", forged=True)
    answered(old, "정회원 승인", "MASTER만 할 수 있습니다")
    assert grade(here, firm, "second02") is Grade.ASSOCIATE
    assert refusals(here) == [("refused:approve_members", "grade", None)]
    assert decided(here) == [("master_appointed", "staff")]


async def test_forged_presses_about_another_company_and_by_nobody(here: World) -> None:
    firm = found(here, "second02")
    other = found(here, "other002", master="othermaster", number="2148704566")
    stranger = await person_of(here)
    master, second = await person_of(here, firm, "master01"), await person_of(here, firm, "second02")
    before = standing(here)
    about = other.relations["other002"]
    tries = [
        (master, "approve", "다른 기업"),
        (second, "approve", "만 할 수 있습니다"),
        (stranger, "approve", "연결해 주세요"),
    ]
    for person, action, words in tries:
        await person.presses(any_message(person), f"!{action}:{about}", forged=True)
        answered(person, words)
        assert name_of("other002") not in str(person.news)
    for person in (master, second, stranger):
        for action in ("undo", "later"):
            await person.presses(any_message(person), f"!{action}:{about}", forged=True)
            assert name_of("other002") not in str(person.news)
    await master.presses(any_message(master), f"!waiting:{other.id}", forged=True)
    answered(master, "다른 기업")
    for person in (master, second, stranger):
        await person.presses(any_message(person), f"!end:{about}", forged=True)
        assert here.step_of(person) != "end_reason"
    assert standing(here) == before
    assert decided(here) == []
    tried = refusals(here)
    assert ("refused:approve_members", "other_company", other.members["other002"]) in tried
    assert ("refused:end_relation", "other_company", other.members["other002"]) in tried
    assert {why for _, why, _ in tried} == {"other_company", "grade", "not_linked"}


async def test_presses_that_name_nothing(here: World) -> None:
    firm = found(here, "second02")
    master = await person_of(here, firm, "master01")
    before = standing(here)
    for data in (
        "!approve:",
        "!approve:x",
        "!approve:99999999999999999999",
        "!nothing:1",
        "!",
        "!approve:-1",
        "!certificate_ok:1",
        "!accept:7",
        "!decline:7",
        "!undo:0",
    ):
        await master.presses(any_message(master), data, forged=True)
    assert standing(here) == before
    assert rows(here, decisions) == []
