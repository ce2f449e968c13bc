"""Which chat was told of which associate: each once, also by two workers at once, and anew where a chat comes back."""

from __future__ import annotations

from storage import approvals, chats, told
from storage.database import Database, Transaction
from tests.conftest import Clock
from tests.storage.overlapping import overlap
from tests.storage.people import do, firm, rows


def test_each_once(database: Database) -> None:
    assert do(database, told.news, "telegram", "7", [3, 4]) == {3, 4}
    assert do(database, told.news, "telegram", "7", [4, 5]) == {5}
    assert do(database, told.news, "telegram", "8", [4]) == {4}


def test_two_workers_at_once_tell_it_once(database: Database, clock: Clock) -> None:
    def news(tx: Transaction) -> set[int]:
        return told.news(tx, "telegram", "7", [3])

    assert overlap(database, clock, news, news) == ({3}, set())


def test_what_a_worker_did_not_commit_is_told_by_the_next(database: Database, clock: Clock) -> None:
    def dies(tx: Transaction) -> None:
        told.news(tx, "telegram", "7", [3])
        raise LookupError

    assert overlap(database, clock, dies, lambda tx: told.news(tx, "telegram", "7", [3])) == (LookupError, {3})


def test_a_chat_that_comes_back_or_changes_hands_is_told_anew(database: Database) -> None:
    made = firm(database, regulars=1)
    do(database, chats.link_chat, "telegram", "7", made.master)
    do(database, told.news, "telegram", "7", [3])
    do(database, chats.link_chat, "telegram", "7", made.master)
    do(database, chats.mark_reachable, "telegram", "7")
    assert do(database, told.news, "telegram", "7", [3]) == set()
    do(database, chats.mark_unreachable, "telegram", "7")
    do(database, chats.mark_reachable, "telegram", "7")
    assert do(database, told.news, "telegram", "7", [3]) == {3}
    do(database, chats.link_chat, "telegram", "7", made.people[1].id)
    assert do(database, told.news, "telegram", "7", [3]) == {3}


def test_who_waits_no_more_is_forgotten(database: Database) -> None:
    made = firm(database, associates=2)
    do(database, told.news, "telegram", "7", made.relations[1:])
    do(database, approvals.approve, made.master, made.relations[1])
    assert do(database, told.drop_old) == 1
    assert rows(database.url, "SELECT affiliation_id FROM waiting_told") == [(made.relations[2],)]
