"""Approving associates, ending relations: nothing is decided twice (KOTRA 회원가입 매뉴얼, "KOTRA 회원분류")."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from membership.grades import Grade, Service
from membership.limits import NUDGE_EVERY, UNDO_WINDOW
from storage import companies, decisions, offers, relations, substitutes
from storage.authority import Authority, NotAllowed, require
from storage.decisions import Action, By, Decider
from storage.relations import Relation
from storage.transaction import Transaction
from storage.waiting import Waiting, shown, waiting, waiting_count, waiting_one, waiting_seen_by

__all__ = [
    "MustHandOver",
    "Outcome",
    "TooSoon",
    "Waiting",
    "approve",
    "end_relation",
    "leave",
    "nudge",
    "shown",
    "undo_approval",
    "waiting",
    "waiting_count",
    "waiting_one",
    "waiting_seen_by",
    "withdraw_request",
]


# A writer who does not lock the company may be faster (docs/store.md): then what it left is judged anew.


class Outcome(StrEnum):
    """What came of a decision; everything but DONE has changed nothing."""

    DONE = "done"
    ALREADY_APPROVED = "already_approved"
    ALREADY_UNDONE = "already_undone"  # the associate waits again
    GONE = "gone"  # the relation is there no more
    NOT_WAITING = "not_waiting"  # they are neither associate nor regular: they have become MASTER
    TOO_LATE = "too_late"  # the minute is over


class MustHandOver(Exception):
    """A MASTER cannot leave while others belong to the company: hand over first."""


class TooSoon(Exception):
    """The associate has nudged within a day; `next_at` is when they may again."""

    def __init__(self, next_at: datetime) -> None:
        super().__init__(next_at.isoformat())
        self.next_at = next_at


def approve(tx: Transaction, by_member_id: int | None, affiliation_id: int) -> Outcome:
    """Makes an associate of one's own company a regular member; raises NotAllowed."""
    authority = require(tx, by_member_id, Service.APPROVE_MEMBERS)
    return _approve(tx, authority, _own(tx, authority, affiliation_id))


def undo_approval(tx: Transaction, by_member_id: int | None, affiliation_id: int) -> Outcome:
    """Makes a regular an associate again within a minute, for whoever approved; raises NotAllowed."""
    authority = require(tx, by_member_id, Service.APPROVE_MEMBERS)
    relation = _own(tx, authority, affiliation_id)
    if relation is None:
        return Outcome.GONE
    if relation.grade is Grade.ASSOCIATE:
        return Outcome.ALREADY_UNDONE
    if not _may_undo(tx, authority, relation):
        return Outcome.TOO_LATE
    if not relations.regrade(tx, relation, Grade.ASSOCIATE):
        return undo_approval(tx, by_member_id, affiliation_id)
    _let_go(tx, relation)
    _record(tx, authority, relation, Action.APPROVAL_UNDONE)
    return Outcome.DONE


def end_relation(tx: Transaction, by_member_id: int | None, affiliation_id: int, reason: str | None = None) -> Outcome:
    """Makes a member of one's own company an individual again [관계 해지]; raises NotAllowed."""
    authority = require(tx, by_member_id, Service.END_RELATION)
    relation = _own(tx, authority, affiliation_id)
    if relation is None:
        return Outcome.GONE
    if relation.grade is Grade.MASTER:
        raise NotAllowed("is_master", relation.member_id)
    if not relations.remove(tx, relation):
        return end_relation(tx, by_member_id, affiliation_id, reason)
    _let_go(tx, relation)
    _record(tx, authority, relation, Action.ENDED, reason)
    return Outcome.DONE


def withdraw_request(tx: Transaction, member_id: int) -> Outcome:
    """An associate waits no longer and is an individual again."""
    relation = _locked(tx, member_id)
    if relation is None:
        return Outcome.GONE
    if relation.grade is not Grade.ASSOCIATE:
        return Outcome.ALREADY_APPROVED
    return _go(tx, relation, Action.REQUEST_WITHDRAWN) or withdraw_request(tx, member_id)


