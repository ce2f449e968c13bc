"""Who may do what to a company: every grade and role against the manual's table, read in the same transaction."""

from __future__ import annotations

from datetime import timedelta

import pytest

from membership.grades import PERMISSIONS, Grade, Service
from storage import access, masters
from storage.authority import REASONS, NotAllowed, refused, require
from storage.database import Database
from storage.decisions import By
from tests.conftest import Clock
from tests.storage.people import Firm, do, firm, plain_sql, sign_up

# Who: MASTER, regular, substitute, associate.
ROLES = (Grade.MASTER, Grade.REGULAR, "substitute", Grade.ASSOCIATE)
OF_THE_SUBSTITUTE = {Service.APPROVE_MEMBERS, Service.END_RELATION}


@pytest.fixture
def works(database: Database, clock: Clock) -> Firm:
    """A company with one of each role, in the order of ROLES."""
    made = firm(database, regulars=2, associates=1)
    do(database, masters.name_substitute, made.master, made.people[2].id, clock.now + timedelta(days=1))
    return made


def refusal(database: Database, member_id: int | None, service: Service, company_id: int | None = None) -> str | None:
    try:
        do(database, require, member_id, service, company_id)
    except NotAllowed as no:
        return REASONS[REASONS.index(no.reason)]
    return None


@pytest.mark.parametrize("service", Service)
def test_every_role_may_what_the_table_says(database: Database, works: Firm, service: Service) -> None:
    for role, person in zip(ROLES, works.people, strict=True):
        if role == "substitute":
            allowed = Grade.REGULAR in PERMISSIONS[service] or service in OF_THE_SUBSTITUTE
        else:
            allowed = role in PERMISSIONS[service]
        assert refusal(database, person.id, service) == (None if allowed else "grade")


def test_it_says_who_acts_as_what(database: Database, works: Firm) -> None:
    master, regular, substitute, _ = works.people
    found = [
        do(database, require, master.id, Service.APPROVE_MEMBERS),
        do(database, require, substitute.id, Service.APPROVE_MEMBERS),
        do(database, require, regular.id, Service.COMPANY_EDIT),
        do(database, require, substitute.id, Service.COMPANY_EDIT),
    ]
    assert [one.as_ for one in found] == [By.MASTER, By.SUBSTITUTE, By.MEMBER, By.MEMBER]
    assert (found[1].member.id, found[1].company) == (substitute.id, works.company)


def test_a_substitute_is_one_in_the_period_only(database: Database, works: Firm, clock: Clock) -> None:
    substitute = works.people[2].id
    clock.forward(hours=23, minutes=59)
    assert refusal(database, substitute, Service.APPROVE_MEMBERS) is None
    clock.forward(minutes=1)
    assert refusal(database, substitute, Service.APPROVE_MEMBERS) == "grade"


def test_a_substitute_is_none_before_the_period(database: Database, works: Firm, clock: Clock) -> None:
    regular, begins = works.people[1].id, clock.now + timedelta(days=1)
    do(database, masters.name_substitute, works.master, regular, begins + timedelta(days=1), begins)
    assert refusal(database, regular, Service.APPROVE_MEMBERS) == "grade"
    clock.now = begins
    assert refusal(database, regular, Service.APPROVE_MEMBERS) is None


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE affiliations SET grade = 'associate' WHERE id = {2}",
        "UPDATE affiliations SET grade = 'regular' WHERE id = {0}",
        "DELETE FROM affiliations WHERE id = {0}",
    ],
)
def test_a_substitute_is_none_once_a_grade_was_changed_by_plain_sql(
    database: Database, works: Firm, change: str
) -> None:
    with plain_sql(database.url) as other:
        other.exec_driver_sql(change.format(*works.relations))
    assert refusal(database, works.people[2].id, Service.APPROVE_MEMBERS) == "grade"


def test_grades_are_read_from_the_store_at_the_moment(database: Database, works: Firm) -> None:
    with plain_sql(database.url) as other:
        other.exec_driver_sql(f"UPDATE affiliations SET grade = 'regular' WHERE id = {works.relations[0]}")
    assert refusal(database, works.master, Service.APPROVE_MEMBERS) == "grade"


@pytest.mark.parametrize("state", ["awaited", "rejected"])
def test_nobody_approves_while_the_certificate_is_not_confirmed(database: Database, clock: Clock, state: str) -> None:
    made = firm(database, regulars=1, certificate=state)
    assert refusal(database, made.master, Service.APPROVE_MEMBERS) == "certificate_awaited"
    assert refusal(database, made.people[1].id, Service.APPROVE_MEMBERS) == "grade"
    for service in (Service.END_RELATION, Service.MASTER_TRANSFER, Service.COMPANY_EDIT):
        assert refusal(database, made.master, service) is None


def test_whoever_has_no_say_is_told_why(database: Database, works: Firm) -> None:
    outsider = sign_up(database, "outsider").id
    assert refusal(database, None, Service.END_RELATION) == "not_linked"
    assert refusal(database, 999, Service.END_RELATION) == "gone"
    assert refusal(database, outsider, Service.END_RELATION) == "no_company"
    assert refusal(database, works.master, Service.END_RELATION, works.company.id + 1) == "other_company"
    assert refusal(database, works.master, Service.END_RELATION, works.company.id) is None


def test_a_refusal_is_noted(database: Database, works: Firm) -> None:
    associate = works.people[3].id
    do(database, refused, associate, "approve", "grade", works.master)
    do(database, refused, None, "approve", "not_linked", works.master, "web")
    first, second = database.read(lambda tx: access.of_member(tx, works.master))
    assert (first.actor, first.action, first.detail, first.channel) == (
        str(associate),
        "refused:approve",
        "grade",
        "telegram",
    )
    assert (second.actor, second.detail, second.channel) == ("unlinked", "not_linked", "web")
