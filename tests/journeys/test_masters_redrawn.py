"""A list that is open when its reader's rights end: drawing it again is no try, doing something with it is one."""

from __future__ import annotations

import pytest

from storage import masters
from tests.journeys.test_masters import Firm, answered, found, person_of, refusals, told
from tests.journeys.test_masters_hand_over import menu
from tests.person import Person
from tests.world import World


async def former(here: World, wish: str) -> tuple[Firm, Person]:
    """Somebody who was MASTER when they opened a list of the menu, and is no more."""
    firm = found(here, "second02", "third03", regulars=("regular9",))
    master = await person_of(here, firm, "master01")
    await menu(master, wish)
    here.writes(lambda tx: masters.appoint(tx, firm.id, firm.members["regular9"], "kim.staff"))
    await told(here)
    return firm, master


@pytest.mark.parametrize("wish", ["colleagues", "approvals"])
async def test_a_list_that_is_drawn_again_says_why_it_is_empty_and_is_no_try(here: World, wish: str) -> None:
    firm, master = await former(here, wish)
    shown = {f"m{number}" for number in (*firm.members.values(), *firm.relations.values())}
    assert shown & set(master.codes)
    await master.says("도움말")
    answered(master, "MASTER만 할 수 있습니다")
    assert not shown & set(master.codes)
    assert "이동료" not in master.card["text"]
    assert refusals(here) == []


async def test_what_is_tried_from_such_a_list_is_noted_for_each_colleague_and_said_once(here: World) -> None:
    _, master = await former(here, "approvals")
    await master.picks("all")
    assert master.said.count("MASTER만 할 수 있습니다") == 1
    assert [what for what, _, _ in refusals(here)] == ["refused:approve_members"] * 2


@pytest.mark.parametrize(("way", "tried"), [("hand_over", "master_transfer"), ("end", "end_relation")])
async def test_what_is_tried_with_a_colleague_is_refused_at_once(here: World, way: str, tried: str) -> None:
    firm = found(here, regulars=("regular9", "regular8"))
    master = await person_of(here, firm, "master01")
    await menu(master, "colleagues")
    await master.picks(f"m{firm.members['regular8']}")
    here.writes(lambda tx: masters.appoint(tx, firm.id, firm.members["regular9"], "kim.staff"))
    await told(here)
    await master.picks(way)
    assert here.step_of(master) == "colleague"
    assert master.said.count("MASTER만 할 수 있습니다") in (1, 2)
    assert [what for what, _, _ in refusals(here)] == [f"refused:{tried}"]
