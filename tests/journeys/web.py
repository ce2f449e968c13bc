"""A quick client of the people's API: JSON in and out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp


@dataclass(frozen=True, slots=True)
class Web:
    """Asks the playground; whatever it refuses fails the test."""

    session: aiohttp.ClientSession

    async def get(self, path: str, **params: Any) -> Any:
        """What stands at this path."""
        async with self.session.get(path, params=params) as answer:
            return await _taken(answer)

    async def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """What comes of this request."""
        async with self.session.post(path, json=body) as answer:
            return await _taken(answer)

    async def send(self, path: str, form: aiohttp.FormData | Mapping[str, str]) -> tuple[int, str]:
        """Sends a form as a browser does; the status and the page that come of it."""
        async with self.session.post(path, data=form, allow_redirects=False) as answer:
            return answer.status, await answer.text()


async def _taken(answer: aiohttp.ClientResponse) -> Any:
    assert answer.status == 200, await answer.text()
    return await answer.json()


@asynccontextmanager
async def opened(root: str, seconds: float) -> AsyncIterator[Web]:
    """A client of the playground at `root` that waits at most so long for an answer."""
    timeout = aiohttp.ClientTimeout(total=seconds)
    async with aiohttp.ClientSession(root, timeout=timeout) as session:
        yield Web(session)
