"""Several workers at one PostgreSQL: one of them is killed, and the others go on with what it was at."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from itertools import cycle
from pathlib import Path

import aiohttp
import httpx
import pytest
from aiohttp import web

from playground import serve
from storage.database import Database
from storage.keyring import Keyring
from tests.crashes import findings
from tests.crashes.ambush import Ambush
from tests.crashes.assistant import Assistant
from tests.crashes.chat import Chat
from tests.crashes.crowd import held, let_leases_end, unsent
from tests.storage.people import rows

pytestmark = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)

HANGS = {"method": "sendMessage", "hang": True, "effect": False}
ELECTED, STANDS_BY = "elected: this worker", "standing by: another worker"


@asynccontextmanager
async def two(root: str, url: str, key: str, folder: Path, *settings: dict[str, str]) -> AsyncIterator[list[Assistant]]:
    """Two workers, not started yet; what still runs at the end is cleared away."""
    workers = []
    for number, own in enumerate(settings or ({}, {})):
        (folder / str(number)).mkdir()
        workers.append(Assistant(root, url, key, folder / str(number), own))
    try:
        yield workers
    finally:
        for worker in workers:
            await worker.clear_away()


async def stopped(*workers: Assistant) -> None:
    """All stop well, and nothing was wrong with them."""
    for worker in workers:
        worker.send(signal.SIGTERM)
        assert await worker.ended() == 0, worker.log
    assert not [word for word in findings.TROUBLE for worker in workers if word in worker.log]


async def person(http: httpx.AsyncClient) -> Chat:
    made = (await http.post("/api/people", json={"first_name": "민수"})).json()
    return Chat(http, made["id"])


async def test_another_takes_over_when_the_one_that_polls_is_killed(
    database_url: str, data_key: str, tmp_path: Path
) -> None:
    ambush = Ambush()
    with closing(Database.open(database_url, Keyring.from_text(data_key))) as store:
        await is_taken_over(ambush, store, data_key, tmp_path)


async def is_taken_over(ambush: Ambush, store: Database, data_key: str, folder: Path) -> None:
    async with (
        serve(ambush) as root,
        httpx.AsyncClient(base_url=root) as http,
        two(root, store.url, data_key, folder) as workers,
    ):
        for worker in workers:
            worker.start()
        first, second = await elected(*workers)
        chat = await person(http)
        ambush.bots.faults.add(HANGS)
        await chat.does("text", text="/start")
        await until_called(http)
        assert await asyncio.to_thread(store.read, held)
        first.send(signal.SIGKILL)
        assert await first.ended() == -signal.SIGKILL
        await second.says(ELECTED)
        ambush.bots.faults.clear()
        await asyncio.to_thread(store.write(let_leases_end).result)
        assert [card.step for card in await chat.questions(bool)] == ["menu"]
        await stopped(second)
        assert store.read(unsent) == store.read(held) == []


async def elected(one: Assistant, other: Assistant) -> tuple[Assistant, Assistant]:
    """Who is elected, and who stands by."""
    async with asyncio.timeout(40):
        while ELECTED not in one.log + other.log or STANDS_BY not in one.log + other.log:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return (one, other) if ELECTED in one.log else (other, one)


async def until_called(http: httpx.AsyncClient) -> None:
    """Waits until a message is on its way."""
    async with asyncio.timeout(40):
        while "sendMessage" not in [call["method"] for call in (await http.get("/api/calls")).json()]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_webhooks_spread_over_two_workers_are_taken_once_and_in_order(
    database_url: str, data_key: str, tmp_path: Path
) -> None:
    ambush, ports = Ambush(), [free_port(), free_port()]
    async with serve(ambush) as root, httpx.AsyncClient(base_url=root) as http, balanced(ports) as address:
        hook = {"WEBHOOK_URL": f"{address}/hook", "WEBHOOK_SECRET": "a-secret-of-the-tests"}
        settings = [hook | {"LISTEN": f"127.0.0.1:{port}"} for port in ports]
        async with two(root, database_url, data_key, tmp_path, *settings) as workers:
            for worker in workers:
                worker.start()
            for worker in workers:
                await worker.says("updates come by webhook")
            chat = await person(http)
            for number in range(12):
                await chat.does("text", text=f"{number}")
            await all_taken(http)
            await stopped(*workers)
        handled = [worker.log.count("update handled") for worker in workers]
        assert sum(handled) == 12
        assert min(handled) >= 1
    taken = rows(database_url, "SELECT seen_at FROM seen_updates ORDER BY update_id")
    assert taken == sorted(taken)
    assert rows(database_url, "SELECT turn FROM conversations") == [(12,)]


async def all_taken(http: httpx.AsyncClient) -> None:
    """Waits until no update is left."""
    async with asyncio.timeout(40):
        while (await http.get("/api/idle")).json()["pending_updates"]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@asynccontextmanager
async def balanced(ports: list[int]) -> AsyncIterator[str]:
    """A load balancer that gives each request to the next worker; the address that it listens at."""
    turn = cycle(ports)

    async def pass_on(request: web.Request) -> web.Response:
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                f"http://127.0.0.1:{next(turn)}{request.path}", data=await request.read(), headers=request.headers
            ) as answer,
        ):
            return web.Response(body=await answer.read(), status=answer.status)

    app = web.Application()
    app.router.add_post("/hook", pass_on)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
