"""Reminders in the chat: after a day, after three, then weekly, never at night; the clock is moved from day to day."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest

from bot import notices
from bot.notices import Notices
from storage import approvals
from tests.journeys.test_masters import Firm, found, heard, joins, passes_to, person_of, told
from tests.journeys.test_masters_substitute import names
from tests.person import Person
from tests.world import PATIENCE, World

REMINDED = "아직 승인을 기다리는"


class Looks:
    """The assistant's looks for whom to remind, which follow each other at once."""

    def __init__(self) -> None:
        self.done = asyncio.Event()

    async def after_two_more(self, here: World) -> None:
        """Waits for a look that began after now, and for what it led to."""
        async with asyncio.timeout(PATIENCE):
            for _ in range(2):
                self.done.clear()
                await self.done.wait()
        await told(here)


@pytest.fixture(autouse=True)
def looks(monkeypatch: pytest.MonkeyPatch) -> Looks:
    """Begins before the assistant does."""
    made, remind = Looks(), Notices.remind

    async def noticed(self: Notices) -> float:
        seconds = await remind(self)
        made.done.set()
        return seconds

    monkeypatch.setattr(notices, "REMIND_SECONDS", 0.02)
    monkeypatch.setattr(Notices, "remind", noticed)
    return made


async def one_waits(here: World, hour: int) -> tuple[Firm, Person, datetime]:
    """A MASTER whom an associate has made wait since this hour in Korea."""
    firm = found(here)
    passes_to(here, hour)
    master = await person_of(here, firm, "master01")
    began = here.clock()
    joins(here, firm, "second02")
    assert "이동료02" in await master.hears()
    return firm, master, began


async def reminders_by(here: World, looks: Looks, person: Person, moment: datetime) -> int:
    """How many reminders stand in the chat at this moment."""
    here.clock.ahead += moment - here.clock()
    await looks.after_two_more(here)
    await person.hears()
    return len(await heard(person, REMINDED))


async def test_after_a_day_after_three_then_weekly(here: World, looks: Looks) -> None:
    firm, master, began = await one_waits(here, 10)
    for hours, times in ((23, 0), (25, 1), (71, 1), (73, 2), (239, 2), (242, 3), (409, 3), (411, 4)):
        assert await reminders_by(here, looks, master, began + timedelta(hours=hours)) == times, hours
    assert master.labels == ["승인 대기 목록 보기"]
    await master.taps("목록 보기")
    master.sees("이동료02", "17일째 기다림")
    here.writes(lambda tx: approvals.approve(tx, firm.members["master01"], firm.relations["second02"]))
    assert await reminders_by(here, looks, master, began + timedelta(days=30)) == 4


async def test_what_falls_into_a_night_comes_in_the_morning(here: World, looks: Looks) -> None:
    _, master, began = await one_waits(here, 22)
    midnight = began + timedelta(hours=2)
    by_day = {0.9: 0, 1.9: 0, 1 + 7.9 / 24: 0, 1 + 8.1 / 24: 1, 2 + 20.9 / 24: 1, 2 + 22.5 / 24: 1, 3.2: 1}
    for days, times in by_day.items():
        assert await reminders_by(here, looks, master, midnight + timedelta(days=days)) == times, days
    assert await reminders_by(here, looks, master, midnight + timedelta(days=3, hours=8.1)) == 2


async def test_those_who_are_due_soon_are_gathered_for_master_and_substitute(here: World, looks: Looks) -> None:
    firm, master, began = await one_waits(here, 10)
    joins(here, firm, "regular9")
    here.writes(lambda tx: approvals.approve(tx, firm.members["master01"], firm.relations["regular9"]))
    other = await person_of(here, firm, "regular9")
    await names(master, firm, "regular9")
    for number in range(3, 7):
        joins(here, firm, f"second0{number}")
    await told(here)
    for person in (master, other):
        assert await reminders_by(here, looks, person, began + timedelta(hours=26)) == 1
        assert "5명" in (await heard(person, REMINDED))[0]["text"]
