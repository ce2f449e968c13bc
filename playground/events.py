"""What happens in chats, as numbered events that pages and tests wait for."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Collection
from typing import Any

import orjson

JSON = dict[str, Any]
KEPT = 5000


class Events:
    """Numbered events, each of one chat; the last `KEPT` can be read again."""

    def __init__(self, first: int = 0) -> None:
        self.seq = first
        self._log: deque[JSON] = deque(maxlen=KEPT)
        self._waiting: dict[asyncio.Future[None], Collection[int] | None] = {}
        self._stopped = False

    def emit(self, chat: int, kind: str, **details: Any) -> None:
        """Adds an event and wakes who waits for that chat."""
        self.seq += 1
        self._log.append({"seq": self.seq, "type": kind, "chat": chat, **details})
        for future, chats in list(self._waiting.items()):
            if (chats is None or chat in chats) and not future.done():
                future.set_result(None)

    def since(self, chats: Collection[int] | None, after: int) -> list[JSON]:
        """Events after number `after` in these chats (None: all)."""
        found = []
        for event in reversed(self._log):
            if event["seq"] <= after:
                break
            if chats is None or event["chat"] in chats:
                found.append(event)
        return found[::-1]

    async def wait(self, chats: Collection[int] | None, after: int, timeout: float) -> list[JSON]:
        """Events after `after` as soon as there are any; [] when `timeout` seconds passed without."""
        found = self.since(chats, after)
        if found or timeout <= 0 or self._stopped:
            return found
        future = asyncio.get_running_loop().create_future()
        self._waiting[future] = chats
        try:
            await asyncio.wait([future], timeout=timeout)
        finally:
            self._waiting.pop(future, None)
        return self.since(chats, after)

    async def stream(self, chats: Collection[int] | None, after: int, pulse: float = 15) -> AsyncIterator[bytes]:
        """Server-sent events from `after` on, with a comment every `pulse` seconds, until the server stops."""
        yield b"retry: 1000\n\n"
        while not self._stopped:
            found = await self.wait(chats, after, pulse)
            for event in found:
                after = event["seq"]
                yield b"id: %d\ndata: %s\n\n" % (after, orjson.dumps(event))
            if not found:
                yield b": still here\n\n"

    def resume(self) -> None:
        """Lets them wait again after `stop`."""
        self._stopped = False

    def stop(self) -> None:
        """Wakes all who wait, and lets nobody wait any more."""
        self._stopped = True
        for future in list(self._waiting):
            if not future.done():
                future.set_result(None)
