"""Who stands in for the MASTER hears when that ends: before its time, with the MASTER, or when it runs out, by day."""

from __future__ import annotations

import pytest

from bot.delivery import delivery
from storage import masters
from tests.journeys.test_masters import Firm, answered, found, heard, passes_to, person_of, told
from tests.journeys.test_masters_hand_over import menu, offers_to
from tests.person import Person
from tests.world import World

ENDED, OVER, OVER_FOR_MASTER = "대신하시던 일이 끝났습니다", "기간이 다 되어", "대신하던 기간이 끝났습니다"


async def names(master: Person, firm: Firm, login_id: str, period: str = "week") -> None:
    """Names a substitute."""
    await menu(master, "colleagues")
    await master.picks(f"m{firm.members[login_id]}")
    await master.picks("substitute")
    await master.picks(period)
    master.heard_of("대신합니다")


async def named(here: World, hour: int) -> tuple[Firm, Person, Person]:
    """A MASTER who has named a substitute at this hour, and the substitute."""
    firm = found(here, regulars=("regular9", "regular8"))
    passes_to(here, hour)
    master, other = await person_of(here, firm, "master01"), await person_of(here, firm, "regular9")
    await names(master, firm, "regular9")
    assert "대신해" in await other.hears()
    return firm, master, other


@pytest.fixture(autouse=True)
def _quick_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """The assistant looks more often for ticks that are due by a clock that a test moves."""
    monkeypatch.setattr(delivery, "SWEEP_SECONDS", 0.05)


async def rung(here: World) -> None:
    """Waits until every tick that is due has rung, and what it led to is sent."""
    await here.ticked()
    await told(here)


async def counts(person: Person, *words: str) -> list[int]:
    """How many messages of a chat hold each of these words."""
    await person.hears()
    return [len(await heard(person, one)) for one in words]


async def test_ended_by_the_master_is_told_to_the_substitute_and_once(here: World) -> None:
    _, master, other = await named(here, 10)
    await menu(master, "colleagues")
    master.sees("대신하고 있습니다")
    await master.picks("end_substitute")
    answered(master, "대리를 끝냈습니다")
    assert await counts(other, ENDED, OVER) == [1, 0]
    await other.says("/start")
    assert "approvals" not in other.codes
    here.clock.forward(days=8)
    await rung(here)
    assert await counts(other, ENDED, OVER) == [1, 0]
    assert await counts(master, OVER_FOR_MASTER) == [0]


async def test_a_period_that_runs_out_is_told_to_both_once(here: World) -> None:
    _, master, other = await named(here, 10)
    here.clock.forward(days=6, hours=23)
    await rung(here)
    assert await counts(other, ENDED) == [0]
    here.clock.forward(hours=2)
    await rung(here)
    for _ in range(2):
        assert await counts(other, ENDED, OVER) == [1, 1]
        assert await counts(master, OVER_FOR_MASTER) == [1]
        here.clock.forward(days=2)
        await rung(here)


async def test_a_period_that_runs_out_at_night_is_told_in_the_morning(here: World) -> None:
    _, master, other = await named(here, 22)
    passes_to(here, 23, days=7)
    await rung(here)
    await other.says("/start")
    assert "approvals" not in other.codes
    assert await counts(other, ENDED) == [0]
    passes_to(here, 8)
    here.clock.forward(minutes=1)
    await rung(here)
    assert await counts(other, OVER) == [1]
    assert await counts(master, OVER_FOR_MASTER) == [1]


async def test_what_could_not_be_told_by_day_waits_for_the_next_morning(away: World) -> None:
    async with away.running():
        _, master, other = await named(away, 10)
    passes_to(away, 23, days=7)
    async with away.running():
        await rung(away)
        assert await counts(other, ENDED) == [0]
        passes_to(away, 9)
        await rung(away)
        assert await counts(other, OVER) == [1]
        assert await counts(master, OVER_FOR_MASTER) == [1]


async def test_another_named_instead_ends_the_first_ones_period(here: World) -> None:
    firm, master, first = await named(here, 10)
    second = await person_of(here, firm, "regular8")
    await names(master, firm, "regular8", "two_weeks")
    assert await counts(first, ENDED, OVER) == [1, 0]
    assert await counts(second, "대신해") == [1]
    passes_to(here, 12, days=8)
    await rung(here)
    assert await counts(first, ENDED) == [1]
    assert await counts(second, ENDED) == [0]
    passes_to(here, 12, days=7)
    await rung(here)
    assert await counts(second, OVER) == [1]


async def test_named_again_before_the_end_is_told_at_the_later_end_alone(here: World) -> None:
    firm, master, other = await named(here, 10)
    await names(master, firm, "regular9", "two_weeks")
    passes_to(here, 12, days=8)
    await rung(here)
    assert await counts(other, ENDED) == [0]
    passes_to(here, 12, days=7)
    await rung(here)
    assert await counts(other, OVER) == [1]


async def test_a_new_master_ends_the_old_ones_substitute(here: World) -> None:
    firm, master, other = await named(here, 10)
    third = await person_of(here, firm, "regular8")
    await offers_to(master, firm, "regular8")
    await third.hears()
    await third.taps("맡기")
    await told(here)
    assert await counts(other, ENDED) == [1]
    assert await counts(third, ENDED) == [0]


async def test_a_substitute_who_becomes_master_hears_only_of_that(here: World) -> None:
    firm, _, other = await named(here, 10)
    here.writes(lambda tx: masters.appoint(tx, firm.id, firm.members["regular9"], "kim.staff"))
    await told(here)
    assert await counts(other, "MASTER가 되셨습니다", ENDED) == [1, 0]
