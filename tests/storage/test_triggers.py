"""What the database itself writes down: tried with plain SQL, as a writer who knows nothing of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from storage import events, members
from storage.database import Database
from tests.conftest import Clock
from tests.storage.people import Firm, do, firm, plain_sql, register, rows, sign_up, told

ALL = "SELECT kind, member_id, old_grade, new_grade FROM store_events ORDER BY id"


@pytest.fixture
def works(database: Database) -> Firm:
    """A company with a MASTER, a regular and an associate, about whom everything has been told."""
    made = firm(database, regulars=1, associates=1)
    with plain_sql(database.url) as other:
        other.exec_driver_sql("DELETE FROM store_events")
    return made


def run(database: Database, *statements: str) -> list[tuple[object, ...]]:
    """What the statements, in one transaction, leave as events that are still to be told."""
    with plain_sql(database.url) as other:
        for statement in statements:
            other.exec_driver_sql(statement)
    columns = "kind, member_id, old_grade, new_grade"
    return rows(database.url, f"SELECT {columns} FROM store_events WHERE handled_at IS NULL ORDER BY id")


def grade(relation: int, value: str) -> str:
    return f"UPDATE affiliations SET grade = '{value}' WHERE id = {relation}"


def joining(company: int, member: int, value: str) -> str:
    columns = "(company_id, member_id, grade, created_via)"
    return f"INSERT INTO affiliations {columns} VALUES ({company}, {member}, '{value}', 'web')"


def test_an_associate_joins(database: Database, works: Firm) -> None:
    new = sign_up(database, "newcomer").id
    assert run(database, joining(works.company.id, new, "associate")) == [("associate_joined", new, None, "associate")]


def test_a_master_joins(database: Database) -> None:
    company, new = register(database), sign_up(database, "newcomer").id
    assert run(database, joining(company.id, new, "master")) == [("master_joined", new, None, "master")]


def test_an_event_says_which_row_it_is_about(database: Database, works: Firm) -> None:
    run(database, grade(works.relations[1], "associate"))
    (event,) = do(database, events.take_due)
    assert (event.company_id, event.affiliation_id, event.certificate_id) == (
        works.company.id,
        works.relations[1],
        None,
    )
    assert abs(event.at - datetime.now(UTC)) < timedelta(minutes=5)


def test_an_approval_is_told_a_minute_after_it_was_decided(database: Database, works: Firm, clock: Clock) -> None:
    at = "'2026-11-22T03:00:00.000000+00:00'"
    run(database, f"UPDATE affiliations SET grade = 'regular', decided_at = {at} WHERE id = {works.relations[2]}")
    assert do(database, events.next_due) == clock.now + timedelta(seconds=60)
    clock.forward(seconds=59.999)
    assert told(database) == []
    clock.forward(seconds=0.001)
    assert told(database) == [("approved", works.people[2].id)]
    assert told(database) == []


def test_an_approval_without_a_moment_is_told_a_minute_after_now(database: Database, works: Firm, clock: Clock) -> None:
    run(database, grade(works.relations[2], "regular"))
    due = do(database, events.next_due)
    assert due is not None
    assert timedelta() < due - datetime.now(UTC) <= timedelta(seconds=60)


def test_an_approval_with_a_moment_that_is_none_is_told_at_once(database: Database, works: Firm, dialect: str) -> None:
    if dialect == "postgresql":
        pytest.skip("PostgreSQL refuses it")
    run(database, f"UPDATE affiliations SET grade = 'regular', decided_at = 'today' WHERE id = {works.relations[2]}")
    assert told(database) == [("approved", works.people[2].id)]


def test_of_an_approval_taken_back_in_its_minute_nothing_is_told(database: Database, works: Firm) -> None:
    open_events = run(database, grade(works.relations[2], "regular"), grade(works.relations[2], "associate"))
    assert open_events == []
    assert [row[0] for row in rows(database.url, ALL)] == ["approved", "approval_undone"]


def test_an_approval_taken_back_after_it_was_told_is_told(database: Database, works: Firm) -> None:
    regular = works.people[1].id
    assert run(database, grade(works.relations[1], "associate")) == [
        ("approval_undone", regular, "regular", "associate")
    ]


def test_approved_taken_back_and_approved_again_is_told_once(database: Database, works: Firm, clock: Clock) -> None:
    associate = works.relations[2]
    run(database, grade(associate, "regular"), grade(associate, "associate"), grade(associate, "regular"))
    clock.now = datetime.now(UTC) + timedelta(seconds=61)
    assert told(database) == [("approved", works.people[2].id)]


def test_who_leaves_within_the_minute_is_told_of_the_end_alone(database: Database, works: Firm) -> None:
    relation = works.relations[2]
    assert run(database, grade(relation, "regular"), f"DELETE FROM affiliations WHERE id = {relation}") == [
        ("relation_ended", works.people[2].id, "regular", None)
    ]


def test_a_hand_over_is_told_to_both_and_the_master_is_not_gone(database: Database, works: Firm) -> None:
    master, regular = (one.id for one in works.people[:2])
    swap = grade(works.relations[0], "regular"), grade(works.relations[1], "master")
    assert run(database, *swap) == [
        ("master_changed", master, "master", "regular"),
        ("master_changed", regular, "regular", "master"),
    ]


@pytest.mark.parametrize(
    "how", ["DELETE FROM affiliations WHERE id = {0}", "UPDATE affiliations SET grade = 'regular' WHERE id = {0}"]
)
def test_a_company_that_loses_its_master_is_noticed(database: Database, works: Firm, how: str) -> None:
    found = run(database, how.format(works.relations[0]))
    assert [one[:3] for one in found if one[0] == "master_gone"] == [("master_gone", works.master, "master")]


def test_a_company_that_begins_without_a_master_is_noticed(database: Database) -> None:
    company, one, two = register(database), sign_up(database, "newcomer").id, sign_up(database, "nextcomer").id
    found = run(database, joining(company.id, one, "associate"), joining(company.id, two, "associate"))
    assert sorted(str(row[0]) for row in found) == ["associate_joined", "associate_joined", "master_gone"]


def test_a_master_who_is_found_before_it_was_told_ends_the_alarm(database: Database, works: Firm) -> None:
    assert ("master_gone",) in {
        row[:1] for row in run(database, f"DELETE FROM affiliations WHERE id = {works.relations[0]}")
    }
    assert ("master_gone",) not in {row[:1] for row in run(database, grade(works.relations[1], "master"))}


def test_a_company_that_everybody_leaves_needs_no_master(database: Database, works: Firm) -> None:
    assert [row[0] for row in run(database, "DELETE FROM affiliations")] == ["relation_ended"] * 3
    assert works.company.id


def test_another_companys_alarm_stays(database: Database, works: Firm) -> None:
    other = firm(database, regulars=1, number="2012345678")
    run(database, f"DELETE FROM affiliations WHERE id = {other.relations[0]}")
    found = run(database, grade(works.relations[0], "regular"), grade(works.relations[1], "master"))
    assert [row[1] for row in found if row[0] == "master_gone"] == [other.master]


def test_two_masters_are_refused_however_they_are_made(database: Database, works: Firm) -> None:
    new = sign_up(database, "newcomer").id
    for statement in (grade(works.relations[1], "master"), joining(works.company.id, new, "master")):
        with pytest.raises(sa.exc.IntegrityError):
            run(database, statement)


def test_a_relation_is_never_moved(database: Database, works: Firm) -> None:
    other = register(database, "2012345678")
    for column, value in (("company_id", other.id), ("member_id", sign_up(database, "newcomer").id)):
        with pytest.raises(sa.exc.DBAPIError, match="never moved"):
            run(database, f"UPDATE affiliations SET {column} = {value} WHERE id = {works.relations[1]}")
    assert run(database, "UPDATE affiliations SET company_id = company_id, reminders = 1") == []


def test_ids_of_relations_never_come_back(database: Database, works: Firm) -> None:
    last = works.relations[-1]
    run(
        database,
        f"DELETE FROM affiliations WHERE id = {last}",
        joining(works.company.id, works.people[2].id, "associate"),
    )
    assert rows(database.url, "SELECT max(id) FROM affiliations") > [(last,)]


def test_a_company_certificate_that_changes(database: Database, works: Firm) -> None:
    change = "UPDATE companies SET certificate = '{}'"
    assert run(database, change.format("verified")) == []
    assert run(database, change.format("rejected")) == [("certificate_changed", None, "verified", "rejected")]


def test_a_certificate_that_comes(database: Database, works: Firm) -> None:
    columns, values = "(company_id, member_id, way, status)", f"({works.company.id}, {works.master}, 'fax', 'awaited')"
    assert run(database, f"INSERT INTO certificates {columns} VALUES {values}") == [
        ("certificate_received", works.master, None, None)
    ]
    (event,) = do(database, events.take_due)
    assert [(event.certificate_id,)] == rows(database.url, "SELECT id FROM certificates")


def test_a_chat_that_is_linked_and_linked_anew(database: Database, works: Firm) -> None:
    master, regular = (one.id for one in works.people[:2])
    do(database, members.link_chat, "telegram", "7", master)
    assert told(database) == [("chat_linked", master)]
    do(database, members.link_chat, "telegram", "7", master)
    assert told(database) == []
    do(database, members.link_chat, "telegram", "7", regular)
    assert told(database) == [("chat_linked", regular)]


def test_a_chat_that_is_reached_again(database: Database, works: Firm) -> None:
    do(database, members.link_chat, "telegram", "7", works.master)
    told(database)
    assert run(database, "UPDATE chat_links SET unreachable_since = linked_at") == []
    assert run(database, "UPDATE chat_links SET unreachable_since = NULL") == [
        ("chat_linked", works.master, None, None)
    ]


@pytest.mark.parametrize("change", ["UPDATE decisions SET reason = 'other'", "DELETE FROM decisions"])
def test_decisions_are_never_changed(database: Database, works: Firm, change: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="evidence"):
        run(database, change)
    assert len(rows(database.url, "SELECT id FROM decisions")) == 1


def test_what_was_undone_with_its_transaction_left_no_event(database: Database, works: Firm) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        run(database, grade(works.relations[2], "regular"), grade(works.relations[2], "master"))
    assert rows(database.url, ALL) == []
