"""Notices are neither doubled nor lost where several things happen before anybody is told."""

from __future__ import annotations

from datetime import timedelta

from conversations.notices import notices_of
from conversations.says import Note
from storage import approvals, chats, companies, events, masters, relations, reminders
from storage.database import Database, Transaction
from tests.conftest import Clock
from tests.storage.people import do, firm, sign_up


def told(database: Database) -> list[Note]:
    """What is said of everything that is due, marked as told."""

    def tell(tx: Transaction) -> list[Note]:
        happened = events.take_due(tx, 200)
        events.handled(tx, [one.id for one in happened])
        return notices_of(tx, happened, None)

    return database.write(tell).result()


def presses(notes: list[Note]) -> list[str]:
    """The first button of each, with whose chat it is in."""
    return [f"{note.chat.id} {note.rows[0][0].press}" for note in notes if note.chat and note.rows]


def test_an_associate_who_comes_while_the_master_links_a_chat_is_told_of_once(database: Database) -> None:
    made = firm(database, associates=1)
    do(database, chats.link_chat, "telegram", "7", made.master)
    assert presses(told(database)) == [f"7 !approve:{made.relations[1]}"]


def test_a_second_chat_has_the_first_told_nothing_anew(database: Database) -> None:
    made = firm(database, associates=1)
    do(database, chats.link_chat, "telegram", "7", made.master)
    told(database)
    do(database, chats.link_chat, "telegram", "8", made.master)
    assert presses(told(database)) == [f"8 !approve:{made.relations[1]}"]


def test_who_comes_after_fifty_who_wait_is_told_of(database: Database) -> None:
    made = firm(database, associates=51)
    do(database, chats.link_chat, "telegram", "7", made.master)
    told(database)
    late = sign_up(database, "latecomer").id
    do(database, companies.affiliate, made.company.id, late, "web")
    relation = do(database, relations.of_member, late)
    assert relation
    assert presses(told(database)) == [f"7 !approve:{relation.id}"]


def test_two_ends_of_one_relation_after_another_are_each_told_as_they_were(database: Database) -> None:
    """The member left by themselves, came back, and was then ended with a reason: only the latter is told."""
    made = firm(database, associates=1)
    who = made.people[1].id
    do(database, chats.link_chat, "telegram", "7", who)
    told(database)
    do(database, approvals.leave, who)
    do(database, companies.affiliate, made.company.id, who, "web")
    again = do(database, relations.of_member, who)
    assert again
    do(database, approvals.end_relation, made.master, again.id, "퇴사")
    assert [note.text.split("\n")[-1] for note in told(database)] == ["사유: 퇴사"]


def test_the_reason_of_an_end_is_told_also_when_they_are_back_and_approved(database: Database) -> None:
    made = firm(database, associates=1)
    who = made.people[1].id
    do(database, chats.link_chat, "telegram", "7", who)
    told(database)
    do(database, approvals.end_relation, made.master, made.relations[1], "퇴사")
    do(database, companies.affiliate, made.company.id, who, "web")
    again = do(database, relations.of_member, who)
    assert again
    do(database, approvals.approve, made.master, again.id)
    assert [note.text.split("\n")[-1] for note in told(database)] == ["사유: 퇴사"]


def test_a_substitute_who_links_a_chat_leaves_the_master_their_reminder(database: Database, clock: Clock) -> None:
    made = firm(database, regulars=1, associates=1)
    stand_in = made.people[1].id
    do(database, chats.link_chat, "telegram", "7", made.master)
    do(database, masters.name_substitute, made.master, stand_in, clock.now + timedelta(days=9))
    told(database)
    clock.forward(hours=20)
    do(database, chats.link_chat, "telegram", "8", stand_in)
    told(database)
    clock.forward(hours=4)
    assert [len(one.recipients) for one in do(database, reminders.due)] == [2]
