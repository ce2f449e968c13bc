"""Calls to the Bot API: one lane a chat keeps its order, many lanes run at once."""

import asyncio
import logging
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from telegram.error import TelegramError

from bot.delivery.hold import Hold
from bot.delivery.marks import Marks
from bot.delivery.pace import Pace
from bot.delivery.verdicts import Verdict, judge
from bot.pauses import Pauses
from bot.transport import Transport
from storage import outbox
from storage.database import Database, StoreUnavailable
from storage.outbox import Row

ANSWER_SECONDS = 10.0
REMEMBERED_MESSAGES = 10_000
# After so many failures in a row, with calls of others succeeding between each two, it is the call and not the network.
POISONED_AFTER = 12

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Lane:
    """One chat's rows in order; the first is the one under way."""

    pauses: Pauses
    rows: list[Row] = field(default_factory=list)
    alone: int = 0
    others_sent: int = 0

    def add(self, row: Row) -> None:
        self.rows.append(row)
        if len(self.rows) > 2 and row.id < self.rows[-2].id:
            self.rows[1:] = sorted(self.rows[1:], key=lambda row: row.id)


@dataclass(slots=True)
class Lanes:
    """All chats' lanes; `at_once` calls are under way at most."""

    database: Database
    transport: Transport
    hold: Hold
    marks: Marks
    pace: Pace
    at_once: int
    first_pause: float
    _lanes: dict[tuple[str, str], Lane] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _message_ids: OrderedDict[int, int] = field(default_factory=OrderedDict)
    _places: asyncio.Semaphore = field(init=False)
    _sent: int = 0

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.at_once)

    def add(self, row: Row) -> None:
        key = (row.channel, row.chat)
        lane = self._lanes.get(key)
        if lane is not None:
            lane.add(row)
            return
        lane = self._lanes[key] = Lane(Pauses(first=self.first_pause), [row], others_sent=self._sent)
        task = asyncio.create_task(self._run(key, lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def tasks(self) -> frozenset[asyncio.Task[None]]:
        return frozenset(self._tasks)

    async def _run(self, key: tuple[str, str], lane: Lane) -> None:
        try:
            while lane.rows:
                await self._advance(lane)
        finally:
            del self._lanes[key]

    async def _advance(self, lane: Lane) -> None:
        """One try at the first row of the lane; whatever happens to it, the rows behind keep their place."""
        row = lane.rows[0]
        try:
            await self._send(lane, row)
        except TelegramError as error:
            await self._failed(lane, row, judge(error))
        except StoreUnavailable:
            await asyncio.sleep(lane.pauses.next())
        except Exception as error:  # noqa: BLE001 -- a row must not stop its chat
            _LOG.exception("outbox row #%d (%s) met an unforeseen error", row.id, row.method)
            self._end(lane, row, f"unforeseen: {type(error).__name__}")

    async def _send(self, lane: Lane, row: Row) -> None:
        if not await self.hold.keep(lane.rows):
            _LOG.warning("outbox row #%d went to another worker", row.id)
            self._leave(lane)
            return
        body = await self._body(row)
        if body is None:
            self._settle(lane, row, None)
            return
        await self.pace.turn(row.method)
        async with self._places:
            result = await self.transport.post(row.method, body, read_seconds=ANSWER_SECONDS)
        self._sent += 1
        self._settle(lane, row, _message_id(result))

    async def _body(self, row: Row) -> bytes | None:
        """The call's JSON; None where the message that it is about was never sent."""
        if row.about is None:
            return row.payload
        about = row.about
        message_id = self._message_ids.get(about)
        if message_id is None:
            message_id = await asyncio.to_thread(self.database.read, lambda tx: outbox.message_of(tx, about))
        return None if message_id is None else with_message_id(row.payload, message_id)

    def _settle(self, lane: Lane, row: Row, message_id: int | None) -> None:
        if row.keep and message_id is not None:
            self._message_ids[row.id] = message_id
            if len(self._message_ids) > REMEMBERED_MESSAGES:
                self._message_ids.popitem(last=False)
        self.marks.sent(row, message_id)
        self._go_on(lane)

    def _go_on(self, lane: Lane) -> None:
        lane.rows.pop(0)
        lane.pauses.reset()
        lane.alone = 0

    def _end(self, lane: Lane, row: Row, reason: str) -> None:
        self.marks.set_aside(row, reason)
        self._go_on(lane)

    def _leave(self, lane: Lane) -> None:
        """Lets a whole lane go to whoever claims it, so that nothing overtakes its first row."""
        self.hold.drop(row.id for row in lane.rows)
        lane.rows.clear()

    async def _failed(self, lane: Lane, row: Row, verdict: Verdict) -> None:
        match verdict.kind:
            case "done":
                self._settle(lane, row, None)
            case "aside":
                self._end(lane, row, verdict.reason)
            case "blocked":
                while lane.rows:
                    self._end(lane, lane.rows[0], verdict.reason)
            case "wait":
                if self.pace.pause(verdict.seconds):
                    _LOG.warning("Telegram asks to wait %.0f s; delivery pauses", verdict.seconds)
            case "again":
                await self._try_later(lane, row, verdict.reason)

    async def _try_later(self, lane: Lane, row: Row, reason: str) -> None:
        lane.alone += self._sent > lane.others_sent
        lane.others_sent = self._sent
        if lane.alone > POISONED_AFTER:
            self._end(lane, row, reason)
            return
        seconds = lane.pauses.next()
        _LOG.warning("outbox row #%d (%s) is tried again in %.1f s: %s", row.id, row.method, seconds, reason)
        await asyncio.sleep(seconds)


def with_message_id(payload: bytes, message_id: int) -> bytes:
    """A finished JSON object with `message_id` put in as its last field."""
    start = payload.rstrip().removesuffix(b"}")
    comma = b"" if start.rstrip().endswith(b"{") else b","
    return b'%b%b"message_id":%d}' % (start, comma, message_id)


def _message_id(result: Any) -> int | None:
    found = result.get("message_id") if isinstance(result, dict) else None
    return found if isinstance(found, int) else None
