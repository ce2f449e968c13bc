"""One world from its seed: people, workers and faults, until all are done and everything is quiet; then the checks."""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import sqlalchemy as sa

from bot import notices, pauses
from bot.delivery import delivery, hold
from storage import migrate
from storage.keyring import Keyring
from storage.schema import outbox
from storage.transaction import Transaction
from tests.crashes.answers import crowd
from tests.crashes.crowd import put_in_registry, unsent
from tests.simulation import findings
from tests.simulation.fate import STORM_SECONDS, Fate
from tests.simulation.loop import VirtualLoop
from tests.simulation.messenger import Messenger
from tests.simulation.people import Person
from tests.simulation.postman import Postman
from tests.simulation.process import Office, Phones, Process
from tests.simulation.store import Stores

BEGIN = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
FIRST_CHAT = 7_100_000_001
# Two hours after the storm everybody must be done: an hour's jump of a clock, and an hour's limit of codes.
DEADLINE_SECONDS = STORM_SECONDS + 3 * 3600.0
LOOK_SECONDS = 30.0
TICK_SECONDS = 0.5
KEY = bytes(32)
# Until one of two hears that the other was elected, both fetch updates.
EXPECTED = "another program receives this bot's updates"


@dataclass
class Outcome:
    """What one world came to: its fate, what happened, and the trace by which two runs are told apart."""

    fate: Fate
    people: int
    kills: int
    updates: int
    calls: int
    hours: float
    trace: str


