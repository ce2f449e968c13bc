"""What is looked at from outside in order to see how the assistant fares: counts and ages, nobody's data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from storage.columns import Moment
from storage.schema import IN_A_FORM, UNDECIDED, WAITS, affiliations, certificates, conversations, outbox
from storage.transaction import Transaction

IDLE_AFTER = timedelta(hours=1)
"""Whoever has not touched a form for so long has, for now, put it away."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many there are, and since when the oldest waits; None where there is none."""

    count: int
    since: datetime | None

    def age(self, now: datetime) -> float:
        """Seconds that the oldest has waited."""
        return max(0.0, (now - self.since).total_seconds()) if self.since else 0.0


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the store, taken `at` that moment.

    `outbox`: what is due and has not left, by route; `associates` wait for their MASTER, `certificates` for staff;
    `forms`: people in each flow, and how many of them have not touched it for `IDLE_AFTER`.
    """

    at: datetime
    outbox: Mapping[str, Backlog]
    associates: Backlog
    certificates: Backlog
    forms: Mapping[str, tuple[int, int]]

    @property
    def outbox_age(self) -> float:
        """Seconds that the oldest row which is due has waited to leave."""
        return max((backlog.age(self.at) for backlog in self.outbox.values()), default=0.0)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many conversations stand at a step, and when the last of them was touched."""

    flow: str
    step: str
    people: int
    idle: int
    touched_at: datetime


_moment = sa.bindparam("moment", type_=Moment())
_open = sa.and_(outbox.c.sent_at.is_(None), outbox.c.set_aside_at.is_(None))
_due = (
    sa.select(outbox.c.route, sa.func.count(), sa.func.min(outbox.c.due_at)).where(_open, outbox.c.due_at <= _moment)
).group_by(outbox.c.route)
_associates = sa.select(sa.func.count(), sa.func.min(affiliations.c.created_at)).where(sa.text(WAITS))
_certificates = sa.select(sa.func.count(), sa.func.min(certificates.c.received_at)).where(sa.text(UNDECIDED))
_is_idle = sa.case((conversations.c.updated_at < sa.bindparam("idle_since", type_=Moment()), 1), else_=0)
_in_a_form = sa.text(IN_A_FORM)
_forms = (
    sa.select(conversations.c.flow, sa.func.count(), sa.func.sum(_is_idle))
    .where(_in_a_form)
    .group_by(conversations.c.flow)
)
_standing = (
    sa.select(
        conversations.c.flow,
        conversations.c.step,
        sa.func.count(),
        sa.func.sum(_is_idle),
        sa.func.max(conversations.c.updated_at),
    )
    .where(_in_a_form)
    .group_by(conversations.c.flow, conversations.c.step)
)


def look(tx: Transaction) -> Look:
    """One look, by indexes that hold only what is looked for; fit for Database.read."""
    due = tx.connection.execute(_due, {"moment": tx.now})
    idle = {"idle_since": tx.now - IDLE_AFTER}
    return Look(
        at=tx.now,
        outbox={route: Backlog(count, since) for route, count, since in due},
        associates=_backlog(tx, _associates),
        certificates=_backlog(tx, _certificates),
        forms={flow: (count, int(idle)) for flow, count, idle in tx.connection.execute(_forms, idle)},
    )


def standing(tx: Transaction) -> list[Standing]:
    """Which steps conversations stand at now, the menu left out."""
    return [
        Standing(flow, step or "", people, int(idle), touched_at)
        for flow, step, people, idle, touched_at in tx.connection.execute(
            _standing, {"idle_since": tx.now - IDLE_AFTER}
        )
    ]


def _backlog(tx: Transaction, statement: sa.Executable) -> Backlog:
    count, since = tx.connection.execute(statement).one()
    return Backlog(count, since)
