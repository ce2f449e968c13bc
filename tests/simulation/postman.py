"""How the messenger brings updates to a webhook behind which several workers stand."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Any

from tests.simulation.fate import Fate
from tests.simulation.messenger import Messenger
from tests.simulation.process import Process

JSON = dict[str, Any]
AGAIN_SECONDS = 1.0
GIVE_UP_SECONDS = 20.0


class Postman:
    """One lane a chat: an update is sent again until it is taken, at times to two workers at once or long after."""

    def __init__(self, messenger: Messenger, fate: Fate, processes: list[Process]) -> None:
        self.messenger, self.fate, self.processes = messenger, fate, processes
        self._lanes: defaultdict[int, asyncio.Queue[JSON]] = defaultdict(asyncio.Queue)
        self._group: asyncio.TaskGroup | None = None

    async def run(self) -> None:
        """Works until it is cancelled."""
        async with asyncio.TaskGroup() as self._group:
            self.messenger.on_update = self._push
            await asyncio.get_running_loop().create_future()

    def _push(self, update: JSON) -> None:
        body = update.get("message") or update["callback_query"]["message"]
        chat = body["chat"]["id"]
        fresh = chat not in self._lanes
        self._lanes[chat].put_nowait(update)
        if fresh and self._group:
            self._group.create_task(self._serve(self._lanes[chat]))

    async def _serve(self, lane: asyncio.Queue[JSON]) -> None:
        while True:
            update = await lane.get()
            while not await self._taken(update):  # noqa: ASYNC110 -- the time until the next try
                await asyncio.sleep(AGAIN_SECONDS)
            self.messenger.forget(update["update_id"])

    async def _taken(self, update: JSON) -> bool:
        """Sends an update; whether somebody has acknowledged it."""
        assert self._group is not None
        ways = 2 if self.fate.happens(self.fate.twice) else 1
        sendings = [self._group.create_task(self._send(update)) for _ in range(ways)]
        if self.fate.happens(self.fate.twice) and (old := self.messenger.old_update()):
            self._group.create_task(self._send(old))
        done, _ = await asyncio.wait(sendings, timeout=GIVE_UP_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        return any(one.result() == 200 for one in done)

    async def _send(self, update: JSON) -> int:
        await asyncio.sleep(self.fate.rng.uniform(0.001, 0.05))
        living = [process for process in self.processes if not process.dead]
        status = await self.fate.rng.choice(living).receive(update) if living else 0
        await asyncio.sleep(self.fate.rng.uniform(0.001, 0.05))
        return 0 if self.fate.happens(self.fate.fault) else status
