"""Several workers at one store, by polling or behind a load balancer; any of them can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import sqlalchemy as sa

from playground import serve
from storage.database import Database, Transaction
from storage.keyring import Keyring
from storage.schema import outbox
from tests.crashes.ambush import Ambush
from tests.crashes.answers import crowd
from tests.crashes.assistant import GIVE_UP_SECONDS, Assistant
from tests.crashes.crowd import Stage, put_in_registry
from tests.faults import shifted
from tests.faults.rough import Door

SECRET = "the_Secret-of-this-crew"
WEBHOOK_PAUSE_SECONDS = 0.05
CLOCK = "clock"


@dataclass
class Worker(Assistant):
    """One of several; `port` is where it listens, `hook` what Telegram calls, "" when it polls."""

    port: int = 0
    hook: str = ""
    born_at: int = 0

    def start(self) -> None:
        """Begins a life."""
        self.born_at = len(self.log)
        super().start()

    async def ready(self) -> None:
        """Waits until the present life is at work."""
        async with asyncio.timeout(GIVE_UP_SECONDS):
            while "ready: @" not in self.log[self.born_at :]:
                assert self.alive, f"it has ended:\n{self.log}"
                await asyncio.sleep(0.05)

    def set_clock(self, seconds: float) -> None:
        """Has this worker's clock be so many seconds off."""
        shifted.write(self.folder / CLOCK, seconds)

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process is not None
        assert self._process.pid is not None
        return self._process.pid

    def _environment(self) -> dict[str, str]:
        served = {"LISTEN": f"127.0.0.1:{self.port}"} if self.port else {}
        called = {"WEBHOOK_URL": self.hook, "WEBHOOK_SECRET": SECRET} if self.hook else {}
        return {**super()._environment(), **served, **called}


@dataclass
class Crew:
    """The workers together; `deaths` counts who was killed."""

    workers: list[Worker]
    deaths: int = 0

    @property
    def log(self) -> str:
        """What all of them have logged."""
        return "".join(worker.log for worker in self.workers)

    def start(self) -> None:
        """Has all of them rise."""
        for worker in self.workers:
            worker.start()

    async def ready(self) -> None:
        """Waits until all work."""
        for worker in self.workers:
            await worker.ready()

    async def kill(self, victim: Worker, database: Database) -> None:
        """SIGKILL; what it held is free as if its time had passed, and it rises again."""
        pid = victim.pid
        victim.send(signal.SIGKILL)
        assert await victim.ended() == -signal.SIGKILL, victim.log[-2000:]
        self.deaths += 1
        await asyncio.to_thread(database.write(lambda tx: _end_leases_of(tx, pid)).result)
        victim.start()

    async def stop(self) -> None:
        """Ends all of them well."""
        for worker in self.workers:
            worker.send(signal.SIGTERM)
        assert [await worker.stopped() for worker in self.workers] == [0] * len(self.workers), self.log[-3000:]


def _end_leases_of(tx: Transaction, pid: int) -> None:
    held = outbox.c.leased_by.like(f"{pid}-%") & outbox.c.lease_until.is_not(None)
    tx.connection.execute(sa.update(outbox).where(held).values(lease_until=None, leased_by=None))


@dataclass
class Scene:
    """The messenger, the store and the crew."""

    stage: Stage
    crew: Crew
    rng: random.Random = field(default_factory=random.Random)

    async def sign_up(self, people: int, beside: Callable[[], Awaitable[None]], seconds: float) -> None:
        """Has so many sign up while `beside` goes on, then waits until everything is quiet."""
        applicants = crowd(people)
        await asyncio.to_thread(self.stage.database.write(lambda tx: put_in_registry(tx, applicants)).result)
        them = [await self.stage.person(one, random.Random(self.rng.random())) for one in applicants]
        try:
            async with asyncio.timeout(seconds):
                async with asyncio.TaskGroup() as group:
                    for person in them:
                        group.create_task(person.sign_up())
                    group.create_task(_awaited(beside))
                await self.stage.quiet()
        except BaseException as error:
            stuck = "\n".join(str(person) for person in them if not person.result)
            error.add_note(f"not done:\n{stuck}\nlog:\n{self.crew.log[-4000:]}")
            raise


async def _awaited(work: Callable[[], Awaitable[None]]) -> None:
    await work()


@asynccontextmanager
async def scene(
    database_url: str,
    data_key: str,
    folder: Path,
    *,
    workers: int = 2,
    by_webhook: bool = False,
    ambush: Ambush | None = None,
    door_of: Door | None = None,
) -> AsyncIterator[Scene]:
    """So many workers at this database, at work; what still runs at the end is cleared away."""
    ambush = ambush or Ambush()
    ambush._webhooks._pause = WEBHOOK_PAUSE_SECONDS
    database = Database.open(database_url, Keyring.from_text(data_key))
    ports = [_free_port() for _ in range(workers)] if by_webhook else [0] * workers
    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(asyncio.to_thread, database.close)
        root = await stack.enter_async_context(serve(ambush))
        inside = httpx.ASGITransport(app=ambush)
        http = await stack.enter_async_context(httpx.AsyncClient(transport=inside, base_url=root))
        door = await stack.enter_async_context((door_of or balancer)(ports)) if by_webhook else ""
        crew = Crew(
            [_worker(root, database_url, data_key, folder / str(n), port, door) for n, port in enumerate(ports)]
        )
        for worker in crew.workers:
            stack.push_async_callback(worker.clear_away)
        crew.start()
        await crew.ready()
        yield Scene(Stage(ambush, http, crew.workers[0], database), crew)


def _worker(root: str, database_url: str, data_key: str, folder: Path, port: int, door: str) -> Worker:
    folder.mkdir()
    hook = f"{door}/hook" if door else ""
    clock = {shifted.SETTING: str(folder / CLOCK)}
    return Worker(root, database_url, data_key, folder, clock, port=port, hook=hook)


def _free_port() -> int:
    with closing(socket.socket()) as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        port: int = held.getsockname()[1]
        return port


@asynccontextmanager
async def balancer(ports: list[int]) -> AsyncIterator[str]:
    """A load balancer before these ports: each connection goes to any that answers."""

    async def serve_one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for port in random.sample(ports, len(ports)):
            with contextlib.suppress(OSError):
                there = await asyncio.open_connection("127.0.0.1", port)
                await asyncio.gather(_pump(reader, there[1]), _pump(there[0], writer))
                return
        writer.close()

    server = await asyncio.start_server(serve_one, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
    writer.close()
