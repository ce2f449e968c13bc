"""A whole small world for a test: the playground's server, the assistant against it, and people."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.app import assistant
from bot.settings import Settings
from playground import Playground, serve
from tests.person import Person

TOKEN = "7000000001:" + "T" * 35


@dataclass
class World:
    """The playground, the assistant's settings, and a client of the people's API."""

    playground: Playground
    settings: Settings
    http: httpx.AsyncClient
    people: list[Person] = field(default_factory=list)

    async def person(self, first_name: str = "민수", language: str = "ko") -> Person:
        """Somebody new with a phone of their own."""
        phone = f"+8210{20_100_000 + len(self.people):08d}"
        wanted = {"first_name": first_name, "language_code": language, "phone": phone}
        made = (await self.http.post("/api/people", json=wanted)).json()
        seq = (await self.http.get("/api/state")).json()["seq"]
        person = Person(self.http, made["id"], made["phone"], seq)
        self.people.append(person)
        return person

    async def calls(self, method: str = "") -> list[dict[str, Any]]:
        """Every Bot API call that the assistant made."""
        return list((await self.http.get("/api/calls", params={"method": method})).json())

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The assistant at work; may be entered again after it was left, as after a restart."""
        stop = asyncio.Event()
        async with assistant(self.settings) as polling:
            polling.long_poll_seconds = 1
            working = asyncio.create_task(polling.run(stop))
            try:
                yield
            finally:
                stop.set()
                await working


@asynccontextmanager
async def world(database_url: str, data_key: str, **playground: Any) -> AsyncIterator[World]:
    """A world on an empty playground and this database; the assistant is not running yet."""
    made = Playground(None, token=TOKEN, **playground)
    async with serve(made) as root, httpx.AsyncClient(base_url=root) as http:
        settings = Settings(
            token=TOKEN,
            api_url=root,
            database_url=database_url,
            data_key=data_key,
            identity_gateway="playground",
            playground_url=root,
            sends_per_second=None,
        )
        yield World(made, settings, http)
