"""The messenger as it is seen from outside: chats, updates by polling or webhook, calls that fail in every way."""

from __future__ import annotations

import asyncio
import hashlib
import html
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import orjson
from telegram.error import TimedOut

from bot.results import result_of
from bot.transport import Transport
from tests.simulation.fate import Fate, Fault

JSON = dict[str, Any]
_TAG = re.compile(r"<[^>]+>")
TOKEN = "7000000001:" + "T" * 35
RETRY_AFTER = 3
CONFLICT = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class ApiError(Exception):
    """What the Bot API refuses."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status = status
        self.body = {"ok": False, "error_code": status, "description": description, "parameters": parameters}


@dataclass(eq=False)
class Sent:
    """A message that was sent to somebody; `answered`: a living process heard of it."""

    chat: str
    text: str
    markup: JSON
    sender: Line
    answered: bool = False


@dataclass
class Room:
    """One private chat."""

    messages: dict[int, JSON] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)


class Messenger:
    """One bot's side of the messenger."""

    def __init__(self, fate: Fate, now: Callable[[], int]) -> None:
        self.fate = fate
        self.now = now
        self.rooms: defaultdict[str, Room] = defaultdict(Room)
        self.updates: dict[int, JSON] = {}
        self.journal: list[Sent] = []
        self.digest = hashlib.sha256()
        self.on_update: Callable[[JSON], None] = lambda update: None
        self._past: list[JSON] = []
        self._next_update = 1000
        self._next_message = 1
        self._poll: asyncio.Future[None] | None = None

    def push(self, chat: str, body: JSON) -> None:
        """Somebody does something."""
        self._next_update += 1
        update = {"update_id": self._next_update, **body}
        self.updates[self._next_update] = update
        if self._poll and not self._poll.done():
            self._poll.set_result(None)
        self.on_update(update)

    def next_message(self) -> int:
        """The number of a new message."""
        self._next_message += 1
        return self._next_message

    def forget(self, number: int) -> None:
        """An update was acknowledged."""
        if (update := self.updates.pop(number, None)) is not None:
            self._past.append(update)

    def old_update(self) -> JSON | None:
        """An update that was acknowledged some time ago."""
        return self.fate.rng.choice(self._past) if self._past else None

    async def get_updates(self, body: JSON) -> list[JSON]:
        """Waits for updates; a second poll ends the first."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(ApiError(HTTPStatus.CONFLICT, CONFLICT))
        for number in [number for number in self.updates if number < body.get("offset", 0)]:
            self.forget(number)
        if not self.updates:
            await self._first(body["timeout"])
        batch = [self.updates[number] for number in sorted(self.updates)][: body["limit"]]
        if batch and self.fate.happens(self.fate.twice) and (old := self.old_update()):
            batch.insert(0, old)
        if self.fate.shuffles:
            self.fate.rng.shuffle(batch)
        return batch

    async def _first(self, seconds: float) -> None:
        self._poll = poll = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(seconds):
                await poll
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None

    def carry_out(self, line: Line, method: str, body: JSON) -> Any:
        """Does what a call says; raises ApiError."""
        chat = str(body.get("chat_id", ""))
        self.digest.update(f"{line.clock():.6f} {line.name} {method} {chat} {body.get('text', '')}\n".encode())
        if method == "sendMessage":
            return self._send(line, chat, body)
        if method in ("editMessageText", "editMessageReplyMarkup"):
            return self._edit(chat, body)
        if method == "deleteMessage":
            if self.rooms[chat].messages.pop(body["message_id"], None) is None:
                raise ApiError(400, "Bad Request: message to delete not found")
            return True
        assert method == "answerCallbackQuery", method
        return True

    def _send(self, line: Line, chat: str, body: JSON) -> JSON:
        number = self.next_message()
        text, markup = _plain(body["text"]), body.get("reply_markup") or {}
        self.put(chat, number, {"from_bot": True, "text": text, "reply_markup": markup})
        self.journal.append(Sent(chat, text, markup, line))
        return {"message_id": number}

    def put(self, chat: str, number: int, message: JSON) -> None:
        """A message stands in a chat from now on, or stands there otherwise."""
        room = self.rooms[chat]
        room.messages[number] = {**message, "message_id": number}
        room.changed.set()

    def _edit(self, chat: str, body: JSON) -> JSON:
        number = body["message_id"]
        before = self.rooms[chat].messages.get(number)
        if before is None:
            raise ApiError(400, "Bad Request: message to edit not found")
        text = _plain(body["text"]) if "text" in body else before["text"]
        markup = body.get("reply_markup") or {}
        if (text, markup) == (before["text"], before["reply_markup"]):
            raise ApiError(400, "Bad Request: message is not modified")
        self.put(chat, number, {"from_bot": True, "text": text, "reply_markup": markup})
        return {"message_id": number}


class Line(Transport):
    """One process's way to the messenger; what is sent off before a kill arrives, and its answer does not."""

    def __init__(self, messenger: Messenger, name: str, is_dead: Callable[[], bool]) -> None:
        super().__init__("http://messenger.invalid", TOKEN)
        self.messenger, self.name, self._is_dead = messenger, name, is_dead
        self.killed = False

    def clock(self) -> float:
        """The loop's own time."""
        return asyncio.get_running_loop().time()

    async def open(self) -> None:
        """Needs no connection."""

    async def close(self) -> None:
        """Has none."""

    async def post(self, method: str, body: bytes, *, read_seconds: float | None = None) -> Any:
        """One call, which may go wrong in every way."""
        if self._is_dead():
            raise asyncio.CancelledError
        if method in ("setWebhook", "getWebhookInfo"):
            return {"url": "http://bot.invalid/hook"}
        fault = self.messenger.fate.of_call()
        seconds = read_seconds or self.read_seconds
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()
        takes = self._takes_effect(fault)
        loop.call_later(self._transit(Fault.NONE), self._arrive, method, orjson.loads(body), answer if takes else None)
        if fault in (Fault.HANGS, Fault.HANGS_LOST):
            await asyncio.sleep(seconds)
            raise TimedOut
        if fault in (Fault.NONE, Fault.LATE):
            return await self._answered(answer, seconds, self._transit(fault))
        await asyncio.sleep(self._transit(fault))
        return self._failed(fault)

    def _takes_effect(self, fault: Fault) -> bool:
        return fault not in (Fault.TOO_MANY, Fault.ERROR, Fault.GARBAGE, Fault.HANGS)

    def _failed(self, fault: Fault) -> Any:
        """What an answer of this kind is to the caller."""
        if fault is Fault.TOO_MANY:
            told = {"error_code": 429, "description": "Too Many Requests", "parameters": {"retry_after": RETRY_AFTER}}
            return result_of(429, orjson.dumps({"ok": False, **told}))
        if fault in (Fault.GARBAGE, Fault.GARBAGE_LOST):
            return result_of(200, b"<html>502 Bad Gateway")
        return result_of(500, b'{"ok":false,"error_code":500,"description":"Internal Server Error"}')

    async def _answered(self, answer: asyncio.Future[Any], seconds: float, delay: float) -> Any:
        """The answer, which is `delay` seconds on its way: a call that was sent off arrives soon, or never."""
        try:
            async with asyncio.timeout(seconds):
                result, sent = await answer
                await asyncio.sleep(delay)
        except TimeoutError:
            raise TimedOut from None
        except ApiError as refusal:
            return result_of(refusal.status, orjson.dumps(refusal.body))
        if sent is not None:
            sent.answered = True
        return result

    def _transit(self, fault: Fault) -> float:
        most = 8.0 if fault is Fault.LATE else 0.05
        return self.messenger.fate.rng.uniform(0.001, most)

    def _arrive(self, method: str, body: JSON, answer: asyncio.Future[Any] | None) -> None:
        if answer is None:
            return
        if method == "getUpdates":
            asyncio.get_running_loop().create_task(self._poll(body, answer))
            return
        before = len(self.messenger.journal)
        try:
            result = self.messenger.carry_out(self, method, body)
        except ApiError as refusal:
            _fail(answer, refusal)
        else:
            sent = self.messenger.journal[-1] if len(self.messenger.journal) > before else None
            _settle(answer, (result, sent))

    async def _poll(self, body: JSON, answer: asyncio.Future[Any]) -> None:
        try:
            updates = await self.messenger.get_updates(body)
        except ApiError as refusal:
            _fail(answer, refusal)
        else:
            _settle(answer, (updates, None))


def _plain(text: str) -> str:
    return html.unescape(_TAG.sub("", text))


def _settle(answer: asyncio.Future[Any], result: Any) -> None:
    if not answer.done():
        answer.set_result(result)


def _fail(answer: asyncio.Future[Any], error: Exception) -> None:
    if not answer.done():
        answer.set_exception(error)
        answer.exception()  # perhaps nobody waits any more
