"""A Bot API server that answers as it is told to, also wrongly: for tests of what goes over the wire."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Call:
    method: str
    params: dict[str, Any]
    content_type: str
    token: str


@dataclass
class StandIn:
    """What was called, and the answers to give next by method; without one the answer is `result`."""

    root: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: dict[str, deque[Answer]] = field(default_factory=lambda: defaultdict(deque))
    results: dict[str, Any] = field(default_factory=dict)
    refused_text: str | None = None
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _sent: int = 0

    def next(self, method: str, *answers: Answer) -> None:
        self.answers[method].extend(answers)

    async def until(self, enough: Callable[[], bool]) -> None:
        async with asyncio.timeout(10), self._news:
            await self._news.wait_for(enough)

    async def called(self, method: str, times: int) -> list[dict[str, Any]]:
        """Waits for this many calls of a method and gives their parameters."""
        await self.until(lambda: len(self.of(method)) >= times)
        return self.of(method)

    def of(self, method: str) -> list[dict[str, Any]]:
        return [call.params for call in self.calls if call.method == method]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        params = await _params(request)
        async with self._news:
            self.calls.append(Call(method, params, request.content_type, request.match_info["token"]))
            self._news.notify_all()
        if self.refused_text is not None and params.get("text") == self.refused_text:
            return await refuses(500, "Internal Server Error")(request)
        if self.answers[method]:
            return await self.answers[method].popleft()(request)
        return web.json_response({"ok": True, "result": self._result(method)})

    def _result(self, method: str) -> Any:
        if method in self.results:
            return self.results[method]
        if method.startswith("send"):
            self._sent += 1
            return {"message_id": 1000 + self._sent, "date": 1, "chat": {"id": 1, "type": "private"}}
        return True


async def _params(request: web.Request) -> dict[str, Any]:
    if request.content_type == "application/json":
        return dict(json.loads(await request.read()))
    form = await request.post()
    return {name: value.file.read() if isinstance(value, web.FileField) else value for name, value in form.items()}


@asynccontextmanager
async def standing_in() -> AsyncIterator[StandIn]:
    stand_in = StandIn()
    app = web.Application()
    app.router.add_route("*", "/bot{token}/{method}", stand_in.handle)
    app.router.add_get("/file/bot{token}/{path:.*}", _file)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    stand_in.root = f"http://127.0.0.1:{port}"
    try:
        yield stand_in
    finally:
        await runner.cleanup()


async def _file(request: web.Request) -> web.Response:
    return web.Response(body=b"file " + request.match_info["path"].encode())


def refuses(status: int, description: str = "", **parameters: Any) -> Answer:
    """An answer that the Bot API gives to what it refuses."""

    async def answer(_: web.Request) -> web.Response:
        told: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
        if parameters:
            told["parameters"] = parameters
        return web.json_response(told, status=status)

    return answer


def says(body: bytes, status: int = 200) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.Response(body=body, status=status)

    return answer


def gives(result: Any) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": result})

    return answer


async def hangs_up(request: web.Request) -> web.StreamResponse:
    """Closes the connection without an answer."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()


def waits(for_event: asyncio.Event, then: Answer) -> Answer:
    """An answer that comes only after `for_event`."""

    async def answer(request: web.Request) -> web.StreamResponse:
        await for_event.wait()
        return await then(request)

    return answer
