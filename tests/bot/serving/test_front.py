"""Health, readiness, metrics."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import httpx

from bot.serving import front
from bot.serving.front import OUTBOX_LIMIT_SECONDS, Front
from bot.serving.listening import Serving
from bot.watching import Watch
from storage.database import StoreUnavailable
from storage.watching import Backlog, Look
from tests.bot.serving.standing import NOTHING, RIGHT, Looking, Taken


async def test_before_the_assistant_is_ready_updates_come_again(http: httpx.AsyncClient, served: Front) -> None:
    served.webhook = None
    assert (await http.post("/hook", headers=RIGHT, json={"update_id": 5})).status_code == 503
    ready = await http.get("/readyz")
    assert (ready.status_code, ready.text) == (503, "the assistant is starting or stopping\n")
    served.look = None
    assert (await http.get("/readyz")).text == "the database is not open\n"
    assert (await http.get("/healthz")).text == "alive\n"


async def test_ready_means_a_database_and_an_outbox_that_keeps_up(http: httpx.AsyncClient, served: Front) -> None:
    assert (await http.get("/readyz")).status_code == 200
    served.look = Looking(StoreUnavailable("the database does not answer"))  # type: ignore[assignment]
    answer = await http.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")
    assert "assistant_database_up 0.0" in (await http.get("/metrics")).text
    late = NOTHING.at - timedelta(seconds=OUTBOX_LIMIT_SECONDS + 1)
    served.look = Looking(replace(NOTHING, outbox={"telegram": Backlog(1, late)}))  # type: ignore[assignment]
    answer = await http.get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the outbox is 121 s behind\n")


async def test_metrics_tell_how_the_store_stands(http: httpx.AsyncClient, served: Front) -> None:
    ago = NOTHING.at - timedelta(hours=1)
    look = Look(NOTHING.at, {"telegram": Backlog(3, ago)}, Backlog(2, ago), Backlog(1, ago), {"sign_up": (5, 2)})
    served.look = Looking(look)  # type: ignore[assignment]
    served.watch.steps["sign_up", "name", "entered"] += 4
    answer = await http.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    for line in (
        "assistant_database_up 1.0",
        'assistant_outbox_rows{route="telegram"} 3.0',
        'assistant_outbox_rows{route="tick"} 0.0',
        "assistant_outbox_oldest_seconds 3600.0",
        "assistant_associates_waiting 2.0",
        "assistant_associates_waiting_oldest_seconds 3600.0",
        "assistant_certificates_waiting 1.0",
        'assistant_forms{flow="sign_up"} 5.0',
        'assistant_forms_idle{flow="sign_up"} 2.0',
        'assistant_steps_total{flow="sign_up",step="name",what="entered"} 4.0',
        'assistant_sends_total{verdict="sent"}',
    ):
        assert line in answer.text


async def test_without_a_webhook_its_path_is_not_there(taken: Taken) -> None:
    app = Front(Serving("127.0.0.1:0"), Watch()).app()
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://here") as http:
        assert (await http.post("/hook", headers=RIGHT, json={"update_id": 5})).status_code == 404
        assert (await http.get("/healthz")).status_code == 200


async def test_it_serves_on_a_port_of_its_own() -> None:
    async with front.front(Serving("127.0.0.1:0"), Watch()) as made, httpx.AsyncClient() as http:
        assert (await http.get(f"http://127.0.0.1:{made.port}/healthz")).text == "alive\n"
