"""HTTP/1.1 on bare protocols: requests of the bot come in, updates go out to its webhook."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import cast

import httptools

Answer = Callable[[bytes], None]
Handle = Callable[[str, bytes, Answer], None]
"""What takes a request: the method at the end of its path, its body, and where the answer's JSON goes."""


class Requests(asyncio.Protocol):
    """One connection of the bot's."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._parser = httptools.HttpRequestParser(self)
        self._url = b""
        self._body: list[bytes] = []
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._url = url

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        path, _, query = self._url.partition(b"?")
        body = b"".join(self._body) or query
        self._body.clear()
        self._handle(path.rsplit(b"/", 1)[-1].decode(), body, self._answer)

    def _answer(self, body: bytes) -> None:
        if self._transport is not None:
            head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
            self._transport.write(head + body)


class Pushes(asyncio.Protocol):
    """One connection to the bot's webhook; it takes one update at a time."""

    def __init__(self, done: Callable[[Pushes, int], None], lost: Callable[[Pushes], None]) -> None:
        self._done = done
        self._lost = lost
        self._parser = httptools.HttpResponseParser(self)
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self._lost(self)

    def push(self, head: bytes, body: bytes) -> None:
        """Posts an update."""
        assert self._transport is not None
        self._transport.write(b"%bContent-Length: %d\r\n\r\n%b" % (head, len(body), body))

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        status = self._parser.get_status_code()
        self._parser = httptools.HttpResponseParser(self)
        self._done(self, status)


class Webhook:
    """Posts updates over a few connections, as Telegram does; what is not answered with 200 is posted again."""

    def __init__(self) -> None:
        self._connections = 0
        self._waiting: deque[bytes] = deque()
        self._free: deque[Pushes] = deque()
        self._under_way: dict[Pushes, bytes] = {}
        self._ports: list[int] = []
        self._head = b""
        self._opening: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        return len(self._waiting) + len(self._under_way)

    def open(self, ports: list[int], connections: int, path: str, secret: str) -> None:
        """Begins to post to these ports in turn, once somebody listens there."""
        token = f"X-Telegram-Bot-Api-Secret-Token: {secret}\r\n" if secret else ""
        self._head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{token}".encode()
        self._ports, self._connections = ports, connections
        self._open_soon()

    def add(self, update: bytes) -> None:
        """Has an update posted."""
        self._waiting.append(update)
        self._push()

    def _push(self) -> None:
        while self._waiting and self._free:
            connection, update = self._free.popleft(), self._waiting.popleft()
            self._under_way[connection] = update
            connection.push(self._head, update)

    def _done(self, connection: Pushes, status: int) -> None:
        update = self._under_way.pop(connection)
        if status != 200:
            self._waiting.appendleft(update)
        self._free.append(connection)
        self._push()

    def _lost(self, connection: Pushes) -> None:
        if connection in self._free:
            self._free.remove(connection)
        if connection in self._under_way:
            self._waiting.appendleft(self._under_way.pop(connection))
        self._open_soon()

    def _open_soon(self) -> None:
        if self._opening is None and self._ports:
            self._opening = asyncio.create_task(self._open())

    async def _open(self) -> None:
        loop = asyncio.get_running_loop()
        while (there := len(self._free) + len(self._under_way)) < self._connections:
            port = self._ports[there % len(self._ports)]
            try:
                _, made = await loop.create_connection(lambda: Pushes(self._done, self._lost), "127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.01)
            else:
                self._free.append(made)
                self._push()
        self._opening = None
