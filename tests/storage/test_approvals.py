"""Approving, undoing, ending, leaving: nothing is decided twice, and each decision is on record."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from membership.grades import Grade
from storage import access, approvals, companies, decisions, masters
from storage.approvals import MustHandOver, Outcome, TooSoon
from storage.authority import NotAllowed
from storage.database import Database
from storage.decisions import Action, By
from tests.conftest import Clock
from tests.storage.people import Firm, do, firm, grade_of, plain_sql, sign_up


@pytest.fixture
def works(database: Database) -> Firm:
    """A company with a MASTER, a regular and two associates."""
    return firm(database, regulars=1, associates=2)


def refusal(database: Database, function: Callable[..., Any], *args: Any) -> str:
    with pytest.raises(NotAllowed) as refused:
        do(database, function, *args)
    return refused.value.reason


def record(database: Database, made: Firm) -> list[tuple[Action, int, By, int | None, str | None]]:
    """What was decided in a company, newest first, without the approvals that it was made with."""
    found = database.read(lambda tx: decisions.of_company(tx, made.company.id))
    return [(one.action, one.member_id, one.by_kind, one.by_member_id, one.reason) for one in found[:-1]]


def test_an_approved_associate_is_regular(database: Database, works: Firm) -> None:
    associate = works.people[2].id
    assert do(database, approvals.approve, works.master, works.relations[2]) is Outcome.DONE
    assert grade_of(database, associate) is Grade.REGULAR
    assert record(database, works) == [(Action.APPROVED, associate, By.MASTER, works.master, None)]


def test_a_second_press_changes_nothing(database: Database, works: Firm) -> None:
    do(database, approvals.approve, works.master, works.relations[2])
    assert do(database, approvals.approve, works.master, works.relations[2]) is Outcome.ALREADY_APPROVED
    assert len(record(database, works)) == 1


def test_who_is_gone_or_master_is_not_approved(database: Database, works: Firm) -> None:
    do(database, approvals.leave, works.people[2].id)
    assert do(database, approvals.approve, works.master, works.relations[2]) is Outcome.GONE
    assert do(database, approvals.approve, works.master, works.relations[0]) is Outcome.NOT_WAITING


def test_an_old_card_does_not_decide_about_somebody_new(database: Database, works: Firm) -> None:
    """The newest relation goes, and another comes: its id must not be the old one."""
    do(database, approvals.withdraw_request, works.people[3].id)
    newcomer = sign_up(database, "newcomer").id
    do(database, companies.affiliate, works.company.id, newcomer, "telegram")
    assert do(database, approvals.approve, works.master, works.relations[3]) is Outcome.GONE
    assert grade_of(database, newcomer) is Grade.ASSOCIATE


def test_only_ones_own_company(database: Database, works: Firm) -> None:
    other = firm(database, associates=1, number="2012345678")
    for function in (approvals.approve, approvals.undo_approval, approvals.end_relation):
        assert refusal(database, function, works.master, other.relations[1]) == "other_company"
    assert grade_of(database, other.people[1].id) is Grade.ASSOCIATE


def test_whoever_may_not_changes_nothing(database: Database, works: Firm) -> None:
    for person in works.people[1:]:
        for function in (approvals.approve, approvals.undo_approval, approvals.end_relation):
            assert refusal(database, function, person.id, works.relations[2]) == "grade"
    assert refusal(database, approvals.approve, None, works.relations[2]) == "not_linked"
    assert grade_of(database, works.people[2].id) is Grade.ASSOCIATE
    assert record(database, works) == []


def test_nobody_approves_while_the_certificate_is_awaited(database: Database) -> None:
    made = firm(database, associates=1, certificate="awaited")
    assert refusal(database, approvals.approve, made.master, made.relations[1]) == "certificate_awaited"
    assert do(database, approvals.end_relation, made.master, made.relations[1], "모르는 분") is Outcome.DONE


def test_undo_within_the_minute(database: Database, works: Firm, clock: Clock) -> None:
    do(database, approvals.approve, works.master, works.relations[2])
    clock.forward(seconds=59)
    assert do(database, approvals.undo_approval, works.master, works.relations[2]) is Outcome.DONE
    assert grade_of(database, works.people[2].id) is Grade.ASSOCIATE
    assert do(database, approvals.undo_approval, works.master, works.relations[2]) is Outcome.ALREADY_UNDONE
    assert [line[0] for line in record(database, works)] == [Action.APPROVAL_UNDONE, Action.APPROVED]
    assert do(database, approvals.approve, works.master, works.relations[2]) is Outcome.DONE


def test_no_undo_after_the_minute(database: Database, works: Firm, clock: Clock) -> None:
    do(database, approvals.approve, works.master, works.relations[2])
    clock.forward(seconds=60)
    assert do(database, approvals.undo_approval, works.master, works.relations[2]) is Outcome.TOO_LATE
    assert grade_of(database, works.people[2].id) is Grade.REGULAR


def test_undo_is_for_whoever_approved(database: Database, works: Firm, clock: Clock) -> None:
    substitute = works.people[1].id
    do(database, masters.name_substitute, works.master, substitute, clock.now + timedelta(days=1))
    do(database, approvals.approve, substitute, works.relations[2])
    assert refusal(database, approvals.undo_approval, works.master, works.relations[2]) == "not_yours"
    assert do(database, approvals.undo_approval, substitute, works.relations[2]) is Outcome.DONE


def test_undo_of_who_is_gone_or_was_made_regular_elsewhere(database: Database, works: Firm) -> None:
    with plain_sql(database.url) as web:
        web.exec_driver_sql(f"UPDATE affiliations SET grade = 'regular' WHERE id = {works.relations[2]}")
    assert do(database, approvals.undo_approval, works.master, works.relations[2]) is Outcome.TOO_LATE
    assert do(database, approvals.undo_approval, works.master, 999) is Outcome.GONE


def test_undo_takes_what_a_regular_was_given_in_the_minute(database: Database, works: Firm, clock: Clock) -> None:
    fresh = works.people[2].id
    do(database, approvals.approve, works.master, works.relations[2])
    offer = do(database, masters.offer, works.master, fresh)
    do(database, masters.name_substitute, works.master, fresh, clock.now + timedelta(days=1))
    do(database, approvals.undo_approval, works.master, works.relations[2])
    assert do(database, masters.accept, fresh, offer.id) is masters.Answered.WITHDRAWN
    assert do(database, masters.substitute_of, works.company.id) is None


def test_ending_a_relation(database: Database, works: Firm) -> None:
    regular = works.people[1].id
    assert do(database, approvals.end_relation, works.master, works.relations[1], "퇴사") is Outcome.DONE
    assert grade_of(database, regular) is Grade.INDIVIDUAL
    assert do(database, approvals.end_relation, works.master, works.relations[1], "퇴사") is Outcome.GONE
    assert record(database, works) == [(Action.ENDED, regular, By.MASTER, works.master, "퇴사")]


def test_the_masters_own_relation_is_not_ended_so(database: Database, works: Firm, clock: Clock) -> None:
    substitute = works.people[1].id
    do(database, masters.name_substitute, works.master, substitute, clock.now + timedelta(days=1))
    for person in (works.master, substitute):
        assert refusal(database, approvals.end_relation, person, works.relations[0]) == "is_master"
    assert grade_of(database, works.master) is Grade.MASTER


def test_a_substitute_decides_and_is_on_record_as_such(database: Database, works: Firm, clock: Clock) -> None:
    substitute = works.people[1].id
    do(database, masters.name_substitute, works.master, substitute, clock.now + timedelta(days=1))
    assert do(database, approvals.approve, substitute, works.relations[2]) is Outcome.DONE
    assert do(database, approvals.end_relation, substitute, works.relations[3], "중복") is Outcome.DONE
    assert [line[2:4] for line in record(database, works)[:2]] == [(By.SUBSTITUTE, substitute)] * 2


def test_an_associate_withdraws(database: Database, works: Firm) -> None:
    associate = works.people[2].id
    assert do(database, approvals.withdraw_request, associate) is Outcome.DONE
    assert grade_of(database, associate) is Grade.INDIVIDUAL
    assert do(database, approvals.withdraw_request, associate) is Outcome.GONE
    assert do(database, approvals.withdraw_request, works.people[1].id) is Outcome.ALREADY_APPROVED
    assert record(database, works) == [(Action.REQUEST_WITHDRAWN, associate, By.MEMBER, associate, None)]


def test_leaving(database: Database, works: Firm) -> None:
    _, regular, associate, _ = (one.id for one in works.people)
    assert do(database, approvals.leave, regular) is Outcome.DONE
    assert do(database, approvals.leave, associate) is Outcome.DONE
    assert do(database, approvals.leave, associate) is Outcome.GONE
    assert [line[:2] for line in record(database, works)] == [
        (Action.REQUEST_WITHDRAWN, associate),
        (Action.LEFT, regular),
    ]


def test_a_master_leaves_last(database: Database, works: Firm) -> None:
    for person in works.people[1:]:
        with pytest.raises(MustHandOver):
            do(database, approvals.leave, works.master)
        do(database, approvals.leave, person.id)
    assert do(database, approvals.leave, works.master) is Outcome.DONE
    next_one = sign_up(database, "nextmember").id
    assert do(database, companies.affiliate, works.company.id, next_one, "telegram") is Grade.MASTER


def test_a_nudge_once_a_day(database: Database, works: Firm, clock: Clock) -> None:
    associate = works.people[2].id
    line = do(database, approvals.nudge, associate)
    assert (line.affiliation_id, line.member_id, line.nudged_at) == (works.relations[2], associate, clock.now)
    first = clock.now
    clock.forward(hours=23, minutes=59)
    with pytest.raises(TooSoon) as soon:
        do(database, approvals.nudge, associate)
    assert soon.value.next_at == first + timedelta(days=1)
    clock.forward(minutes=1)
    assert do(database, approvals.nudge, associate).nudged_at == clock.now


def test_only_who_waits_nudges(database: Database, works: Firm) -> None:
    assert refusal(database, approvals.nudge, works.people[1].id) == "grade"
    assert refusal(database, approvals.nudge, sign_up(database, "outsider").id) == "no_company"


def test_a_page_of_who_waits(database: Database, works: Firm, clock: Clock) -> None:
    first = do(database, approvals.waiting, works.company.id, 0, 1)
    second = do(database, approvals.waiting, works.company.id, first[0].affiliation_id, 5)
    assert [one.member_id for one in first + second] == [one.id for one in works.people[2:]]
    assert (first[0].since, first[0].department) == (clock.now, None)
    assert do(database, approvals.waiting_count, works.company.id) == 2


def test_each_look_is_noted(database: Database, works: Firm) -> None:
    seen = do(database, approvals.waiting_seen_by, works.master, "telegram")
    assert [one.member_id for one in seen] == [one.id for one in works.people[2:]]
    for one in seen:
        (look,) = do(database, access.of_member, one.member_id)
        assert (look.actor, look.action) == (str(works.master), "saw associate")
    assert refusal(database, approvals.waiting_seen_by, works.people[1].id, "telegram") == "grade"
