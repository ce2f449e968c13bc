"""What leaves for other places than Telegram: calls of outside services, and ticks that have come due."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from bot.delivery.hold import Hold
from bot.delivery.marks import Marks
from bot.pauses import Pauses
from gateways.identity import GatewayError
from storage.database import StoreUnavailable
from storage.outbox import Row

HAND_OVER_TRIES = 5

_LOG = logging.getLogger(__name__)

Data = Mapping[str, Any]
OnAnswer = Callable[[Row, Data], Awaitable[None]]
OnTick = Callable[[Row], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Service:
    """An outside service: `call` gets a row's arguments and answers or raises GatewayError; so often it is tried."""

    call: Callable[[Data], Awaitable[Data]]
    tries: int = 3


@dataclass(frozen=True, slots=True)
class Handlers:
    """Where rows go that are not Telegram's: services by their method; their answers and due ticks back into the bot.

    `on_answer(row, data)` and `on_tick(row)` handle the event and delete the row in one transaction; they may raise
    StoreUnavailable, and are then called again.
    """

    services: Mapping[str, Service]
    on_answer: OnAnswer
    on_tick: OnTick


class Lost(Exception):
    """The row went to another worker meanwhile."""


@dataclass(slots=True)
class Errands:
    """Runs services and ticks beside the chats' lanes; what comes of them is handed over until the store has it."""

    hold: Hold
    marks: Marks
    handlers: Handlers
    at_once: int
    first_pause: float
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _places: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.at_once)

    @property
    def tasks(self) -> frozenset[asyncio.Task[None]]:
        return frozenset(self._tasks)

    def add(self, row: Row) -> None:
        task = asyncio.create_task(self._run(row))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, row: Row) -> None:
        try:
            async with self._places:
                await (self._serve(row) if row.route == "service" else self._tick(row))
        except Lost:
            _LOG.warning("outbox row #%d went to another worker", row.id)
            self.hold.drop([row.id])

    async def _tick(self, row: Row) -> None:
        await self._hand_over(row, lambda: self.handlers.on_tick(row))

    async def _serve(self, row: Row) -> None:
        data = await self._answer(row)
        await self._hand_over(row, lambda: self.handlers.on_answer(row, data))

    async def _answer(self, row: Row) -> Data:
        """The service's answer, or {"error": code} after its last try."""
        service = self.handlers.services.get(row.method)
        if service is None:
            _LOG.error("outbox row #%d calls a service that is not there: %s", row.id, row.method)
            return {"error": "service.unknown"}
        pauses, failures = Pauses(first=self.first_pause), 0
        while True:
            await self._keep(row)
            try:
                return await service.call(orjson.loads(row.payload))
            except StoreUnavailable:
                _LOG.warning("outbox row #%d (%s) waits for the store", row.id, row.method)
            except Exception as error:  # noqa: BLE001 -- however it fails, its caller waits
                code, passing = _told(row, error)
                failures += 1
                if not passing or failures >= service.tries:
                    return {"error": code}
            await asyncio.sleep(pauses.next())

    async def _hand_over(self, row: Row, hand: Callable[[], Awaitable[None]]) -> None:
        pauses, failures = Pauses(first=self.first_pause), 0
        while failures < HAND_OVER_TRIES:
            await self._keep(row)
            try:
                await hand()
            except StoreUnavailable:
                _LOG.warning("outbox row #%d (%s) waits for the store", row.id, row.method)
            except Exception:  # noqa: BLE001 -- logged, tried again, in the end set aside
                _LOG.exception("outbox row #%d (%s) was not handled", row.id, row.method)
                failures += 1
            else:
                self.hold.drop([row.id])
                return
            await asyncio.sleep(pauses.next())
        self.marks.set_aside(row, "its answer could not be handled", failures)

    async def _keep(self, row: Row) -> None:
        try:
            if not await self.hold.keep([row]):
                raise Lost
        except StoreUnavailable:
            _LOG.warning("outbox row #%d (%s): its lease could not be renewed", row.id, row.method)


def _told(row: Row, error: Exception) -> tuple[str, bool]:
    """A failure's code and whether it may pass; its words are not logged, as they may hold what was sent."""
    passing = not isinstance(error, GatewayError) or error.passing
    code = error.code if isinstance(error, GatewayError) else "service.failed"
    _LOG.warning("outbox row #%d (%s) failed: %s, %s", row.id, row.method, code, type(error).__name__)
    return code, passing
