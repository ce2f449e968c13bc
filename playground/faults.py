"""Faults that a test puts in the way of the bot's calls."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from playground.errors import ApiError, PersonError, too_many

JSON = dict[str, Any]
KINDS = {"error_code", "status", "delay", "hang", "garbage"}


@dataclass(slots=True)
class Fault:
    """What happens to the next `times` calls whose method matches; with `effect` the call takes effect all the same."""

    method: str
    times: int
    chat_id: int | None = None
    error_code: int = 0
    description: str = ""
    retry_after: int = 0
    status: int = 0
    delay: float = 0
    hang: bool = False
    garbage: bool = False
    effect: bool = False

    def fits(self, method: str, chat: str) -> bool:
        """Whether this fault waits for this call."""
        return fnmatchcase(method, self.method.lower()) and self.chat_id in {None, int(chat) if _number(chat) else None}

    @property
    def only_late(self) -> bool:
        """Whether the call is answered as usual after the delay."""
        return bool(self.delay) and not (self.error_code or self.status or self.garbage or self.hang)

    def error(self) -> ApiError:
        """Telegram's answer for `error_code`."""
        if self.error_code == 429:
            return too_many(self.retry_after or 1)
        return ApiError(self.error_code, self.description or f"Error {self.error_code}", self.retry_after)


def _number(chat: str) -> bool:
    return chat.removeprefix("-").isdigit()


@dataclass(slots=True)
class Faults:
    """The faults in force, oldest first."""

    waiting: list[Fault] = field(default_factory=list)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, wanted: JSON) -> None:
        """Puts a fault in force; PersonError when its description makes no sense."""
        known = set(Fault.__dataclass_fields__)
        if unknown := set(wanted) - known:
            raise PersonError(400, f"unknown fields: {', '.join(sorted(unknown))}")
        if not KINDS & set(wanted):
            raise PersonError(400, f"one of {', '.join(sorted(KINDS))} is needed")
        defaults: JSON = {"method": "*", "times": 1}
        self.waiting.append(Fault(**(defaults | wanted)))

    def clear(self) -> None:
        """Takes all faults away."""
        self.waiting.clear()

    def take(self, method: str, chat: str) -> Fault | None:
        """The fault for this call, counted down."""
        if not self.waiting:
            return None
        fault = next((fault for fault in self.waiting if fault.fits(method, chat)), None)
        if fault:
            fault.times -= 1
            self.waiting = [fault for fault in self.waiting if fault.times > 0]
        return fault

    async def linger(self, fault: Fault) -> None:
        """Waits as long as the fault says; a hanging call waits until the server stops."""
        if fault.delay:
            await self._pause(fault.delay)
        if fault.hang:
            await self.stopping.wait()

    async def _pause(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return

    def listed(self) -> Iterable[JSON]:
        """The faults in force, for reading."""
        return [{"method": fault.method, "times": fault.times} for fault in self.waiting]
