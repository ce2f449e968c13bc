"""Notices are neither doubled nor lost where several things happen before anybody is told."""

from __future__ import annotations

from datetime import datetime, timedelta

from conversations.awaiting import nudge_notes, reminder_notes
from conversations.notices import notices_of
from conversations.offering import offer_notes
from conversations.says import Note
from storage import approvals, chats, companies, events, masters, relations, reminders
from storage import told as told_of
from storage.database import Database, Transaction
from tests.conftest import Clock
from tests.storage.people import Firm, do, firm, plain_sql, sign_up

OFFERED = ["8 !accept:1"]


def tell(tx: Transaction) -> list[Note]:
    """What is said of everything that is due, marked as told."""
    happened = events.take_due(tx, 200)
    events.handled(tx, [one.id for one in happened])
    return notices_of(tx, happened, None)


def told(database: Database) -> list[Note]:
    """The same in a transaction of its own."""
    return database.write(tell).result()


def remind(tx: Transaction) -> list[Note]:
    """What a worker says that looks for whom to remind."""
    due = reminders.due(tx)
    for one in due:
        reminders.mark(tx, [line.affiliation_id for line in one.waiting])
    return [note for one in due for note in reminder_notes(tx, one)]


def offer(made: Firm, tx: Transaction) -> list[Note]:
    """The MASTER offers to hand over to the first regular."""
    return offer_notes(tx, masters.offer(tx, made.master, made.people[1].id))


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


def test_an_offer_made_while_its_receivers_chat_is_not_told_of_yet_reaches_it_once(database: Database) -> None:
    made = firm(database, regulars=1)
    do(database, chats.link_chat, "telegram", "8", made.people[1].id)
    assert presses(database.write(lambda tx: offer(made, tx)).result()) == OFFERED
    assert presses(told(database)) == []


def test_an_offer_reaches_each_further_chat_once_and_a_chat_that_comes_back_anew(database: Database) -> None:
    made = firm(database, regulars=1)
    receiver = made.people[1].id
    do(database, chats.link_chat, "telegram", "8", receiver)
    assert presses(database.write(lambda tx: offer(made, tx)).result()) == OFFERED
    do(database, chats.link_chat, "telegram", "9", receiver)
    assert presses(told(database)) == ["9 !accept:1"]
    do(database, chats.mark_unreachable, "telegram", "8")
    do(database, chats.mark_reachable, "telegram", "8")
    assert presses(told(database)) == OFFERED
    do(database, masters.decline, receiver, 1)
    assert do(database, told_of.drop_old) == 2
    do(database, chats.link_chat, "telegram", "7", receiver)
    assert presses(told(database)) == []


def test_an_offer_of_who_is_master_no_more_is_not_told(database: Database) -> None:
    made = firm(database, regulars=2)
    database.write(lambda tx: offer(made, tx)).result()
    with plain_sql(database.url) as other:
        other.exec_driver_sql("UPDATE affiliations SET grade = 'regular' WHERE grade = 'master'")
        other.exec_driver_sql(f"UPDATE affiliations SET grade = 'master' WHERE id = {made.relations[2]}")
    do(database, chats.link_chat, "telegram", "8", made.people[1].id)
    assert presses(told(database)) == []


def test_when_a_chat_was_told_of_an_associate(database: Database, clock: Clock) -> None:
    """A MASTER for the second time was told when they were told, not when they became MASTER again."""
    made = firm(database, regulars=1, associates=1)
    chats_of = {"7": made.master, "8": made.people[1].id}
    for chat, member in chats_of.items():
        do(database, chats.link_chat, "telegram", chat, member)
    told(database)
    first = clock.now
    clock.forward(hours=1)
    do(database, masters.appoint, made.company.id, made.people[1].id, "kim.staff")
    told(database)
    assert (last(database, made, 0), last(database, made, 1)) == (first, clock.now)
    clock.forward(hours=1)
    do(database, masters.appoint, made.company.id, made.master, "kim.staff")
    assert presses(told(database)) == []
    assert last(database, made, 0) == first
    clock.forward(hours=1)
    waiting = do(database, approvals.nudge, made.people[2].id)
    database.write(lambda tx: nudge_notes(tx, made.company, waiting)).result()
    assert last(database, made, 0) == clock.now
    clock.forward(days=1)
    database.write(remind).result()
    assert last(database, made, 0) == clock.now


def last(database: Database, made: Firm, number: int) -> datetime | None:
    """When a member was last told of the associate."""
    return do(database, told_of.last, made.relations[2], made.people[number].id)


def test_who_was_master_hears_who_is_now(database: Database) -> None:
    made = firm(database, regulars=1)
    do(database, chats.link_chat, "telegram", "7", made.master)
    told(database)
    do(database, masters.appoint, made.company.id, made.people[1].id, "kim.staff")
    assert [note.text for note in told(database)] == [
        "<b>가나무역</b>의 MASTER가 <b>홍길동</b> 님으로 바뀌어 <b>정회원</b>이 되셨습니다."
    ]


def test_who_is_master_again_before_anything_was_told_is_not_named_to_themselves(database: Database) -> None:
    made = firm(database, regulars=1)
    do(database, chats.link_chat, "telegram", "7", made.master)
    told(database)
    for one in (made.people[1].id, made.master):
        do(database, masters.appoint, made.company.id, one, "kim.staff")
    words = [note.text for note in told(database)]
    assert len(words) == 2
    assert "님으로" not in words[0]
    assert "MASTER</b>가 되셨습니다" in words[1]
