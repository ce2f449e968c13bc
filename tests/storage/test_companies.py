"""Companies: one a number, one MASTER each, one company a member."""

from __future__ import annotations

from functools import partial

import pytest

from membership.grades import Grade
from storage import companies, members
from storage.companies import AlreadyAffiliated, BusinessNumberTaken, InRegistry, Registered, Unknown
from storage.database import Database, Transaction
from tests.conftest import Clock
from tests.storage.overlapping import at_once
from tests.storage.people import new_company, new_member, plain_sql, register, sign_up

NUMBER = "1012345678"


def affiliate(database: Database, company_id: int, member_id: int) -> Grade:
    return database.write(lambda tx: companies.affiliate(tx, company_id, member_id, "telegram")).result()


def test_a_company_comes_back_as_registered(database: Database) -> None:
    new = new_company(innobiz=True, venture=False, trade_role="maker", enterprise_kind="corporation")
    made = database.write(lambda tx: companies.create(tx, new)).result()
    assert database.read(lambda tx: companies.by_number(tx, NUMBER)) == made
    assert (made.innobiz, made.venture, made.foreign_invested) == (True, False, None)
    assert database.read(lambda tx: companies.by_number(tx, "2012345678")) is None


def test_a_taken_number_leaves_the_transaction_usable(database: Database) -> None:
    register(database)

    def twice(tx: Transaction) -> int:
        with pytest.raises(BusinessNumberTaken):
            companies.create(tx, new_company())
        return companies.create(tx, new_company("2012345678")).id

    assert database.write(twice).result()


def test_the_first_becomes_master_and_the_next_associates(database: Database) -> None:
    company = register(database)
    people = [sign_up(database, f"member{n}") for n in range(3)]
    grades = [affiliate(database, company.id, one.id) for one in people]
    assert grades == [Grade.MASTER, Grade.ASSOCIATE, Grade.ASSOCIATE]
    master = database.read(lambda tx: companies.master_of(tx, company.id))
    assert master is not None
    assert (master.id, master.grade, master.company_id) == (people[0].id, Grade.MASTER, company.id)
    assert [one.id for one in database.read(lambda tx: companies.members_of(tx, company.id))] == [
        one.id for one in people
    ]


def test_a_member_has_one_company(database: Database) -> None:
    first, second = register(database), register(database, "2012345678")
    member, other = sign_up(database, "member1"), sign_up(database, "member2")
    affiliate(database, first.id, member.id)

    def twice(tx: Transaction) -> Grade:
        with pytest.raises(AlreadyAffiliated):
            companies.affiliate(tx, second.id, member.id, "telegram")
        return companies.affiliate(tx, second.id, other.id, "telegram")

    assert database.write(twice).result() is Grade.MASTER


def test_a_company_whose_master_has_gone_gets_no_new_one_by_itself(database: Database, database_url: str) -> None:
    company = register(database)
    for number in range(2):
        affiliate(database, company.id, sign_up(database, f"member{number}").id)
    with plain_sql(database_url) as staff:
        staff.exec_driver_sql("DELETE FROM affiliations WHERE grade = 'master'")
    assert affiliate(database, company.id, sign_up(database, "member9").id) is Grade.ASSOCIATE
    assert database.read(lambda tx: companies.master_of(tx, company.id)) is None


def test_when_the_last_has_left_the_next_becomes_master(database: Database, database_url: str) -> None:
    company = register(database)
    affiliate(database, company.id, sign_up(database, "member1").id)
    with plain_sql(database_url) as staff:
        staff.exec_driver_sql("DELETE FROM affiliations")
    assert affiliate(database, company.id, sign_up(database, "member2").id) is Grade.MASTER


def test_of_many_first_registrants_at_once_one_becomes_master(database: Database, clock: Clock) -> None:
    """Each signs up whole, company and all, in a worker of its own, as the sign-up does."""
    grades = at_once(database, clock, *(partial(whole, login_id=f"member{n}") for n in range(4)))
    assert sorted(grades) == [Grade.ASSOCIATE] * 3 + [Grade.MASTER]


def whole(tx: Transaction, login_id: str) -> Grade:
    member = members.create(tx, new_member(login_id))
    try:
        company = companies.create(tx, new_company())
    except BusinessNumberTaken:
        found = companies.by_number(tx, NUMBER)
        assert found is not None
        company = found
    return companies.affiliate(tx, company.id, member.id, "telegram")


def test_a_master_made_by_another_writer_meanwhile_is_respected(
    database: Database, database_url: str, dialect: str
) -> None:
    """Another writer does not take our lock: its MASTER appears between our look and our insert."""
    if dialect == "sqlite":
        pytest.skip("there is one writer")
    company = register(database)
    web, ours = sign_up(database, "webmember"), sign_up(database, "member1")
    insert = (
        "INSERT INTO affiliations (company_id, member_id, grade, created_via)"
        f" VALUES ({company.id}, {web.id}, 'master', 'web')"
    )
    with plain_sql(database_url) as other:
        other.exec_driver_sql(insert)
        future = database.write(lambda tx: companies.affiliate(tx, company.id, ours.id, "telegram"))
        wait_until_somebody_waits(database_url)
    assert future.result() is Grade.ASSOCIATE


def wait_until_somebody_waits(url: str) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    while True:
        with plain_sql(url) as looking:
            if looking.exec_driver_sql(waiting).scalar_one():
                return


def test_a_search_for_sign_up(database: Database, database_url: str) -> None:
    with plain_sql(database_url) as registry:
        registry.exec_driver_sql(
            "INSERT INTO registry_companies (business_number, name) VALUES ('1012345678', '등기상사'), ('3', '셋')"
        )
    found = database.read(lambda tx: companies.find_for_sign_up(tx, NUMBER))
    assert isinstance(found, InRegistry)
    assert (found.entry.name, found.entry.phone) == ("등기상사", None)
    company = register(database)
    assert database.read(lambda tx: companies.find_for_sign_up(tx, NUMBER)) == Registered(company)
    assert database.read(lambda tx: companies.find_for_sign_up(tx, "2012345678")) == Unknown()


def test_listing_pages(database: Database) -> None:
    made = [register(database, f"{n}012345678") for n in range(1, 6)]
    affiliate(database, made[1].id, sign_up(database, "member1").id)
    first = database.read(lambda tx: companies.listing(tx, limit=3))
    second = database.read(lambda tx: companies.listing(tx, after_id=first[-1].id, limit=3))
    assert [line.id for line in first + second] == [one.id for one in made]
    assert [line.members for line in first] == [0, 1, 0]
