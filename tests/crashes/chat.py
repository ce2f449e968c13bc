"""A person's chat, as a test looks at it that does one thing at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import httpx

from tests.crashes.cards import Card, card_of

GIVE_UP_SECONDS = 40.0


@dataclass
class Chat:
    """A person's chat."""

    http: httpx.AsyncClient
    id: int

    async def does(self, what: str, **body: object) -> None:
        """Types or presses."""
        (await self.http.post(f"/api/chats/{self.id}/{what}", json=body)).raise_for_status()

    async def questions(self, wanted: Callable[[list[Card]], bool]) -> list[Card]:
        """The questions that stand in the chat, from above, as soon as they are as wanted."""
        async with asyncio.timeout(GIVE_UP_SECONDS):
            while True:
                chat = (await self.http.get(f"/api/chats/{self.id}/messages")).json()
                cards = [card for message in chat["messages"] if (card := card_of(message))]
                if wanted(cards):
                    return cards
                await self.http.get("/api/wait", params={"chat": self.id, "after": chat["seq"], "timeout": 3})
