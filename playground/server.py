"""Runs a playground inside the running event loop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn

from playground.app import Playground

ADDRESS = "127.0.0.1"
LONGEST_ANSWER_S = 2


class _Server(uvicorn.Server):
    """A server that leaves signals to its owner, and stops at once when told."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready, self.over = asyncio.Event(), asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    async def main_loop(self) -> None:
        await self.over.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's, without its pauses: tests start and stop hundreds of playgrounds."""
        for listener in self.servers:
            listener.close()
        for listening in sockets or []:
            listening.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        await self._finish(set(self.server_state.tasks))

    async def _finish(self, tasks: set[asyncio.Task[None]]) -> None:
        if not tasks:
            return
        _, late = await asyncio.wait(tasks, timeout=LONGEST_ANSWER_S)
        for task in late:
            task.cancel()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listen(port: int) -> socket.socket:
    # The protocol is named, because asyncio switches Nagle's delay off (40 ms an answer) only where it is.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, port))
    except OSError:
        listening.close()
        raise
    return listening


def _server(playground: Playground) -> _Server:
    return _Server(
        uvicorn.Config(
            playground,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
        )
    )


@contextlib.asynccontextmanager
async def serve(playground: Playground, port: int = 0) -> AsyncIterator[str]:
    """Serves on 127.0.0.1:`port` (0: any free one) while the block runs; gives the root address, without a slash.

    Raises OSError when the port is taken.
    """
    listening = _listen(port)
    server = _server(playground)
    playground.begin()
    task = asyncio.create_task(server.serve([listening]))
    await server.ready.wait()
    try:
        yield f"http://{ADDRESS}:{listening.getsockname()[1]}"
    finally:
        playground.release()
        server.over.set()
        await task
        await playground.end()