def leave(tx: Transaction, member_id: int) -> Outcome:
    """The member leaves the company and is an individual again; a MASTER only as the last: raises MustHandOver."""
    relation = _locked(tx, member_id)
    if relation is None:
        return Outcome.GONE
    if relation.grade is Grade.MASTER and len(relations.of_company(tx, relation.company_id)) > 1:
        raise MustHandOver
    action = Action.REQUEST_WITHDRAWN if relation.grade is Grade.ASSOCIATE else Action.LEFT
    return _go(tx, relation, action) or leave(tx, member_id)


def nudge(tx: Transaction, member_id: int) -> Waiting:
    """Notes that an associate has the MASTER reminded, once a day, and gives whom the MASTER is told of.

    Raises TooSoon, and NotAllowed("grade" or "no_company") for who is no associate.
    """
    relation = _locked(tx, member_id)
    if relation is None:
        raise NotAllowed("no_company")
    if relation.grade is not Grade.ASSOCIATE:
        raise NotAllowed("grade")
    if relation.nudged_at is not None and relation.nudged_at + NUDGE_EVERY > tx.now:
        raise TooSoon(relation.nudged_at + NUDGE_EVERY)
    if not relations.mark_nudged(tx, relation.id):
        return nudge(tx, member_id)
    line = waiting_one(tx, relation.id)
    assert line is not None
    return line


def _own(tx: Transaction, authority: Authority, affiliation_id: int) -> Relation | None:
    relation = relations.by_id(tx, affiliation_id)
    if relation is not None and relation.company_id != authority.company.id:
        raise NotAllowed("other_company", relation.member_id)
    return relation


def _approve(tx: Transaction, authority: Authority, relation: Relation | None) -> Outcome:
    if relation is None:
        return Outcome.GONE
    if relation.grade is not Grade.ASSOCIATE:
        return Outcome.ALREADY_APPROVED if relation.grade is Grade.REGULAR else Outcome.NOT_WAITING
    if not relations.regrade(tx, relation, Grade.REGULAR):
        return _approve(tx, authority, relations.by_id(tx, relation.id))
    _record(tx, authority, relation, Action.APPROVED)
    return Outcome.DONE


def _may_undo(tx: Transaction, authority: Authority, relation: Relation) -> bool:
    last = decisions.latest(tx, relation.company_id, relation.member_id, Action.APPROVED)
    if relation.grade is not Grade.REGULAR or last is None:
        return False
    if last.by_member_id != authority.member.id:
        raise NotAllowed("not_yours", relation.member_id)
    return tx.now < last.at + UNDO_WINDOW


def _locked(tx: Transaction, member_id: int) -> Relation | None:
    """The member's own relation, with its company locked."""
    before = relations.of_member(tx, member_id)
    if before is None:
        return None
    companies.lock(tx, before.company_id)
    now = relations.of_member(tx, member_id)
    return now if now is not None and now.id == before.id else None


def _go(tx: Transaction, relation: Relation, action: Action) -> Outcome | None:
    """None where the relation is not as it was."""
    if not relations.remove(tx, relation):
        return None
    _let_go(tx, relation)
    by = Decider(By.MEMBER, relation.member_id)
    decisions.record(tx, relation.company_id, relation.member_id, action, by)
    return Outcome.DONE


def _let_go(tx: Transaction, relation: Relation) -> None:
    """What only a regular can hold ends with the grade: an offer to become MASTER, a substitute's period."""
    offers.withdraw_to(tx, relation.company_id, relation.member_id)
    substitutes.end_own(tx, relation.company_id, relation.member_id)


def _record(
    tx: Transaction, authority: Authority, relation: Relation, action: Action, reason: str | None = None
) -> None:
    by = Decider(authority.as_, authority.member.id)
    decisions.record(tx, relation.company_id, relation.member_id, action, by, reason)
