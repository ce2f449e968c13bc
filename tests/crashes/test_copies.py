"""A question that a crash or a lost answer left twice in the chat: whichever copy is pressed, the last one goes on."""

from __future__ import annotations

import pytest

from tests.crashes.chat import Chat
from tests.world import world

LOST = {"method": "sendMessage", "status": 502, "effect": True}


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
