"""Finished JSON to one server over HTTP/1.1 and kept connections, with as little around each call as there can be."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from typing import Any, cast

import aiohappyeyeballs
import httptools
from yarl import URL

KEEP_SECONDS = 60.0  # a connection that lay idle for longer is not trusted to be still there
NEXT_ADDRESS_SECONDS = 0.25  # so long one address of the server may keep the next from being tried (RFC 8305)


class WireError(Exception):
    """No whole answer: the connection ended, or what came is not HTTP."""


class Connection(asyncio.Protocol):
    """One connection; it carries one call at a time."""

    def __init__(self, lost: Callable[[Connection], None]) -> None:
        self._lost = lost
        self._parser = httptools.HttpResponseParser(self)
        self._parts: list[bytes] = []
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: asyncio.Transport | None = None
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.idle_since = 0.0

    @property
    def is_open(self) -> bool:
        return self._transport is not None and not self._transport.is_closing()

    def call(self, request: bytes, waiting: asyncio.Future[tuple[int, bytes]]) -> None:
        """Sends a request; status and body of its answer, or a WireError, are put into `waiting`."""
        assert self._transport is not None
        self._waiting = waiting
        self._transport.write(request)

    def close(self) -> None:
        """Lets go of the connection and of what it waits for."""
        self._waiting = None
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self._lost(self)
        self.ended.set_result(None)
        self._fail(f"the connection ended: {type(error).__name__ if error else 'closed by the server'}")

    def data_received(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self._fail(f"not HTTP: {type(error).__name__}")
            self.close()

    def eof_received(self) -> None:
        if self._parts and self._waiting is not None:
            # An answer without a length ends with its connection.
            self.on_message_complete()

    def on_body(self, body: bytes) -> None:
        self._parts.append(body)

    def on_message_complete(self) -> None:
        status, keeps = self._parser.get_status_code(), self._parser.should_keep_alive()
        if status < 200:
            return  # there is more to come
        body = self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)
        waiting, self._waiting, self._parts = self._waiting, None, []
        if waiting is None or not keeps:
            self.close()  # also where the server speaks without being asked
        if waiting is not None and not waiting.done():
            waiting.set_result((status, body))

    def _fail(self, reason: str) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            waiting.set_exception(WireError(reason))


class Wire:
    """A pool of connections to the server of `root`, an http or https address; its path precedes every path."""

    def __init__(self, root: str, *, headers: str, connections: int, connect_seconds: float) -> None:
        self._url = URL(root)
        self._headers = headers
        self._connect_seconds = connect_seconds
        self._places = asyncio.Semaphore(connections)
        self._tls = ssl.create_default_context() if self._url.scheme == "https" else None
        self._free: list[Connection] = []
        self._all: set[Connection] = set()
        self._heads: dict[str, bytes] = {}

    async def post(self, path: str, body: bytes, seconds: float) -> tuple[int, bytes]:
        """Posts JSON; gives status and body of the answer. Raises TimeoutError, OSError or WireError without one."""
        async with self._places:
            connection = self._kept() or await self._opened()
            loop = asyncio.get_running_loop()
            waiting: asyncio.Future[tuple[int, bytes]] = loop.create_future()
            timer = loop.call_later(seconds, _time_out, waiting)
            connection.call(self._head(path) + b"%d\r\n\r\n%b" % (len(body), body), waiting)
            try:
                answer = await waiting
            except BaseException:
                # Whatever may still come would be taken for the answer to the next call.
                connection.close()
                raise
            finally:
                timer.cancel()
            if connection.is_open:
                connection.idle_since = loop.time()
                self._free.append(connection)
            return answer

    async def close(self) -> None:
        """Ends all connections."""
        connections = list(self._all)
        for connection in connections:
            connection.close()
        await asyncio.gather(*(connection.ended for connection in connections))

    def _kept(self) -> Connection | None:
        now = asyncio.get_running_loop().time()
        while self._free:
            connection = self._free.pop()
            if connection.is_open and now - connection.idle_since < KEEP_SECONDS:
                return connection
            connection.close()
        return None

    async def _opened(self) -> Connection:
        async with asyncio.timeout(self._connect_seconds):
            loop, host, port = asyncio.get_running_loop(), self._url.host or "", self._url.port or 0
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            sock = await aiohappyeyeballs.start_connection(found, happy_eyeballs_delay=NEXT_ADDRESS_SECONDS, loop=loop)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            secure: dict[str, Any] = {"ssl": self._tls, "server_hostname": host} if self._tls else {}
            _, made = await loop.create_connection(lambda: Connection(self._forget), sock=sock, **secure)
        self._all.add(made)
        return made

    def _forget(self, connection: Connection) -> None:
        self._all.discard(connection)
        if connection in self._free:
            self._free.remove(connection)

    def _head(self, path: str) -> bytes:
        head = self._heads.get(path)
        if head is None:
            url = self._url
            line = f"POST {url.raw_path.rstrip('/')}/{path} HTTP/1.1\r\nHost: {url.host_port_subcomponent}\r\n"
            head = f"{line}{self._headers}Content-Type: application/json\r\nContent-Length: ".encode()
            self._heads[path] = head
        return head


def _time_out(waiting: asyncio.Future[tuple[int, bytes]]) -> None:
    if not waiting.done():
        waiting.set_exception(TimeoutError())
