"""Something changes while a MASTER is in the middle of deciding, or cannot be reached."""

from __future__ import annotations

from membership.grades import Grade
from storage import masters, oversight
from storage.schema import decisions
from tests.journeys.records import rows
from tests.journeys.test_masters import answered, found, grade, joins, person_of, refusals, told
from tests.journeys.test_masters_hand_over import menu
from tests.world import World


async def test_master_changes_while_a_relation_is_being_ended(here: World) -> None:
    firm = found(here, "second02", regulars=("regular9",))
    master = await person_of(here, firm, "master01")
    await master.taps("관계 해지")
    await master.says("퇴사")
    here.writes(lambda tx: masters.appoint(tx, firm.id, firm.members["regular9"], "kim.staff"))
    await master.hears()
    await master.says("네")
    answered(master, "MASTER만 할 수 있습니다")
    assert grade(here, firm, "second02") is Grade.ASSOCIATE
    assert [what for what, _, _ in refusals(here)] == ["refused:end_relation"]


async def test_master_changes_while_the_list_is_open(here: World) -> None:
    firm = found(here, "second02", "third03", regulars=("regular9",))
    master = await person_of(here, firm, "master01")
    await menu(master, "approvals")
    here.writes(lambda tx: masters.appoint(tx, firm.id, firm.members["regular9"], "kim.staff"))
    await told(here)
    await master.picks("all")
    answered(master, "MASTER만 할 수 있습니다")
    assert grade(here, firm, "second02") is Grade.ASSOCIATE
    assert "이동료02" not in master.card["text"]
    assert [row["action"] for row in rows(here, decisions)] == ["master_appointed"]


async def test_a_master_who_blocked_the_bot_is_unreachable_until_they_come_back(here: World) -> None:
    firm = found(here)
    here.pardoned.append("blocked")
    master = await person_of(here, firm, "master01")
    await master.does("block")
    await told(here)
    joins(here, firm, "second02")
    await told(here)
    assert [one.member_id for one in here.reads(oversight.unreachable)] == [firm.members["master01"]]
    await master.does("block", blocked=False)
    await master.says("/start")
    assert "이동료02" in str(await master.messages())
    assert here.reads(oversight.unreachable) == []
