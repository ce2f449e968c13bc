"""One lane a chat: of its updates that are here at once one is taken after another, the lower number first."""

from __future__ import annotations

import asyncio
from bisect import insort
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


class Behind(Exception):
    """An earlier update of the chat was not taken: this one must not overtake it."""


@dataclass(order=True, slots=True)
class Place:
    """A place in a lane; `turn` is told whether it may go."""

    number: int
    turn: asyncio.Future[bool] = field(compare=False)


class Lanes:
    """The lanes of all chats of which updates are under way; a chat at rest has none."""

    def __init__(self) -> None:
        self._lanes: dict[str, list[Place]] = {}
        self._at_rest = asyncio.Event()
        self._at_rest.set()

    @asynccontextmanager
    async def turn(self, chat: str, number: int) -> AsyncIterator[None]:
        """Waits for the turn of this update in its chat; raises Behind when the one before it fails meanwhile."""
        await self._wait(chat, number)
        try:
            yield
        except BaseException:
            self._refuse_those_behind(chat)
            raise
        finally:
            self._pass_on(chat)

    async def rest(self) -> None:
        """Waits until nothing is under way."""
        await self._at_rest.wait()

    async def _wait(self, chat: str, number: int) -> None:
        lane = self._lanes.get(chat)
        if lane is None:
            self._lanes[chat] = []
            self._at_rest.clear()
            return
        place = Place(number, asyncio.get_running_loop().create_future())
        insort(lane, place)
        try:
            may_go = await place.turn
        except asyncio.CancelledError:
            self._give_up(chat, place)
            raise
        if not may_go:
            raise Behind

    def _give_up(self, chat: str, place: Place) -> None:
        lane = self._lanes.get(chat, [])
        waiting = [one for one in lane if one is not place]
        if len(waiting) < len(lane):
            lane[:] = waiting
        elif place.turn.done() and not place.turn.cancelled() and place.turn.result():
            self._pass_on(chat)

    def _refuse_those_behind(self, chat: str) -> None:
        lane = self._lanes[chat]
        for place in lane:
            _tell(place, False)
        lane.clear()

    def _pass_on(self, chat: str) -> None:
        lane = self._lanes[chat]
        while lane:
            if _tell(lane.pop(0), True):
                return
        del self._lanes[chat]
        if not self._lanes:
            self._at_rest.set()


def _tell(place: Place, may_go: bool) -> bool:
    """Whether somebody still waits in this place: who was cancelled just now has not left it yet."""
    if place.turn.done():
        return False
    place.turn.set_result(may_go)
    return True
