"""Passwords, codes and resident registration numbers that were typed stand nowhere afterwards."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from storage import schema
from storage.rotation import SEALED
from storage.transaction import Transaction
from tests.journeys.paths import ADDRESS, Wishes, gives_contact, to_code
from tests.journeys.paths import PASSWORD as FIRST
from tests.journeys.test_masters import found, person_of
from tests.journeys.test_masters_hand_over import menu, offers_to
from tests.person import Person
from tests.world import World

PASSWORD = "Zebra#lantern+88"
WRONG = "tooShort7"
ODD = "\u202e비밀 %s {x} <b>&\\'\"-- 🔑 Q"
RESIDENT = "900305-1234567"


def everything_stored(here: World) -> list[str]:
    """Every value of every table, and what is sealed also opened."""
    return here.reads(lambda tx: [text for table in schema.metadata.sorted_tables for text in _values(tx, table)])


def _values(tx: Transaction, table: sa.Table) -> Iterator[str]:
    for row in tx.connection.execute(sa.select(table)).mappings():
        for value in row.values():
            yield value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
        yield from _opened(tx, table.name, dict(row))


def _opened(tx: Transaction, table: str, row: dict[str, Any]) -> Iterator[str]:
    for sealed in SEALED:
        if sealed.table.name != table or row[sealed.column.name] is None:
            continue
        opened = tx.keyring.open(row[sealed.column.name], sealed.bound_to(*(row[name] for name in sealed.names)))
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


NEW, NEWER = "Heron+lagoon!52", "Quartz+meadow!63"
MOBILE = "+821098765432"


async def types(here: World, person: Person, stored: list[str], *texts: str) -> None:
    """Types one after the other, and looks into the store after each."""
    for text in texts:
        await person.says(text)
        stored += everything_stored(here)


async def changes_and_forgets(here: World, person: Person, stored: list[str]) -> tuple[str, str]:
    """Changes the password, then sets it anew by SMS; gives the code that came and the wrong one that was typed."""
    await menu(person, "my_account")
    await person.picks("change_password")
    await types(here, person, stored, ODD, FIRST, WRONG, FIRST, NEW, NEWER, NEW)
    await person.picks("reset_password")
    await person.picks("sms")
    code = await person.code(MOBILE)
    wrong_code = f"{(int(code) + 7) % 1_000_000:06d}"
    await types(here, person, stored, wrong_code, code, NEW, NEWER, NEWER)
    return code, wrong_code


async def takes_data_and_leaves(here: World, person: Person, stored: list[str]) -> None:
    """Has the data sent as a file, and leaves; each after a wrong password."""
    await person.picks("my_data")
    await types(here, person, stored, NEW, NEWER)
    await person.picks("leave_membership")
    await person.picks("_skip")
    await types(here, person, stored, "탈퇴")
    await person.picks("password")
    await types(here, person, stored, NEW, NEWER)
    person.heard_of("탈퇴가 끝났습니다")


async def test_secrets_of_an_account_stand_nowhere(here: World, caplog: pytest.LogCaptureFixture) -> None:
    """Hand-over, change of password, a new one by SMS, data as a file, leaving: wrong ones, weak ones, right ones."""
    caplog.set_level(logging.DEBUG)
    firm = found(here, "second02", regulars=("regular9",))
    has_mobile = sa.update(schema.members).where(schema.members.c.login_id == "second02").values(mobile=MOBILE)
    here.writes(lambda tx: tx.connection.execute(has_mobile) and None)
    master, second = await person_of(here, firm, "master01"), await person_of(here, firm, "second02")
    stored: list[str] = []
    await offers_to(master, firm, "regular9", WRONG)
    await types(here, master, stored, ODD, RESIDENT, FIRST)
    codes = await changes_and_forgets(here, second, stored)
    await takes_data_and_leaves(here, second, stored)
    logged = [record.getMessage() for record in caplog.records] + [caplog.text]
    called = [str(call["params"]) for call in await here.calls()]
    typed = (*codes, FIRST, NEW, NEWER, WRONG, ODD, RESIDENT)
    for name, texts in (("store", stored), ("log", logged), ("calls", called)):
        assert [secret for secret in typed if found_in(secret, texts)] == [], name
    assert any("second02" in text for text in stored), "the search does find what is kept"
