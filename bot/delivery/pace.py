"""How fast calls may leave: the limits of messages a second, and the pauses that Telegram asks for."""

import asyncio
from dataclasses import dataclass

# Telegram counts messages; these calls send none.
_UNCOUNTED = frozenset({"answerCallbackQuery", "deleteMessage", "deleteMessages", "sendChatAction"})

# Messages that may reach one chat at once after a quiet time (Telegram's FAQ: "short bursts that go over" 1 a second).
CHAT_BURST = 5
# Two chats refused within so long: it is our limit of messages that is met, and not one person's flood.
TOGETHER_SECONDS = 2.0
REMEMBERED_CHATS = 10_000


@dataclass(slots=True)
class Slots:
    """Places in time, `interval` seconds apart; `burst` of them may be taken at once after a quiet time."""

    interval: float
    burst: float
    next: float = 0.0

    def take(self, now: float) -> float:
        """Takes the next place; gives the seconds until it."""
        self.next = max(self.next, now - self.burst * self.interval) + self.interval
        return max(0.0, self.next - now)


@dataclass(frozen=True, slots=True)
class Refusal:
    """When Telegram last refused a chat's call, and until when it asked to wait."""

    at: float
    until: float


class Pace:
    """Gives each call its turn; `per_second` overall and `per_chat`, None is no limit of our own."""

    def __init__(self, per_second: float | None = None, per_chat: float | None = None):
        self._all = Slots(1.0 / per_second, per_second) if per_second else None
        self._per_chat = per_chat
        self._chats: dict[str, Slots] = {}
        self._refusals: dict[str, Refusal] = {}
        self._resume = 0.0

    async def turn(self, chat: str, method: str) -> None:
        """Waits until a message to this chat may leave by the limits."""
        if method in _UNCOUNTED:
            return
        slots = [one for one in (self._slots_of(chat), self._all) if one is not None]
        for one in slots:
            await asyncio.sleep(one.take(_now()))

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
            self._resume = max(self._resume, now + seconds)
        return together

    def _slots_of(self, chat: str) -> Slots | None:
        if not self._per_chat:
            return None
        if len(self._chats) >= REMEMBERED_CHATS:
            self._chats = {one: slots for one, slots in self._chats.items() if slots.next > _now() - CHAT_BURST}
        return self._chats.setdefault(chat, Slots(1.0 / self._per_chat, CHAT_BURST))


def _counts(refusal: Refusal, now: float) -> bool:
    return now < refusal.until or now - refusal.at < TOGETHER_SECONDS


def _now() -> float:
    return asyncio.get_running_loop().time()
