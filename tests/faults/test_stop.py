"""A worker is stopped while its PostgreSQL is away, or answers nothing: it ends, and nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from storage.database import Database, StoreUnavailable
from tests.crashes import findings
from tests.crashes.answers import crowd
from tests.crashes.crowd import held, let_leases_end, put_in_registry, stage
from tests.storage.postgresql_server import Server

PEOPLE = 6
Trouble = Callable[[Server, str], AbstractContextManager[None]]


@contextmanager
def away(server: Server, name: str) -> Iterator[None]:
    """The database takes no connections, and ends those that there are."""
    change = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    server.admin.execute(change.format(sql.Identifier(name), sql.SQL("false")))
    server.admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    try:
        yield
    finally:
        server.admin.execute(change.format(sql.Identifier(name), sql.SQL("true")))


@contextmanager
def silent(server: Server, name: str) -> Iterator[None]:
    """Somebody holds every lock that a worker needs."""
    with psycopg.connect(server.url(name)) as other:
        other.execute("LOCK TABLE outbox, conversations, seen_updates IN ACCESS EXCLUSIVE MODE")
        yield


async def free_what_is_held(database: Database) -> None:
    """As if the leases had ended; our own connections may have ended, too."""
    for work in (lambda: database.write(let_leases_end).result(), lambda: database.read(held)):
        with contextlib.suppress(StoreUnavailable):
            await asyncio.to_thread(work)
    await asyncio.to_thread(database.write(let_leases_end).result)


@pytest.mark.soak
@pytest.mark.timeout(300)
@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
@pytest.mark.parametrize("trouble", [away, silent])
async def test_a_stop_without_the_store_ends_and_loses_nothing(
    database_url: str, data_key: str, tmp_path: Path, postgresql_server: Server, trouble: Trouble
) -> None:
    name = database_url.partition("@/")[2].partition("?")[0]
    async with stage(database_url, data_key, tmp_path) as here:
        applicants = crowd(PEOPLE)
        await asyncio.to_thread(here.database.write(lambda tx: put_in_registry(tx, applicants)).result)
        people = [await here.person(one, random.Random(0)) for one in applicants]
        here.assistant.start()
        await here.assistant.says("ready: @")
        here.ambush.bots.faults.add({"method": "sendMessage", "delay": 0.3, "times": 10**6})
        signing_up = asyncio.gather(*(one.sign_up() for one in people))
        await asyncio.sleep(2.0)
        with trouble(postgresql_server, name):
            await asyncio.sleep(2.0)
            here.assistant.send(signal.SIGTERM)
            assert await here.assistant.stopped() == 0
        here.ambush.bots.faults.clear()
        await free_what_is_held(here.database)
        here.assistant.start()
        async with asyncio.timeout(120):
            await signing_up
            await here.quiet()
        here.assistant.send(signal.SIGTERM)
        assert await here.assistant.stopped() == 0
        await findings.check(here, 2)
