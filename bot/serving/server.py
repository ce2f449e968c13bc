"""Runs an HTTP application inside an event loop that is there already: the assistant's, a playground's."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp

LAST_ANSWERS_SECONDS = 5.0
# Longer than load balancers keep theirs, so that none sends into a connection that is just being closed.
KEEP_ALIVE_SECONDS = 75
BACKLOG = 512
# Telegram opens 100 at most; the rest is for who watches, and more than that gets 503.
MOST_CONNECTIONS = 1024


class _Server(uvicorn.Server):
    """A server that leaves signals to its owner, and stops when it is told to, without uvicorn's pauses."""

    def __init__(self, config: uvicorn.Config, last_answers_seconds: float) -> None:
        super().__init__(config)
        self.ready, self.over = asyncio.Event(), asyncio.Event()
        self._last_answers_seconds = last_answers_seconds

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        await self.over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Takes no more connections, and gives answers that are under way their time."""
        for listener in self.servers:
            listener.close()
        for listening in sockets or []:
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        tasks = set(self.server_state.tasks)
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=self._last_answers_seconds)
            for task in late:
                task.cancel()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serving(
    app: ASGIApp, listening: socket.socket, *, last_answers_seconds: float = LAST_ANSWERS_SECONDS
) -> AsyncIterator[int]:
    """Serves at a socket of `listen` while the block runs, and gives its port; then the socket is closed.

    Answers that are under way at the end may take `last_answers_seconds`.
    """
    server = _Server(_config(app), last_answers_seconds)
    task = asyncio.create_task(server.serve([listening]))
    await server.ready.wait()
    try:
        yield listening.getsockname()[1]
    finally:
        server.over.set()
        await task


def listen(host: str, port: int) -> socket.socket:
    """A socket at this address (0: any free port); raises OSError, socket.gaierror where the host is not known."""
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    # The protocol is named, because asyncio switches Nagle's delay off (40 ms an answer) only where it is.
    listening = socket.socket(family, kind, protocol or socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        backlog=BACKLOG,
        limit_concurrency=MOST_CONNECTIONS,
    )
