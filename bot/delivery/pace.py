"""How fast calls may leave: the limits of messages a second, and the pauses that Telegram asks for."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from storage.send_turns import Limit, Slots

# Telegram counts messages; these calls send none.
_UNCOUNTED = frozenset({"answerCallbackQuery", "deleteMessage", "deleteMessages", "sendChatAction"})

# Messages that may reach one chat at once after a quiet time (Telegram's FAQ: "short bursts that go over" 1 a second).
CHAT_BURST = 5
# Two chats refused within so long: it is our limit of messages that is met, and not one person's flood.
TOGETHER_SECONDS = 2.0
REMEMBERED_CHATS = 10_000
# What is nobody's answer gives way to answers, but not for ever.
NOTICE_PATIENCE_SECONDS = 30.0


class Places(Protocol):
    """Where messages get their place in time."""

    async def turn(self, chat: str, *, notice: bool) -> None:
        """Waits until a message to this chat may leave by the limits; a notice lets answers go first."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """When Telegram last refused a chat's call, and until when it asked to wait."""

    at: float
    until: float


class OwnPlaces:
    """The limits as one worker keeps them that is alone; None is no limit of our own."""

    def __init__(self, overall: Limit | None, of_chat: Limit | None):
        self._all = overall.slots() if overall else None
        self._of_chat = of_chat
        self._chats: dict[str, Slots] = {}
        self._notices = asyncio.Lock()

    async def turn(self, chat: str, *, notice: bool) -> None:
        own = self._slots_of(chat)
        if own is not None:
            await asyncio.sleep(own.take(_now()))
        if self._all is None:
            return
        if not notice:
            await asyncio.sleep(self._all.take(_now()))
            return
        async with self._notices:
            await asyncio.sleep(await self._after_answers(self._all))

    async def _after_answers(self, slots: Slots) -> float:
        """Takes a place that is free at once, or after long patience the next; gives the seconds until it."""
        patient_until = _now() + NOTICE_PATIENCE_SECONDS
        while (seconds := slots.until_free(_now())) > 0 and _now() < patient_until:  # noqa: ASYNC110 -- time frees it
            await asyncio.sleep(seconds)
        return slots.take(_now())

    def _slots_of(self, chat: str) -> Slots | None:
        if self._of_chat is None:
            return None
        if len(self._chats) >= REMEMBERED_CHATS:
            self._chats = {one: slots for one, slots in self._chats.items() if slots.next > _now() - CHAT_BURST}
        return self._chats.setdefault(chat, self._of_chat.slots())


class Pace:
    """Gives each call its turn; `per_second` overall and `per_chat`, None is no limit of our own.

    `places` gives the turns, for who shares the limits with others; `on_refusal(chat, seconds)` hears of each pause.
    """

    def __init__(
        self,
        per_second: float | None = None,
        per_chat: float | None = None,
        places: Places | None = None,
        on_refusal: Callable[[str, float], None] = lambda chat, seconds: None,
    ):
        overall, of_chat = limits(per_second, per_chat)
        self._limited = overall is not None or of_chat is not None
        self._places = places or OwnPlaces(overall, of_chat)
        self._on_refusal = on_refusal
        self._refusals: dict[str, Refusal] = {}
        self._resume = 0.0

    async def turn(self, chat: str, method: str, *, notice: bool = False) -> None:
        """Waits until a message to this chat may leave by the limits."""
        if self.limits(method):
            await self._places.turn(chat, notice=notice)

    def limits(self, method: str) -> bool:
        """Whether calls of this method have turns to wait for."""
        return self._limited and method not in _UNCOUNTED

    def held(self, chat: str) -> float:
        """Seconds for which Telegram wants nothing sent to this chat; 0 where a call may leave."""
        if not self._refusals and not self._resume:
            return 0.0
        own = self._refusals.get(chat)
        return max(0.0, self._resume - _now(), own.until - _now() if own else 0.0)

    def pause(self, chat: str, seconds: float) -> bool:
        """Holds this chat back for so long, or all when another was refused just before; says whether it is all."""
        now = _now()
        self._refusals = {one: refusal for one, refusal in self._refusals.items() if _counts(refusal, now)}
        together = any(now - one.at < TOGETHER_SECONDS for other, one in self._refusals.items() if other != chat)
        self._refusals[chat] = Refusal(now, now + seconds)
        if together:
            self.pause_all(seconds)
        self._on_refusal(chat, seconds)
        return together

    def pause_all(self, seconds: float) -> None:
        """Holds everybody back for so long."""
        self._resume = max(self._resume, _now() + seconds)

    def told(self, chat: str, seconds: float) -> None:
        """Holds this chat back as another worker was told to."""
        until = _now() + seconds
        known = self._refusals.get(chat)
        if known is None or known.until < until:
            self._refusals[chat] = Refusal(known.at if known else -TOGETHER_SECONDS, until)


def limits(per_second: float | None, per_chat: float | None) -> tuple[Limit | None, Limit | None]:
    """The limit overall and that of each chat."""
    overall = Limit(per_second, per_second) if per_second else None
    return overall, Limit(per_chat, CHAT_BURST) if per_chat else None


def _counts(refusal: Refusal, now: float) -> bool:
    return now < refusal.until or now - refusal.at < TOGETHER_SECONDS


def _now() -> float:
    return asyncio.get_running_loop().time()
