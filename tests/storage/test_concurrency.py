"""Two who decide at the same moment: one effect, whoever was first, and one MASTER."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from membership.grades import Grade
from storage import approvals, certificates, company_edits, decisions, masters, members, relations, reminders
from storage.approvals import MustHandOver, Outcome
from storage.authority import NotAllowed
from storage.certificates import Checked
from storage.database import Database, Transaction
from storage.masters import Answered, NotRegular, OfferOpen
from tests.conftest import Clock
from tests.storage.overlapping import at_once, overlap
from tests.storage.people import Firm, do, firm, grade_of


@pytest.fixture
def works(database: Database) -> Firm:
    """A company with a MASTER, two regulars and an associate."""
    return firm(database, regulars=2, associates=1)


def grades(database: Database, made: Firm) -> Counter[str]:
    return Counter(one.grade.value for one in do(database, relations.of_company, made.company.id))


def approve(made: Firm, tx: Transaction) -> Outcome:
    return approvals.approve(tx, made.master, made.relations[3])


def test_two_devices_approve_the_same_associate(database: Database, works: Firm, clock: Clock) -> None:
    found = overlap(database, clock, partial(approve, works), partial(approve, works))
    assert found == (Outcome.DONE, Outcome.ALREADY_APPROVED)
    about = database.read(lambda tx: decisions.of_member(tx, works.people[3].id))
    assert [one.action for one in about] == ["approved"]


def test_many_devices_approve_the_same_associate(database: Database, works: Firm, clock: Clock) -> None:
    found = at_once(database, clock, *[partial(approve, works)] * 4)
    assert sorted(found) == [Outcome.ALREADY_APPROVED] * 3 + [Outcome.DONE]


@pytest.mark.parametrize("leaver_first", [True, False])
def test_approve_against_leave(database: Database, works: Firm, clock: Clock, leaver_first: bool) -> None:
    associate = works.people[3].id
    leaving = partial(_leave, associate)
    pair = (leaving, partial(approve, works)) if leaver_first else (partial(approve, works), leaving)
    found = overlap(database, clock, *pair)
    assert found == ((Outcome.DONE, Outcome.GONE) if leaver_first else (Outcome.DONE, Outcome.DONE))
    assert grade_of(database, associate) is Grade.INDIVIDUAL


@pytest.mark.parametrize("withdrawal_first", [True, False])
def test_approve_against_a_withdrawn_request(
    database: Database, works: Firm, clock: Clock, withdrawal_first: bool
) -> None:
    associate = works.people[3].id
    both = [partial(approve, works), lambda tx: approvals.withdraw_request(tx, associate)]
    first, second = overlap(database, clock, *(reversed(both) if withdrawal_first else both))
    assert first is Outcome.DONE
    assert second is (Outcome.GONE if withdrawal_first else Outcome.ALREADY_APPROVED)
    assert grade_of(database, associate) is (Grade.INDIVIDUAL if withdrawal_first else Grade.REGULAR)


def test_approve_against_end_from_another_device(database: Database, works: Firm, clock: Clock) -> None:
    relation = works.relations[3]
    found = overlap(
        database, clock, lambda tx: approvals.end_relation(tx, works.master, relation, "모름"), partial(approve, works)
    )
    assert found == (Outcome.DONE, Outcome.GONE)


def test_a_master_who_is_just_handing_over_does_not_approve(database: Database, works: Firm, clock: Clock) -> None:
    offer = do(database, masters.offer, works.master, works.people[1].id)
    found = overlap(
        database, clock, lambda tx: masters.accept(tx, works.people[1].id, offer.id), partial(approve, works)
    )
    assert found == (Answered.DONE, NotAllowed)
    assert grade_of(database, works.people[3].id) is Grade.ASSOCIATE


@pytest.mark.parametrize("what", ["end", "undo", "offer", "name a substitute", "end the substitute", "edit"])
def test_another_device_of_a_master_who_is_just_handing_over_does_nothing_more(
    database: Database, works: Firm, clock: Clock, what: str
) -> None:
    """The right is judged after the other transaction, by the lock on the company; a regular may still edit it."""
    receiver, other = works.people[1].id, works.people[2].id
    offer = do(database, masters.offer, works.master, receiver)
    if what == "undo":
        database.write(partial(approve, works)).result()
    tries: dict[str, Callable[[Transaction], object]] = {
        "end": lambda tx: approvals.end_relation(tx, works.master, works.relations[3], "모름"),
        "undo": lambda tx: approvals.undo_approval(tx, works.master, works.relations[3]),
        "offer": lambda tx: masters.offer(tx, works.master, other),
        "name a substitute": lambda tx: masters.name_substitute(tx, works.master, other, clock.now + timedelta(days=7)),
        "end the substitute": lambda tx: masters.end_substitute(tx, works.master),
        "edit": lambda tx: company_edits.change(tx, works.master, "name", "새이름") is not None,
    }
    found = overlap(database, clock, partial(_accept, receiver, offer.id), tries[what])
    assert found == (Answered.DONE, True if what == "edit" else NotAllowed)
    assert grades(database, works)["master"] == 1


def test_two_offers_at_once(database: Database, works: Firm, clock: Clock) -> None:
    first, second = (partial(_offer, works.master, works.people[n].id) for n in (1, 2))
    _, refused = overlap(database, clock, first, second)
    assert refused is OfferOpen


def test_an_offer_accepted_twice(database: Database, works: Firm, clock: Clock) -> None:
    receiver = works.people[1].id
    offer = do(database, masters.offer, works.master, receiver)
    accepting = partial(_accept, receiver, offer.id)
    assert overlap(database, clock, accepting, accepting) == (Answered.DONE, Answered.ALREADY)
    assert grades(database, works) == {"master": 1, "regular": 2, "associate": 1}


def test_accepting_against_withdrawing_to_offer_another(database: Database, works: Firm, clock: Clock) -> None:
    first, second = works.people[1].id, works.people[2].id
    offer = do(database, masters.offer, works.master, first)

    def another(tx: Transaction) -> int:
        masters.withdraw_offer(tx, works.master, offer.id)
        return masters.offer(tx, works.master, second).id

    found = overlap(database, clock, partial(_accept, first, offer.id), another)
    assert found == (Answered.DONE, NotAllowed)
    assert grades(database, works) == {"master": 1, "regular": 2, "associate": 1}


def test_a_hand_over_against_an_appointment(database: Database, works: Firm, clock: Clock) -> None:
    first, second = works.people[1].id, works.people[2].id
    offer = do(database, masters.offer, works.master, first)
    found = overlap(
        database,
        clock,
        lambda tx: masters.appoint(tx, works.company.id, second, "kim.staff"),
        partial(_accept, first, offer.id),
    )
    assert found == (True, Answered.WITHDRAWN)
    assert grade_of(database, second) is Grade.MASTER
    assert grades(database, works) == {"master": 1, "regular": 2, "associate": 1}


@pytest.mark.parametrize("leaver_first", [True, False])
def test_accepting_against_the_receiver_leaving(
    database: Database, works: Firm, clock: Clock, leaver_first: bool
) -> None:
    receiver = works.people[1].id
    offer = do(database, masters.offer, works.master, receiver)
    both = [partial(_accept, receiver, offer.id), partial(_leave, receiver)]
    found = overlap(database, clock, *(reversed(both) if leaver_first else both))
    assert found == ((Outcome.DONE, Answered.WITHDRAWN) if leaver_first else (Answered.DONE, MustHandOver))
    assert grades(database, works)["master"] == 1
    assert grade_of(database, receiver) is (Grade.INDIVIDUAL if leaver_first else Grade.MASTER)


def test_offering_to_who_is_just_leaving(database: Database, works: Firm, clock: Clock) -> None:
    receiver = works.people[1].id
    assert overlap(database, clock, partial(_leave, receiver), partial(_offer, works.master, receiver)) == (
        Outcome.DONE,
        NotRegular,
    )


def test_the_old_master_leaves_while_the_new_one_accepts(database: Database, works: Firm, clock: Clock) -> None:
    receiver = works.people[1].id
    offer = do(database, masters.offer, works.master, receiver)
    found = overlap(database, clock, partial(_accept, receiver, offer.id), partial(_leave, works.master))
    assert found == (Answered.DONE, Outcome.DONE)
    assert grades(database, works) == {"master": 1, "regular": 1, "associate": 1}


def test_the_last_two_leave_at_once(database: Database, clock: Clock) -> None:
    """The MASTER sees the regular go, or must hand over: never a regular alone without a MASTER."""
    made = firm(database, regulars=1)
    found = overlap(database, clock, partial(_leave, made.people[1].id), partial(_leave, made.master))
    assert found == (Outcome.DONE, Outcome.DONE)


def test_undo_against_a_second_undo(database: Database, works: Firm, clock: Clock) -> None:
    do(database, approvals.approve, works.master, works.relations[3])
    undo = partial(_undo, works)
    assert overlap(database, clock, undo, undo) == (Outcome.DONE, Outcome.ALREADY_UNDONE)


def test_staff_confirm_while_staff_reject(database: Database, clock: Clock) -> None:
    made = firm(database, certificate="awaited")
    found = overlap(
        database,
        clock,
        lambda tx: certificates.confirm_company(tx, made.company.id, "kim.staff"),
        lambda tx: certificates.reject_company(tx, made.company.id, "lee.staff", "읽을 수 없음"),
    )
    assert found == (Checked.DONE, Checked.ALREADY_VERIFIED)
    assert grade_of(database, made.master) is Grade.MASTER


def test_two_nudges_at_once(database: Database, works: Firm, clock: Clock) -> None:
    nudge = partial(_nudge, works.people[3].id)
    _, second = overlap(database, clock, nudge, nudge)
    assert second is approvals.TooSoon


def test_two_workers_remind_once(database: Database, works: Firm, clock: Clock) -> None:
    do(database, _link, works.master)
    clock.forward(days=1)
    found = overlap(database, clock, _remind, _remind)
    assert found == ([works.relations[3]], [])


def _leave(member_id: int, tx: Transaction) -> Outcome:
    return approvals.leave(tx, member_id)


def _offer(master_id: int, to: int, tx: Transaction) -> int:
    return masters.offer(tx, master_id, to).id


def _accept(member_id: int, offer_id: int, tx: Transaction) -> Answered:
    return masters.accept(tx, member_id, offer_id)


def _undo(made: Firm, tx: Transaction) -> Outcome:
    return approvals.undo_approval(tx, made.master, made.relations[3])


def _nudge(member_id: int, tx: Transaction) -> timedelta:
    approvals.nudge(tx, member_id)
    return timedelta()


def _link(tx: Transaction, member_id: int) -> None:

    members.link_chat(tx, "telegram", "7", member_id)


def _remind(tx: Transaction) -> list[int]:
    ids = [one.affiliation_id for reminder in reminders.due(tx) for one in reminder.waiting]
    reminders.mark(tx, ids)
    return ids
