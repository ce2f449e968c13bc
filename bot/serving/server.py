"""Runs an HTTP application inside the assistant's own event loop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp

from bot.settings import SettingsError

LAST_ANSWERS_SECONDS = 5.0
# Longer than load balancers keep theirs, so that none sends into a connection that is just being closed.
KEEP_ALIVE_SECONDS = 75
BACKLOG = 512
# Telegram opens 100 at most; the rest is for who watches, and more than that gets 503.
MOST_CONNECTIONS = 1024


class _Server(uvicorn.Server):
    """A server that leaves signals to the assistant, and stops when it is told to."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready, self.over = asyncio.Event(), asyncio.Event()

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
            _, late = await asyncio.wait(tasks, timeout=LAST_ANSWERS_SECONDS)
            for task in late:
                task.cancel()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, host: str, port: int) -> AsyncIterator[int]:
    """Serves while the block runs, and gives the port (any free one for 0); raises SettingsError where it cannot."""
    listening = await asyncio.to_thread(_listening, host, port)
    server = _Server(_config(app))
    task = asyncio.create_task(server.serve([listening]))
    await server.ready.wait()
    try:
        yield listening.getsockname()[1]
    finally:
        server.over.set()
        await task


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


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as reason:
        raise SettingsError([f"LISTEN: {host} is not an address of this machine ({reason.strerror})"]) from reason
    # The protocol is named, because asyncio switches Nagle's delay off (40 ms an answer) only where it is.
    listening = socket.socket(family, kind, protocol or socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as reason:
        listening.close()
        raise SettingsError([_port_trouble(host, port, reason)]) from reason
    return listening


def _port_trouble(host: str, port: int, reason: OSError) -> str:
    if reason.errno == errno.EADDRINUSE:
        return f"LISTEN: port {port} of {host} is taken, choose another or stop what uses it"
    if reason.errno == errno.EACCES:
        return f"LISTEN: port {port} is not allowed to you, choose one from 1024 on"
    return f"LISTEN: {host}:{port} cannot be used ({os.strerror(reason.errno or 0)})"
