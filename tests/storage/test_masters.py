"""Handing over, appointing, substitutes: one MASTER at every moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from membership.grades import Grade
from storage import access, approvals, decisions, masters, members
from storage.authority import NotAllowed
from storage.database import Database
from storage.decisions import Action, By
from storage.masters import Answered, NotRegular, OfferOpen
from tests.conftest import Clock
from tests.storage.people import Firm, do, firm, grade_of, plain_sql, sign_up


@pytest.fixture
def works(database: Database) -> Firm:
    """A company with a MASTER, two regulars and an associate."""
    return firm(database, regulars=2, associates=1)


def refusal(database: Database, function: Callable[..., Any], *args: Any) -> str:
    with pytest.raises(NotAllowed) as refused:
        do(database, function, *args)
    return refused.value.reason


def last_decision(database: Database, made: Firm) -> tuple[Action, int, By, int | None, str | None]:
    one = database.read(lambda tx: decisions.of_company(tx, made.company.id))[0]
    return one.action, one.member_id, one.by_kind, one.by_member_id, one.by_staff


def test_an_accepted_offer_swaps_the_two(database: Database, works: Firm, clock: Clock) -> None:
    master, regular = works.master, works.people[1].id
    offer = do(database, masters.offer, master, regular)
    assert (offer.status, offer.expires_at) == ("offered", clock.now + timedelta(hours=72))
    assert do(database, masters.accept, regular, offer.id) is Answered.DONE
    assert (grade_of(database, master), grade_of(database, regular)) == (Grade.REGULAR, Grade.MASTER)
    assert last_decision(database, works) == (Action.MASTER_HANDED_OVER, regular, By.MASTER, master, None)
    assert do(database, masters.accept, regular, offer.id) is Answered.ALREADY


def test_only_a_regular_of_the_same_company_is_offered_it(database: Database, works: Firm) -> None:
    other = firm(database, regulars=1, number="2012345678")
    for member_id in (works.people[3].id, other.people[1].id, sign_up(database, "outsider").id, works.master, 999):
        with pytest.raises(NotRegular):
            do(database, masters.offer, works.master, member_id)


def test_only_a_master_offers(database: Database, works: Firm) -> None:
    for person in works.people[1:]:
        assert refusal(database, masters.offer, person.id, works.people[2].id) == "grade"


def test_one_open_offer_a_company(database: Database, works: Firm, clock: Clock) -> None:
    first = do(database, masters.offer, works.master, works.people[1].id)
    with pytest.raises(OfferOpen) as found:
        do(database, masters.offer, works.master, works.people[2].id)
    assert found.value.offer == first
    assert do(database, masters.withdraw_offer, works.master, first.id) is Answered.DONE
    do(database, masters.offer, works.master, works.people[2].id)
    assert do(database, masters.accept, works.people[1].id, first.id) is Answered.WITHDRAWN


def test_a_declined_offer(database: Database, works: Firm) -> None:
    offer = do(database, masters.offer, works.master, works.people[1].id)
    assert do(database, masters.decline, works.people[1].id, offer.id) is Answered.DONE
    assert do(database, masters.decline, works.people[1].id, offer.id) is Answered.ALREADY
    assert do(database, masters.accept, works.people[1].id, offer.id) is Answered.ALREADY
    assert do(database, masters.withdraw_offer, works.master, offer.id) is Answered.ALREADY
    assert grade_of(database, works.master) is Grade.MASTER


def test_an_offer_to_another_is_not_answered(database: Database, works: Firm) -> None:
    offer = do(database, masters.offer, works.master, works.people[1].id)
    for function in (masters.accept, masters.decline):
        assert refusal(database, function, works.people[2].id, offer.id) == "not_yours"
        assert refusal(database, function, None, offer.id) == "not_linked"
        assert do(database, function, works.people[1].id, 999) is Answered.GONE
    assert grade_of(database, works.master) is Grade.MASTER


def test_an_offer_of_another_company_is_not_withdrawn(database: Database, works: Firm) -> None:
    other = firm(database, regulars=1, number="2012345678")
    offer = do(database, masters.offer, other.master, other.people[1].id)
    assert refusal(database, masters.withdraw_offer, works.master, offer.id) == "other_company"
    assert do(database, masters.withdraw_offer, works.master, 999) is Answered.GONE


def test_an_offer_runs_out_and_both_are_told_once(database: Database, works: Firm, clock: Clock) -> None:
    offer = do(database, masters.offer, works.master, works.people[1].id)
    clock.forward(hours=72)
    assert do(database, masters.accept, works.people[1].id, offer.id) is Answered.EXPIRED
    assert do(database, masters.decline, works.people[1].id, offer.id) is Answered.EXPIRED
    assert grade_of(database, works.master) is Grade.MASTER
    assert [one.id for one in do(database, masters.expire_offers)] == [offer.id]
    assert do(database, masters.expire_offers) == []


def test_a_new_offer_before_the_old_ones_end_was_told(database: Database, works: Firm, clock: Clock) -> None:
    first = do(database, masters.offer, works.master, works.people[1].id)
    clock.forward(hours=72)
    do(database, masters.offer, works.master, works.people[2].id)
    assert [one.id for one in do(database, masters.expire_offers)] == [first.id]
    assert do(database, masters.expire_offers) == []


def test_an_offer_whose_receiver_left_makes_way(database: Database, works: Firm) -> None:
    offer = do(database, masters.offer, works.master, works.people[1].id)
    with plain_sql(database.url) as web:
        web.exec_driver_sql(f"DELETE FROM affiliations WHERE id = {works.relations[1]}")
    do(database, masters.offer, works.master, works.people[2].id)
    assert do(database, masters.accept, works.people[1].id, offer.id) is Answered.WITHDRAWN


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE affiliations SET grade = 'associate' WHERE id = {1}",
        "DELETE FROM affiliations WHERE id = {1}",
        "UPDATE affiliations SET grade = 'regular' WHERE id = {0}",
        "DELETE FROM affiliations WHERE id = {0}",
    ],
)
def test_an_offer_is_checked_again_when_it_is_accepted(database: Database, works: Firm, change: str) -> None:
    """Another writer has changed a grade meanwhile."""
    receiver = works.people[1].id
    offer = do(database, masters.offer, works.master, receiver)
    with plain_sql(database.url) as web:
        web.exec_driver_sql(change.format(*works.relations))
    before = grade_of(database, receiver)
    assert do(database, masters.accept, receiver, offer.id) is Answered.NO_LONGER
    assert grade_of(database, receiver) is before


def test_staff_appoint_anybody_of_the_company(database: Database, works: Firm) -> None:
    associate = works.people[3].id
    assert do(database, masters.appoint, works.company.id, associate, "kim.staff") is True
    assert (grade_of(database, associate), grade_of(database, works.master)) == (Grade.MASTER, Grade.REGULAR)
    assert last_decision(database, works) == (Action.MASTER_APPOINTED, associate, By.STAFF, None, "kim.staff")
    (line,) = do(database, access.of_member, associate)
    assert (line.actor_kind, line.actor, line.action) == ("staff", "kim.staff", "appointed MASTER")
    assert do(database, masters.appoint, works.company.id, associate, "kim.staff") is False


def test_staff_appoint_where_the_master_is_gone(database: Database, works: Firm) -> None:
    with plain_sql(database.url) as web:
        web.exec_driver_sql(f"DELETE FROM affiliations WHERE id = {works.relations[0]}")
    assert do(database, masters.appoint, works.company.id, works.people[1].id, "kim.staff")
    assert grade_of(database, works.people[1].id) is Grade.MASTER


def test_staff_appoint_nobody_from_elsewhere(database: Database, works: Firm) -> None:
    other = firm(database, regulars=1, number="2012345678")
    for member_id in (other.people[1].id, sign_up(database, "outsider").id):
        with pytest.raises(LookupError):
            do(database, masters.appoint, works.company.id, member_id, "kim.staff")
    assert grade_of(database, works.master) is Grade.MASTER


def test_an_open_offer_and_a_substitute_end_with_the_master(database: Database, works: Firm, clock: Clock) -> None:
    receiver, substitute = works.people[1].id, works.people[2].id
    offer = do(database, masters.offer, works.master, receiver)
    do(database, masters.name_substitute, works.master, substitute, clock.now + timedelta(days=1))
    do(database, masters.appoint, works.company.id, works.people[3].id, "kim.staff")
    assert do(database, masters.accept, receiver, offer.id) is Answered.WITHDRAWN
    assert do(database, masters.named_in, works.company.id) is None


def test_naming_and_ending_a_substitute(database: Database, works: Firm, clock: Clock) -> None:
    first, second = works.people[1].id, works.people[2].id
    until = clock.now + timedelta(days=7)
    do(database, masters.name_substitute, works.master, first, until)
    named, ended = do(database, masters.name_substitute, works.master, second, until)
    assert ended
    assert ended.member_id == first
    assert do(database, masters.substitute_of, works.company.id) == named
    assert do(database, masters.end_substitute, works.master) == named
    assert do(database, masters.substitute_of, works.company.id) is None
    assert do(database, masters.end_substitute, works.master) is None
    found = database.read(lambda tx: decisions.of_company(tx, works.company.id, 4))
    assert [(one.action, one.member_id) for one in reversed(found)] == [
        (Action.SUBSTITUTE_NAMED, first),
        (Action.SUBSTITUTE_ENDED, first),
        (Action.SUBSTITUTE_NAMED, second),
        (Action.SUBSTITUTE_ENDED, second),
    ]


def test_a_period_that_has_run_out_makes_way(database: Database, works: Firm, clock: Clock) -> None:
    do(database, masters.name_substitute, works.master, works.people[1].id, clock.now + timedelta(hours=1))
    clock.forward(hours=1)
    assert do(database, masters.named_in, works.company.id) is None
    assert do(database, masters.end_substitute, works.master) is None
    do(database, masters.name_substitute, works.master, works.people[2].id, clock.now + timedelta(hours=1))


def test_who_may_not_be_or_name_a_substitute(database: Database, works: Firm, clock: Clock) -> None:
    until = clock.now + timedelta(days=1)
    for member_id in (works.master, works.people[3].id, sign_up(database, "outsider").id):
        with pytest.raises(NotRegular):
            do(database, masters.name_substitute, works.master, member_id, until)
    with pytest.raises(ValueError, match="period"):
        do(database, masters.name_substitute, works.master, works.people[1].id, clock.now)
    do(database, masters.name_substitute, works.master, works.people[1].id, until)
    for function in (masters.name_substitute, masters.offer):
        extra = (until,) if function is masters.name_substitute else ()
        assert refusal(database, function, works.people[1].id, works.people[2].id, *extra) == "grade"


def test_a_substitute_who_leaves_is_none(database: Database, works: Firm, clock: Clock) -> None:
    do(database, masters.name_substitute, works.master, works.people[1].id, clock.now + timedelta(days=1))
    do(database, approvals.leave, works.people[1].id)
    assert do(database, masters.substitute_of, works.company.id) is None


def test_masters_whom_nothing_reaches(database: Database, works: Firm, clock: Clock) -> None:
    other = firm(database, number="2012345678")
    do(database, members.link_chat, "telegram", "8", other.master)
    found = do(database, masters.unreachable)
    assert [(one.member_id, one.since, one.waiting) for one in found] == [(works.master, None, 1)]
    do(database, members.link_chat, "telegram", "7", works.master)
    do(database, members.link_chat, "web", "7", works.master)
    assert do(database, masters.unreachable) == []


def test_who_waits_longest(database: Database, works: Firm, clock: Clock) -> None:
    clock.forward(days=1)
    other = firm(database, associates=2, number="2012345678")
    found = do(database, masters.oldest_waiting, 2)
    assert [(one.member_id, one.business_number) for one in found] == [
        (works.people[3].id, "1012345678"),
        (other.people[1].id, "2012345678"),
    ]
