"""A server on this machine that answers as an outside service's documentation says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Respond = Callable[[web.Request, Any], web.StreamResponse]


@dataclass
class Service:
    """`asked` is what came: (path, query, headers, body). `respond` answers; `ill` answers instead while it is set.

    `slow`: nothing is answered until the test is over; `cut`: the connection ends without an answer.
    """

    respond: Respond
    root: str = ""
    asked: list[tuple[str, dict[str, str], dict[str, str], Any]] = field(default_factory=list)
    ill: web.StreamResponse | None = None
    slow: bool = False
    cut: bool = False
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await request.json()
        except ValueError:
            body = None
        self.asked.append((request.path, dict(request.query), dict(request.headers), body))
        if self.slow:
            await self.over.wait()
        if self.cut:
            assert request.transport
            request.transport.close()
        return self.ill or self.respond(request, body)


@asynccontextmanager
async def serving(respond: Respond) -> AsyncIterator[Service]:
    """The server, at `root`."""
    service = Service(respond)
    app = web.Application()
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]] = service.take
    app.router.add_route("*", "/{path:.*}", handler)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    service.root = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        service.over.set()
        await runner.cleanup()


def page() -> web.Response:
    """A notice of maintenance, as such services give one: HTML, with 200."""
    return web.Response(text="<html><body>점검 중입니다.</body></html>", content_type="text/html")
