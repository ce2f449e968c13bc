"""One worker as `main.py run` wires it, on the messenger and the store of the simulation; it can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import orjson
from argon2 import PasswordHasher
from starlette.requests import Request
from starlette.responses import Response
from telegram import Bot, User

from bot.election import ElectedPolling
from bot.gateways import Gateways
from bot.polling import Polling
from bot.serving.door import SECRET_HEADER
from bot.serving.listening import Serving
from bot.serving.webhook import Webhook
from bot.settings import Settings
from bot.transport import make_bot
from bot.watching import Watch
from bot.wiring import wired
from gateways.identity import VerifiedPerson
from membership.passwords import verify_password
from tests.crashes.answers import CERTIFICATE
from tests.simulation.fate import Fate
from tests.simulation.loop import Task, alive
from tests.simulation.messenger import TOKEN, Line, Messenger
from tests.simulation.store import Stores

JSON = dict[str, Any]
SECRET = "the_Secret-of-this-simulation"
SETTINGS = Settings(
    token=TOKEN, sends_per_second=None, serving=Serving("", "http://bot.invalid/hook", SECRET), identity_gateway="none"
)
STOP_SECONDS = 10.0
# As costly as a test can bear; what it takes of time is put on the simulation's clock.
_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Phones:
    """The identity provider: phones that receive codes, and pages that people fill in."""

    name = "simulated"
    offers = frozenset({"phone", "ipin"})

    def __init__(self, fate: Fate) -> None:
        self.fate = fate
        self.codes: dict[str, list[str]] = {}
        self.pages: dict[str, VerifiedPerson] = {}

    async def send_code(self, mobile: str, code: str) -> None:
        await asyncio.sleep(self.fate.rng.uniform(0.01, 0.5))
        self.codes.setdefault(mobile, []).append(code)
        await asyncio.sleep(self.fate.rng.uniform(0.01, 0.5))

    def page_url(self, ref: str, back: str = "") -> str:
        return f"https://identity.invalid/{ref}"

    async def fetch(self, ref: str) -> VerifiedPerson | None:
        await asyncio.sleep(self.fate.rng.uniform(0.01, 0.5))
        return self.pages.get(ref)

    async def close(self) -> None:
        """Has nothing to close."""


class Office:
    """Who may fetch updates: one at a time, another within seconds of the holder's death."""

    def __init__(self) -> None:
        self.holder: Process | None = None

    async def stand(self, process: Process, polling: ElectedPolling) -> None:
        """Stands for election as long as the process lives."""
        polling._hear(False)
        while True:
            if self.holder is None or self.holder.dead:
                self.holder = process
                polling._hear(True)
            elif self.holder is process and process.fate.happens(0.01):
                self.holder = None
                await asyncio.sleep(process.fate.rng.uniform(0.0, 1.0))  # another may fetch already
                polling._hear(False)
            await asyncio.sleep(1.0)


@dataclass(slots=True)
class Standing(ElectedPolling):
    """The election as the simulation holds it."""

    stands: Any = None

    @contextlib.asynccontextmanager
    async def _standing(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.stands(self))
        try:
            yield
        finally:
            task.cancel()


class Process:
    """A worker; `dead` ones do nothing any more, whatever their tasks would still like to do."""

    def __init__(
        self, name: str, fate: Fate, stores: Stores, messenger: Messenger, phones: Phones, office: Office
    ) -> None:
        self.name, self.fate = name, fate
        self.dead = False
        self.tasks: set[Task] = set()
        self.line = Line(messenger, name, lambda: self.dead)
        self.webhook: Webhook | None = None
        self._office = office
        self._alone = fate.workers == 1
        database = stores.door(fate, lambda: self.dead)
        self._bot = _introduced(make_bot(SETTINGS, self.line))
        self._database = database
        self.parts = wired(SETTINGS, database, Gateways(phones), self._bot, Watch())
        self.parts.intake.costly = {"file": self._fetch, "hash_password": self._hash, "verify_password": self._verify}

    def start(self, then: Any) -> None:
        """Begins to live; `then(self)` is called when it ends by itself."""
        context = contextvars.copy_context()
        context.run(alive.set, self.tasks)
        task = context.run(asyncio.get_running_loop().create_task, self._live())
        task.add_done_callback(lambda task: None if self.dead else then(self, task))

    def kill(self) -> None:
        """SIGKILL: nothing that it has not sent off happens any more."""
        self.dead = self.line.killed = True
        for task in sorted(self.tasks, key=lambda task: task.number):
            task.cancel()

    async def receive(self, update: JSON) -> int:
        """An update by webhook; gives the status, 0 where nobody answers."""
        if self.dead or self.webhook is None:
            return 0
        context = contextvars.copy_context()
        context.run(alive.set, self.tasks)
        task = context.run(asyncio.get_running_loop().create_task, self.webhook.receive(_request(update)))
        await asyncio.wait({task})
        if task.cancelled():
            return 0
        response: Response = task.result()
        return response.status_code

    async def _live(self) -> None:
        await self.parts.delivery.start(alone=self._alone)
        telling = asyncio.create_task(self.parts.notices.run())
        try:
            await self._take_updates()
        finally:
            telling.cancel()

    async def _take_updates(self) -> None:
        intake = self.parts.intake
        stop = asyncio.Event()
        if self.fate.by_webhook:
            self.webhook = Webhook(self._bot, intake.handle_batch, SETTINGS.serving)
            await self.webhook.run(stop)
            return
        self.parts.inbox.full = self.fate.full
        polling = Polling(self._bot, self.parts.inbox.take)
        shared: Any = SimpleNamespace(dialect="postgresql")
        elected = Standing(polling, self.parts.inbox, shared, stands=lambda polling: self._office.stand(self, polling))
        await elected.run(stop)

    async def _fetch(self, file_id: str) -> bytes:
        await asyncio.sleep(self.fate.rng.uniform(0.01, 0.5))
        return CERTIFICATE

    async def _hash(self, password: str) -> str:
        await asyncio.sleep(self.fate.rng.uniform(0.02, 0.1))
        return _HASHER.hash(password)

    async def _verify(self, hashed: str, password: str) -> bool:
        await asyncio.sleep(self.fate.rng.uniform(0.02, 0.1))
        return verify_password(hashed, password)


def _introduced(bot: Bot) -> Bot:
    """The bot as it is after Telegram has said who it is."""
    bot._bot_user = User(int(TOKEN.partition(":")[0]), "KOTRA", True, username="kotra_bot")
    return bot


def _request(update: JSON) -> Request:
    body = orjson.dumps(update)
    headers = [(SECRET_HEADER.lower().encode(), SECRET.encode()), (b"content-type", b"application/json")]
    scope = {"type": "http", "method": "POST", "path": "/hook", "headers": headers, "query_string": b""}

    async def receive() -> JSON:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(scope, receive)
