"""How fast calls may leave: the overall limit of messages a second, and the pauses that Telegram asks for."""

import asyncio

# Telegram counts messages; these calls send none.
_UNCOUNTED = frozenset({"answerCallbackQuery", "deleteMessage", "deleteMessages", "sendChatAction"})


class Pace:
    """Gives each call its turn; `per_second` None is no limit of our own."""

    def __init__(self, per_second: float | None = None):
        self._interval = 1.0 / per_second if per_second else 0.0
        self._next = 0.0
        self._resume = 0.0

    async def turn(self, method: str) -> None:
        """Waits until a call of this method may leave."""
        if self._interval and method not in _UNCOUNTED:
            await asyncio.sleep(self._slot())
        # Not an event: the time may be put off while it is waited for.
        while (seconds := self._resume - asyncio.get_running_loop().time()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(seconds)

    def pause(self, seconds: float) -> bool:
        """Holds all calls back for so long; says whether that is longer than they were held back already."""
        until = asyncio.get_running_loop().time() + seconds
        longer = until > self._resume + 0.5
        self._resume = max(self._resume, until)
        return longer

    def _slot(self) -> float:
        """Seconds until the next free place; a second's worth may leave at once after a quiet time."""
        now = asyncio.get_running_loop().time()
        self._next = max(self._next, now - 1.0) + self._interval
        return max(0.0, self._next - now)
