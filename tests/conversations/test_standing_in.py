"""A substitute is told of their end once, whoever changes the MASTER, and whatever happens before that is told."""

from __future__ import annotations

from datetime import timedelta

from conversations.standing_in import ended_notes
from storage import approvals, chats, decisions, masters
from storage.database import Database
from storage.decisions import Action, Decider
from tests.conftest import Clock
from tests.conversations.test_notices import told
from tests.storage.people import Firm, do, firm, plain_sql


def stood_in_for(database: Database, clock: Clock) -> Firm:
    """A MASTER, the regular who stands in and has a chat, two more regulars."""
    made = firm(database, regulars=3)
    do(database, chats.link_chat, "telegram", "8", made.people[1].id)
    do(database, masters.name_substitute, made.master, made.people[1].id, clock.now + timedelta(days=9))
    clock.forward(minutes=1)
    told(database)
    return made


def ends_told(database: Database) -> int:
    """How often a substitute is told now that their time has ended."""
    return sum("대신하시던 일이 끝났습니다" in note.text for note in told(database))


def swapped_elsewhere(database: Database, made: Firm, old: int, new: int) -> None:
    """Another program changes the MASTER."""
    with plain_sql(database.url) as other:
        other.exec_driver_sql(f"UPDATE affiliations SET grade = 'regular' WHERE id = {made.relations[old]}")
        other.exec_driver_sql(f"UPDATE affiliations SET grade = 'master' WHERE id = {made.relations[new]}")


def test_a_substitute_hears_of_their_end_once_however_often_the_master_changes_meanwhile(
    database: Database, clock: Clock
) -> None:
    made = stood_in_for(database, clock)
    for number in (2, 3, 2):
        do(database, masters.appoint, made.company.id, made.people[number].id, "kim.staff")
        clock.forward(seconds=1)
    assert ends_told(database) == 1
    do(database, masters.appoint, made.company.id, made.master, "kim.staff")
    assert ends_told(database) == 0
    assert do(database, masters.named_in, made.company.id) is None


def test_the_substitute_of_who_was_master_between_two_others_hears_of_their_end_once(
    database: Database, clock: Clock
) -> None:
    made = stood_in_for(database, clock)
    do(database, masters.appoint, made.company.id, made.people[2].id, "kim.staff")
    told(database)
    do(database, masters.appoint, made.company.id, made.people[3].id, "kim.staff")
    do(database, masters.name_substitute, made.people[3].id, made.people[1].id, clock.now + timedelta(days=9))
    clock.forward(seconds=1)
    do(database, masters.appoint, made.company.id, made.people[2].id, "kim.staff")
    assert ends_told(database) == 1


def test_a_substitute_whose_master_is_one_again_before_anything_was_told_goes_on(
    database: Database, clock: Clock
) -> None:
    made = stood_in_for(database, clock)
    for member in (made.people[2].id, made.master):
        do(database, masters.appoint, made.company.id, member, "kim.staff")
    assert ends_told(database) == 0
    named = do(database, masters.substitute_of, made.company.id)
    assert named
    assert named.member_id == made.people[1].id


def test_a_colleague_who_leaves_does_not_keep_the_end_from_being_told(database: Database, clock: Clock) -> None:
    made = stood_in_for(database, clock)
    swapped_elsewhere(database, made, 0, 2)
    do(database, approvals.leave, made.people[3].id)
    assert ends_told(database) == 1


def test_a_substitute_whose_relation_another_program_ended_is_told_why_though_another_stands_in(
    database: Database, clock: Clock
) -> None:
    made = stood_in_for(database, clock)
    gone = made.people[1].id
    noted_as_ended(database, made, gone)
    ended_elsewhere(database, gone)
    do(database, masters.name_substitute, made.master, made.people[2].id, clock.now + timedelta(days=1))
    assert [note.text.split("\n")[-1] for note in told(database)] == ["사유: 퇴사"]


def test_who_is_named_substitute_while_another_program_ends_their_relation_is_told_why(
    database: Database, clock: Clock
) -> None:
    made = firm(database, regulars=1)
    gone = made.people[1].id
    do(database, chats.link_chat, "telegram", "8", gone)
    told(database)
    noted_as_ended(database, made, gone)
    do(database, masters.name_substitute, made.master, gone, clock.now + timedelta(days=1))
    ended_elsewhere(database, gone)
    assert [note.text.split("\n")[-1] for note in told(database)] == ["사유: 퇴사"]


def noted_as_ended(database: Database, made: Firm, member: int) -> None:
    """The line that another program leaves."""
    do(database, decisions.record, made.company.id, member, Action.ENDED, Decider.of_staff("kim.staff"), "퇴사")


def ended_elsewhere(database: Database, member: int) -> None:
    """What that line is about."""
    with plain_sql(database.url) as other:
        other.exec_driver_sql(f"DELETE FROM affiliations WHERE member_id = {member}")


def test_a_new_master_who_names_another_at_once_has_the_old_substitute_told(database: Database, clock: Clock) -> None:
    made = stood_in_for(database, clock)
    until = clock.now + timedelta(days=1)
    do(database, masters.appoint, made.company.id, made.people[2].id, "kim.staff")
    _, ended = do(database, masters.name_substitute, made.people[2].id, made.people[3].id, until)
    assert ended
    assert [note.chat.id for note in database.write(lambda tx: ended_notes(tx, ended)).result()] == ["8"]
    assert ends_told(database) == 0


def test_a_substitute_hears_of_their_end_also_where_another_program_changed_the_master(
    database: Database, clock: Clock
) -> None:
    made = stood_in_for(database, clock)
    swapped_elsewhere(database, made, 0, 2)
    assert ends_told(database) == 1
    swapped_elsewhere(database, made, 2, 0)
    assert [note.text for note in told(database)] == []
    assert do(database, masters.named_in, made.company.id) is None
