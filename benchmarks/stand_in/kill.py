"""What a kill costs: half-way through, the bot is killed and started again, and the people go on as people do."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

from benchmarks.interview import QUESTIONS
from benchmarks.stand_in.people import People, Person

QUIET_SECONDS = 1.5  # without any answer; then whoever waits writes again
ROUNDS = 6


class Kill:
    """People who hold one interview each; the bot is killed when half of all answers are in.

    An update is lost when its writer had to write it again, applied twice when a question was passed over; who gets
    the wrong question or none has to begin again. Questions seen twice do no harm and are counted apart.
    """

    def __init__(self, people: People, tell: Callable[..., None]) -> None:
        self._people = people
        self._tell = tell
        self._news = asyncio.Event()
        self._half = len(people.everybody) * (len(QUESTIONS) + 1) // 2
        self._struck = asyncio.Event()
        self._again: set[int] = set()
        self._lost = 0

    async def run(self) -> dict[str, Any]:
        """Waits for the bot, has it killed, and counts."""
        ready = asyncio.Event()
        self._people.on_ready = ready.set
        self._people.on_handled = self._handled
        self._people.on_wrong = self._begins_again
        await ready.wait()
        self._tell(event="ready")
        self._people.begin()
        await self._half_way()
        self._tell(event="kill")
        await asyncio.to_thread(sys.stdin.readline)  # it is dead
        ready.clear()
        self._people.api.expect()
        await ready.wait()
        for _ in range(ROUNDS):
            await self._quiet()
            if not self._write_again():
                break
        return self._counted()

    async def _half_way(self) -> None:
        """Waits until half of all answers are in, or none come any more."""
        ways = [asyncio.create_task(self._struck.wait()), asyncio.create_task(self._stuck())]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()

    async def _stuck(self) -> None:
        await self._quiet()
        await self._quiet()

    def _handled(self) -> None:
        self._news.set()
        if self._people.handled == self._half:
            self._struck.set()

    async def _quiet(self) -> None:
        while True:
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), QUIET_SECONDS)
            except TimeoutError:
                return

    def _write_again(self) -> bool:
        """Has everybody write again who got no answer; False when nobody waits."""
        waiting = [person for person in self._people.everybody.values() if person.waits and not person.done]
        for person in waiting:
            if person.repeated:
                self._begins_again(person)
            else:
                person.repeated = True
                self._lost += 1
                self._people.write(person)
        return bool(waiting)

    def _begins_again(self, person: Person) -> None:
        self._news.set()
        self._again.add(person.id)
        person.at = -1
        self._people.write(person)

    def _counted(self) -> dict[str, Any]:
        return {
            "lost": self._lost,
            "seen_twice": self._people.doubled,
            "passed_over": self._people.jumped,
            "begin_again": len(self._again),
            "unfinished": sum(not person.done for person in self._people.everybody.values()),
            "people": len(self._people.everybody),
        }
