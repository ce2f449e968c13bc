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
from bot.delivery.rescue import edited_message, plainer
from bot.delivery.verdicts import Verdict, judge
from bot.metrics import SENDS
from bot.pauses import Pauses
from bot.transport import Transport
from storage import outbox
from storage.database import Database, StoreUnavailable
from storage.outbox import Row

ANSWER_SECONDS = 10.0
REMEMBERED_MESSAGES = 10_000
# After so many failures in a row, with calls of others succeeding between each two, it is the call and not the network.
POISONED_AFTER = 12
# A wait that Telegram asks for is slept in pieces, between which the leases are kept.
HELD_PIECE_SECONDS = 5.0

_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Lane:
    """One chat's rows in order; the first is the one under way, `refused` what it was before it was made plainer."""

    pauses: Pauses
    rows: list[Row] = field(default_factory=list)
    alone: int = 0
    others_sent: int = 0
    refused: Row | None = None

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
    _notices: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._places = asyncio.Semaphore(self.at_once)

    def add(self, row: Row, notice: bool = False) -> None:
        if notice:
            self._notices.add(row.id)
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

    @property
    def notices(self) -> int:
        """How many notices are in hand."""
        return len(self._notices)

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
            await self._failed(lane, row, judge(error, row.method))
        except StoreUnavailable:
            await asyncio.sleep(lane.pauses.next())
        except Exception as error:  # noqa: BLE001 -- a row must not stop its chat
            _LOG.exception("outbox row #%d (%s) met an unforeseen error", row.id, row.method)
            self._end(lane, row, f"unforeseen: {type(error).__name__}")

    async def _send(self, lane: Lane, row: Row) -> None:
        await self.marks.committed_of(row.channel, row.chat)
        if not await self.hold.keep(lane.rows):
            self._lost(lane, row)
            return
        body = await self._body(row)
        if body is None:
            await self._without_message(lane, row)
            return
        if self.pace.limits(row.method) and not await self._turn_came(lane, row):
            self._lost(lane, row)
            return
        if held := self.pace.held(row.chat):
            await asyncio.sleep(min(held, HELD_PIECE_SECONDS))
            return
        async with self._places:
            result = await self.transport.post(row.method, body, read_seconds=ANSWER_SECONDS)
        self._sent += 1
        SENDS["sent"].inc()
        moved = self._has_moved(lane.refused, _message_id(result))
        self._settle(lane, row, _message_id(result))
        if moved:
            # What follows in this chat must find the card where it is now.
            await self.marks.written()

    async def _turn_came(self, lane: Lane, row: Row) -> bool:
        """Waits for the row's turn, and keeps the lease meanwhile; False when that was lost."""
        turn = asyncio.ensure_future(self.pace.turn(row.chat, row.method, notice=row.id in self._notices))
        try:
            while not (await asyncio.wait({turn}, timeout=HELD_PIECE_SECONDS))[0]:
                if not await self.hold.keep(lane.rows):
                    return False
            return True
        finally:
            turn.cancel()

    async def _without_message(self, lane: Lane, row: Row) -> None:
        """The message that a call is about was never sent: words are then sent anew, anything else has no aim."""
        if row.method == "editMessageText":
            self._make_plainer(lane, row, "there is no message to edit")
        else:
            self._settle(lane, row, None)

    def _make_plainer(self, lane: Lane, row: Row, reason: str) -> None:
        less = plainer(row)
        if less is None:
            self._end(lane, row, reason)
            return
        _LOG.warning("outbox row #%d (%s) is said more plainly: %s", row.id, row.method, reason)
        lane.refused = lane.refused or row
        lane.rows[0] = less

    def _has_moved(self, edit: Row | None, message_id: int | None) -> bool:
        """Notes an edit that was sent as a message of its own: the card is that message from now on."""
        if edit is None or edit.method != "editMessageText" or message_id is None:
            return False
        old = edited_message(edit)
        kept = ((card, known) for card, known in self._message_ids.items() if card != edit.about and known != old)
        self._message_ids = OrderedDict(kept)
        self.marks.moved(edit, old, message_id)
        return True

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
        self._notices.discard(lane.rows.pop(0).id)
        lane.pauses.reset()
        lane.alone = 0
        lane.refused = None

    def _end(self, lane: Lane, row: Row, reason: str) -> None:
        self.marks.set_aside(row, reason, lane.pauses.taken + 1)
        self._go_on(lane)

    def _lost(self, lane: Lane, row: Row) -> None:
        """Lets a whole lane go to whoever claims it, so that nothing overtakes its first row."""
        _LOG.warning("outbox row #%d went to another worker", row.id)
        self.hold.drop(row.id for row in lane.rows)
        self._notices.difference_update(row.id for row in lane.rows)
        lane.rows.clear()

    async def _failed(self, lane: Lane, row: Row, verdict: Verdict) -> None:
        SENDS[verdict.kind].inc()
        match verdict.kind:
            case "done":
                self._settle(lane, row, None)
            case "refused":
                self._make_plainer(lane, row, verdict.reason)
            case "aside":
                self._end(lane, row, verdict.reason)
            case "blocked":
                self._close(lane, verdict.reason)
            case "wait":
                everybody = self.pace.pause(row.chat, verdict.seconds)
                which = "all delivery" if everybody else f"the chat of outbox row #{row.id}"
                _LOG.warning("Telegram asks to wait %.0f s: %s pauses", verdict.seconds, which)
            case "again":
                await self._try_later(lane, row, verdict.reason)

    def _close(self, lane: Lane, reason: str) -> None:
        self.marks.unreachable(lane.rows[0])
        while lane.rows:
            self._end(lane, lane.rows[0], reason)

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
