"""Passwords, codes and resident registration numbers that were typed stand nowhere afterwards."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from storage import certificates, conversations, outbox, schema, secrets
from storage.transaction import Transaction
from tests.journeys.paths import ADDRESS, Wishes, gives_contact, to_code
from tests.world import World

PASSWORD = "Zebra#lantern+88"
WRONG = "tooShort7"
ODD = "\u202e비밀 %s {x} <b>&\\'\"-- 🔑 Q"
RESIDENT = "900305-1234567"
SEALED: dict[str, tuple[str, Callable[..., str], tuple[str, ...]]] = {
    "conversations": ("state", conversations.bound_to, ("channel", "chat")),
    "outbox": ("payload", outbox.bound_to, ("channel", "chat")),
    "certificates": ("content", certificates.bound_to, ("company_id",)),
    "secrets": ("value", secrets.bound_to, ("name",)),
}


def everything_stored(here: World) -> list[str]:
    """Every value of every table, and what is sealed also opened."""
    return here.reads(lambda tx: [text for table in schema.metadata.sorted_tables for text in _values(tx, table)])


def _values(tx: Transaction, table: sa.Table) -> Iterator[str]:
    for row in tx.connection.execute(sa.select(table)).mappings():
        for value in row.values():
            yield value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        yield from _opened(tx, table.name, dict(row))


def _opened(tx: Transaction, table: str, row: dict[str, Any]) -> Iterator[str]:
    if table not in SEALED:
        return
    column, bound_to, names = SEALED[table]
    if row[column] is not None:
        opened = tx.keyring.open(row[column], bound_to(*(row[name] for name in names)))
        yield (
            opened.decode("unicode_escape", "replace")
            if table == "conversations"
            else opened.decode("utf-8", "replace")
        )


def found_in(secret: str, texts: list[str]) -> bool:
    """Whether a secret lies in one of the texts, as it is or escaped; a part of a longer number is not it."""
    ways = {secret, secret.encode("unicode_escape").decode(), secret.replace("-", "")}
    pattern = re.compile("|".join(rf"(?<![\d.]){re.escape(way)}(?!\d)" for way in ways))
    return any(pattern.search(text) for text in texts)


async def test_secrets_stand_nowhere(here: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    person = await here.person()
    stored: list[str] = []
    await to_code(person, Wishes("honggd1"))
    code = await person.code()
    wrong_code = f"{(int(code) + 7) % 1_000_000:06d}"
    for text in (wrong_code, f"\u202e{wrong_code[:3]} - {wrong_code[3:]}번", RESIDENT):
        await person.says(text)
        stored += everything_stored(here)
    await person.says(code)
    stored += everything_stored(here)
    for text in ("honggd1", WRONG, ODD, RESIDENT, PASSWORD, "Zebra#lantern+8?", PASSWORD):
        await person.says(text)
        stored += everything_stored(here)
    await gives_contact(person, Wishes("honggd1"))
    for picked in ("skip", "submit"):
        await person.picks(picked)
    stored += everything_stored(here)
    assert here.step_of(person) == "menu"
    logged = [record.getMessage() for record in caplog.records] + [caplog.text]
    called = [str(call["params"]) for call in await here.calls()]
    secrets_typed = (code, wrong_code, PASSWORD, WRONG, ODD, RESIDENT, "Zebra#lantern+8?")
    for name, texts in (("store", stored), ("log", logged), ("calls", called)):
        assert [secret for secret in secrets_typed if found_in(secret, texts)] == [], name
    assert any("honggd1" in text for text in stored)
    assert any(ADDRESS.split(",")[0][6:] in text for text in stored), "the search does find what is kept"
