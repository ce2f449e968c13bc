"""One of many is elected; another as soon as that one is gone, however it went."""

from __future__ import annotations

import queue
from collections.abc import Iterator

import pytest

from storage import election
from storage.election import Election, lock_key
from tests.storage.people import plain_sql, rows

pytestmark = pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
HOLDER = f"SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = {lock_key('one') & 0xFFFFFFFF}"


class Candidate:
    """Stands for election, and tells what it hears."""

    def __init__(self, url: str, name: str = "one"):
        self.heard: queue.Queue[bool] = queue.Queue()
        self.election = Election(url, name, self.heard.put)

    def hears(self) -> bool:
        return self.heard.get(timeout=30)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(election, "LOOK_SECONDS", 0.05)


@pytest.fixture
def two(database_url: str) -> Iterator[tuple[Candidate, Candidate]]:
    first = Candidate(database_url)
    assert first.hears()
    second = Candidate(database_url)
    assert not second.hears()
    yield first, second
    first.election.close()
    second.election.close()


def test_who_gives_up_is_followed(two: tuple[Candidate, Candidate]) -> None:
    first, second = two
    first.election.close()
    assert second.hears()


def test_who_loses_the_connection_is_followed_and_may_be_elected_again(
    two: tuple[Candidate, Candidate], database_url: str
) -> None:
    first, second = two
    ((holder,),) = rows(database_url, HOLDER)
    with plain_sql(database_url) as other:
        assert other.exec_driver_sql(f"SELECT pg_terminate_backend({holder})").scalar_one() is True
    assert not first.hears()
    winner, loser = elected(first, second)
    winner.election.close()
    assert loser.hears()


def elected(*candidates: Candidate) -> tuple[Candidate, Candidate]:
    """Who is elected next, and who is not."""
    while True:
        for winner, loser in (candidates, candidates[::-1]):
            try:
                assert winner.heard.get(timeout=0.01)
            except queue.Empty:
                continue
            return winner, loser


def test_offices_are_apart(two: tuple[Candidate, Candidate], database_url: str) -> None:
    other = Candidate(database_url, "another")
    assert other.hears()
    other.election.close()


def test_while_the_database_is_away_nobody_is_elected(database_url: str) -> None:
    nobody = Candidate("postgresql://nobody@127.0.0.1:1/none")
    assert not nobody.hears()
    nobody.election.close()
