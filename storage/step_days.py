"""The funnel from day to day: how often a step was entered, answered, failed or left. No person is in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from membership.limits import KOREAN_TIME
from storage.schema import step_days
from storage.transaction import Transaction

Step = tuple[str, str, str]
"""A flow, a step of it, and what happened there (`bot/watching.py`)."""


@dataclass(frozen=True, slots=True)
class StepCount:
    """How often it happened at a step."""

    flow: str
    step: str
    what: str
    times: int


_KEY = [column.name for column in step_days.primary_key]


def _adding(insert: Any) -> sa.Insert:
    more = step_days.c.times + insert.excluded.times
    added: sa.Insert = insert.on_conflict_do_update(index_elements=_KEY, set_={"times": more})
    return added


_add = {"sqlite": _adding(sqlite.insert(step_days)), "postgresql": _adding(postgresql.insert(step_days))}
_since = (
    sa.select(step_days.c.flow, step_days.c.step, step_days.c.what, sa.func.sum(step_days.c.times))
    .where(step_days.c.day >= sa.bindparam("first"))
    .group_by(step_days.c.flow, step_days.c.step, step_days.c.what)
)
_drop = sa.delete(step_days).where(step_days.c.day < sa.bindparam("first"))


def add(tx: Transaction, steps: Mapping[Step, int]) -> None:
    """Adds what happened to the count of today, the day that it is in Korea."""
    # In one order, so that workers that add at once do not wait for each other in a circle.
    values = [
        {"day": _today(tx).isoformat(), "flow": flow, "step": step, "what": what, "times": times}
        for (flow, step, what), times in sorted(steps.items())
        if times
    ]
    if values:
        tx.connection.execute(_add[tx.dialect], values)


def since(tx: Transaction, days: int) -> list[StepCount]:
    """What happened today and on the days before, `days` in all."""
    first = _today(tx) - timedelta(days=days - 1)
    return [StepCount(*row) for row in tx.connection.execute(_since, {"first": first.isoformat()})]


def drop_old(tx: Transaction, older_than: timedelta) -> int:
    """Forgets days that are over for so long; gives how many lines."""
    return tx.connection.execute(_drop, {"first": (_today(tx) - older_than).isoformat()}).rowcount


def _today(tx: Transaction) -> date:
    return tx.now.astimezone(KOREAN_TIME).date()
