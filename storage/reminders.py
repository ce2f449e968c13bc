"""Reminding MASTERs of associates who wait: after a day, three days, then weekly, gathered, never at night."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from membership.grades import Grade
from membership.limits import KOREAN_TIME, NIGHT_FROM, NIGHT_UNTIL, REMIND_AFTER, REMIND_EVERY, REMIND_TOGETHER
from storage import companies, relations, substitutes, waiting
from storage.columns import Moment
from storage.companies import Company
from storage.member_rows import Member, read_all, select_members
from storage.relations import Relation
from storage.schema import affiliations, chat_links
from storage.schema import companies as company_table
from storage.schema import members as member_table
from storage.transaction import Transaction
from storage.waiting import Waiting


@dataclass(frozen=True, slots=True)
class Reminder:
    """Who is to be reminded now of whom: the MASTER, and a substitute in their period, whom a chat reaches."""

    company: Company
    recipients: list[Member]
    waiting: list[Waiting]


_reached = sa.exists().where(
    chat_links.c.member_id == affiliations.c.member_id, chat_links.c.unreachable_since.is_(None)
)
_decides = sa.and_(
    affiliations.c.company_id == company_table.c.id, affiliations.c.grade.in_([Grade.MASTER.value, Grade.REGULAR.value])
)


def _ripe(name: str, count: sa.ColumnElement[bool], since: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.and_(count, since <= sa.bindparam(name, type_=Moment()))


_associate = affiliations.alias("associate")
_a = _associate.c
_is_ripe = sa.or_(
    *(_ripe(f"stage{number}", _a.reminders == number, _a.created_at) for number in range(len(REMIND_AFTER))),
    _ripe("weekly", _a.reminders >= len(REMIND_AFTER), _a.reminded_at),
)
# The grade as a literal: only so does SQLite find those who wait, who are few, by their own index.
_waiting_long = sa.select(_a.company_id).where(_a.grade == sa.literal_column("'associate'"), _is_ripe)
_due = (
    sa.select(company_table.c.id)
    .where(
        company_table.c.certificate == "verified",
        company_table.c.id.in_(_waiting_long),
        sa.exists().where(_decides, _reached),
        company_table.c.id > sa.bindparam("after"),
    )
    .order_by(company_table.c.id)
    .limit(sa.bindparam("most"))
    .with_for_update(skip_locked=True)
)
_reached_members = select_members.where(
    member_table.c.id.in_(sa.bindparam("members", expanding=True, type_=member_table.c.id.type)), _reached
).order_by(member_table.c.id)
_mark = (
    sa.update(affiliations)
    .where(affiliations.c.id == sa.bindparam("relation"))
    .values(reminders=sa.bindparam("times"), reminded_at=sa.bindparam("moment", type_=Moment()))
)


def due(tx: Transaction, limit: int = 50) -> list[Reminder]:
    """The reminders to send now, one a company; `mark` them in the same transaction. Nothing at night in Korea.

    No other worker gets the same companies while this transaction is open. A company whose certificate is not
    confirmed is passed by: its MASTER cannot approve.
    """
    found: list[Reminder] = []
    after = 0
    while not is_night(tx.now) and len(found) < limit:
        ids = tx.connection.execute(_due, _moments(tx) | {"after": after, "most": limit}).scalars().all()
        found += [one for one in (_reminder(tx, company_id) for company_id in ids) if one is not None]
        if len(ids) < limit:
            break
        after = ids[-1]
    return found[:limit]


def mark(tx: Transaction, affiliation_ids: Iterable[int]) -> None:
    """Notes that the MASTER was reminded of these now, or told of them anew, as when a chat was linked."""
    for one in affiliation_ids:
        relation = relations.by_id(tx, one)
        if relation is not None:
            tx.connection.execute(_mark, {"relation": one, "times": _times(relation, tx.now), "moment": tx.now})


def is_night(moment: datetime) -> bool:
    """Whether it is between 21:00 and 08:00 in Korea."""
    clock = moment.astimezone(KOREAN_TIME).time()
    return clock >= NIGHT_FROM or clock < NIGHT_UNTIL


def by_day(moment: datetime) -> datetime:
    """This moment, or where it is at night in Korea the morning after."""
    if not is_night(moment):
        return moment
    clock = moment.astimezone(KOREAN_TIME)
    morning = clock.replace(hour=NIGHT_UNTIL.hour, minute=NIGHT_UNTIL.minute, second=0, microsecond=0)
    return (morning if clock < morning else morning + timedelta(days=1)).astimezone(UTC)


def next_at(relation: Relation) -> datetime:
    """When the MASTER is to be reminded of this associate next, nights aside."""
    if relation.reminders < len(REMIND_AFTER):
        return relation.created_at + REMIND_AFTER[relation.reminders]
    return (relation.reminded_at or relation.created_at) + REMIND_EVERY


def _moments(tx: Transaction) -> dict[str, Any]:
    stages: dict[str, Any] = {f"stage{number}": tx.now - after for number, after in enumerate(REMIND_AFTER)}
    return stages | {"weekly": tx.now - REMIND_EVERY}


def _reminder(tx: Transaction, company_id: int) -> Reminder | None:
    # Read after the company's row was locked: another worker may have reminded since the search looked.
    company = companies.by_id(tx, company_id)
    ids = _gathered(tx, company_id)
    recipients = _recipients(tx, company_id)
    if company is None or not ids or not recipients:
        return None
    lines = (waiting.waiting_one(tx, one) for one in ids)
    return Reminder(company, recipients, [line for line in lines if line is not None])


def _gathered(tx: Transaction, company_id: int) -> list[int]:
    """Whoever is due, and with them who soon would be; nobody when nobody is due yet."""
    associates = [one for one in relations.of_company(tx, company_id) if one.grade is Grade.ASSOCIATE]
    if not _due_by(associates, tx.now):
        return []
    return _due_by(associates, tx.now + REMIND_TOGETHER)


def _due_by(associates: list[Relation], moment: datetime) -> list[int]:
    return [one.id for one in associates if next_at(one) <= moment]


def _recipients(tx: Transaction, company_id: int) -> list[Member]:
    master, substitute = relations.master_of(tx, company_id), substitutes.substitute_of(tx, company_id)
    ids = [one.member_id for one in (master, substitute) if one is not None]
    return read_all(tx, _reached_members, members=ids)


def _times(relation: Relation, now: datetime) -> int:
    """Reminders after a pause do not follow one another at once: what was missed counts as done."""
    waited: timedelta = now - relation.created_at
    return max(relation.reminders + 1, sum(after <= waited for after in REMIND_AFTER))
