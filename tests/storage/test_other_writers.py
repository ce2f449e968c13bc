"""Another program locks no company: what it left at the same moment is the answer, and nothing is done by halves."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from membership.grades import Grade
from storage import approvals, masters, relations
from storage.approvals import Outcome
from storage.authority import NotAllowed
from storage.database import Database, Transaction, Work
from storage.masters import Answered
from tests.conftest import Clock
from tests.storage.overlapping import overlap
from tests.storage.people import Firm, do, firm, grade_of

APPROVED, UNDONE = "SET grade = 'regular' WHERE", "SET grade = 'associate' WHERE"


@pytest.fixture
def works(database: Database) -> Firm:
    """A company with a MASTER, two regulars and an associate."""
    return firm(database, regulars=2, associates=1)


def elsewhere(relation: int, change: str) -> Work[None]:
    """Another program's change of one relation; without one it ends it."""
    words = (
        f"UPDATE affiliations {change} id = {relation}" if change else f"DELETE FROM affiliations WHERE id = {relation}"
    )

    def write(tx: Transaction) -> None:
        tx.connection.exec_driver_sql(words)

    return write


@pytest.mark.parametrize(("change", "answer"), [(APPROVED, NotAllowed), ("", NotAllowed)])
def test_a_nudge_of_who_is_just_decided_about(
    database: Database, works: Firm, clock: Clock, change: str, answer: Any
) -> None:
    nudge = partial(_nudge, works.people[3].id)
    assert overlap(database, clock, elsewhere(works.relations[3], change), nudge)[1] is answer


@pytest.mark.parametrize(("change", "answer"), [(APPROVED, Outcome.DONE), ("", Outcome.GONE)])
def test_a_relation_is_ended_though_the_grade_has_just_changed(
    database: Database, works: Firm, clock: Clock, change: str, answer: Outcome
) -> None:
    ending = partial(_end, works.master, works.relations[3])
    assert overlap(database, clock, elsewhere(works.relations[3], change), ending)[1] is answer
    assert grade_of(database, works.people[3].id) is Grade.INDIVIDUAL


@pytest.mark.parametrize(("change", "answer"), [(APPROVED, Outcome.DONE), ("", Outcome.GONE)])
def test_a_member_leaves_though_the_grade_has_just_changed(
    database: Database, works: Firm, clock: Clock, change: str, answer: Outcome
) -> None:
    leaving = partial(_leave, works.people[3].id)
    assert overlap(database, clock, elsewhere(works.relations[3], change), leaving)[1] is answer
    assert grade_of(database, works.people[3].id) is Grade.INDIVIDUAL


def test_a_request_that_was_just_approved_is_not_withdrawn(database: Database, works: Firm, clock: Clock) -> None:
    withdrawing = partial(_withdraw, works.people[3].id)
    found = overlap(database, clock, elsewhere(works.relations[3], APPROVED), withdrawing)
    assert found[1] is Outcome.ALREADY_APPROVED


@pytest.mark.parametrize(("change", "answer"), [(UNDONE, Outcome.ALREADY_UNDONE), ("", Outcome.GONE)])
def test_an_approval_that_was_just_taken_back(
    database: Database, works: Firm, clock: Clock, change: str, answer: Outcome
) -> None:
    do(database, approvals.approve, works.master, works.relations[3])
    undoing = partial(_undo, works.master, works.relations[3])
    assert overlap(database, clock, elsewhere(works.relations[3], change), undoing)[1] is answer


@pytest.mark.parametrize(("number", "change"), [(3, APPROVED), (1, UNDONE)])
def test_who_is_appointed_while_their_grade_changes(
    database: Database, works: Firm, clock: Clock, number: int, change: str
) -> None:
    chosen = works.people[number].id
    appointing = partial(_appoint, works.company.id, chosen)
    assert overlap(database, clock, elsewhere(works.relations[number], change), appointing)[1] is True
    assert grade_of(database, chosen) is Grade.MASTER
    assert grade_of(database, works.master) is Grade.REGULAR


def test_who_is_appointed_while_they_go(database: Database, works: Firm, clock: Clock) -> None:
    appointing = partial(_appoint, works.company.id, works.people[1].id)
    assert overlap(database, clock, elsewhere(works.relations[1], ""), appointing)[1] is LookupError
    assert grade_of(database, works.master) is Grade.MASTER


@pytest.mark.parametrize("change", [UNDONE, ""])
def test_an_offer_is_withdrawn_whose_receiver_is_just_regular_no_more(
    database: Database, works: Firm, clock: Clock, change: str
) -> None:
    receiver = works.people[1].id
    offer = do(database, masters.offer, works.master, receiver)
    accepting = partial(_accept, receiver, offer.id)
    assert overlap(database, clock, elsewhere(works.relations[1], change), accepting)[1] is Answered.NO_LONGER
    assert do(database, masters.accept, receiver, offer.id) is Answered.WITHDRAWN
    assert grade_of(database, works.master) is Grade.MASTER
    assert do(database, relations.of_company, works.company.id)


def _nudge(member_id: int, tx: Transaction) -> object:
    return approvals.nudge(tx, member_id)


def _end(master_id: int, relation: int, tx: Transaction) -> Outcome:
    return approvals.end_relation(tx, master_id, relation, "퇴사")


def _leave(member_id: int, tx: Transaction) -> Outcome:
    return approvals.leave(tx, member_id)


def _withdraw(member_id: int, tx: Transaction) -> Outcome:
    return approvals.withdraw_request(tx, member_id)


def _undo(master_id: int, relation: int, tx: Transaction) -> Outcome:
    return approvals.undo_approval(tx, master_id, relation)


def _appoint(company_id: int, member_id: int, tx: Transaction) -> bool:
    return masters.appoint(tx, company_id, member_id, "kim.staff")


def _accept(member_id: int, offer_id: int, tx: Transaction) -> Answered:
    return masters.accept(tx, member_id, offer_id)
