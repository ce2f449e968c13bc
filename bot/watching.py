"""What is seen of each update: a line in the log, the counters, and the steps that people go through."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bot import metrics
from conversations.course import Course
from conversations.events import Event, Kind

# Of these Telegram tells when the person sent them; a press has no time of its own.
_DATED = frozenset({Kind.TEXT, Kind.COMMAND, Kind.CONTACT, Kind.FILE, Kind.OTHER})

_LOG = logging.getLogger(__name__)

Step = tuple[str, str, str]
"""A flow, a step of it, and what happened there: entered, answered, failed, finished, left or abandoned."""


@dataclass(slots=True)
class Watch:
    """Counts updates and steps of one process; `steps` only grows."""

    steps: Counter[Step] = field(default_factory=Counter)

    def update(self, event: Event | None, outcome: str, course: Course | None, seconds: float) -> None:
        """Notes an update that was committed, `seconds` after its arrival; tells nothing of what the person said."""
        metrics.UPDATES[outcome].inc()
        metrics.update_seconds.observe(seconds)
        if event is not None and event.kind in _DATED:
            metrics.intake_lag.observe(max(0.0, (datetime.now(UTC) - event.at).total_seconds()))
        if course is not None:
            self.course(course)
        if _LOG.isEnabledFor(logging.INFO):
            _LOG.info("update %s", outcome, extra=_fields(event, course, seconds))

    def course(self, course: Course) -> None:
        """Counts the steps of one event."""
        steps = self.steps
        for flow, step in course.answered:
            steps[flow, step, "answered"] += 1
        for flow, step, how in course.ended:
            steps[flow, step, how] += 1
        if course.failed:
            steps[*course.at, "failed"] += 1
        if course.now != course.at and course.now[0]:
            steps[*course.now, "entered"] += 1


def _fields(event: Event | None, course: Course | None, seconds: float) -> dict[str, object]:
    fields: dict[str, object] = {"ms": round(seconds * 1000, 1)}
    if event is not None:
        fields["kind"] = str(event.kind)
    if course is not None:
        fields["flow"], fields["step"] = course.now
    return fields
