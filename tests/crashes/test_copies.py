"""A question that a crash or a lost answer left twice in the chat: whichever copy is pressed, the last one goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import pytest

from tests.crashes.cards import Card, card_of
from tests.world import world

GIVE_UP_SECONDS = 40.0
LOST = {"method": "sendMessage", "status": 502, "effect": True}


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


@pytest.mark.parametrize(("pressed", "left"), [(0, ["age"]), (1, ["menu", "age"])])
async def test_either_copy_of_a_card_can_be_pressed(
    database_url: str, data_key: str, pressed: int, left: list[str]
) -> None:
    async with world(database_url, data_key) as here:
        chat = Chat(here.http, (await here.person()).id)
        here.playground.bots.faults.add(LOST)
        async with here.running():
            await chat.does("text", text="/start")
            copies = await chat.questions(lambda cards: len(cards) == 2)
            button = copies[pressed].buttons["individual"]
            await chat.does("press", message_id=copies[pressed].message_id, data=button.data)
            cards = await chat.questions(lambda cards: cards[-1].step == "age")
    assert [card.step for card in cards] == left
    assert cards[-1].message_id == copies[-1].message_id
