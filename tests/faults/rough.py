"""What goes wrong between the messenger and several workers: calls, and updates by webhook."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from starlette.types import Message, Receive, Scope, Send

from tests.crashes.ambush import Ambush, call_of

JSON = Mapping[str, Any]
Door = Callable[[list[int]], AbstractAsyncContextManager[str]]
CUT = "cut"
# What becomes of a call: with `effect` it is carried out, and whoever called does not hear of it.
TROUBLES: Mapping[str, tuple[JSON, ...]] = {
    "429": ({"error_code": 429, "retry_after": 1},),
    "500": ({"status": 500}, {"error_code": 502, "effect": True}),
    "garbage": ({"garbage": True}, {"garbage": True, "effect": True}),
    "slow": ({"delay": 0.3}, {"delay": 2.0}),
    "hang": ({"hang": True}, {"hang": True, "effect": True}),
    CUT: ({CUT: True}, {CUT: True, "effect": True}),
}
MOST_CUT = 2000


class Rough(Ambush):
    """A messenger at which every so many-th call meets one of these troubles, until it is calm."""

    def __init__(self, troubles: list[str], share: float, rng: random.Random) -> None:
        super().__init__()
        self.calm = False
        self.met = 0
        self._troubles = [one for name in troubles for one in TROUBLES[name]]
        self._share, self._rng = share, rng

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = call_of(scope) if scope["type"] == "http" else ""
        # The webhook must be set once; an SMS and a page are not the messenger's.
        meets = method[:4] in ("send", "edit", "dele", "answ") and not self.calm and self._rng.random() < self._share
        if not meets:
            await super().__call__(scope, receive, send)
            return
        self.met += 1
        trouble = self._rng.choice(self._troubles)
        if CUT in trouble:
            await self._cut(scope, receive, send, "effect" in trouble)
            return
        self.bots.faults.add({"method": method, **trouble})
        await super().__call__(scope, receive, send)

    async def _cut(self, scope: Scope, receive: Receive, send: Send, effect: bool) -> None:
        """Ends the connection in the middle of the answer."""

        async def unheard(message: Message) -> None:
            """Nobody gets it."""

        if effect:
            await super().__call__(scope, receive, unheard)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(MOST_CUT).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"ok":', "more_body": True})


@dataclass
class Postman:
    """Brings each update to any worker; some at once to two, some once more when newer ones have come, some answers
    to nobody, so that the messenger sends them again."""

    rng: random.Random
    share: float
    calm: bool = False
    doubled: int = 0
    late: int = 0
    unheard: int = 0
    _tasks: set[asyncio.Task[int]] = field(default_factory=set)

    @asynccontextmanager
    async def door(self, ports: list[int]) -> AsyncIterator[str]:
        """The address before these ports."""
        app = web.Application()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(30)) as session:

            async def bring(request: web.Request) -> web.Response:
                return await self._bring(request, ports, session)

            app.router.add_post("/hook", bring)
            runner = web.AppRunner(app)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            try:
                yield f"http://127.0.0.1:{runner.addresses[0][1]}"
            finally:
                await asyncio.gather(*self._tasks, return_exceptions=True)
                await runner.cleanup()

    async def _bring(self, request: web.Request, ports: list[int], session: aiohttp.ClientSession) -> web.Response:
        body, headers = await request.read(), dict(request.headers)

        async def to(port: int, after: float = 0.0) -> int:
            await asyncio.sleep(after)
            address = f"http://127.0.0.1:{port}{request.path}"
            async with session.post(address, data=body, headers=headers) as answer:
                return answer.status

        first, *others = self.rng.sample(ports, len(ports))
        asked = [to(first)]
        if self._happens():
            self.doubled += 1
            asked += [to(port) for port in others[:1]]
        if self._happens():
            self.late += 1
            self._leave(to(self.rng.choice(ports), self.rng.uniform(0.2, 2.0)))
        found = await asyncio.gather(*asked, return_exceptions=True)
        if self._happens():
            self.unheard += 1
            return web.Response(status=502)
        return web.Response(status=200 if 200 in found else 503)

    def _leave(self, sending: Any) -> None:
        task = asyncio.ensure_future(sending)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _happens(self) -> bool:
        return not self.calm and self.rng.random() < self.share
