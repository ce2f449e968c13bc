"""Rows that leave for outside services and ticks, and come back into the conversation."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from bot.delivery import Service
from gateways.identity import GatewayError
from storage.database import StoreUnavailable
from storage.outbox import NewRow
from tests.bot.bench import SEND, Bench, errand, message
from tests.conftest import Clock


async def test_a_service_is_called_and_its_answer_handed_over(bench: Bench) -> None:
    async def look_up(data: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"found": data["number"]}

    bench.services["registry.find"] = Service(look_up)
    await bench.send(errand("service", "registry.find", number="1208147521"))
    assert bench.handed.answers == [("registry.find", {"found": "1208147521"})]
    assert bench.left() == []


async def test_a_slow_service_does_not_hold_its_chat_up(bench: Bench) -> None:
    go_on = asyncio.Event()

    async def slow(data: Mapping[str, Any]) -> Mapping[str, Any]:
        await go_on.wait()
        return {}

    bench.services["slow"] = Service(slow)
    bench.delivery.enqueue(await bench.put(errand("service", "slow"), message("next")))
    await bench.server.called(SEND, 1)
    go_on.set()
    await bench.settled()
    assert len(bench.handed.answers) == 1


def failing(*errors: Exception) -> tuple[Service, list[Exception]]:
    left = list(errors)

    async def call(data: Mapping[str, Any]) -> Mapping[str, Any]:
        if left:
            raise left.pop(0)
        return {"fine": True}

    return Service(call, tries=3), left


@pytest.mark.parametrize(
    ("errors", "answer"),
    [
        ([GatewayError("away")] * 2, {"fine": True}),
        ([GatewayError("away")] * 3, {"error": "away"}),
        ([GatewayError("refused", passing=False)], {"error": "refused"}),
        ([ValueError("010-1234-5678")] * 3, {"error": "service.failed"}),
        ([StoreUnavailable("away")] * 4, {"fine": True}),
    ],
)
async def test_a_service_that_fails_is_tried_again_up_to_its_limit(
    bench: Bench, errors: Sequence[Exception], answer: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    bench.services["some"], left = failing(*errors)
    await bench.send(errand("service", "some"))
    assert bench.handed.answers == [("some", answer)]
    assert left == []
    assert "1234" not in caplog.text


async def test_a_service_that_is_not_there_answers_with_an_error(bench: Bench) -> None:
    await bench.send(errand("service", "nothing"))
    assert bench.handed.answers == [("nothing", {"error": "service.unknown"})]


async def test_an_answer_waits_for_the_store_and_the_service_is_not_called_again(bench: Bench) -> None:
    bench.services["some"], _ = failing()
    bench.handed.failures = [StoreUnavailable("away")] * 7
    await bench.send(errand("service", "some"))
    assert bench.handed.answers == [("some", {"fine": True})]
    assert bench.handed.tried == 8


async def test_an_answer_that_cannot_be_handled_is_set_aside(bench: Bench) -> None:
    bench.services["some"], _ = failing()
    bench.handed.failures = [KeyError("x")] * 5
    (row,) = await bench.send(errand("service", "some"))
    assert bench.left() == [(row.id, "its answer could not be handled")]


async def test_a_tick_comes_back_when_it_is_due(bench: Bench, clock: Clock) -> None:
    due = clock.forward(minutes=5)
    clock.forward(minutes=-5)
    later = NewRow(channel="telegram", chat="7", route="tick", method="remind", payload=b"{}", due_at=due)
    await bench.send(later)
    await bench.delivery._sweep_once()
    await bench.settled()
    assert bench.handed.ticks == []
    clock.forward(minutes=5)
    await bench.delivery._sweep_once()
    await bench.settled()
    assert bench.handed.ticks == ["remind"]
    assert bench.left() == []
