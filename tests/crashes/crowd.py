"""A crowd that signs up all at once at an assistant that is killed meanwhile, again and again."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa

from playground import serve
from storage.database import Database, Transaction
from storage.keyring import Keyring
from storage.schema import inbox, outbox, registry_companies, store_events
from tests.crashes.ambush import Aim, Ambush, Killer
from tests.crashes.answers import Applicant, crowd
from tests.crashes.assistant import Assistant
from tests.crashes.person import Person

JSON = dict[str, Any]
# Carried out, and the answer never comes or cannot be read. A call that hangs is ended by the blow that follows.
FAULTS: tuple[JSON, ...] = (
    {"method": "sendMessage", "status": 502, "effect": True},
    {"method": "editMessageText", "error_code": 500, "effect": True},
    {"method": "deleteMessage", "status": 502, "effect": True},
    {"method": "getUpdates", "garbage": True, "effect": True},
    {"method": "sendMessage", "hang": True, "effect": True},
    {"method": "answerCallbackQuery", "hang": True, "effect": True},
)
CALLS_A_PERSON = 40  # at least, so that everybody is not done before the last blow


@dataclass
class Stage:
    """The messenger, the store and the assistant, which is not started yet."""

    ambush: Ambush
    http: httpx.AsyncClient
    assistant: Assistant
    database: Database
    people: list[Person] = field(default_factory=list)

    async def person(self, applicant: Applicant, rng: random.Random) -> Person:
        """Puts somebody into the messenger."""
        wanted = {"first_name": applicant.name, "language_code": applicant.language, "phone": applicant.mobile}
        made = (await self.http.post("/api/people", json=wanted)).json()
        self.people.append(Person(self.http, made["id"], applicant, rng))
        return self.people[-1]

    async def calls(self) -> list[JSON]:
        """Every Bot API call that was made."""
        return list((await self.http.get("/api/calls")).json())

    async def quiet(self) -> None:
        """Waits until every update is confirmed and everything that was to be sent is sent."""
        while not await self._is_quiet():  # noqa: ASYNC110 -- the store tells nobody when it is done
            await asyncio.sleep(0.1)

    async def _is_quiet(self) -> bool:
        pending = (await self.http.get("/api/idle")).json()["pending_updates"]
        return not pending and not await asyncio.to_thread(lambda: self.database.read(unsent))


def unsent(tx: Transaction) -> list[str]:
    """What still waits in the inbox, and in the outbox apart from ticks of the future; what was set aside, too."""
    waiting = outbox.c.sent_at.is_(None) & (outbox.c.route != "tick")
    untold = store_events.c.handled_at.is_(None) & store_events.c.due_at.is_(None)
    found = [
        *tx.connection.execute(sa.select(inbox.c.id)).scalars(),
        *tx.connection.execute(sa.select(outbox.c.method).where(waiting)).scalars(),
        *tx.connection.execute(sa.select(store_events.c.kind).where(untold)).scalars(),
    ]
    return [str(one) for one in found]


@asynccontextmanager
async def stage(database_url: str, data_key: str, folder: Path) -> AsyncIterator[Stage]:
    """A stage on this database; what still runs at the end is cleared away."""
    ambush, database = Ambush(), Database.open(database_url, Keyring.from_text(data_key))
    try:
        # Hundreds who wait at once would be as many connections, and the server closes idle ones without a word.
        people = httpx.ASGITransport(app=ambush)
        async with serve(ambush) as root, httpx.AsyncClient(transport=people, base_url=root) as http:
            assistant = Assistant(root, database_url, data_key, folder)
            try:
                yield Stage(ambush, http, assistant, database)
            finally:
                await assistant.clear_away()
    finally:
        database.close()


def seed() -> int:
    """What all that is random comes from: CRASH_SEED, or another at each run."""
    return int(os.environ.get("CRASH_SEED") or random.randrange(10**6))


@dataclass
class Storm:
    """So many people, so many ends of the process, by SIGKILL or SIGTERM, and all that is random from one seed."""

    stage: Stage
    people: int
    kills: int
    seed: int
    deadline: float
    waits_for_leases: bool = False
    ends: int = signal.SIGKILL
    killer: Killer = field(init=False)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        spread = self.people * CALLS_A_PERSON // self.kills
        self.killer = Killer(
            self.stage.assistant, self.stage.ambush, self.rng, self.kills, spread, self._mourn, self.ends
        )

    async def rage(self) -> None:
        """Has everybody sign up under blows, then lets the assistant finish and stops it."""
        try:
            async with asyncio.timeout(self.deadline):
                await self._sign_up()
                await self.stage.quiet()
        except BaseException as error:
            error.add_note(str(self))
            raise
        self.stage.assistant.send(signal.SIGTERM)
        assert await self.stage.assistant.stopped() == 0, self.stage.assistant.log[-3000:]

    def __str__(self) -> str:
        stuck = "\n".join(str(person) for person in self.stage.people if not person.result)
        blows = "\n".join(f"  {n}. {aim}" for n, aim in enumerate(self.killer.blows, 1))
        log = self.stage.assistant.log[-4000:]
        return f"CRASH_SEED={self.seed}\nblows:\n{blows}\nnot done:\n{stuck}\nend of the log:\n{log}"

    async def _sign_up(self) -> None:
        applicants = crowd(self.people)
        await asyncio.to_thread(self.stage.database.write(lambda tx: put_in_registry(tx, applicants)).result)
        people = [await self.stage.person(one, random.Random(self.rng.random())) for one in applicants]
        self.stage.assistant.start()
        self._trip()
        async with asyncio.TaskGroup() as group:
            killing = group.create_task(self.killer.work())
            await asyncio.gather(*(person.sign_up() for person in people))
            self._rest()
            killing.cancel()
        if not self.stage.assistant.alive:
            self.stage.assistant.start()

    async def _mourn(self) -> None:
        """What happens between a death and the next life."""
        self.stage.ambush.bots.faults.clear()
        if self.ends == signal.SIGTERM:
            assert await asyncio.to_thread(lambda: self.stage.database.read(held)) == []
        elif not self.waits_for_leases:
            await asyncio.to_thread(self.stage.database.write(let_leases_end).result)
        if len(self.killer.blows) < self.kills:
            self._trip()

    def _trip(self) -> None:
        if self.ends == signal.SIGKILL:
            self.stage.ambush.bots.faults.add(self.rng.choice(FAULTS))

    def _rest(self) -> None:
        self.stage.ambush.bots.faults.clear()
        self.stage.ambush.lie_in_wait(None)
        self.stage.ambush.strike = nothing


def nothing(aim: Aim) -> None:
    """No blow falls."""


def put_in_registry(tx: Transaction, applicants: list[Applicant]) -> None:
    """Has the registry know the companies that it is to know."""
    firms = {one.firm for one in applicants if one.firm and one.firm.in_registry}
    tx.connection.execute(sa.insert(registry_companies), [firm.entry() for firm in firms])


def held(tx: Transaction) -> list[str]:
    """What somebody holds in the outbox: nothing when the assistant has stopped well."""
    return list(tx.connection.execute(sa.select(outbox.c.method).where(outbox.c.leased_by.is_not(None))).scalars())


def let_leases_end(tx: Transaction) -> None:
    """As if the time had passed for which the dead still hold their rows."""
    leased = outbox.c.lease_until.is_not(None)
    tx.connection.execute(sa.update(outbox).where(leased).values(lease_until=None, leased_by=None))
