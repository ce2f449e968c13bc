"""A PostgreSQL server that is stopped under the webhook: nothing is acknowledged, and it goes on when it is back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from storage import engines, migrate
from tests.journeys.paths import Wishes, to_method
from tests.journeys.test_webhook import Post, by_webhook, counted
from tests.storage.postgresql_server import NotInstalled, Server, _programs, _run, running
from tests.world import World, world


@pytest.fixture
def server() -> Iterator[Server]:
    """A server of this test's own: others' tests go on while it is stopped."""
    try:
        with running() as made:
            yield made
    except NotInstalled as reason:
        pytest.skip(str(reason))


def control(server: Server, *words: str) -> None:
    _run(_programs() / "pg_ctl", "-D", server.folder / "data", "-w", "-l", server.folder / "log", *words)


async def refused(here: World, post: Post, times: int) -> None:
    """Waits until Telegram was told so often that the update is to come again, and looks what others are told."""
    before = counted("assistant_webhook_unacknowledged_total", reason="store_away")
    while counted("assistant_webhook_unacknowledged_total", reason="store_away") < before + times:
        await here.playground.state.events.wait(None, here.playground.state.events.seq, 0.05)
    ready = await post.gets("/readyz")
    assert ready.status_code == 503
    assert "assistant_database_up 0.0" in (await post.gets("/metrics")).text
    assert (await post.gets("/healthz")).status_code == 200


@pytest.mark.soak
async def test_an_answer_given_while_the_database_is_away_counts_once_it_is_back(server: Server, data_key: str) -> None:
    url = server.url(server.create())
    migrate.upgrade(url)
    async with world(url, data_key, webhook_pause=0.05) as here, by_webhook(here) as post:
        person = await here.person()
        await to_method(person, Wishes("honggd1"))
        await person.says("1")
        control(server, "-m", "fast", "stop")
        await person.does("text", text="홍길동")
        await refused(here, post, 3)
        control(server, "restart")
        engine = sa.create_engine(engines.parse(url), isolation_level="AUTOCOMMIT")
        with engine.connect() as here.onlooker:
            await person.hears()
            assert here.step_of(person) == "birth_date"
        engine.dispose()
