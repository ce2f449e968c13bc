"""`stats`: how far people come, and who waits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from cli.options import as_json
from cli.showing import say, say_json, table

if TYPE_CHECKING:
    from storage.step_days import StepCount
    from storage.transaction import Transaction
    from storage.watching import Backlog, Look, Standing

STEP_HEADS = ("FLOW", "STEP", "HERE NOW", "IDLE", "ENTERED", "ANSWERED", "FAILED", "LEFT", "ABANDONED")
FLOW_HEADS = ("FLOW", "FINISHED", "LEFT", "ABANDONED")
ENDINGS = ("finished", "left", "abandoned")
PASSING = ("entered", "answered", "failed", "left", "abandoned")
LONGEST_DAYS = 400

Counts = Mapping[tuple[str, str], Mapping[str, int]]


@click.command(short_help="Show how far people come, and who waits.")
@click.option("--days", type=click.IntRange(1, LONGEST_DAYS), default=7, show_default=True, help="Today counts as one.")
@as_json
def stats(days: int, as_json: bool) -> None:
    """Show how far people come in each flow, where they stand now, and who waits for a decision.

    HERE NOW and IDLE (untouched for an hour) are read from the conversations; the others are counted by day, Korean
    time, and come into the store once a minute. No person is in them.

    \b
    Examples:
      python main.py stats
      python main.py stats --days 30
      python main.py stats --json

    Exit codes: 0 shown, 1 the database cannot be read, 2 settings.
    """
    from cli.door import opened
    from storage import step_days, watching

    def read(tx: Transaction) -> tuple[Look, list[Standing], list[StepCount]]:
        return watching.look(tx), watching.standing(tx), step_days.since(tx, days)

    with opened("stats") as database:
        look, standing, counted = database.read(read)
    counts = _by_step(counted)
    if as_json:
        say_json(_plain(look, standing, counts, days))
    else:
        say(_page(look, standing, counts, days))


def _page(look: Look, standing: Sequence[Standing], counts: Counts, days: int) -> Iterator[str]:
    yield from _waiting(look)
    yield ""
    yield f"Steps, {'today' if days == 1 else f'the last {days} days'}:"
    yield from table(STEP_HEADS, _step_rows(standing, counts))
    yield ""
    yield "Endings:"
    yield from table(FLOW_HEADS, _flow_rows(counts))


def _waiting(look: Look) -> Iterator[str]:
    outbox = sum(backlog.count for backlog in look.outbox.values())
    yield f"Associates who wait for their MASTER: {_told(look.associates, look.at)}"
    yield f"Certificates that wait for staff: {_told(look.certificates, look.at)}"
    yield f"Messages and calls that are due: {outbox}{f', the oldest for {_span(look.outbox_age)}' if outbox else ''}"


def _told(backlog: Backlog, now: datetime) -> str:
    return f"{backlog.count}, the oldest for {_span(backlog.age(now))}" if backlog.count else "none"


def _span(seconds: float) -> str:
    """A duration in its two largest units."""
    whole = timedelta(seconds=int(seconds))
    hours, minutes = whole.seconds // 3600, whole.seconds % 3600 // 60
    if whole.days:
        return f"{whole.days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {whole.seconds % 60} s"


def _step_rows(standing: Iterable[Standing], counts: Counts) -> Iterator[tuple[object, ...]]:
    here = {(one.flow, one.step): one for one in standing}
    for place in _in_order({*here, *counts}):
        one, of_step = here.get(place), counts.get(place, {})
        people, idle = (one.people, one.idle) if one else (0, 0)
        yield (*place, people, idle, *(of_step.get(what, 0) for what in PASSING))


def _flow_rows(counts: Counts) -> Iterator[tuple[object, ...]]:
    for flow, ended in _endings(counts).items():
        yield (flow, *(ended[how] for how in ENDINGS))


def _endings(counts: Counts) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for place in _in_order(counts):
        for how in ENDINGS:
            times = counts[place].get(how, 0)
            if times:
                of_flow = found.setdefault(place[0], dict.fromkeys(ENDINGS, 0))
                of_flow[how] += times
    return found


def _by_step(counted: Iterable[StepCount]) -> Counts:
    found: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for one in counted:
        found[one.flow, one.step][one.what] = one.times
    return found


def _in_order(places: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Flows and steps as a person meets them; those of older programs last."""
    from conversations.flows import FLOWS

    known = [(flow.name, step.name) for flow in FLOWS.values() for step in flow.steps]
    order = {place: number for number, place in enumerate(known)}
    return sorted(places, key=lambda place: (order.get(place, len(order)), place))


def _plain(look: Look, standing: Sequence[Standing], counts: Counts, days: int) -> dict[str, Any]:
    rows = [dict(zip(map(_name, STEP_HEADS), row, strict=True)) for row in _step_rows(standing, counts)]
    return {
        "at": look.at.isoformat(),
        "days": days,
        "associates_waiting": _plain_backlog(look.associates),
        "certificates_waiting": _plain_backlog(look.certificates),
        "outbox": {route: _plain_backlog(backlog) for route, backlog in look.outbox.items()},
        "steps": rows,
        "endings": _endings(counts),
    }


def _plain_backlog(backlog: Backlog) -> dict[str, Any]:
    return {"count": backlog.count, "since": backlog.since.isoformat() if backlog.since else None}


def _name(head: str) -> str:
    return head.lower().replace(" ", "_")
