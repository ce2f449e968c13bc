"""Start and stop are clean: SIGTERM finishes what is in hand, and nobody notices that there was a stop."""

from __future__ import annotations

import asyncio
import random
import signal
from pathlib import Path

import httpx
import pytest

from playground import serve
from tests.crashes import findings
from tests.crashes.ambush import Ambush
from tests.crashes.answers import crowd
from tests.crashes.assistant import Assistant
from tests.crashes.chat import Chat
from tests.crashes.crowd import Stage, Storm, held, seed, stage, unsent

SLOW = {"method": "sendMessage", "delay": 1.0}


@pytest.mark.parametrize(
    ("dialect", "people", "stops"),
    [
        pytest.param("sqlite", 4, 2, marks=pytest.mark.timeout(240)),
        pytest.param("sqlite", 60, 40, marks=[pytest.mark.soak, pytest.mark.timeout(900)]),
        pytest.param("postgresql", 40, 25, marks=[pytest.mark.soak, pytest.mark.timeout(900)]),
    ],
    indirect=["dialect"],
)
async def test_nobody_notices_stops_in_the_middle_of_work(
    database_url: str, data_key: str, tmp_path: Path, people: int, stops: int
) -> None:
    async with stage(database_url, data_key, tmp_path) as here:
        storm = Storm(here, people, stops, seed(), deadline=100 + 15 * stops, ends=signal.SIGTERM)
        await storm.rage()
        # Not one question came twice, although the assistant was stopped.
        assert await findings.check(here, 0) == 0, storm
        # Everybody may be done before the last.
        assert len(storm.killer.blows) >= stops // 2 + 1, storm


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_second_sigterm_while_it_stops_changes_nothing(
    database_url: str, data_key: str, tmp_path: Path
) -> None:
    async with stage(database_url, data_key, tmp_path) as here:
        person = await here.person(crowd(1)[0], random.Random(0))
        here.assistant.start()
        await here.assistant.says("ready")
        here.ambush.bots.faults.add(SLOW)
        await person.write("/start")
        await called(here, "sendMessage")
        here.assistant.send(signal.SIGTERM)
        here.assistant.send(signal.SIGTERM)
        assert await here.assistant.ended() == 0
        assert here.database.read(unsent) == here.database.read(held) == []
        assert [message["from_bot"] for message in await person.messages()] == [False, True]
        assert not [word for word in findings.TROUBLE if word in here.assistant.log]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_it_waits_for_a_messenger_that_is_not_there_yet(database_url: str, data_key: str, tmp_path: Path) -> None:
    ambush = Ambush()
    async with serve(ambush) as root:
        port = int(root.rsplit(":", 1)[1])
    assistant = Assistant(root, database_url, data_key, tmp_path)
    try:
        assistant.start()
        await assistant.says("cannot be reached")
        assistant.send(signal.SIGTERM)
        assert await assistant.ended() == 0
        assistant.start()
        await assistant.says("cannot be reached", times=2)
        async with serve(ambush, port), httpx.AsyncClient(base_url=root) as http:
            await assistant.says("ready")
            made = (await http.post("/api/people", json={"first_name": "민수"})).json()
            chat = Chat(http, made["id"])
            await chat.does("text", text="/start")
            assert [card.step for card in await chat.questions(bool)] == ["menu"]
            assistant.send(signal.SIGTERM)
            assert await assistant.ended() == 0
    finally:
        await assistant.clear_away()


async def called(here: Stage, method: str) -> None:
    """Waits until the assistant has begun such a call."""
    while method not in [call["method"] for call in await here.calls()]:  # noqa: ASYNC110 -- calls wake nobody
        await asyncio.sleep(0.05)
