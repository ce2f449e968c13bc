"""A page speaks for one chat, is opened once by one opening, and comes to its end."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from storage import page_sessions
from storage.database import Database
from storage.keyring import Keyring
from storage.page_sessions import PageSession
from storage.transaction import Transaction
from tests.conftest import Clock
from tests.storage.people import do

FORM = PageSession("telegram", "7", "form", "sign_up")


@pytest.fixture
def opened(database: Database) -> Database:
    assert do(database, page_sessions.begin, FORM, "opening", "token")
    return database


def test_is_found_by_its_token_alone(opened: Database) -> None:
    assert do(opened, page_sessions.find, "token") == FORM
    assert do(opened, page_sessions.find, "opening") is None
    assert do(opened, page_sessions.find, "") is None


def test_an_opening_opens_one_page(opened: Database) -> None:
    other = PageSession("telegram", "8", "password")
    assert not do(opened, page_sessions.begin, other, "opening", "another token")
    assert do(opened, page_sessions.find, "another token") is None
    assert do(opened, page_sessions.begin, other, "another opening", "another token")
    assert do(opened, page_sessions.find, "token") == FORM


def test_of_many_workers_at_once_one_opens_it(database: Database, keyring: Keyring, clock: Clock) -> None:
    other = Database.open(database.url, keyring, clock)
    works = [(database, other)[number % 2].write(_begins(f"token {number}")) for number in range(10)]
    assert sorted(work.result() for work in works) == [False] * 9 + [True]
    other.close()


def _begins(token: str) -> Callable[[Transaction], bool]:
    return lambda tx: page_sessions.begin(tx, FORM, "opening", token)


def test_an_answer_gives_it_its_half_hour_anew(opened: Database, clock: Clock) -> None:
    clock.forward(minutes=29)
    do(opened, page_sessions.move, "token", "convert")
    clock.forward(minutes=29)
    found = do(opened, page_sessions.find, "token")
    assert (found.flow, found.over) == ("convert", False)
    clock.forward(minutes=1)
    assert do(opened, page_sessions.find, "token").over


def test_is_closed_once(opened: Database) -> None:
    assert do(opened, page_sessions.close, "token")
    assert do(opened, page_sessions.find, "token").over
    assert not do(opened, page_sessions.close, "token")


def test_is_forgotten_when_it_is_over(opened: Database, clock: Clock) -> None:
    clock.forward(minutes=30)
    assert do(opened, page_sessions.drop_old) == 0
    clock.forward(seconds=1)
    assert do(opened, page_sessions.drop_old) == 1
    assert do(opened, page_sessions.find, "token") is None


def test_neither_token_nor_opening_is_kept(opened: Database) -> None:
    engine = sa.create_engine(opened.url)
    with engine.connect() as connection:
        (row,) = connection.execute(sa.text("SELECT * FROM page_sessions")).all()
    engine.dispose()
    assert not {"token", "opening"} & set(row)
    assert len(row.token_hash) == len(row.opened_hash) == 64
