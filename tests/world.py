"""A whole small world for a test: the playground's server, the assistant against it, and people."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import httpx
import sqlalchemy as sa

from bot.app import assistant
from bot.election import ElectedPolling
from bot.settings import Settings
from playground import Playground, serve
from storage import conversations, engines
from storage.database import Database
from storage.schema import inbox, outbox, store_events
from storage.transaction import Transaction
from tests.journeys.calls import wrong_with
from tests.journeys.web import Web, opened
from tests.person import Person

TOKEN = "7000000001:" + "T" * 35
PATIENCE = 30.0  # seconds for the assistant to be done before the test is given up
LOOK_SECONDS = 0.001
# A stop gives up the poll that is under way and then confirms the last updates, which Telegram tells the first poll.
OWN_STOP = "terminated by other getUpdates request"
# A second press has the card drawn again, in case the first drawing was lost; mostly it was not.
DRAWN_AGAIN = "message is not modified"
# A second press on a card has it drawn again, in case its edit was lost.
SAME_CARD = "message is not modified"

T = TypeVar("T")

_kept = sa.select(sa.func.count()).select_from(inbox).scalar_subquery()
_unfinished = sa.select(sa.func.count() + _kept).where(
    outbox.c.route != "tick", outbox.c.sent_at.is_(None), outbox.c.set_aside_at.is_(None)
)


class MovedClock:
    """The real time, moved on by as much as a test says."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def forward(self, **duration: float) -> None:
        """Moves on by hours=…, minutes=…, seconds=…"""
        self.ahead += timedelta(**duration)


@dataclass
class World:
    """The playground, the assistant's settings, a client of the people's API, and the store as others see it.

    `pardoned`: errors of Telegram's that this test brings about; every other one fails it in the end.
    """

    playground: Playground
    settings: Settings
    http: httpx.AsyncClient
    web: Web
    store: Database
    onlooker: sa.Connection
    clock: MovedClock
    people: list[Person] = field(default_factory=list)
    pardoned: list[str] = field(default_factory=lambda: [OWN_STOP, SAME_CARD])

    async def person(self, first_name: str = "민수", language: str = "ko") -> Person:
        """Somebody new with a phone of their own."""
        phone = f"+8210{20_100_000 + len(self.people):08d}"
        wanted = {"first_name": first_name, "language_code": language, "phone": phone}
        made = await self.web.post("/api/people", wanted)
        seq = (await self.web.get("/api/state"))["seq"]
        person = Person(self.web, made["id"], made["phone"], language, self.settled, seq)
        self.people.append(person)
        return person

    async def calls(self, method: str = "") -> list[dict[str, Any]]:
        """Every Bot API call that the assistant made."""
        return list(await self.web.get("/api/calls", method=method))

    async def fault(self, method: str, **fault: Any) -> None:
        """Has the next calls of a method fail."""
        await self.web.post("/api/faults", {"method": method, **fault})

    async def settled(self) -> None:
        """Waits until the assistant has taken every update and sent everything that is to be sent now."""
        async with asyncio.timeout(PATIENCE):
            while self._waiting() or self.onlooker.execute(_unfinished).scalar_one():
                events = self.playground.state.events
                await events.wait(None, events.seq, LOOK_SECONDS)

    async def ticked(self) -> None:
        """Waits until whatever was to happen by now has happened."""
        due = sa.select(sa.func.count()).where(outbox.c.route == "tick", outbox.c.due_at <= self.clock())
        await self._until_none(due)

    async def _until_none(self, counted: sa.Select[int]) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.onlooker.execute(counted).scalar_one():
                events = self.playground.state.events
                await events.wait(None, events.seq, LOOK_SECONDS)

    async def told(self) -> None:
        """Waits until whoever has to hear of what happened in the store has been told."""
        due = sa.or_(store_events.c.due_at.is_(None), store_events.c.due_at <= self.clock())
        left = sa.select(sa.func.count()).where(store_events.c.handled_at.is_(None), due)
        await self._until_none(left)
        await self.settled()

    def _waiting(self) -> int:
        """How many updates the assistant has not taken yet."""
        return sum(len(bot.updates) for bot in self.playground.state.bots.values())

    def reads(self, work: Callable[[Transaction], T]) -> T:
        """Looks into the store."""
        return self.store.read(work)

    def writes(self, work: Callable[[Transaction], T]) -> T:
        """Changes the store as another program would."""
        return self.store.write(work).result()

    def step_of(self, person: Person) -> str | None:
        """The step that the person is at, as the store knows it."""
        row = self.reads(lambda tx: conversations.peek(tx, "telegram", str(person.id)))
        return row.step if row else None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The assistant at work; may be entered again after it was left, as after a restart."""
        stop = asyncio.Event()
        async with assistant(self.settings, clock=self.clock) as polling:
            assert isinstance(polling, ElectedPolling)
            polling.polling.long_poll_seconds = 1
            working = asyncio.create_task(polling.run(stop))
            try:
                yield
            finally:
                stop.set()
                await working

    async def check_calls(self) -> None:
        """Every call was right and was taken, but for the errors that the test pardons."""
        calls = await self.calls()
        refused = [(call["method"], call["error"], call["params"]) for call in calls if call["ok"] is False]
        unpardoned = [one for one in refused if not any(words in one[1] for words in self.pardoned)]
        wrong = [(call["method"], found) for call in calls for found in wrong_with(call["method"], call["params"])]
        assert not unpardoned, unpardoned
        assert not wrong, wrong


def _plain_client(root: str) -> httpx.AsyncClient:
    # Without certificates to read, which takes longer than all the rest of a world.
    return httpx.AsyncClient(base_url=root, verify=False)


@asynccontextmanager
async def world(database_url: str, data_key: str, **playground: Any) -> AsyncIterator[World]:
    """A world on an empty playground and this database; the assistant is not running yet."""
    made = Playground(None, token=TOKEN, **playground)
    async with serve(made) as root, _plain_client(root) as http, opened(root, PATIENCE) as web:
        settings = Settings(
            token=TOKEN,
            api_url=root,
            database_url=database_url,
            data_key=data_key,
            identity_gateway="playground",
            playground_url=root,
            sends_per_second=None,
        )
        clock = MovedClock()
        with opened_store(settings, clock) as store, onlooking(database_url) as onlooker:
            here = World(made, settings, http, web, store, onlooker, clock)
            yield here
            await here.check_calls()


@contextmanager
def opened_store(settings: Settings, clock: MovedClock) -> Iterator[Database]:
    """The store as another program opens it."""
    store = Database.open(settings.database_url, settings.keyring(), clock, threads=1)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def onlooking(database_url: str) -> Iterator[sa.Connection]:
    """A connection kept open to look often, each look in a transaction of its own."""
    engine = sa.create_engine(engines.parse(database_url), isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
