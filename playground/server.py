"""Runs a playground inside the running event loop."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.serving.server import listen, serving
from playground.app import Playground

ADDRESS = "127.0.0.1"
LAST_ANSWERS_SECONDS = 2.0


@asynccontextmanager
async def serve(playground: Playground, port: int = 0) -> AsyncIterator[str]:
    """Serves on 127.0.0.1:`port` (0: any free one) while the block runs; gives the root address, without a slash.

    Raises OSError when the port is taken.
    """
    listening = listen(ADDRESS, port)
    playground.begin()
    try:
        async with serving(playground, listening, last_answers_seconds=LAST_ANSWERS_SECONDS) as bound:
            try:
                yield f"http://{ADDRESS}:{bound}"
            finally:
                playground.release()
    finally:
        await playground.end()
