"""What is seen of each update: counters, steps, and a line without anything of the person's."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import metrics
from bot.step_days import StepDays, keeping
from bot.watching import Watch
from conversations.course import Course
from conversations.events import Chat, Event, Kind
from storage import step_days
from storage.database import Database, StoreUnavailable

AT = ("sign_up", "name")


def event(kind: Kind = Kind.TEXT, ago: float = 0.0) -> Event:
    sent = datetime.now(UTC) - timedelta(seconds=ago)
    return Event(chat=Chat("telegram", "4711"), kind=kind, at=sent, text="홍길동")


def sample(name: str, **labels: str) -> float:
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0


def test_an_update_is_counted_and_logged_without_what_was_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    before = sample("assistant_updates_total", outcome="handled"), sample("assistant_update_seconds_count")
    Watch().update(event(), "handled", Course(AT, (AT,), now=("sign_up", "birth_date")), 0.0123)
    assert sample("assistant_updates_total", outcome="handled") == before[0] + 1
    assert sample("assistant_update_seconds_count") == before[1] + 1
    (record,) = caplog.records
    told: dict[str, Any] = record.__dict__
    assert [told[name] for name in ("flow", "step", "kind", "ms")] == ["sign_up", "birth_date", "text", 12.3]
    assert not any(private in str(told) for private in ("홍길동", "4711"))


def test_the_lag_is_that_of_what_telegram_dates() -> None:
    before = sample("assistant_intake_lag_seconds_count"), sample("assistant_intake_lag_seconds_bucket", le="60.0")
    Watch().update(event(ago=3600), "handled", None, 0.01)
    Watch().update(event(ago=-5), "handled", None, 0.01)
    Watch().update(event(Kind.PRESS), "handled", None, 0.01)
    assert sample("assistant_intake_lag_seconds_count") == before[0] + 2
    assert sample("assistant_intake_lag_seconds_bucket", le="60.0") == before[1] + 1


@pytest.mark.parametrize(
    ("course", "steps"),
    [
        (Course(AT, now=AT), {}),
        (Course(AT, failed=True, now=AT), {(*AT, "failed"): 1}),
        (Course(AT, (AT,), now=("home", "menu")), {(*AT, "answered"): 1, ("home", "menu", "entered"): 1}),
        (
            Course(AT, ended=(("sign_up", "name", "abandoned"),), now=("home", "menu")),
            {(*AT, "abandoned"): 1, ("home", "menu", "entered"): 1},
        ),
        (Course(("", ""), now=("", "")), {}),
    ],
)
def test_steps_are_counted_by_what_happened(course: Course, steps: dict[tuple[str, str, str], int]) -> None:
    watch = Watch()
    watch.course(course)
    assert watch.steps == steps


def kept(database: Database) -> int:
    return sum(one.times for one in database.read(lambda tx: step_days.since(tx, 1)))


async def test_what_was_counted_is_kept_once(database: Database) -> None:
    watch = Watch()
    days = StepDays(database, watch)
    watch.course(Course(AT, failed=True, now=AT))
    await days.keep()
    await days.keep()
    watch.course(Course(AT, failed=True, now=AT))
    async with keeping(days):
        assert kept(database) == 1
    assert kept(database) == 2


async def test_while_the_store_is_away_counts_wait(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = Watch()
    days = StepDays(database, watch)
    watch.course(Course(AT, failed=True, now=AT))

    def away(*_: object) -> None:
        raise StoreUnavailable("away")

    with monkeypatch.context() as broken:
        broken.setattr(step_days, "add", away)
        await days.keep()
    assert kept(database) == 0
    await days.keep()
    assert kept(database) == 1