class Complaints(logging.Handler):
    """Keeps what workers log as an error: nothing that befalls them is one."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.heard: list[str] = []
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        told = self.format(record)
        if EXPECTED not in told:
            self.heard.append(told)


class World:
    """Everything of one seed."""

    def __init__(self, fate: Fate, stores: Stores, loop: VirtualLoop) -> None:
        self.fate, self.stores, self._loop = fate, stores, loop
        self.messenger = Messenger(fate, lambda: int(BEGIN.timestamp() + loop.time()))
        self.phones, self.office = Phones(fate), Office()
        self.processes: list[Process] = []
        self.people: list[Person] = []
        self.kills = 0
        self._lives = 0

    async def live(self, people: int) -> Outcome:
        """Lets everybody sign up under faults, then in peace; checks what came of it."""
        applicants = crowd(people)
        self.stores.write(lambda tx: put_in_registry(tx, applicants))
        for number, one in enumerate(applicants):
            self.people.append(Person(FIRST_CHAT + number, one, self.messenger, self.phones, self.fate))
        for _ in range(self.fate.workers):
            self._start()
        postman = Postman(self.messenger, self.fate, self.processes)
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                await self._all_done(postman)
        except TimeoutError:
            stuck = [str(person) for person in self.people if not person.result]
            left = list(self.stores.first.read(outbox_left))
            told = "\n".join([*stuck, *left, f"updates: {self.messenger.updates}"])
            raise AssertionError(f"not done after hours ({self.fate}):\n{told}") from None
        finally:
            await self._clear_away()
        findings.check(self)
        return self._outcome()

    def _outcome(self) -> Outcome:
        hours, calls = self._loop.time() / 3600, len(self.messenger.journal)
        last = self.messenger._next_update - 1000
        return Outcome(
            self.fate, len(self.people), self.kills, last, calls, hours, self.messenger.digest.hexdigest()[:12]
        )

    async def _all_done(self, postman: Postman) -> None:
        async with asyncio.TaskGroup() as group:
            beside = [group.create_task(work) for work in (self._kill(), self._jump(), self._calm_down())]
            if self.fate.by_webhook:
                beside.append(group.create_task(postman.run()))
            async with asyncio.TaskGroup() as all_people:
                for person in self.people:
                    all_people.create_task(person.sign_up())
            self.fate.storm = False
            await self._quiet()
            for task in beside:
                task.cancel()

    async def _quiet(self) -> None:
        while bool(self.messenger.updates) or bool(self.stores.first.read(unsent)):  # noqa: ASYNC110 -- nobody tells
            await asyncio.sleep(TICK_SECONDS)

    async def _calm_down(self) -> None:
        await asyncio.sleep(STORM_SECONDS)
        self.fate.storm = False

    async def _kill(self) -> None:
        while self.fate.kill_seconds:
            await asyncio.sleep(self.fate.rng.expovariate(1 / self.fate.kill_seconds))
            if not self.fate.storm:
                return
            victim = self.fate.rng.choice(self.processes)
            if not victim.dead:
                self._strike(victim)

    def _strike(self, victim: Process) -> None:
        self.kills += 1
        victim.kill()
        asyncio.get_running_loop().call_later(self.fate.rng.uniform(0.1, 3.0), self._replace, victim)

    def _replace(self, victim: Process) -> None:
        self.processes.remove(victim)
        self._start()

    def _start(self) -> None:
        self._lives += 1
        process = Process(f"life {self._lives}", self.fate, self.stores, self.messenger, self.phones, self.office)
        self.processes.append(process)
        process.start(self._ended)

    def _ended(self, process: Process, task: asyncio.Task[Any]) -> None:
        raise SystemExit(f"{process.name} ended by itself: {task}")

    async def _jump(self) -> None:
        while self.fate.jump_seconds:
            await asyncio.sleep(self.fate.rng.expovariate(1 / self.fate.jump_seconds))
            if not self.fate.storm:
                return
            self.stores.skew += timedelta(seconds=self.fate.jump())

    async def _clear_away(self) -> None:
        for process in self.processes:
            killed = process.line.killed
            process.kill()
            process.line.killed = killed  # whom the end of the world kills has no excuse
        await asyncio.sleep(0)


def outbox_left(tx: Transaction) -> list[str]:
    """What waits in the outbox, and for what."""
    columns = [
        outbox.c[name] for name in ("id", "chat", "route", "method", "due_at", "lease_until", "leased_by", "error")
    ]
    return [str(tuple(row)) for row in tx.connection.execute(sa.select(*columns).where(outbox.c.sent_at.is_(None)))]


def run(seed: int, people: int) -> Outcome:
    """Runs the world of this seed; raises AssertionError with what is wrong in it."""
    fate = Fate(seed)
    complaints = Complaints()
    with _determined(fate) as loop, _stores(loop) as stores, asyncio.Runner(loop_factory=lambda: loop) as runner:
        logging.getLogger().addHandler(complaints)
        try:
            came = runner.run(_world(fate, stores, loop, people))
        finally:
            logging.getLogger().removeHandler(complaints)
    assert not complaints.heard, complaints.heard
    return came


async def _world(fate: Fate, stores: Stores, loop: VirtualLoop, people: int) -> Outcome:
    return await World(fate, stores, loop).live(people)


@contextmanager
def _stores(loop: VirtualLoop) -> Iterator[Stores]:
    memory = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="simulation", dir=memory if memory.is_dir() else None))
    shutil.copyfile(_migrated(), folder / "store.db")
    stores = Stores(f"sqlite:///{folder / 'store.db'}", Keyring([KEY]), lambda: BEGIN + timedelta(seconds=loop.time()))
    try:
        yield stores
    finally:
        stores.close()
        shutil.rmtree(folder)


_made: list[Path] = []


def _migrated() -> Path:
    """A migrated file to copy from."""
    if not _made:
        path = Path(tempfile.mkdtemp(prefix="simulation")) / "migrated.db"
        migrate.upgrade(f"sqlite:///{path}")
        _made.append(path)
    return _made[0]


@contextmanager
def _determined(fate: Fate) -> Iterator[VirtualLoop]:
    """A loop, and every other source of chance and time bound to the seed and to the loop's clock."""
    loop, chance = VirtualLoop(fate.rng), random.Random(fate.seed)
    with ExitStack() as stack:
        for target, name, value in (
            (secrets, "randbelow", chance.randrange),
            (secrets, "token_urlsafe", lambda size: f"{chance.getrandbits(8 * size):x}"),
            (secrets, "token_hex", lambda size: f"{chance.getrandbits(8 * size):0{2 * size}x}"),
            (pauses, "_CHANCE", chance),
            (delivery, "time", _Clock(loop)),
            (hold, "time", _Clock(loop)),
        ):
            stack.enter_context(patch.object(target, name, value))
        stack.enter_context(patch.dict(notices.LOOK_SECONDS, sqlite=LOOK_SECONDS))
        yield loop


class _Clock:
    def __init__(self, loop: VirtualLoop) -> None:
        self.monotonic = loop.time
